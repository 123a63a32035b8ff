"""Facts: finished things that happened in a run, one type each, with all their times and labels.

Times are days since the start; a time that was not reached is NaN. `weight` is how many real operators the
described one stands for. People are global numbers, contiguous over populations (they never key draws).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class NeedClosed(NamedTuple):
    """One item that an agency would ask for, from its case on; also when withheld, declined or never answered."""

    time: float  # when it ended: delivered or given up; the end of the run if open
    opened: float  # when the case was opened: the cohort it belongs to
    agency: str
    category: str
    place: str
    role: str
    state: str  # met | withheld | declined | rejected | refused | expired | never_held | not_identified | open
    age_days: float  # from the act to the opening of the case

    @property
    def met(self) -> bool:
        """Whether a complete answer arrived in the run."""
        return self.state == "met"


class RequestClosed(NamedTuple):
    """One request item, with the time of every stage it reached."""

    time: float  # delivered or ended; the end of the run if open
    agency: str
    operator: str  # the entry, for operators with `count`
    category: str
    place: str
    role: str
    grade: int
    state: str  # complete | partial | expired | never_held | refused | declined | rejected | withheld | open
    follow_up: bool  # opened by an earlier answer of the same case
    person: int  # the subject; -1 where unknown
    drafted: float
    reviewed: float
    authorised: float
    sent: float
    received: float
    started: float
    answered: float
    delivered: float
    late: bool  # answered after the deadline, or open past it
    reworks: int
    asked_from: float  # window asked for
    asked_to: float
    records: int  # records found; a state found counts 1
    people: int  # people exposed by the answer


class Disclosed(NamedTuple):
    """Records of one person that left an operator, or were read there, by one act."""

    time: float
    channel: str  # request | onsite | remote
    stage: str  # obtained | examined
    agency: str
    operator: str
    category: str
    place: str
    person: int
    role: str  # of the subject; "bystander" for anybody else
    records: int
    age_days: (
        float  # sum over the records of their ages at `time` (a window's records at the middle of each band it touches)
    )
    bands: tuple[int, int, int, int]  # records by age: up to 3, 3-6, 6-12, over 12 months
    covered_from: float  # window disclosed (equal ends: a moment)
    covered_to: float


class DisclosedGroup(NamedTuple):
    """One record each of several people who left an operator in one act: everybody behind an address."""

    time: float
    channel: str
    stage: str
    agency: str
    operator: str
    category: str
    place: str
    persons: NDArray[np.uint64]  # (people,)
    role: str
    age_days: float  # of each of the records
    at: float  # moment that the records are about


class CopiedCrowd(NamedTuple):
    """What bulk copies disclosed of a class that is drawn as a whole: counts, never a set of people.

    `distinct`, `repeats` and `firsts` come from one joint draw (records.bulk); a class is the people of one home
    and access operator. One fact per class and run, posted when the run ends.
    """

    population: str
    place: str
    people: int
    events: tuple["CopyEvent", ...]
    periods: tuple[str, ...]  # "" is the whole window
    distinct: NDArray[np.int64]  # (periods,) people exposed at least once
    repeats: NDArray[np.int64]  # (periods, 3) people exposed 1, 2-5, 6 and more times
    access: str = ""  # the access operator of the class

    @property
    def home(self) -> tuple[str, ...]:
        """The class: population, place and, where there is one, access operator."""
        return (self.population, self.place, self.access) if self.access else (self.population, self.place)


class CopyEvent(NamedTuple):
    """One bulk copy as it touched one class."""

    time: float
    channel: str
    stage: str
    agency: str
    operator: str
    category: str
    exposed: int
    first: int  # exposed in bulk for the first time
    records: int
    age_days: float  # sum over records


class DeskTurn(NamedTuple):
    """One piece of work at a desk, done or (ended is NaN) still open at the end of the run."""

    desk: str  # entry or agency and step, such as "telecom" or "police: spoc"
    task: str
    grade: int
    arrived: float
    started: float
    ended: float
    waited_work_days: float  # open time of the desk between arrival and start
    work_days: float  # work needed, in staff days of open time
    due: float  # NaN without a deadline


class Visited(NamedTuple):
    """One inspection of one operator."""

    time: float  # end of the visit
    started: float
    agency: str
    operator: str
    channel: str
    weight: float
    again: bool  # a re-inspection
    notice_due: bool
    notice_given: bool
    lead_days: float
    inspector_hours: float
    open_deficits: int  # at the operator when the visit began, before anything was mended or hidden
    found: int
    hidden: int
    mended: int
    copied: bool
    consulted: bool


class Outage(NamedTuple):
    """An interruption of service that a visit caused."""

    time: float
    operator: str
    channel: str
    weight: float
    hours: float
    subscriber_hours: float


class DeficitClosed(NamedTuple):
    """A duty not met, from when it began until it ended (or the end of the run)."""

    time: float
    opened: float
    found: float  # NaN: never found
    operator: str
    duty: str
    weight: float
    how: str  # corrected | mended on notice | penalised and corrected | open


class Penalised(NamedTuple):
    """A penalty for a deficit that was still open at the re-inspection."""

    time: float
    agency: str
    operator: str
    duty: str
    weight: float


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


class LawChanged(NamedTuple):
    """The law in force for operators of a jurisdiction changed."""

    time: float
    jurisdiction: str
    laws: tuple[str, ...]  # in force from now on


Fact = (
    NeedClosed
    | RequestClosed
    | Disclosed
    | DisclosedGroup
    | CopiedCrowd
    | DeskTurn
    | Visited
    | Outage
    | DeficitClosed
    | Penalised
    | Purged
    | LawChanged
)
