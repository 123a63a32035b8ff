"""Shipped scenarios with slips: lines lost, doubled, moved; bytes, numbers and words changed."""

import random
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "../../x", "/etc/passwd", "~/x", "..\\..\\x", "CON", "a/b", "", " ", "\u202e", "\ud7ff", "=1+1", "@x", "-x", "\\x",
    "<script>alert(1)</script>", "\\input{/etc/passwd}", "%s%n", "{0}", "${x}", "`id`", "$(id)", "\x1b[31m", "x" * 5000,
    "1e400", "-1e-400", "9" * 400, "0x10", "NaN", ".inf", "nan days", "1 day 1 day", "1e9 people", "-5 %", "101 %",
    "1..2", "[1, 2", "{a: ", "*a", "&a", "!!python/object:os.system", "<<", "? x", "| x", "2018-02-30", "9999-12-31",
    "0001-01-01", "null", "true", "~", "* * *", "topohub:../../x", "graphml:/etc/passwd", "node_link:..",
    "generator:x(1)", "generator:complete_graph(n=100000000)", "extends", "forever", "account life", "all",
)  # fmt: skip
SIGNS = "{}[],:&*#?|-<>=!%@`\"'\\\n\t \x00\x1b\x9b\u00e9\u2028\U0001f600"


def texts() -> list[str]:
    """Return the shipped scenarios, and those that the tests hold to be valid."""
    found = [*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted((ROOT / "tests/scenarios/valid").glob("*.yaml"))]
    return [path.read_text(encoding="utf-8") for path in found]


def slipped(text: str, rng: random.Random) -> bytes:
    """Return a text with one to four slips."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        text = rng.choice(_SLIPS)(text, rng)
    raw = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        at = rng.randrange(len(raw) + 1)
        raw = raw[:at] + rng.randbytes(rng.randint(1, 4)) + raw[at:]
    return raw


def _lines(change: Callable[[list[str], int, random.Random], None]) -> Callable[[str, random.Random], str]:
    def slip(text: str, rng: random.Random) -> str:
        lines = text.split("\n")
        change(lines, rng.randrange(len(lines)), rng)
        return "\n".join(lines)

    return slip


def _lost(lines: list[str], at: int, rng: random.Random) -> None:
    del lines[at : at + rng.randint(1, 3)]


def _doubled(lines: list[str], at: int, rng: random.Random) -> None:
    lines.insert(rng.randrange(len(lines) + 1), lines[at])


def _moved(lines: list[str], at: int, rng: random.Random) -> None:
    lines[at] = " " * rng.randint(0, 8) + lines[at].lstrip()


def _valued(lines: list[str], at: int, rng: random.Random) -> None:
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {rng.choice(HOSTILE)}"


def _named(lines: list[str], at: int, rng: random.Random) -> None:
    indent = len(lines[at]) - len(lines[at].lstrip())
    lines[at] = " " * indent + rng.choice(HOSTILE) + lines[at].lstrip().partition(":")[1] + lines[at].partition(":")[2]


def _numbered(text: str, rng: random.Random) -> str:
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + rng.choice(("-", "0", "9" * 12, "1e9", ".", "", "0.0", "1e-300")) + text[at + 1 :]


def _signed(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return (
        text[:at]
        + rng.choice("{}[],:&*#?|-<>=!%@`\"'\\\n\t \x00\x1b\u00e9\u2028\U0001f600")
        + text[at + rng.randint(0, 2) :]
    )


def _cut(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


_SLIPS = [*map(_lines, (_lost, _doubled, _moved, _valued, _valued, _named)), _numbered, _numbered, _signed, _cut]
