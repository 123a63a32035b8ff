"""What acts in bulk exposed of classes of people that are drawn as a whole."""

from collections.abc import Sequence
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

# In place of a label and its value: copies of which something can be read at once.
READABLE = ("readable", "yes")


class CopiedCrowd(NamedTuple):
    """What bulk copies disclosed of a class that is drawn as a whole: counts, never a set of people.

    `distinct`, `repeats` and the events come from one joint draw (records.crowd), and `rows` given that
    (records.subsets); a class is the people of one home and access operator. One fact per class and stage, posted when
    the run ends.
    """

    population: str
    place: str
    people: int  # of the class, without the subjects apart
    events: Sequence["CopyEvent"]
    periods: tuple[str, ...]  # "" is the whole window
    distinct: NDArray[np.int64]  # (periods,) people exposed at least once
    repeats: NDArray[np.int64]  # (periods, 3) people exposed 1, 2-5, 6 and more times
    access: str = ""  # the access operator of the class
    subjects_apart: int = 0  # intended subjects, no part of `people`: what was copied of them is written one by one
    rows: tuple["CrowdRow", ...] = ()  # of several copies and not of all

    @property
    def home(self) -> tuple[str, ...]:
        """The class: population, place and, where there is one, access operator."""
        return (self.population, self.place, self.access) if self.access else (self.population, self.place)


class CrowdRow(NamedTuple):
    """Distinct people of the copies with one value of a label: recipient, channel, ..., jurisdiction or `READABLE`."""

    label: str
    value: str
    distinct: NDArray[np.int64]  # (periods,)


class CopyEvent(NamedTuple):
    """One bulk copy as it touched one class."""

    time: float
    channel: str
    stage: str
    agency: str
    operator: str
    category: str
    exposed: int
    first: int  # exposed in bulk for the first time since the end of the warm-up; 0 before it
    records: int
    age_days: float  # sum over records
    recipient: str = "agency"


class CopyColumns(NamedTuple):
    """Bulk copies, column by column: the fields of `CopyEvent` of the same names; shapes (events,)."""

    which: NDArray[np.int64]  # number of each one's labels
    time: NDArray[np.float64]
    exposed: NDArray[np.int64]
    first: NDArray[np.int64]
    records: NDArray[np.int64]
    age_days: NDArray[np.float64]


class CopyEvents(Sequence[CopyEvent]):
    """Bulk copies as they touched one class: a `CopyEvent` is made of those that are looked at one by one.

    A run with large classes has hundreds of thousands of them, of which only sums are wanted.

    Attributes
    ----------
    labels : sequence of tuple of str
        Each combination of LABELS once, in order of appearance.
    columns : CopyColumns
    """

    __slots__ = ("columns", "labels")
    LABELS = ("channel", "stage", "agency", "operator", "category", "recipient")

    def __init__(self, labels: Sequence[tuple[str, ...]], columns: CopyColumns) -> None:
        self.labels, self.columns = labels, columns

    @classmethod
    def of(cls, events: Sequence[CopyEvent]) -> "CopyEvents":
        """Return events column by column."""
        if isinstance(events, cls):
            return events
        number: dict[tuple[str, ...], int] = {}
        which = [number.setdefault((*event[1:6], event.recipient), len(number)) for event in events]
        columns = [which, *([getattr(event, name) for event in events] for name in CopyColumns._fields[1:])]
        kinds = np.int64, np.float64, np.int64, np.int64, np.int64, np.float64
        return cls([*number], CopyColumns._make(map(np.array, columns, kinds)))

    def at(self, places: NDArray[np.intp]) -> "CopyEvents":
        """Return the events at some places, whose labels are not numbered anew."""
        return CopyEvents(self.labels, CopyColumns._make(column[places] for column in self.columns))

    def values(self, label: str) -> list[str]:
        """Return the value of a label in each combination of labels."""
        place = self.LABELS.index(label)
        return [one[place] for one in self.labels]

    def having(self, label: str, value: str) -> NDArray[np.bool_]:
        """Return which events have a value of a label; shape (events,)."""
        return np.array([one == value for one in self.values(label)], np.bool_)[self.columns.which]

    def __len__(self) -> int:
        return len(self.columns.which)

    @overload
    def __getitem__(self, place: int) -> CopyEvent: ...
    @overload
    def __getitem__(self, place: slice) -> list[CopyEvent]: ...
    def __getitem__(self, place: int | slice) -> CopyEvent | list[CopyEvent]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        which, time, *numbers = (column[place].item() for column in self.columns)
        *labels, recipient = self.labels[which]
        return CopyEvent._make((time, *labels, *numbers, recipient))
