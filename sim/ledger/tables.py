"""Tables of facts: one for each type, added up by labels and slice of time, a few columns kept row by row.

Facts wait in a list and are worked in by the thousand, column by column: a fact costs well under a microsecond
when it is written and about half of one when it is worked in, and 10^7 of them need tens of bytes each.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from sim.ledger.columns import Column, Numbers
from sim.ledger.frame import Frame

PIECE = 1 << 20
"""Rows that are read at once where that suffices."""
TYPES: dict[type, type[np.generic]] = {float: np.float64, int: np.int64, bool: np.bool_}  # all else: tuples of numbers


class Columns:
    """Some facts of one type, column by column."""

    def __init__(self, kind: type[tuple[Any, ...]], facts: Sequence[tuple[Any, ...]]) -> None:
        self._types = kind.__annotations__
        self._raw = dict(zip(self._types, zip(*facts, strict=True), strict=True))
        self._numbers: dict[str, Numbers] = {}
        self.length = len(facts)

    def raw(self, name: str) -> tuple[Any, ...]:
        """Return a column as it was written."""
        return self._raw[name]

    def __getitem__(self, name: str) -> Numbers:
        """Return a column as numbers; a column of tuples of numbers has one row for each."""
        numbers = self._numbers.get(name)
        if numbers is None:
            numbers = self._numbers[name] = self._as_numbers(self._raw[name], TYPES.get(self._types[name]))
        return numbers

    def put(self, name: str, numbers: Numbers) -> None:
        """Add a column that was worked out from others."""
        self._numbers[name] = numbers

    def _as_numbers(self, column: tuple[Any, ...], dtype: type[np.generic] | None) -> Numbers:
        if dtype is not None:
            return np.fromiter(column, dtype, self.length)
        wide = len(column[0])
        return np.fromiter(chain.from_iterable(column), np.float64, wide * self.length).reshape(-1, wide)


class Repeated(Columns):
    """Columns some of whose rows stand for several facts: row `rows[i]` is fact i."""

    def __init__(self, columns: Columns, rows: NDArray[np.int64]) -> None:
        self._columns, self._rows = columns, rows
        self.length = len(rows)

    def raw(self, name: str) -> tuple[Any, ...]:
        """Return a column as it was written, once for each fact."""
        column = self._columns.raw(name)
        return tuple([column[row] for row in self._rows.tolist()])

    def __getitem__(self, name: str) -> Numbers:
        """Return a column as numbers, once for each fact."""
        return self._columns[name][self._rows]


class Written(Columns):
    """Columns that were written as such."""

    def __init__(self, numbers: Mapping[str, Numbers], rows: int) -> None:
        self._numbers = dict(numbers)
        self.length = rows

    def __getitem__(self, name: str) -> Numbers:
        """Return a column as numbers."""
        return self._numbers[name]


Formula = Callable[[Columns], Numbers]


class Codes(dict[tuple[Any, ...], int]):
    """Numbers for combinations of labels, given in order of appearance."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names
        self._labels: dict[str, tuple[list[Any], NDArray[np.int64]]] = {}

    def __missing__(self, key: tuple[Any, ...]) -> int:
        self[key] = number = len(self)
        return number

    def label(self, name: str) -> tuple[list[Any], NDArray[np.int64]]:
        """Return the values of a label, sorted, and the number of each combination's value; shape (codes,)."""
        known = self._labels.get(name)
        if known is None or len(known[1]) != len(self):
            position = self.names.index(name)
            values = sorted({key[position] for key in self})
            number = {value: i for i, value in enumerate(values)}
            known = self._labels[name] = values, np.array([number[key[position]] for key in self], np.int64)
        return known

    def having(self, name: str, wanted: Container[Any]) -> NDArray[np.bool_]:
        """Return which combinations have one of these values of a label; shape (codes,)."""
        values, number = self.label(name)
        return np.array([value in wanted for value in values], np.bool_)[number]

    def places(self, name: str, wanted: Sequence[Any]) -> NDArray[np.int32]:
        """Return the place of each combination's value of a label among some values, -1 for others; shape (codes,)."""
        values, number = self.label(name)
        place = {value: i for i, value in enumerate(wanted)}
        return np.array([place.get(value, -1) for value in values], np.int32)[number]


class Design(NamedTuple):
    """What a table keeps of one type of fact: see `Table`."""

    kind: type[tuple[Any, ...]]
    labels: tuple[str, ...]
    time: str  # the field that says which period a fact belongs to
    sums: Mapping[str, Formula]
    kept: Mapping[str, tuple[DTypeLike, Formula]]


class Table:
    """Facts of one type: their number and sums by labels and slice, and the kept columns.

    Labels are numbered in combination: `code` is a row's combination. The columns `code` and `slice` are kept
    where any other is.
    """

    def __init__(self, design: Design, frame: Frame, codes: Codes | None = None) -> None:
        self.design = design
        self.frame = frame
        self.codes = Codes(design.labels) if codes is None else codes
        self.rows = 0
        self._sums = dict.fromkeys(("count", *design.sums), np.zeros(0))  # none is written to before it has grown
        self._kept = {name: Column(dtype) for name, (dtype, _) in design.kept.items()}
        if design.kept:
            self._kept |= {"code": Column(np.uint32), "slice": Column(np.uint16)}

    def work_in(self, facts: Sequence[tuple[Any, ...]]) -> None:
        """Add facts."""
        self.work_in_columns(Columns(self.design.kind, facts))

    def work_in_columns(self, columns: Columns) -> None:
        """Add facts, column by column."""
        code = np.fromiter(map(self.codes.__getitem__, self.labels(columns)), np.uint32, columns.length)
        self.add(columns, code)

    def labels(self, columns: Columns) -> Iterable[tuple[Any, ...]]:
        """Return the combination of labels of each row."""
        return zip(*map(columns.raw, self.design.labels), strict=True)

    def add(self, columns: Columns, code: NDArray[np.uint32]) -> None:
        """Add facts whose combinations of labels are known."""
        part = self.frame.slices_of(columns[self.design.time])
        self.rows += columns.length
        self._add_up(columns, code.astype(np.int64) * self.frame.slices + part)
        if self.design.kept:
            self._keep(columns, code, part)

    def _add_up(self, columns: Columns, cell: NDArray[np.int64]) -> None:
        for name in self._sums:
            sums = self._long_enough(name)
            values = 1.0 if name == "count" else self.design.sums[name](columns).astype(np.float64, copy=False)
            np.add.at(sums, cell, values)  # of another type it takes ten times as long

    def _long_enough(self, name: str) -> NDArray[np.float64]:
        """Return a sum, grown so that there is one for each combination of labels and slice, and more."""
        sums, needed = self._sums[name], len(self.codes) * self.frame.slices
        if sums.size < needed:
            self._sums[name] = sums = np.concatenate([sums, np.zeros(2 * needed - sums.size)])
        return sums

    def _keep(self, columns: Columns, code: NDArray[np.uint32], part: NDArray[np.uint16]) -> None:
        self._kept["code"].extend(code)
        self._kept["slice"].extend(part)
        for name, (_, formula) in self.design.kept.items():
            self._kept[name].extend(formula(columns))

    def column(self, name: str) -> Numbers:
        """Return a kept column of all facts, in the order in which they were written; shape (rows,).

        Whole numbers come in the smallest type that holds them. A long column is read from the disk, so ask once.
        """
        return self._kept[name].values

    def pieces(self, *names: str) -> Iterator[tuple[Numbers, ...]]:
        """Return kept columns `PIECE` rows at a time, for what need not have all of a long column at once."""
        for start in range(0, self._kept["code"].rows, PIECE):
            yield tuple(self._kept[name].between(start, start + PIECE) for name in names)

    def sums(self, name: str = "count") -> NDArray[np.float64]:
        """Return a sum (or the number of facts) by combination of labels and slice; shape (codes, slices)."""
        wide = self.frame.slices
        return self._long_enough(name)[: len(self.codes) * wide].reshape(-1, wide)

    def total(self, name: str = "count", where: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """Return a sum over the windows, of all labels or of the combinations `where`; shape (windows,)."""
        sums = self.sums(name)
        summed: NDArray[np.float64] = (sums if where is None else sums[where]).sum(axis=0) @ self.frame.in_window
        return summed
