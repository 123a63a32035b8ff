"""kill -9 at random moments of a study: nothing lost, nothing doubled, the same tables in the end.

    python -m tests.faults.kill --times 200

A study is played with two workers. At a random moment the player or one of its workers is killed; then the study is
played again, until the study is whole; then its tables are compared, byte for byte after
sorting, with those of a study that nobody disturbed, and a new one is begun.
"""

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.studies import POINTS, Runs, canonical, gone, player, runs_there, started, workers_of, write_world

LEAVE_SECONDS = 30.0
MOST_SECONDS = 300.0


@dataclass
class Count:
    """What happened: kills by what was killed, how many runs were there then, studies that came to their end."""

    kills: Counter[str] = field(default_factory=Counter)
    there: list[int] = field(default_factory=list)
    whole: int = 0
    missed: int = 0  # the command ended before the moment came

    def __str__(self) -> str:
        """Say it in a line."""
        kills = ", ".join(f"{many} of the {what}" for what, many in sorted(self.kills.items()))
        between = f"{min(self.there)} to {max(self.there)}" if self.there else "no"
        return f"{self.kills.total()} kills ({kills}) with {between} runs there; {self.whole} studies whole, all equal"


class BrokenError(AssertionError):
    """What must not happen."""


def kill_at_random(
    folder: Path,
    times: int,
    *,
    replications: int = 10,
    seed: int = 1,
    play: Callable[[Path, Path], list[str]] = player,
    say: Callable[[str], None] = lambda _: None,
) -> Count:
    """Kill so often, and return the count; `BrokenError` if a run was lost or doubled or a table differs."""
    rng, count = random.Random(seed), Count()
    world = write_world(folder, replications)
    begun = time.monotonic()
    ended(started(play(world, folder / "whole")))
    span = time.monotonic() - begun
    wanted = canonical(folder / "whole")
    number = 0
    while count.kills.total() < times:
        out, before = folder / f"study-{number}", set[tuple[str, int]]()
        number += 1
        while len(before) < POINTS * replications and count.kills.total() < times:
            what = rng.choice(("player", "worker"))
            _disturb(play(world, out), what, rng.uniform(0.0, span), count)
            before = nothing_lost(out, before)
            count.there.append(len(before))
            say(f"{count.kills.total()}: {what}, {len(before)} runs there")
        ended(started(play(world, out)))
        if canonical(out) != wanted:
            raise BrokenError(f"{out}: its tables differ from those of an undisturbed study")
        count.whole += 1
    return count


def _disturb(words: list[str], what: str, moment: float, count: Count) -> None:
    """Start a player and kill it, or one of its workers, after some seconds; one that lost a worker goes on."""
    process = started(words)
    time.sleep(moment)
    workers = workers_of(process.pid)
    if what == "worker":
        _until(lambda: process.poll() is not None or workers_of(process.pid))
        workers = workers_of(process.pid)
    if process.poll() is None and (what == "player" or workers):
        (process if what == "player" else random.Random(moment).choice(workers)).kill()
        count.kills[what] += 1
    else:
        count.missed += 1
    if what == "player":
        process.communicate(timeout=MOST_SECONDS)
        if not gone(workers, LEAVE_SECONDS):
            raise BrokenError("workers outlived their command")
    else:
        ended(process)


def _until(true: Callable[[], object]) -> None:
    until = time.monotonic() + MOST_SECONDS
    while not true() and time.monotonic() < until:
        time.sleep(0.01)


def nothing_lost(out: Path, before: Runs) -> Runs:
    """Return the runs that are there now; `BrokenError` if one of those before is not."""
    now = runs_there(out)
    if before - now:
        raise BrokenError(f"{out}: lost {sorted(before - now)}")
    return now


def ended(process: "subprocess.Popen[str]") -> None:
    """Wait for a command, which must come to its end."""
    _, said = process.communicate(timeout=MOST_SECONDS)
    if process.returncode != 0 or "Traceback" in said:
        raise BrokenError(f"the command ended with {process.returncode}: {said}")


def main() -> None:
    """Kill as often as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--replications", type=int, default=4, help="of each of 6 points")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        count = kill_at_random(
            Path(folder),
            options.times,
            replications=options.replications,
            seed=options.seed,
            say=lambda text: print(text, file=sys.stderr),
        )
    print(count)


if __name__ == "__main__":
    main()
