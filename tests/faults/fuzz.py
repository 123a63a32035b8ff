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
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.cli.main import carry_out
from tests.faults.outside import Watch
from tests.faults.slips import HOSTILE, ROOT, slipped, texts

CPU_SECONDS = 5.0
RUN_SECONDS = 150.0  # where kernels are not compiled yet, the first run compiles them
MANY = 1000  # files, some of which are run
DEAD_SECONDS = 120.0
SMALL_REQUESTS, SMALL_SECONDS = 300, 4.0  # of the forecast of a run, half of which is the start of a process


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


_COMMIT = f"subprocess.Popen ('git', ['git', '-C', {str(ROOT)!r}, 'status', "  # provenance asks git for it


class HangError(BaseException):
    """More processor time than anything of a scenario file may take."""


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
