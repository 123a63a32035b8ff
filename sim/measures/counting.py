"""What one pass over all exposures counts of people looked at one by one, for every stage at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.in_order import Some, in_order
from sim.ledger.presence import Presence
from sim.ledger.subjects import subjects
from sim.measures.sweep import MOST_TIMES, Counts, Whole, bits_for, cells, sweep

AT_ONCE = 1 << 26  # exposures in memory at once, 8 bytes each: of more, people are counted in ranges
SUSPECTED = ("suspect", "national_security")
OF_A_ROW = ("recipient", "channel", "category", "place", "operator", "agency", "role")
EVERYTHING = ("", "")
_FEW = 1 << 15  # exposures whose people are asked about at once
_NEAR = 1024  # times of which a point nearby is known

Home = tuple[str, ...]
Key = tuple[str, str]


class Asked(NamedTuple):
    """What is to be counted of a stage."""

    stage: str
    keys: Sequence[Key]  # everything first, then each label with each of its values
    homes: Sequence[Home]  # of which people are counted apart
    apart: Sequence[Home]  # those of them whose subjects are counted apart from the others


class Counted(NamedTuple):
    """Numbers of people. Bins are the homes, none of them, and the subjects of those homes that have them apart."""

    distinct: Counts  # (keys and one for what can be read, bins, windows)
    roles: Counts  # (2, bins, windows), those who never were a subject, and subjects who are no suspects
    times: Counts  # (windows, MOST_TIMES + 1), by number of exposures
    firsts: Counts  # (bins, points), by the point of the first exposure in the whole window
    there: Counts  # (bins, windows), those who are there at some time of the window
    groups: Mapping[tuple[str, str], tuple[Counts, Counts]]  # persons and bystanders of each, (windows,)


class _Sums(NamedTuple):
    """What `sweep` writes."""

    distinct: Counts  # (values, bins, windows)
    roles: Counts  # (stages, 2, bins, windows)
    times: Counts  # (stages, windows, MOST_TIMES + 1)
    firsts: Counts  # (stages, bins, points)


class Counting:
    """The pass over the exposures of a closed ledger."""

    def __init__(self, ledger: Ledger, asked: Sequence[Asked]) -> None:
        self._frame, self._asked = ledger.frame, asked
        self._exposures, self._codes = ledger.exposures, ledger.exposures.codes
        self._subjects = ledger.once(subjects)
        own = ledger.frame.class_ranges
        self._homes = sorted(own, key=lambda home: own[home])
        self._homes += sorted({home for one in asked for home in one.homes} - set(self._homes))
        self._apart = [home for home in self._homes if any(home in one.apart for one in asked)]
        self._starts = np.cumsum([0, *(len(one.keys) + 1 for one in asked)]).tolist()  # of the values of each stage
        self._part_bits, self._point_bits = bits_for(ledger.frame.slices), bits_for(len(ledger.frame.grid) + 1)
        self._cell_bits = bits_for(2 * len(self._codes)) + self._part_bits + self._point_bits
        self._all = self._sums(self._starts[-1])
        self._stage_of = self._codes.places("stage", [one.stage for one in asked])
        self._alone = np.repeat(self._stage_of, 2)[:, None]  # everything of a stage is counted at its place
        self._groups = {key: self._sums(len(asked)) for key in ledger.frame.groups}
        self._there = self._sums(len(asked)).distinct
        self._go()

    def _sums(self, values: int) -> _Sums:
        stages, bins, windows = len(self._asked), len(self._homes) + 1 + len(self._apart), len(self._frame.windows)
        return _Sums(
            np.zeros((values, bins, windows), np.int64),
            np.zeros((stages, 2, bins, windows), np.int64),
            np.zeros((stages, windows, MOST_TIMES + 1), np.int64),
            np.zeros((stages, bins, len(self._frame.grid)), np.int64),
        )

    def _go(self) -> None:
        wanted = self._codes.having("stage", [one.stage for one in self._asked])
        pieces = self._exposures.pieces(wanted, self._cells)
        for some in in_order(self._exposures, pieces, self._cell_bits, AT_ONCE):
            self._count(self._all, some, self._values)
            for key, info in self._frame.groups.items():
                self._count(self._groups[key], self._chosen(some, info.has), self._alone)
            if self._frame.presence is not None:
                self._count_present(some, self._frame.presence)

    def _count_present(self, some: Some, presence: Presence) -> None:
        """Count the distinct people of each window who are there at some time of it."""
        for number, window in enumerate(self._frame.windows):
            inside = self._chosen(some, partial(presence.were_there, start=window.start, end=window.end))
            own = self._sums(len(self._asked))
            self._count(own, inside, self._alone)
            self._there[:, :, number] += own.distinct[:, :, number]

    def _chosen(self, some: Some, chooses: Callable[[Whole], NDArray[np.bool_]]) -> Some:
        """Return the rows of people who are chosen; so many are asked about at once that they stay in the cache."""
        found = []
        for start in range(0, len(some.keys), _FEW):
            keys = some.keys[start : start + _FEW]
            found.append(keys[chooses((keys >> np.uint64(self._cell_bits)) + np.uint64(some.first))])
        return Some(some.first, np.concatenate(found))

    def _count(self, found: _Sums, some: Some, value_of: NDArray[np.int32]) -> None:
        """Add rows of people who are in no other rows that are added."""
        sweep(
            some.keys, some.first, self._cell_bits, self._part_bits, self._point_bits, value_of,
            np.repeat(self._stage_of, 2), self._unsuspected, self._frame.in_window, self._ranges, self._subjects,
            self._bins, *found,
        )  # fmt: skip

    @cached_property
    def _values(self) -> NDArray[np.int32]:
        """Which values each combination of labels counts under, unread and read; shape (2 * codes, labels)."""
        columns = [np.append(self._starts[:-1], -1)[self._stage_of]]
        countries = self._frame.jurisdictions
        for label in (*OF_A_ROW, "jurisdiction"):
            values, number = self._codes.label("operator" if label == "jurisdiction" else label)
            names = [countries.get(value) for value in values] if label == "jurisdiction" else values
            table = np.full((len(self._asked) + 1, len(values)), -1)  # the last one is that of no stage
            for stage, (one, start) in enumerate(zip(self._asked, self._starts, strict=False)):
                place = {key: start + i for i, key in enumerate(one.keys)}
                table[stage] = [place.get((label, name or ""), -1) for name in names]
            columns.append(table[self._stage_of, number])
        of_code = np.stack(columns, axis=1)
        read = np.append(np.array(self._starts[1:]) - 1, -1)[self._stage_of]
        unread = np.full_like(read, -1)
        both = [np.column_stack([of_code, last]) for last in (unread, read)]
        return np.ascontiguousarray(np.stack(both, axis=1).reshape(2 * len(of_code), -1), np.int32)

    @cached_property
    def _unsuspected(self) -> NDArray[np.uint8]:
        return np.repeat(~self._codes.having("role", (*SUSPECTED, "bystander")), 2).astype(np.uint8)

    @cached_property
    def _ranges(self) -> Whole:
        """First and last + 1 numbers of the people of each home; homes without any are empty; shape (homes, 2)."""
        last = np.iinfo(np.uint64).max
        own = [self._frame.class_ranges.get(home, (last, last)) for home in self._homes]
        return np.array(own, np.uint64).reshape(-1, 2)

    @cached_property
    def _place(self) -> dict[Home, int]:
        return {home: place for place, home in enumerate(self._homes)}

    @cached_property
    def _bins(self) -> Counts:
        """Where the subjects of each home, and of none, are counted: with the others, or apart; shape (homes + 1,)."""
        bins = np.arange(len(self._homes) + 1)
        for number, home in enumerate(self._apart):
            bins[self._place[home]] = len(self._homes) + 1 + number
        return bins

    def _cells(self, code: NDArray[np.uint32], part: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
        found, grid = np.empty(len(code), np.uint64), self._frame.grid
        cells(
            code.astype(np.int32), part.astype(np.uint16), np.ascontiguousarray(time, np.float32), *self._closed,
            grid, self._near, _NEAR / self._frame.days, self._part_bits, self._point_bits, found,
        )  # fmt: skip
        return found

    @cached_property
    def _near(self) -> Counts:
        return np.searchsorted(self._frame.grid, np.arange(_NEAR) * (self._frame.days / _NEAR))

    @cached_property
    def _closed(self) -> tuple[Counts, NDArray[np.float32]]:
        """Return the intervals in which records of each combination cannot be read, see `cells`."""
        intervals: list[list[tuple[float, float]]] = [[] for _ in range(len(self._codes))]
        for (operator, category), times in (self._frame.unreadable or {}).items():
            own = self._codes.having("operator", [operator]) & self._codes.having("category", [category])
            for code in np.flatnonzero(own).tolist():
                intervals[code] += times
        ends = np.cumsum([0, *map(len, intervals)])
        return ends, np.array([one for own in intervals for one in own], np.float32).reshape(-1, 2)

    def counted(self) -> Iterator[Counted]:
        """Yield what was counted of each stage."""
        for stage, (one, start) in enumerate(zip(self._asked, self._starts, strict=False)):
            distinct = self._all.distinct[start : start + len(one.keys) + 1]
            there = self._there[stage] if self._frame.presence else distinct[0]
            yield Counted(
                self._of_bins(distinct, one),
                self._of_bins(self._all.roles[stage], one),
                self._all.times[stage],
                self._of_bins(self._all.firsts[stage][None], one)[0],
                self._of_bins(there[None], one)[0],
                {
                    key: (found.distinct[stage].sum(axis=0), found.roles[stage, 0].sum(axis=0))
                    for key, found in self._groups.items()
                },
            )

    def _of_bins(self, sums: Counts, one: Asked) -> Counts:
        """Return sums by what are bins to a stage, from what are bins here; of both it is the second axis."""
        places, apart = [self._place[home] for home in one.homes], set(one.apart)
        found = sums[:, [*places, len(self._homes), *(self._bins[self._place[home]] for home in one.apart)]]
        for number, place in enumerate(places):
            if self._bins[place] != place and one.homes[number] not in apart:
                found[:, number] += sums[:, self._bins[place]]
        return found
