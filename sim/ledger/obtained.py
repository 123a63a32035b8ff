"""What an agency obtained of people one by one, and for how long it holds that: read from the account of exposures."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.exposures import Whole
from sim.ledger.in_order import in_order
from sim.ledger.tables import Codes

Times = NDArray[np.float64]
Span = tuple[float, float]

_TIME_BITS, _TIME, _HALF = 31, np.uint64((1 << 31) - 1), np.uint64(32)
_FEW = 1 << 13  # columns of a sum that are made at once


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


def obtained(ledger: Ledger, agency: str) -> Obtained:
    """Return what an agency obtained by requests, visits and reports so far; facts that wait must be settled."""
    person, cell = ledger.exposures.people(_obtained_by(ledger.exposures.codes, agency), _cell)
    order = _order(person, cell)
    person, cell = person[order], cell[order]
    return Obtained(person, (cell >> _HALF).astype(np.int64), _times(cell))


def person_days_held(ledger: Ledger, agency: str, kept_days: float) -> dict[Span, float]:
    """Return the days on which an agency held people, summed over people [person day].

    Somebody is held from when the agency obtains anything of them until `kept_days` have passed since the last time.

    Returns
    -------
    dict of (start, end) to float
        By slice of time and by window of the frame.
    """
    codes, frame = ledger.exposures.codes, ledger.frame
    wanted = _obtained_by(codes, agency)
    slices = pairwise(sorted({0.0, *frame.cuts, frame.days}))
    spans = list(dict.fromkeys([*slices, *((window.start, window.end) for window in frame.windows)]))

    def work() -> dict[Span, float]:
        pieces = ledger.exposures.pieces(wanted, lambda _, __, time: _bits(time))
        days = np.zeros(len(spans))
        for some in in_order(ledger.exposures, pieces, _TIME_BITS):
            days += Held(some.keys, kept_days, frame.days).person_days(spans)
        return dict(zip(spans, days.tolist(), strict=True))

    return ledger.known((person_days_held, agency, kept_days), ledger.exposures.number_of(wanted), work)


class Held:
    """When people are held of whom something was obtained, in the order of people, and of time for each of them.

    Parameters
    ----------
    keys : (rows,)
        Person and, in the lower `_TIME_BITS`, bits of the time; ascending.
    kept_days : float [day]
        After how many days what was obtained is purged; `inf` keeps for ever.
    end : float [day]
        Of the run.
    """

    def __init__(self, keys: Whole, kept_days: float, end: float) -> None:
        self._keys, self._kept_days, self._end = keys, kept_days, end

    def spans(self, first: int, last: int) -> tuple[Times, Times]:
        """Return from when until when some rows add their person to those held; two arrays (last - first,).

        That is until it is purged, or until the same person is obtained again, from when on the later row counts.
        """
        keys = self._keys[first : last + 1]
        time = _times(keys)
        until = np.minimum(time + self._kept_days, self._end)
        again = keys[1:] >> np.uint64(_TIME_BITS) == keys[:-1] >> np.uint64(_TIME_BITS)
        np.minimum(until[:-1], time[1:], out=until[:-1], where=again)
        return time[: last - first], until[: last - first]

    def person_days(self, spans: Sequence[Span]) -> Times:
        """Return the days in each [start, end) on which people were held, summed over people; shape of `spans`."""
        starts, ends = np.array(spans).T[:, :, None]

        def days(first: int, last: int) -> Times:
            since, until = self.spans(first, last)
            held: Times = np.minimum(until, ends) - np.maximum(since, starts)
            np.maximum(held, 0.0, out=held)
            return held

        return summed(days, 0, len(self._keys))


def summed(terms: Callable[[int, int], Times], first: int, last: int) -> Times:
    """Return sums over columns from one to before another, to the last bit those of numpy for an array of all.

    Numpy halves a row, at a multiple of eight, until little is left. So a sum of halves may be taken without an array
    of all columns, and what each works with stays in the cache.

    Parameters
    ----------
    terms : callable of (first, last) to ndarray (sums, last - first)
    """
    columns = last - first
    if columns <= _FEW:
        found: Times = terms(first, last).sum(axis=1)
        return found
    half = columns // 2 - columns // 2 % 8
    return summed(terms, first, first + half) + summed(terms, first + half, last)


def _obtained_by(codes: Codes, agency: str) -> NDArray[np.bool_]:
    """Return which combinations of labels are of what an agency obtained and keeps itself; shape (codes,)."""
    wanted = codes.having("agency", [agency]) & codes.having("stage", ["obtained"])
    return wanted & codes.having("recipient", ["agency"])


def _order(person: Whole, cell: Whole) -> NDArray[np.int64]:
    """Return the numbers of rows in the order of time, then of people, then of writing; all arrays (rows,)."""
    if len(person) and int(person.max()) >> 32:  # people cannot be joined with times; that sorts in a tenth of the time
        return np.lexsort((person, cell & _TIME))
    joined = cell << _HALF  # the code is pushed out, and the time on top
    joined |= person
    order = np.argsort(joined)
    joined = joined[order]
    again = np.flatnonzero(joined[1:] == joined[:-1])  # a few, which sorting leaves in any order
    alike = np.union1d(again, again + 1)
    order[alike] = order[alike][np.lexsort((order[alike], joined[alike]))]
    return order


def _times(numbers: Whole) -> Times:
    """Return the times whose bits are the lowest of some numbers."""
    return (numbers & _TIME).astype(np.uint32).view(np.float32).astype(np.float64)


def _bits(time: NDArray[np.float32]) -> Whole:
    """Return the bits of times: from time 0 on they are in its order, and the highest, the sign, is 0."""
    return (time + np.float32(0.0)).view(np.uint32).astype(np.uint64)  # no negative zero


def _cell(code: NDArray[np.uint32], _: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
    """Return the code and, in the lower half, the bits of the time."""
    return (code.astype(np.uint64) << _HALF) | _bits(time)
