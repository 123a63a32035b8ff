"""What log stores hold, and the laws and dated changes that say so."""

from typing import NamedTuple


class Purged(NamedTuple):
    """A purge job of an entry: what its stores of one category held before and after, all operators together."""

    time: float
    operator: str
    category: str
    horizon: float  # nothing older is held any more
    kept_days: float
    bytes_before: float
    bytes_after: float
    person_days_before: float
    person_days_after: float


class Obliged(NamedTuple):
    """From `time` on, so many real operators of an entry are ordered to keep records and do."""

    time: float
    operator: str
    weight: float


class ScenarioChanged(NamedTuple):
    """A dated change that is not a law was made."""

    time: float
    change: str


class LawChanged(NamedTuple):
    """The law in force for operators of a jurisdiction changed."""

    time: float
    jurisdiction: str
    laws: tuple[str, ...]  # in force from now on
