"""A stand-in for a simulation that takes no time, and whose outcome takes some to send; workers import it by name."""

from pathlib import Path
from typing import Any, NamedTuple

LONG = 20_000_000


class Outcome(NamedTuple):
    """A number and a long answer."""

    replication: int
    answer: bytes


def long_answer(loaded: Any, *, seed: int, replication: int, journal: bool | Path, tick: Any) -> Outcome:
    """Return what takes longer to send than to make."""
    return Outcome(replication, bytes([replication % 256]) * LONG)
