"""The account of people whose records left an operator: one row for each person and act, kept compactly."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.designs import DISCLOSED, EXPOSURE_LABELS, GROUPS
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.frame import Frame
from sim.ledger.tables import Codes, Table

CellOf = Callable[[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.float32]], NDArray[np.uint64]]


class Windows(NamedTuple):
    """Windows of time that a disclosure of records covered, one row each; all arrays (rows,)."""

    person: NDArray[np.uint64]
    code: NDArray[np.uint32]
    part: NDArray[np.uint16]
    start: NDArray[np.float32]
    end: NDArray[np.float32]


class Exposures:
    """Disclosures of one person and of groups under one numbering of labels.

    Somebody behind an address costs 8 bytes, somebody looked at 26. A disclosure without a record exposes nobody
    and is left out.
    """

    def __init__(self, frame: Frame) -> None:
        self.codes = Codes(EXPOSURE_LABELS)
        self.single = Table(DISCLOSED, frame, self.codes)
        self.groups = Table(GROUPS, frame, self.codes)
        self._members: list[NDArray[np.uint64]] = []

    def work_in(self, facts: Sequence[Disclosed]) -> None:
        """Add disclosures of one person each."""
        found = [fact for fact in facts if fact.records > 0]
        if found:
            self.single.work_in(found)

    def work_in_groups(self, facts: Sequence[DisclosedGroup]) -> None:
        """Add disclosures of groups."""
        self.groups.work_in(facts)
        self._members.append(np.concatenate([fact.persons for fact in facts]).astype(np.uint64, copy=False))

    @property
    def rows(self) -> int:
        """Number of exposures: people times acts."""
        return self.single.rows + sum(map(len, self._members))

    def people(self, wanted: NDArray[np.bool_], cell_of: CellOf) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
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
        names = ("code", "slice", "time")
        rows = np.flatnonzero(wanted[self.single.column("code")])
        cells = [cell_of(*(self.single.column(name)[rows] for name in names))]
        persons = [self.single.column("person")[rows]]
        if self._members:
            self._members = [np.concatenate(self._members)] if len(self._members) > 1 else self._members
            size, inside = self.groups.column("people"), wanted[self.groups.column("code")]
            facts = np.flatnonzero(inside)
            cells.append(np.repeat(cell_of(*(self.groups.column(name)[facts] for name in names)), size[facts]))
            persons.append(self._members[0] if inside.all() else self._members[0][np.repeat(inside, size)])
        return np.concatenate(persons), np.concatenate(cells)

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
