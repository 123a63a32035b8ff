"""A store that keeps every record as it is written: the twin of record field and held set, for `panel: all`."""

from bisect import bisect_left, insort
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from sim.records.cells import TOP
from sim.records.field import ALL_MARKS, Marks, Pieces

Record = tuple[float, int]  # time [day], mark


class RecordingStore:
    """Every record of a store: what person processes wrote and no purge has removed.

    It answers as `RecordField` with the pieces of a `HeldSet` does, because the people write the field's own
    records (`RecordField.listing`), each at its time.
    """

    __slots__ = ("_records",)

    def __init__(self) -> None:
        self._records: dict[int, list[Record]] = defaultdict(list)

    def write(self, person: int, time: float, mark: int) -> None:
        """Keep a record of a person at a time [day]; records may come out of order, as the filling of the past does."""
        insort(self._records[person], (time, mark))

    def purge_before(self, horizon: float) -> int:
        """Delete what is older than `horizon` [day] and return how many records that were."""
        purged = 0
        for person in list(self._records):
            records = self._records[person]
            if records[0][0] < horizon:
                many = bisect_left(records, (horizon, 0))
                purged += many
                del records[:many]
            if not records:
                del self._records[person]
        return purged

    def count(self, person: int, pieces: Pieces, marks: Marks | None = None) -> int:
        """Return a person's number of records kept, in disjoint pieces of time, of all marks or of some."""
        records = self._records.get(person, [])
        low, high = marks or ALL_MARKS
        number = 0
        for start, end in pieces:
            inside = records[bisect_left(records, (start, 0)) : bisect_left(records, (end, 0))]
            number += len(inside) if marks is None else sum(low <= mark < high + (high == TOP) for _, mark in inside)
        return number

    def has(self, person: int, pieces: Pieces, marks: Marks | None = None) -> bool:
        """Return whether a record of the person is kept in the pieces of time."""
        return self.count(person, pieces, marks) > 0

    def listing(self, person: int, start: float, end: float) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        """Return times [day] and marks of a person's records kept in [start, end), in order of time; both (n,)."""
        inside = [record for record in self._records.get(person, []) if start <= record[0] < end]
        times, marks = [time for time, _ in inside], [mark for _, mark in inside]
        return np.array(times, np.float64), np.array(marks, np.uint64)

    def persons(self) -> list[int]:
        """Return the people of whom a record is kept, in order."""
        return sorted(self._records)

    def __len__(self) -> int:
        """Return the number of records kept."""
        return sum(map(len, self._records.values()))
