"""Stand-ins for a simulation and a results folder; workers import them by name."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple


class Outcome(NamedTuple):
    replication: int
    seed: int
    worker: int


@dataclass
class Folder:
    path: Path
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    finishes: int = 0

    def done(self) -> set[int]:
        return set(self.outcomes)

    def add(self, outcome: Outcome) -> None:
        self.outcomes[outcome.replication] = outcome
        number = f"{outcome.replication:05d}"
        with suppress(FileNotFoundError):
            (self.path / f"trace/.part-{number}.unfinished").rename(self.path / f"trace/part-{number}.parquet")

    def unfinished_trace(self, number: int) -> Path:
        (self.path / "trace").mkdir(exist_ok=True)
        return self.path / "trace" / f".part-{number:05d}.unfinished"

    def finish(self) -> None:
        self.finishes += 1


Tick = Callable[[float], None]


def quick(loaded: object, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    tick(0.5)
    if journal:
        Path(journal).write_text(f"{loaded}\n")
    return Outcome(replication, seed, os.getpid())


def second_fails(loaded: object, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    if replication == 1:
        raise ZeroDivisionError("desk has no staff")
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def second_is_killed(loaded: object, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    if replication == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def third_calls_off_once(loaded: int, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    """`loaded` is the process to be told, while the third replication goes on."""
    if replication == 2:
        os.kill(loaded, signal.SIGINT)
        for step in range(30):
            tick(step / 30)
            time.sleep(0.01)
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def second_is_killed_once(loaded: str, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    """`loaded` is a folder that remembers the kill."""
    once = Path(loaded, "killed")
    if replication == 1 and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def first_dies_before_others_end(
    loaded: str, *, seed: int, replication: int, journal: bool | Path, tick: Tick
) -> Outcome:
    """The first of five needs memory that the others have; `loaded` is a folder that remembers which have ended."""
    ended = Path(loaded)
    if replication == 0 and len(list(ended.glob("ended-*"))) < 4:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)
    (ended / f"ended-{replication}").touch()
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def each_dies_twice(loaded: str, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    """The third time it notes from when to when it was at work, in the folder `loaded`, which remembers deaths too."""
    deaths = len(list(Path(loaded).glob(f"died-{replication}-*")))
    if deaths < 2:
        (Path(loaded) / f"died-{replication}-{deaths}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    begun = time.monotonic()
    time.sleep(0.3)
    (Path(loaded) / f"at-work-{replication}").write_text(f"{begun} {time.monotonic()}")
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def second_is_killed_in_mid_send(
    loaded: str, *, seed: int, replication: int, journal: bool | Path, tick: Tick
) -> Outcome:
    """Once, the process sends half of its outcome and is killed; `loaded` is a folder that remembers it."""
    once = Path(loaded, "killed")
    if replication == 1 and not once.exists():
        once.touch()
        Connection._send = _send_half  # of this process alone, which is about to end
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def _send_half(pipe: Connection, message: bytes) -> None:
    os.write(pipe.fileno(), message[: len(message) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def third_calls_off(loaded: int, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    """`loaded` is the process to be told, twice; from the third on, replications last until they are stopped."""
    if replication == 2:
        os.kill(loaded, signal.SIGINT)
        time.sleep(0.5)  # two signals at one time are one
        os.kill(loaded, signal.SIGINT)
    for step in range(2000 if replication >= 2 else 1):
        tick(step / 2000)
        time.sleep(0.01)
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def deaf(loaded: int, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    """Never ticks, so that only the end of its process stops it."""
    if replication == 1:
        os.kill(loaded, signal.SIGTERM)
        time.sleep(60)
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


def lasting(loaded: str, *, seed: int, replication: int, journal: bool | Path, tick: Tick) -> Outcome:
    """Say which process this is in the folder `loaded`, and never end."""
    Path(loaded, "worker").write_text(str(os.getpid()))
    time.sleep(120)
    return quick(loaded, seed=seed, replication=replication, journal=journal, tick=tick)


class ParticularError(Exception):
    def __init__(self, a: int, b: int) -> None:
        super().__init__(f"a {a}, b {b}")


def raise_what_cannot_be_made_again() -> None:
    raise ParticularError(1, 2)


def pages_asked_for() -> int:
    """Return how many pages a process asks the system for, to make and let go of eight arrays ten times."""
    import resource

    import numpy as np

    def one_round() -> None:
        _ = [np.ones(200_000) for _ in range(8)]

    one_round()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        one_round()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
