"""Replications that failed: kept beside the results, so that every table can say that it is incomplete."""

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.results.whole_files import write_whole

FILE = "failures.json"
_APART_SECONDS = 1.0


class Failure(NamedTuple):
    """A replication that failed: its number and seed, the error in one line, the traceback, and the design point.

    `point` is the key of the point, `name` what tables call it.
    """

    replication: int
    seed: int
    error: str
    traceback: str
    point: str = ""
    name: str = ""


class Listed:
    """The failures of a folder, written while work goes on: a process that is killed loses the last second of them.

    Parameters
    ----------
    folder : Path
    before : iterable of Failure
        Those of earlier calls that still hold.
    """

    def __init__(self, folder: Path, before: Iterable[Failure]) -> None:
        self._folder, self._before = folder, list(before)
        self._written, self._at = 0, -_APART_SECONDS

    def note(self, failures: Sequence[Failure]) -> None:
        """Write the failures of this call beside those before, at most once in a second."""
        if len(failures) > self._written and time.monotonic() - self._at >= _APART_SECONDS:
            write_failures(self._folder, [*self._before, *failures])
            self._written, self._at = len(failures), time.monotonic()


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Write the failures of a results folder, whole or not at all; none takes the file away."""
    rows = [failure._asdict() for failure in sorted(failures)]
    if not rows:
        (folder / FILE).unlink(missing_ok=True)
        return
    write_whole(folder / FILE, (json.dumps({"failures": rows}, indent=1) + "\n").encode())


def read_failures(folder: Path) -> list[Failure]:
    """Return the failures of a results folder; a list that cannot be read is none, and its runs are played again."""
    try:
        rows = json.loads((folder / FILE).read_bytes())["failures"]
        return [Failure(**row) for row in rows]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return []
