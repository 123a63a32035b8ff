"""A dask cluster on this machine, one of whose workers is killed in the middle of a study.

    python -m tests.faults.cluster --runs 200

A scheduler and two workers are started with the `dask` command and talk over 127.0.0.1. The study is played by the real
command with `--dask`; when a third of its runs are there, a worker is killed with signal 9. The tables must equal those
of the same study played in one process without a cluster, byte for byte after sorting.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.kill import BrokenError, ended
from tests.faults.studies import POINTS, canonical, command, player, runs_there, started, write_world

DASK = Path(sys.executable).with_name("dask")
START_SECONDS = 300.0


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    scheduler: "subprocess.Popen[bytes]"
    workers: list["subprocess.Popen[bytes]"]

    @property
    def processes(self) -> list["subprocess.Popen[bytes]"]:
        """All processes."""
        return [self.scheduler, *self.workers]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a scheduler and workers on this machine; they are gone in the end."""
    file = folder / "scheduler.json"
    words = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    made = Cluster("", _begun(words, folder), [])
    try:
        awaited(file.exists)
        worker = ["worker", "--scheduler-file", str(file), "--host", "127.0.0.1", "--nthreads", "1"]
        for _ in range(workers):
            made.workers.append(_begun([*worker, "--no-nanny", "--no-dashboard", "--death-timeout", "60"], folder))
        made.address = json.loads(file.read_text())["address"]
        yield made
    finally:
        for process in made.processes:
            process.kill()
            process.wait()


def _begun(words: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([DASK, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def awaited(true: Callable[[], object], seconds: float = START_SECONDS) -> None:
    """Wait until something is true."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise BrokenError(f"nothing came of {true} within {seconds} s")
        time.sleep(0.02)


def played_with_a_killed_worker(folder: Path, replications: int) -> tuple[int, int]:
    """Play the study on a cluster, kill a worker in the middle; return runs in all, and those there at the kill."""
    world, wanted = write_world(folder, replications), POINTS * replications
    ended(started(player(world, folder / "local", workers=0)))
    out = folder / "cluster"
    with cluster(folder) as made:
        time.sleep(1.0)
        process = started(command(world, out, "--dask", made.address))
        awaited(lambda: len(runs_there(out)) >= wanted // 3 or process.poll() is not None)
        there = len(runs_there(out))
        made.workers[0].kill()
        ended(process)
    if not there < wanted:
        raise BrokenError("the worker was killed after the end")
    if canonical(out) != canonical(folder / "local"):
        raise BrokenError("the tables of the cluster differ from those of one process")
    return len(runs_there(out)), there


def main() -> None:
    """Play as many runs as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cluster", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        runs, there = played_with_a_killed_worker(Path(folder), -(-options.runs // POINTS))
    took = time.monotonic() - begun
    print(f"{runs} runs on two workers, one killed when {there} were there: tables equal; {took:.0f} s in all")


if __name__ == "__main__":
    main()
