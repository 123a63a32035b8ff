"""What words are made of: things with lines about them, and days of a time line."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One thing in words: its name, what it is, and lines about it."""

    name: str
    what: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """A day of the time line and what begins or ends on it; `played` says whether it lies within the run."""

    day: str
    what: str
    played: bool
