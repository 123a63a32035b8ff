"""The account of people whose records left an operator: one row for each person and act, kept compactly."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.columns import Column
from sim.ledger.designs import DISCLOSED, EXPOSURE_LABELS, GROUPS
from sim.ledger.facts import ANSWERED, Disclosed, DisclosedGroup, DisclosedMany
from sim.ledger.frame import Frame
from sim.ledger.tables import Codes, Columns, Repeated, Table, Written

NAMES = ("code", "slice", "time")
_GROUPS = 1 << 12  # groups of people that are read at once
_RECORDS, _STAGE = Disclosed._fields.index("records"), EXPOSURE_LABELS.index("stage")

Whole = NDArray[np.uint64]
Range = tuple[int, int]
EVERYBODY: Range = (0, 2**64 - 1)
_SAMPLED = 1 << 10  # exposures looked at to find the bounds of a range
CellOf = Callable[[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.float32]], Whole]


class Windows(NamedTuple):
    """Windows of time that a disclosure of records covered, one row each; all arrays (rows,)."""

    person: NDArray[np.unsignedinteger]
    code: NDArray[np.unsignedinteger]
    part: NDArray[np.unsignedinteger]
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
        self._members.extend(np.concatenate([fact.persons for fact in facts]).astype(np.uint64, copy=False))

    @property
    def rows(self) -> int:
        """Number of exposures: people times acts."""
        return self.single.rows + self._members.rows

    def ranges(self, most: int) -> list[Range]:
        """Return ranges of people, first and last + 1, ascending: those of one have about `most` exposures or fewer.

        For what is counted person by person and need not have all of them at once.
        """
        if self.rows <= most:
            return [EVERYBODY]
        step = max(most // _SAMPLED, 1)
        some = [person[::step].astype(np.uint64) for (person,) in self.single.pieces("person")]
        some += [self._members.between(first, first + 1) for first in range(0, self._members.rows, step)]
        sample = np.sort(np.concatenate(some))
        edges = np.unique(sample[most // step :: most // step]).tolist()
        return list(pairwise([EVERYBODY[0], *edges, EVERYBODY[1]]))

    def people(self, wanted: NDArray[np.bool_], cell_of: CellOf, within: Range = EVERYBODY) -> tuple[Whole, Whole]:
        """Return who was exposed, one row for each person and act, and a number for each row.

        Parameters
        ----------
        wanted : (codes,)
            The combinations of labels to return.
        cell_of : callable of (code, slice, time) to ndarray
            Makes the number of each row; asked once for a whole group, whose rows share it.
        within : pair of int
            First and last + 1 number of the people to return.

        Returns
        -------
        tuple of two ndarray (rows,)
            Single people first, in the order of writing.
        """
        inside, size = wanted[self.groups.column("code")], self.groups.column("people")
        single = sum(int(_chosen(wanted, within, *piece).sum()) for piece in self.single.pieces("person", "code"))
        many = single + int(size[inside].sum())
        persons, cells = np.empty(many, np.uint64), np.empty(many, np.uint64)
        self._fill(wanted, cell_of, within, persons, cells)
        of_fact = cell_of(*(self.groups.column(name) for name in NAMES))
        for members, fact in self.groups_of(wanted):
            chosen = slice(None) if within == EVERYBODY else _inside(within, members)
            end = single + len(members[chosen])
            persons[single:end] = members[chosen]
            cells[single:end] = of_fact[fact[chosen]]
            single = end
        return persons[:single], cells[:single]

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
            many = size[first : first + _GROUPS].astype(np.int64)
            members = self._members.between(member, member + int(many.sum()))
            fact = np.repeat(np.arange(first, first + len(many)), many)
            chosen = inside[fact]
            yield members[chosen], fact[chosen]
            member += len(members)

    def _fill(self, wanted: NDArray[np.bool_], cell_of: CellOf, within: Range, persons: Whole, cells: Whole) -> None:
        """Write people looked at one by one and their cells, piece by piece: all at once would double the memory."""
        row = 0
        for person, *of_row in self.single.pieces("person", *NAMES):
            chosen = _chosen(wanted, within, person, of_row[0])
            end = row + int(chosen.sum())
            persons[row:end] = person[chosen]
            cells[row:end] = cell_of(*(column[chosen] for column in of_row))
            row = end

    def windows_of(self, stage: str, within: Range = EVERYBODY) -> Windows:
        """Return the windows that disclosures of one stage covered, of people within a range.

        Moments cover nothing and are left out.
        """
        wanted, columns = self.codes.having("stage", [stage]), ("person", "code", "slice", "start", "end")
        found = [_that_last(Windows(*piece), wanted, within) for piece in self.single.pieces(*columns)]
        if not found:
            return Windows(*(self.single.column(name) for name in columns))
        return Windows(*map(np.concatenate, zip(*found, strict=True)))

    def sums(self, name: str) -> NDArray[np.float64]:
        """Return a sum over both kinds by combination of labels and slice; shape (codes, slices)."""
        return self.single.sums(name) + self.groups.sums(name)


def _chosen(
    wanted: NDArray[np.bool_], within: Range, person: NDArray[np.unsignedinteger], code: NDArray[np.unsignedinteger]
) -> NDArray[np.bool_]:
    chosen = np.asarray(wanted[code], np.bool_)
    return chosen if within == EVERYBODY else chosen & _inside(within, person)


def _inside(within: Range, person: NDArray[np.unsignedinteger]) -> NDArray[np.bool_]:
    whole = person.astype(np.uint64, copy=False)
    return np.asarray((whole >= np.uint64(within[0])) & (whole < np.uint64(within[1])), np.bool_)


def _that_last(rows: Windows, wanted: NDArray[np.bool_], within: Range) -> Windows:
    """Return the windows of wanted combinations of labels, of people within a range, that are no moments."""
    chosen: Any = (rows.end > rows.start) & _chosen(wanted, within, rows.person, rows.code)
    return Windows(*(column[chosen] for column in rows))
