"""Fuzzed scenario files: no traceback, no hang, nothing written outside the results folder.

    python -m tests.faults.fuzz --files 10000

Half are shipped scenarios with slips of the text (lines lost, doubled, moved; bytes, numbers and words changed), half
are made by hypothesis: things of any shape put at any place of a shipped scenario. Each is checked and, if it is good,
told in words; the small ones among the good are run. Every opening of a file for writing, new folder, renaming,
removal, new process and connection is seen by an audit hook of the interpreter, whoever in the program causes it.
"""

import argparse
import contextlib
import copy
import faulthandler
import io
import json
import os
import random
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.cli.main import carry_out

ROOT = Path(__file__).parents[2]
CPU_SECONDS = 5.0
RUN_SECONDS = 150.0  # where kernels are not compiled yet, the first run compiles them
MANY = 1000  # files, some of which are run
DEAD_SECONDS = 120.0
SMALL_REQUESTS, SMALL_SECONDS = 300, 4.0  # of the forecast of a run, half of which is the start of a process
HOSTILE = (
    "../../x", "/etc/passwd", "~/x", "..\\..\\x", "CON", "a/b", "", " ", "\u202e", "\ud7ff", "=1+1", "@x", "-x", "\\x",
    "<script>alert(1)</script>", "\\input{/etc/passwd}", "%s%n", "{0}", "${x}", "`id`", "$(id)", "\x1b[31m", "x" * 5000,
    "1e400", "-1e-400", "9" * 400, "0x10", "NaN", ".inf", "nan days", "1 day 1 day", "1e9 people", "-5 %", "101 %",
    "1..2", "[1, 2", "{a: ", "*a", "&a", "!!python/object:os.system", "<<", "? x", "| x", "2018-02-30", "9999-12-31",
    "0001-01-01", "null", "true", "~", "* * *", "topohub:../../x", "graphml:/etc/passwd", "node_link:..",
    "generator:x(1)", "generator:complete_graph(n=100000000)", "extends", "forever", "account life", "all",
)  # fmt: skip
SIGNS = "{}[],:&*#?|-<>=!%@`\"'\\\n\t \x00\x1b\x9b\u00e9\u2028\U0001f600"


@dataclass
class Count:
    """What became of the files, and what must not have."""

    files: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Say it in a line."""
        ended = ", ".join(f"{many:,} {what}" for what, many in sorted(self.ended.items()))
        return f"{self.files:,} files: {ended}; slowest {self.slowest:.1f} s of processor; {len(self.wrong)} wrong"


_NAMELESS = getattr(os, "O_TMPFILE", 0)
_COMMIT = f"subprocess.Popen ('git', ['git', '-C', {str(ROOT)!r}, 'status', "  # provenance asks git for it


class HangError(BaseException):
    """More processor time than anything of a scenario file may take."""


class Watch:
    """Sees what the interpreter does to the world outside while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, mode, flags = args
            writes = any(sign in (mode or "") for sign in "wax+") or (
                mode is None and isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            )
            nameless = isinstance(flags, int) and flags & _NAMELESS == _NAMELESS != 0  # is gone when it is closed
            if writes and isinstance(path, str | bytes | Path) and not nameless:
                self.seen.append(os.fsdecode(path))
        elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"):
            self.seen += [os.fsdecode(one) for one in args if isinstance(one, str | bytes | Path)]
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect", "os.fork"):
            self.seen.append(f"{event} {args!r}")

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Look, from nothing seen."""
        self.seen, self.on = [], True
        try:
            yield
        finally:
            self.on = False

    def outside(self, folder: Path) -> list[str]:
        """Return what was touched outside a folder; compiled code beside its source is no output."""
        inside = str(folder.resolve())
        absolute = [
            one if one.startswith(("subprocess", "os.", "socket")) else os.path.abspath(one) for one in self.seen
        ]
        return [one for one in absolute if not one.startswith(inside + os.sep) and "__pycache__" not in one]


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

_leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(HOSTILE)
_thing = st.recursive(
    _leaf,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=10), inside, max_size=4),
    max_leaves=8,
)


class Fuzz:
    """Files on their way through the commands."""

    def __init__(self, folder: Path) -> None:
        self.count, self._watch, self._folder = Count(), Watch(), folder
        signal.signal(signal.SIGPROF, self._hung)

    @staticmethod
    def _hung(number: int, frame: object) -> None:
        raise HangError

    def of_texts(self, files: int, start: int) -> None:
        """Try shipped texts with slips."""
        rng, good = random.Random(start), texts()
        for _ in range(files):
            self.attempt(slipped(rng.choice(good), rng))

    def of_things(self, files: int, start: int) -> None:
        """Try scenarios with things of any shape at any place."""
        good = [YAML(typ="safe", pure=True).load(text) for text in texts()]

        @seed(start)
        @settings(max_examples=files, database=None, deadline=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(st.randoms(use_true_random=False), st.lists(_thing, min_size=1, max_size=2))
        def attempt(rng: random.Random, things: list[Any]) -> None:
            data = copy.deepcopy(rng.choice(good))
            for thing in things:
                _put(data, thing, rng)
            text = io.StringIO()
            with contextlib.suppress(Exception):  # what cannot be written as YAML is no file
                YAML(typ="safe", pure=True).dump(data, text)
            self.attempt(text.getvalue().encode("utf-8", "surrogatepass"))

        attempt()

    def attempt(self, raw: bytes) -> None:
        """Check one file, tell it if it is good, and run it if it is small."""
        self.count.files += 1
        Path("case.yaml").write_bytes(raw)
        status, out = self._call(raw, "check", "case.yaml", "--format", "json")
        self.count.ended["good" if status == 0 else "refused"] += 1
        if status == 0:
            self._call(raw, "show", "case.yaml")
            expected = json.loads(out)["expected"]
            if expected["requests"] < SMALL_REQUESTS and expected["seconds"] < SMALL_SECONDS:
                self.count.ended["run"] += 1
                self._call(raw, "run", "case.yaml", "-r", "1", "--workers", "0", "-o", "out", seconds=RUN_SECONDS)
        else:
            self._call(raw, "check", "case.yaml")

    def _call(self, raw: bytes, *words: str, seconds: float = CPU_SECONDS) -> tuple[int, str]:
        out, err = io.StringIO(), io.StringIO()
        begun, status = os.times(), -1
        faulthandler.dump_traceback_later(DEAD_SECONDS + seconds, exit=True)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), self._watch.looking():
            signal.setitimer(signal.ITIMER_PROF, seconds)
            try:
                status = carry_out(list(words))
            except HangError:
                err.write(f"HANG {traceback.format_exc()}")
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0.0)
        faulthandler.cancel_dump_traceback_later()
        now = os.times()
        if words[0] != "run":
            self.count.slowest = max(self.count.slowest, now.user + now.system - begun.user - begun.system)
        self._judge(raw, words, status, out.getvalue(), err.getvalue())
        return status, out.getvalue()

    def _judge(self, raw: bytes, words: tuple[str, ...], status: int, out: str, err: str) -> None:
        wrong = [f"status {status}"] * (status not in ((0,) if words[0] == "run" else (0, 2)))
        wrong += [word for word in ("internal error", "Traceback", "HANG") if word in out + err]
        wrong += ["a control character"] * any(not sign.isprintable() and sign != "\n" for sign in out + err)
        allowed = Path("out") if words[0] == "run" else Path("nothing")
        touched = [one for one in self._watch.outside(allowed) if one != str(allowed.resolve())]
        wrong += [f"touched {one}" for one in touched if not (words[0] == "run" and one.startswith(_COMMIT))]
        there = (
            {path.name for path in Path().iterdir()}
            - {"case.yaml"}
            - ({"out", "references.bib"} if words[0] == "run" else set())
        )
        wrong += [f"left {name}" for name in sorted(there)]
        shutil.rmtree("out", ignore_errors=True)
        if wrong:
            number = len(self.count.wrong)
            self.count.wrong.append(f"{number}: {words[0]}: {'; '.join(wrong)}: {(err or out)[-1500:]}")
            (self._folder / f"wrong-{number}.yaml").write_bytes(raw)


def _put(data: Any, thing: Any, rng: random.Random) -> None:
    """Put a thing at some place of data, or under a new key."""
    while True:
        keys = list(data) if isinstance(data, dict) else list(range(len(data)))
        if not keys:
            return
        key = rng.choice(keys)
        if isinstance(data[key], dict | list) and data[key] and rng.random() < 0.8:
            data = data[key]
            continue
        if isinstance(data, dict) and rng.random() < 0.2:
            data[rng.choice(HOSTILE)] = data.pop(key)
        else:
            data[key] = thing
        return


def fuzz(files: int, start: int, kept: Path) -> Count:
    """Try so many files in a folder of their own; files that went wrong are kept."""
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            made = Fuzz(kept)
            (Path(folder) / "warm.yaml").write_text("")
            made.attempt(texts()[-1].encode())  # loads what is loaded once
            Path("warm.yaml").unlink()
            for number in range(len(made.count.wrong)):  # compiling and loading touch what nothing later may
                (kept / f"wrong-{number}.yaml").unlink()
            made.count = Count()
            made.of_texts(files - files // 2, start)
            made.of_things(files // 2, start)
        finally:
            os.chdir(before)
    if files >= MANY and not made.count.ended["run"]:
        made.count.wrong.append(f"none of {files:,} files was small and good, so none was run")
    return made.count


def main() -> None:
    """Try as many files as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, default=Path("fuzzed"), help="for files that went wrong")
    options = parser.parse_args()
    options.output.mkdir(exist_ok=True)
    count = fuzz(options.files, options.seed, options.output.resolve())
    print(*count.wrong, count, sep="\n")
    sys.exit(1 if count.wrong else 0)


if __name__ == "__main__":
    main()
