"""A store that keeps every record as it is written: the twin of record field and held set, for `panel: all`."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.records.cells import TOP
from sim.records.field import Marks, Pieces

Chapter = tuple[float, Callable[[], NDArray[np.float64]]]  # its end [day], and its times when they are asked for


class _Diary:
    """One person's records in order of time, 8 bytes each and 8 for a mark.

    What a purge removes is passed over at once and let go of when it is the larger half: moving the rest forward
    at every purge would cost more than everything else that a played person does.
    """

    __slots__ = ("horizon", "marks", "sealed", "start", "times", "written_to")

    def __init__(self) -> None:
        self.times, self.marks = array("d"), array("Q")  # no marks where the store keeps none
        self.start = 0
        self.horizon = self.written_to = -inf
        self.sealed: list[Chapter] = []  # handed over and not yet written out, later than what is

    def __len__(self) -> int:
        self.open()
        return len(self.times) - self.start

    def open(self, until: float = inf) -> None:
        """Write out what was handed over sealed of the time before `until`, but for what a purge has removed since."""
        opened = 0
        while opened < len(self.sealed) and self.written_to < until:
            self.written_to, written = self.sealed[opened]
            self.times.frombytes(np.ascontiguousarray(written(), np.float64).tobytes())
            opened += 1
        if opened:
            del self.sealed[:opened]
            self.purge_before(self.horizon)

    def at(self, time: float) -> int:
        """Return where the records of this time and later begin."""
        self.open(time)
        return bisect_left(self.times, time, self.start)

    def purge_before(self, horizon: float) -> int:
        """Delete what is older and return how many records that were, those still sealed not counted."""
        self.horizon = horizon
        if self.sealed and self.sealed[0][0] <= horizon:  # in order of time: mostly none is that old
            self.sealed = [chapter for chapter in self.sealed if chapter[0] > horizon]
        first = bisect_left(self.times, horizon, self.start)
        many, self.start = first - self.start, first
        if 2 * first > len(self.times):
            del self.times[:first]
            del self.marks[:first]
            self.start = 0
        return many


class RecordingStore:
    """Every record of a store: what person processes wrote and no purge has removed.

    It answers as `RecordField` with the pieces of a `HeldSet` does, because the people write the field's own
    records (`RecordField.listing`), each at its time.

    Parameters
    ----------
    marked : bool
        Whether marks are kept; without them memory is half, and questions about marks are a fault.
    """

    __slots__ = ("_diaries", "_marked")

    def __init__(self, *, marked: bool = True) -> None:
        self._marked = marked
        self._diaries: dict[int, _Diary] = defaultdict(_Diary)

    def write(self, person: int, time: float, mark: int = 0) -> None:
        """Keep a record of a person at a time [day]; records may come out of order, as the filling of the past does."""
        diary = self._diaries[person]
        diary.open()
        times = diary.times
        at = len(times) if not times or times[-1] <= time else bisect_right(times, time, diary.start)
        times.insert(at, time)
        if self._marked:
            diary.marks.insert(at, mark)

    def extend(self, person: int, times: NDArray[np.float64], marks: Iterable[int] = ()) -> None:
        """Keep records of a person that are all later than what is kept of them, in order of time; marks if kept."""
        diary = self._diaries[person]
        diary.open()
        diary.times.frombytes(np.ascontiguousarray(times, np.float64).tobytes())
        if self._marked:
            diary.marks.extend(marks)

    def hand_over(self, person: int, end: float, written: Callable[[], NDArray[np.float64]]) -> None:
        """Keep a chapter of a person's records up to `end` [day], sealed: written out when somebody first looks.

        Chapters are later than what is kept of the person, and each than the one before. Stores that keep marks
        take none.
        """
        if self._marked:
            raise ValueError("marks: a sealed chapter has none; wanted RecordingStore(marked=False)")
        self._diaries[person].sealed.append((end, written))

    def purge_before(self, horizon: float) -> int:
        """Delete what is older than `horizon` [day] and return how many records that were."""
        return sum(self.purge_person(person, horizon) for person in list(self._diaries))

    def purge_person(self, person: int, horizon: float) -> int:
        """Delete what is older than `horizon` [day] of one person and return how many records that were."""
        diary = self._diaries.get(person)
        if diary is None:
            return 0
        many = diary.purge_before(horizon)
        if not diary.sealed and not len(diary):
            del self._diaries[person]
        return many

    def count(self, person: int, pieces: Pieces, marks: Marks | None = None) -> int:
        """Return a person's number of records kept, in disjoint pieces of time, of all marks or of some."""
        diary = self._diaries.get(person)
        if diary is None:
            return 0
        number = 0
        for start, end in pieces:
            first, last = diary.at(start), diary.at(end)
            number += last - first if marks is None else _within(self._of(diary)[first:last], marks)
        return number

    def has(self, person: int, pieces: Pieces, marks: Marks | None = None) -> bool:
        """Return whether a record of the person is kept in the pieces of time."""
        return self.count(person, pieces, marks) > 0

    def listing(self, person: int, start: float, end: float) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        """Return times [day] and marks of a person's records kept in [start, end), in order of time; both (n,)."""
        diary = self._diaries.get(person, _Diary())
        inside = slice(diary.at(start), diary.at(end))
        return np.array(diary.times[inside], np.float64), np.array(self._of(diary)[inside], np.uint64)

    def persons(self) -> list[int]:
        """Return the people of whom a record is kept, in order."""
        return sorted(self._diaries)

    def __len__(self) -> int:
        """Return the number of records kept."""
        return sum(len(diary) for diary in self._diaries.values())

    def _of(self, diary: _Diary) -> "array[int]":
        if not self._marked:
            raise ValueError("marks: this store keeps none; wanted RecordingStore(marked=True)")
        return diary.marks


def _within(marks: "array[int]", wanted: Marks) -> int:
    low, high = wanted
    return sum(low <= mark < high + (high == TOP) for mark in marks)
