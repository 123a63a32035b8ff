"""The account of people whose records left an operator: one row for each person and act, kept compactly."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ledger.columns import Column
from sim.ledger.designs import BAND_EDGES, DISCLOSED, EXPOSURE_LABELS, GROUPS
from sim.ledger.facts import (
    ANSWERED,
    Amounts,
    Disclosed,
    DisclosedGroup,
    DisclosedMany,
    DisclosedMembers,
    DisclosedRows,
)
from sim.ledger.frame import Frame
from sim.ledger.tables import PIECE, Codes, Columns, Repeated, Table, Written

NAMES = ("code", "slice", "time")
_GROUPS = 1 << 12  # groups of people that are read at once
_RECORDS, _STAGE = Disclosed._fields.index("records"), EXPOSURE_LABELS.index("stage")

Whole = NDArray[np.uint64]
CellOf = Callable[[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.float32]], Whole]


class _Stages(dict[tuple[Any, ...], tuple[int, ...]]):
    """The numbers of each combination of labels: one, or two where its stage is `ANSWERED`."""

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, labels: tuple[Any, ...]) -> tuple[int, ...]:
        stage = labels[_STAGE]
        stages = ANSWERED if stage is ANSWERED else (stage,)
        self[labels] = found = tuple(self._codes[*labels[:_STAGE], one, *labels[_STAGE + 1 :]] for one in stages)
        return found


class Exposures:
    """Disclosures of one person and of groups under one numbering of labels.

    Somebody behind an address costs up to 8 bytes, somebody looked at some 20, on the disk where there are many. A
    disclosure without a record exposes nobody and is left out.
    """

    def __init__(self, frame: Frame) -> None:
        self.codes = Codes(EXPOSURE_LABELS)
        self.single = Table(DISCLOSED, frame, self.codes)
        self.groups = Table(GROUPS, frame, self.codes)
        self._members = Column(np.uint64)  # of all groups, one after another
        self._of_labels = _Stages(self.codes)

    def work_in(self, facts: Sequence[tuple[Any, ...]]) -> int:
        """Add disclosures of one person each, and return how many: a tuple of stage `ANSWERED` is two of them.

        What it costs to take a tuple apart is then paid once for two facts that come with every answer.
        """
        found = [fact for fact in facts if fact[_RECORDS] > 0]
        if not found:
            return len(facts)
        columns = Columns(Disclosed, found)
        codes = [self._of_labels[labels] for labels in self.single.labels(columns)]
        code = np.fromiter(chain.from_iterable(codes), np.uint32)
        many = np.fromiter(map(len, codes), np.int64, len(codes))
        if len(code) > len(codes):
            columns = Repeated(columns, np.repeat(np.arange(len(codes)), many))
        self.single.add(columns, code)
        return len(facts) + len(code) - len(codes)

    def work_in_many(self, several: Iterable[DisclosedMany]) -> None:
        """Add what acts disclosed of several people each."""
        several = [many for many in several if len(many.persons)]
        rows = [len(many.persons) for many in several]
        code = [self.codes[tuple(getattr(many, label) for label in EXPOSURE_LABELS)] for many in several]
        amounts = map(np.concatenate, zip(*(many.amounts for many in several), strict=True))
        columns = dict(zip(Amounts._fields, amounts, strict=True))
        columns["person"] = np.concatenate([many.persons for many in several])
        columns["time"] = np.repeat([many.time for many in several], rows)
        self.single.add(Written(columns, sum(rows)), np.repeat(np.array(code, np.uint32), rows))

    def work_in_rows(self, rows: DisclosedRows | DisclosedMembers) -> None:
        """Add what many acts disclosed of many people, or of many groups."""
        code, many = np.array([self.codes[labels] for labels in rows.labels], np.uint32)[rows.which], len(rows.which)
        if isinstance(rows, DisclosedRows):
            times = {"time": rows.times, "person": rows.persons}
            self.single.add(Written(rows.amounts._asdict() | times, many), code)
        else:
            band = np.searchsorted(BAND_EDGES, rows.age_days)
            numbers = {"time": rows.times, "age_days": rows.age_days, "people": rows.people, "band": band}
            self.groups.add(Written(numbers, many), code)
            self._members.extend(rows.persons)

    def work_in_groups(self, facts: Sequence[DisclosedGroup]) -> None:
        """Add disclosures of groups."""
        columns = Columns(DisclosedGroup, facts)
        persons = columns.raw("persons")
        columns.put("people", np.fromiter(map(len, persons), np.int64, columns.length))
        columns.put("band", np.searchsorted(BAND_EDGES, columns["age_days"]))
        self.groups.work_in_columns(columns)
        self._members.extend(np.concatenate(persons).astype(np.uint64, copy=False))

    @property
    def rows(self) -> int:
        """Number of exposures: people times acts."""
        return self.single.rows + self._members.rows

    def sample(self, step: int) -> tuple[Whole, int]:
        """Return every `step`-th person or so, in the order of writing, and the highest number of all; -1 without."""
        some, top = [], -1
        for piece in chain((person for (person,) in self.single.pieces("person")), self._members.pieces(PIECE)):
            some.append(piece[::step].astype(np.uint64))
            top = max(top, int(piece.max()))
        return np.concatenate(some) if some else np.empty(0, np.uint64), top

    def number_of(self, wanted: NDArray[np.bool_]) -> int:
        """Return how many exposures have one of the combinations of labels `wanted`, (codes,)."""
        return int(self.single.sums()[wanted].sum() + self.groups.sums("records")[wanted].sum())

    def people(self, wanted: NDArray[np.bool_], cell_of: CellOf) -> tuple[Whole, Whole]:
        """Return who was exposed, one row for each person and act, and a number for each row.

        Parameters
        ----------
        wanted : (codes,)
            The combinations of labels to return.
        cell_of : callable of (code, slice, time) to ndarray
            Makes the number of each row; asked once for a whole group, whose rows share it.

        Returns
        -------
        tuple of two ndarray (rows,)
            Single people first, in the order of writing.
        """
        rows, end = self.number_of(wanted), 0
        persons, cells = np.empty(rows, np.uint64), np.empty(rows, np.uint64)
        for some, of_row in self.pieces(wanted, cell_of):
            start, end = end, end + len(some)
            persons[start:end], cells[start:end] = some, of_row
        return persons, cells

    def pieces(self, wanted: NDArray[np.bool_], cell_of: CellOf) -> Iterator[tuple[NDArray[np.unsignedinteger], Whole]]:
        """Yield what `people` returns, some thousands or millions of rows at a time."""
        everything = bool(wanted.all())
        for person, *of_row in self.single.pieces("person", *NAMES):
            if everything:
                yield person, cell_of(*of_row)
            else:
                rows = np.flatnonzero(wanted[of_row[0]])
                yield person[rows], cell_of(*(column[rows] for column in of_row))
        of_fact = cell_of(*(self.groups.column(name) for name in NAMES))
        for members, fact in self.groups_of(wanted):
            yield members, of_fact[fact]

    def groups_of(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.unsignedinteger], NDArray[np.int64]]]:
        """Yield members of groups, some thousands of groups at a time, and the number of each one's group.

        Parameters
        ----------
        wanted : (codes,)
            The combinations of labels to return.

        Yields
        ------
        tuple of two ndarray (rows,)
        """
        size, member = self.groups.column("people"), 0
        inside = wanted[self.groups.column("code")]
        for first in range(0, len(size), _GROUPS):
            many, some = size[first : first + _GROUPS].astype(np.int64), inside[first : first + _GROUPS]
            start, member = member, member + int(many.sum())
            if not some.any():
                continue
            members = self._members.between(start, member)
            if not some.all():
                members, many = members[np.repeat(some, many)], np.where(some, many, 0)
            yield members, np.repeat(np.arange(first, first + len(many)), many)

    def sums(self, name: str) -> NDArray[np.float64]:
        """Return a sum over both kinds by combination of labels and slice; shape (codes, slices)."""
        return self.single.sums(name) + self.groups.sums(name)
