"""Write faults.md: each code, what it means, a file that gives it and the same file mended.

`.venv/bin/python docs/make_faults.py` writes the page; a test holds that it is up to date, that every example gives its
code, and that no mended one does.
"""

import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from textwrap import fill

sys.path.insert(0, str(Path(__file__).parent))

from mends import IN_WORDS, MENDS, WITH_COMMANDS  # a neighbour, wherever this is run from

from sim.entry import load_scenario
from sim.scenario.faults import CODES, Fault, ScenarioError, told

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "scenarios"
PAGE = ROOT / "docs" / "faults.md"
INTRODUCTION = """\
# Faults and warnings

Made by `docs/make_faults.py` from the codes in `sim/scenario/faults.py` and the examples in `tests/scenarios`; change
those, not this page. `exposim check --explain E204` says what a code means. A fault (E) keeps a scenario from
running, and all of a file come at once; a warning (W) says that something is probably not meant. A code is never
given another meaning, and one that is given up is not used again.
"""


def examples() -> dict[str, Path]:
    """Return the shortest case of each code that has one; of those that its mend fits, where any does."""
    found: dict[str, tuple[bool, int, Path]] = {}
    for path in sorted([*(CASES / "invalid").glob("*.yaml"), *(CASES / "warned").glob("*.yaml")]):
        code, text = path.name.partition("-")[0], path.read_bytes()
        fits = code in MENDS and MENDS[code][0].encode() in text
        found[code] = min(found.get(code, (True, len(text) + 1, path)), (not fits, len(text), path))
    return {code: path for code, (_, _, path) in found.items()}


def faults_of(path: Path) -> tuple[Fault, ...]:
    """Return the faults of a file, or its warnings."""
    try:
        return load_scenario(path).warnings
    except ScenarioError as error:
        return error.faults


def mended(code: str, text: str) -> str:
    """Return an example as it should be."""
    old, new = MENDS[code]
    if not old or text.count(old) < 1:
        raise LookupError(f"{code}: its example does not hold {old!r}")
    return text.replace(old, new, 1)


def faults_of_mended(code: str, path: Path) -> set[str]:
    """Return the codes that a mended example still gives, beside its neighbours."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(shutil.copytree(path.parent, Path(folder) / "cases")) / path.name
        copied.write_text(mended(code, path.read_text("utf-8")), encoding="utf-8")
        return {fault.code for fault in faults_of(copied)}


def page() -> str:
    """Return the page as it should be."""
    cases = examples()
    return "\n".join([INTRODUCTION, *(_section(code, cases.get(code)) for code in sorted(CODES))])


def _section(code: str, path: Path | None) -> str:
    parts = [f"## {code}\n", fill(CODES[code], 120, break_on_hyphens=False), ""]
    if path is not None:
        (fault, *_) = faults_of(path)
        said = told([fault]).replace(str(path), path.name)
        parts += [f"[{path.name}](../{path.relative_to(ROOT).as_posix()}) gives:\n", _block("text", said), ""]
        if code in MENDS:
            parts += ["Mended, for instance:\n", _block("diff", _change(code, path)), ""]
    if code in WITH_COMMANDS:
        wrong, right = (f"exposim {shlex.join(command)}" for command in WITH_COMMANDS[code])
        parts += [_block("text", wrong), "", "Mended:\n", _block("text", right), ""]
    if code in IN_WORDS:
        parts += [fill(IN_WORDS[code], 120, break_on_hyphens=False), ""]
    return "\n".join(parts)


def _change(code: str, path: Path) -> str:
    """Return the lines that a mend takes away and those that it adds."""
    before = path.read_text("utf-8").splitlines()
    after = mended(code, path.read_text("utf-8")).splitlines()
    first = _alike(before, after)
    last = min(_alike(before[::-1], after[::-1]), len(before) - first, len(after) - first)
    gone, come = before[first : len(before) - last], after[first : len(after) - last]
    return "\n".join([*(f"- {line}" for line in gone), *(f"+ {line}" for line in come)])


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many lines are the same from the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
