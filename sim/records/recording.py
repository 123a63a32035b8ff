"""A store that keeps every record as it is written: the twin of record field and held set, for `panel: all`."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.records.cells import TOP
from sim.records.field import Marks, Pieces

Written = Callable[[float, float], NDArray[np.float64]]  # the times of a person's records between two times [day]


class _Diary:
    """One person's records in order of time, 8 bytes each and 8 for a mark.

    What a purge removes is passed over at once and let go of when it is the larger half: moving the rest forward
    at every purge would cost more than everything else that a played person does.
    """

    __slots__ = ("chapter", "edges", "horizon", "marks", "start", "times", "written")

    def __init__(self) -> None:
        self.times, self.marks = array("d"), array("Q")  # no marks where the store keeps none
        self.start = 0
        self.horizon = -inf
        # chapters handed over: the first not yet written out lies between its edge and the next
        self.written: Written | None = None
        self.edges: Sequence[float] = ()
        self.chapter = 0

    def __len__(self) -> int:
        self.open()
        return len(self.times) - self.start

    @property
    def is_sealed(self) -> bool:
        """Whether chapters are left that are not written out."""
        return self.chapter + 1 < len(self.edges)

    def open(self, until: float = inf) -> None:
        """Write out what was handed over sealed of the time before `until`, but for what a purge has removed since."""
        first = self.chapter
        while self.is_sealed and self.edges[self.chapter] < until:
            assert self.written is not None
            times = self.written(self.edges[self.chapter], self.edges[self.chapter + 1])
            self.times.frombytes(np.ascontiguousarray(times, np.float64).tobytes())
            self.chapter += 1
        if self.chapter > first:
            self.purge_before(self.horizon)

    def at(self, time: float) -> int:
        """Return where the records of this time and later begin."""
        self.open(max(time, self.horizon))  # or a chapter written out later would move the beginning
        return bisect_left(self.times, time, self.start)

    def purge_before(self, horizon: float) -> int:
        """Delete what is older and return how many records that were, those still sealed not counted."""
        self.horizon = horizon
        while self.is_sealed and self.edges[self.chapter + 1] <= horizon:
            self.chapter += 1
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

    def hand_over(self, person: int, edges: Sequence[float], written: Written) -> None:
        """Keep chapters of a person's records between ascending edges [day], sealed: written out when somebody looks.

        They are later than what is kept of the person, and all there are. Stores that keep marks take none.
        """
        if self._marked:
            raise ValueError("marks: a sealed chapter has none; wanted RecordingStore(marked=False)")
        diary = self._diaries[person]
        diary.edges, diary.written = edges, written

    def purge_before(self, horizon: float) -> int:
        """Delete what is older than `horizon` [day] and return how many records that were."""
        return sum(self.purge_person(person, horizon) for person in list(self._diaries))

    def purge_person(self, person: int, horizon: float) -> int:
        """Delete what is older than `horizon` [day] of one person and return how many records that were."""
        diary = self._diaries.get(person)
        if diary is None:
            return 0
        many = diary.purge_before(horizon)
        if not diary.is_sealed and not len(diary):
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
