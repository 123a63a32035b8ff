"""The account of people whose records left an operator: one row for each person and act, kept compactly."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.designs import DISCLOSED, EXPOSURE_LABELS, GROUPS
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.frame import Frame
from sim.ledger.tables import Codes, Table


class Rows(NamedTuple):
    """Exposures of one stage, one row each; all arrays (rows,)."""

    person: NDArray[np.uint64]
    code: NDArray[np.uint32]  # combination of labels
    part: NDArray[np.uint16]  # slice of time
    time: NDArray[np.float32]


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

    def of_stage(self, stage: str) -> Rows:
        """Return the exposures of one stage, single ones first."""
        parts = [*self._single_rows(stage), *self._group_rows(stage)]
        return Rows(*map(np.concatenate, zip(*parts, strict=True)))

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

    def _single_rows(self, stage: str) -> list[Rows]:
        table = self.single
        names = ("person", "code", "slice", "time")
        wanted = self.codes.having("stage", [stage])
        if wanted.all():
            return [Rows(*map(table.column, names))]
        rows = np.flatnonzero(wanted[table.column("code")])
        return [Rows(*(table.column(name)[rows] for name in names))]

    def _group_rows(self, stage: str) -> list[Rows]:
        if not self._members:
            return []
        self._members = [np.concatenate(self._members)]
        people, code = self.groups.column("people"), self.groups.column("code")
        wanted = np.repeat(self.codes.having("stage", [stage])[code], people)
        part, time = self.groups.column("slice"), self.groups.column("time")
        rows = Rows(self._members[0], np.repeat(code, people), np.repeat(part, people), np.repeat(time, people))
        return [
            rows if wanted.all() else Rows(rows.person[wanted], rows.code[wanted], rows.part[wanted], rows.time[wanted])
        ]
