"""A soak: millions of requests in one run, and memory that does not grow with them.

    python -m tests.faults.soak --requests 10000000

Plays the national scenario of the benchmarks (1.4 billion people, 31 operators, 180-day stores, a delay and a desk)
with as many requests, notes the memory of the process at each million while it goes on, checks that the run adds up,
and works its measures out. It fails if memory in the run grows by more than `MOST_BYTES` a request once the columns are
long enough to be flushed, if the process ever needs more than `MOST_MB`, or if the number of requests is not what was
wanted.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.national import settings
from benchmarks.played import SCENARIOS, memory_mb
from sim.build.wiring import build
from sim.entry import load_scenario
from sim.ledger.balance import check
from sim.measures import TABLES, all_measures
from sim.replication import apart, play

MOST_BYTES = 8.0  # a request, while the run goes on
MOST_MB = 2000.0
SETTLED = 0.3  # of the run: until then caches fill, and columns are short


@dataclass
class Soaked:
    """What became of a soak: requests and MB at each note, and what was needed in all."""

    requests: int = 0
    notes: list[tuple[int, float]] = field(default_factory=list)
    peak: float = 0.0  # MB, measures included
    seconds: float = 0.0  # of processor time
    rows: int = 0

    @property
    def bytes_a_request(self) -> float:
        """How much memory grew with a request while the settled run went on: the slope of a straight line."""
        settled = [note for note in self.notes if note[0] >= SETTLED * self.requests]
        requests, mb = np.array(settled).T
        return float(np.polyfit(requests, mb * 1e6, 1)[0])

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.requests:,} requests, {self.rows} rows of measures, {self.seconds:.0f} s of processor time; memory "
            f"in the run grew by {self.bytes_a_request:.1f} bytes a request; peak of the process {self.peak:.0f} MB"
        )


@apart()
def soak(requests: int, say: Callable[[str], None] = lambda _: None, every: int = 1_000_000) -> Soaked:
    """Play so many requests in one run, and return what it needed.

    Raises
    ------
    BalanceError
        If the run does not add up.
    """
    found = Soaked()
    loaded = load_scenario(SCENARIOS / "national.yaml", settings(requests))
    began = process_time()
    wired = build(loaded, seed=1, replication=0)

    def note(share: float) -> None:
        found.notes.append((wired.ledger.counted["RequestClosed"], _memory_now()))
        if found.notes[-1][0] // every > (found.notes[-2][0] // every if len(found.notes) > 1 else 0):
            say(f"{found.notes[-1][0]:,} requests: {found.notes[-1][1]:.0f} MB now, {memory_mb():.0f} MB at most")

    play(wired, note)
    check(wired.ledger)
    found.requests = wired.ledger.counted["RequestClosed"]
    found.rows = len(all_measures(wired.ledger))
    for table in TABLES.values():
        table(wired.ledger)
    found.peak, found.seconds = memory_mb(), process_time() - began
    return found


def faults_of(found: Soaked, wanted: int) -> list[str]:
    """Return what is wrong with a soak, in words."""
    wrong = []
    if abs(found.requests - wanted) > 5.0 * sqrt(wanted) + 0.001 * wanted:  # Poisson; cases of the last hours are open
        wrong.append(f"{found.requests:,} requests; wanted about {wanted:,}")
    if found.bytes_a_request > MOST_BYTES:
        wrong.append(f"memory grows by {found.bytes_a_request:.1f} bytes a request; wanted {MOST_BYTES:g} at most")
    if found.peak > MOST_MB:
        wrong.append(f"peak of {found.peak:.0f} MB; wanted {MOST_MB:g} at most")
    return wrong


def _memory_now() -> float:
    """Return the memory of this process in MB; its peak where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return memory_mb()
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Soak, and end with status 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000_000)
    wanted = parser.parse_args().requests
    found = soak(wanted, lambda text: print(text, flush=True))
    print(found)
    if wrong := faults_of(found, wanted):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
