"""What an agency obtained of people one by one, and for how long it holds that: read from the account of exposures."""

from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.exposures import Whole

_TIME_BITS, _TIME = np.uint64(32), np.uint64(0xFFFFFFFF)


class Obtained(NamedTuple):
    """Disclosures to one agency, one row for each person and act, in order of time; all arrays (rows,)."""

    person: NDArray[np.uint64]
    code: NDArray[np.int64]  # combination of labels, a number of `Exposures.codes`
    time: NDArray[np.float64]

    def between(self, start: float, end: float) -> "Obtained":
        """Return the rows of [start, end)."""
        first, last = np.searchsorted(self.time, [start, end])
        return Obtained(self.person[first:last], self.code[first:last], self.time[first:last])

    def some(self, rows: NDArray[np.int64]) -> "Obtained":
        """Return some rows, by number."""
        return Obtained(self.person[rows], self.code[rows], self.time[rows])

    def held_at(self, time: float, kept_days: float) -> "Obtained":
        """Return the rows that are held just before a time; whatever is kept for n days is gone n days later."""
        return self.between(time - kept_days, time)


class InOrder(NamedTuple):
    """When one agency obtained whom, in the order of people and then of time; both arrays (rows,)."""

    person: NDArray[np.uint64]
    time: NDArray[np.float64]


def obtained(ledger: Ledger, agency: str) -> Obtained:
    """Return what an agency obtained by requests, visits and reports so far; facts that wait must be settled."""
    person, cell = _written(ledger, agency)
    order = _order(person, cell)
    person, cell = person[order], cell[order]
    return Obtained(person, (cell >> _TIME_BITS).astype(np.int64), _times(cell))


def by_person(ledger: Ledger, agency: str) -> InOrder:
    """Return `obtained` in the order of people, and of time for each of them: rows of one person follow each other."""
    person, cell = _written(ledger, agency)
    cell &= _TIME
    if _fit(person):
        person <<= _TIME_BITS
        person |= cell
        person.sort()
        return InOrder(person >> _TIME_BITS, _times(person))
    order = np.lexsort((cell, person))
    return InOrder(person[order], _times(cell[order]))


def _written(ledger: Ledger, agency: str) -> tuple[Whole, Whole]:
    """Return whom an agency obtained, in the order of writing, and the cell of each row (see `_cell`); both (rows,)."""
    codes = ledger.exposures.codes
    wanted = codes.having("agency", [agency]) & codes.having("stage", ["obtained"])
    wanted &= codes.having("recipient", ["agency"])
    return ledger.exposures.people(wanted, _cell)


def _fit(person: Whole) -> bool:
    """Whether people can be joined with times, of 32 bits, into one number; that sorts in a tenth of the time."""
    return not len(person) or person.max() <= _TIME


def _order(person: Whole, cell: Whole) -> NDArray[np.int64]:
    """Return the numbers of rows in the order of time, then of people, then of writing; all arrays (rows,)."""
    if not _fit(person):
        return np.lexsort((person, cell & _TIME))
    joined = cell << _TIME_BITS  # the code is pushed out, and the time on top
    joined |= person
    order = np.argsort(joined)
    joined = joined[order]
    again = np.flatnonzero(joined[1:] == joined[:-1])  # a few, which sorting leaves in any order
    alike = np.union1d(again, again + 1)
    order[alike] = order[alike][np.lexsort((order[alike], joined[alike]))]
    return order


def _times(bits: Whole) -> NDArray[np.float64]:
    """Return the times whose bits are the lower halves of some numbers."""
    return bits.astype(np.uint32).view(np.float32).astype(np.float64)


def _cell(code: NDArray[np.uint32], _: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
    """Return the code and, in the lower half, the bits of the time: from time 0 on they are in its order."""
    bits = np.ascontiguousarray(time, np.float32).view(np.uint32)
    return (code.astype(np.uint64) << _TIME_BITS) | bits.astype(np.uint64)


def held_until(rows: InOrder, kept_days: float, end: float) -> NDArray[np.float64]:
    """Return until when each row adds its person to those held; shape (rows,).

    That is when it is purged, or when the same person is obtained again, from when on the later row counts.
    """
    until = np.minimum(rows.time + kept_days if kept_days < inf else np.full_like(rows.time, inf), end)
    again = rows.person[1:] == rows.person[:-1]
    until[:-1][again] = np.minimum(until[:-1][again], rows.time[1:][again])
    return until


def person_days_held(rows: InOrder, until: NDArray[np.float64], start: float, end: float) -> float:
    """Return the days in [start, end) on which people were held, summed over people [person day]."""
    return float(np.clip(np.minimum(until, end) - np.maximum(rows.time, start), 0.0, None).sum())
