"""The account of people whose records left an operator: one row for each person and act, kept compactly."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.designs import DISCLOSED, EXPOSURE_LABELS, GROUPS
from sim.ledger.facts import ANSWERED, Disclosed, DisclosedGroup, DisclosedMany
from sim.ledger.frame import Frame
from sim.ledger.tables import Codes, Columns, Repeated, Table, Written

NAMES = ("code", "slice", "time")
_RECORDS, _STAGE = Disclosed._fields.index("records"), EXPOSURE_LABELS.index("stage")

Whole = NDArray[np.uint64]
CellOf = Callable[[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.float32]], Whole]


class Windows(NamedTuple):
    """Windows of time that a disclosure of records covered, one row each; all arrays (rows,)."""

    person: NDArray[np.uint64]
    code: NDArray[np.uint32]
    part: NDArray[np.uint16]
    start: NDArray[np.float32]
    end: NDArray[np.float32]


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

    Somebody behind an address costs 8 bytes, somebody looked at 26. A disclosure without a record exposes nobody
    and is left out.
    """

    def __init__(self, frame: Frame) -> None:
        self.codes = Codes(EXPOSURE_LABELS)
        self.single = Table(DISCLOSED, frame, self.codes)
        self.groups = Table(GROUPS, frame, self.codes)
        self._members: list[tuple[int, Whole]] = []  # facts and their members, piece by piece
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

    def work_in_many(self, many: DisclosedMany) -> None:
        """Add what one act disclosed of several people."""
        rows = len(many.persons)
        if rows:
            code = self.codes[tuple(getattr(many, label) for label in EXPOSURE_LABELS)]
            columns = Written(many.amounts._asdict() | {"time": np.full(rows, many.time), "person": many.persons}, rows)
            self.single.add(columns, np.full(rows, code, np.uint32))

    def work_in_groups(self, facts: Sequence[DisclosedGroup]) -> None:
        """Add disclosures of groups."""
        self.groups.work_in(facts)
        members = np.concatenate([fact.persons for fact in facts]).astype(np.uint64, copy=False)
        self._members.append((len(facts), members))

    @property
    def rows(self) -> int:
        """Number of exposures: people times acts."""
        return self.single.rows + sum(len(members) for _, members in self._members)

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
        single = np.flatnonzero(wanted[self.single.column("code")])
        inside, size = wanted[self.groups.column("code")], self.groups.column("people")
        many = len(single) + int(size[inside].sum())
        persons, cells = np.empty(many, np.uint64), np.empty(many, np.uint64)
        persons[: len(single)] = self.single.column("person")[single]
        cells[: len(single)] = cell_of(*(self.single.column(name)[single] for name in NAMES))
        of_fact = cell_of(*(self.groups.column(name) for name in NAMES))
        self._fill(inside, size, of_fact, persons[len(single) :], cells[len(single) :])
        return persons, cells

    def _fill(
        self, inside: NDArray[np.bool_], size: NDArray[np.int64], of_fact: Whole, persons: Whole, cells: Whole
    ) -> None:
        """Write the members of groups and their cells, piece by piece: all at once would double the memory."""
        fact = row = 0
        for many, members in self._members:
            piece = slice(fact, fact + many)
            chosen = members[np.repeat(inside[piece], size[piece])]
            persons[row : row + len(chosen)] = chosen
            cells[row : row + len(chosen)] = np.repeat(of_fact[piece], np.where(inside[piece], size[piece], 0))
            fact, row = fact + many, row + len(chosen)

    def windows_of(self, stage: str) -> Windows:
        """Return the windows that disclosures of one stage covered; moments cover nothing and are left out."""
        table = self.single
        start, end = table.column("start"), table.column("end")
        rows = np.flatnonzero((end > start) & self.codes.having("stage", [stage])[table.column("code")])
        person, code, part = (table.column(name)[rows] for name in ("person", "code", "slice"))
        return Windows(person, code, part, start[rows], end[rows])

    def sums(self, name: str) -> NDArray[np.float64]:
        """Return a sum over both kinds by combination of labels and slice; shape (codes, slices)."""
        return self.single.sums(name) + self.groups.sums(name)
