"""What became of needs and requests."""

from typing import NamedTuple


class NeedClosed(NamedTuple):
    """One item that an agency would ask for, from its case on; also when withheld, declined or never answered."""

    time: float  # when it ended: delivered or given up; the end of the run if open
    opened: float  # when the case was opened: the cohort it belongs to
    agency: str
    category: str
    place: str
    role: str
    state: str  # met | withheld | not_asked | declined | rejected | refused | expired | never_held | unreadable | ...
    age_days: float  # from the act to the opening of the case

    @property
    def met(self) -> bool:
        """Whether a complete answer arrived in the run."""
        return self.state == "met"


class NeedOfGroup(NamedTuple):
    """A need about somebody of a group of people, such as a journalist; written beside its `NeedClosed`."""

    time: float
    opened: float
    group: str
    agency: str
    category: str
    state: str  # as the need's


class ReviewedLater(NamedTuple):
    """A request item that was sent before anybody authorised it, and what its later review said."""

    time: float  # of the review; the end of the run if it is open
    sent: float
    agency: str
    operator: str  # the entry
    category: str
    place: str
    role: str
    grade: int
    person: int  # the subject
    state: str  # justified | unjustified | open


class RequestClosed(NamedTuple):
    """One request item, with the time of every stage it reached."""

    time: float  # delivered or ended; the end of the run if open
    agency: str
    operator: str  # the entry, for operators with `count`
    category: str
    place: str
    role: str
    grade: int
    # complete | partial | expired | never_held | unreadable | wrong | refused | declined | rejected | withheld |
    # not_asked | open
    state: str
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
