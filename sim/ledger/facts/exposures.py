"""Whom an act exposed: people one by one, and groups."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Disclosed(NamedTuple):
    """Records of one person that left an operator, or were read there, by one act."""

    time: float
    channel: str  # request | onsite | remote | interception | mirror | monitoring | breach | misuse
    stage: str  # held | reachable | obtained | examined
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
    recipient: str = "agency"  # agency | contractor | custodian | intruder | wrong file | public


# In place of a stage: a subject's records that an answer hands over, and that somebody then reads: two facts.
ANSWERED = ("obtained", "examined")


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
    recipient: str = "agency"


class Amounts(NamedTuple):
    """Records of several people, column by column: the fields of `Disclosed` of the same names."""

    records: NDArray[np.int64]  # (n,)
    age_days: NDArray[np.float64]  # (n,)
    bands: NDArray[np.int64]  # (n, 4)
    covered_from: NDArray[np.float64]  # (n,)
    covered_to: NDArray[np.float64]  # (n,)


class DisclosedMany(NamedTuple):
    """`Disclosed` of several people by one act, column by column: a journal is given them one by one."""

    time: float
    channel: str
    stage: str
    agency: str
    operator: str
    category: str
    place: str
    persons: NDArray[np.uint64]  # (n,) ascending
    role: str
    amounts: Amounts  # of n rows
    recipient: str = "agency"

    def one_by_one(self) -> Iterator[Disclosed]:
        """Return the fact of each person."""
        labels = self.time, self.channel, self.stage, self.agency, self.operator, self.category, self.place
        columns = [column.tolist() for column in self.amounts]
        for person, records, age, (a, b, c, d), start, end in zip(self.persons.tolist(), *columns, strict=True):
            yield Disclosed(*labels, person, self.role, records, age, (a, b, c, d), start, end, self.recipient)


class DisclosedRows(NamedTuple):
    """`Disclosed` of many people by many acts, column by column: a journal is given them one by one."""

    labels: Sequence[tuple[str, ...]]  # channel, stage, agency, operator, category, place, role, recipient
    which: NDArray[np.int64]  # (n,) number of each one's labels
    times: NDArray[np.float64]  # (n,)
    persons: NDArray[np.uint64]  # (n,)
    amounts: Amounts  # of n rows

    @property
    def kind(self) -> type[Disclosed]:
        """What they are."""
        return Disclosed

    def one_by_one(self) -> Iterator[Disclosed]:
        """Return the fact of each person and act."""
        columns = [column.tolist() for column in (self.which, self.times, self.persons, *self.amounts)]
        for which, time, person, records, age, (a, b, c, d), start, end in zip(*columns, strict=True):
            channel, stage, agency, operator, category, place, role, recipient = self.labels[which]
            labels = channel, stage, agency, operator, category, place
            yield Disclosed(time, *labels, person, role, records, age, (a, b, c, d), start, end, recipient)


class DisclosedMembers(NamedTuple):
    """`DisclosedGroup` of many acts, column by column."""

    labels: Sequence[tuple[str, ...]]  # as `DisclosedRows` has them
    which: NDArray[np.int64]  # (n,) number of each one's labels
    times: NDArray[np.float64]  # (n,)
    age_days: NDArray[np.float64]  # (n,) of each of the records
    persons: NDArray[np.uint64]  # group after group
    people: NDArray[np.int64]  # (n,) of each group, over 0

    @property
    def kind(self) -> type[DisclosedGroup]:
        """What they are."""
        return DisclosedGroup
