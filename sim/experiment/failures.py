"""Replications that failed: kept beside the results, so that every table can say that it is incomplete."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sim.scenario.saving import write_whole

FILE = "failures.json"


class Failure(NamedTuple):
    """A replication that failed: its number and seed, the error in one line, the traceback, and the design point."""

    replication: int
    seed: int
    error: str
    traceback: str
    point: str = ""


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Write the failures of a results folder, whole or not at all; none takes the file away."""
    rows = [failure._asdict() for failure in sorted(failures)]
    if not rows:
        (folder / FILE).unlink(missing_ok=True)
        return
    write_whole(folder / FILE, (json.dumps({"failures": rows}, indent=1) + "\n").encode())


def read_failures(folder: Path) -> list[Failure]:
    """Return the failures of a results folder."""
    try:
        rows = json.loads((folder / FILE).read_text(encoding="utf-8"))["failures"]
    except FileNotFoundError:
        return []
    return [Failure(**row) for row in rows]
