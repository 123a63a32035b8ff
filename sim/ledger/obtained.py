"""What an agency obtained of people one by one, and for how long it holds that: read from the account of exposures."""

from collections.abc import Callable, Sequence
from functools import cached_property
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

_TIME_BITS, _PERSON_BITS, _HALF = 31, 33, np.uint64(32)
_TIME, _PERSON = np.uint64((1 << _TIME_BITS) - 1), np.uint64((1 << _PERSON_BITS) - 1)
_FEW = 1 << 13  # columns of a sum that are made at once


class Rows(NamedTuple):
    """Some of what an agency obtained, in order of time, then of people, then of labels; all arrays (rows,)."""

    person: NDArray[np.uint64]
    code: NDArray[np.uint32]  # combination of labels, a number of `Exposures.codes`
    time: Times


class Obtained:
    """Disclosures to one agency, one row for each person and act.

    Few of millions are ever looked at: so they stay in the order of writing, and only their times and people, joined
    into one number each, are put into order, to find the places of those few.

    Parameters
    ----------
    person, cell : (rows,)
        In the order of writing; of a cell the lower half are the bits of the time, the upper one is the code. Cells are
        taken over, and changed.
    rank : ndarray (codes,)
        The place of each code in the order of its labels: what is picked must not hang on what was written down first.
    """

    def __init__(self, person: Whole, cell: Whole, rank: NDArray[np.int64]) -> None:
        self._rank = rank
        self._names: Whole | None = None
        if len(person) and int(person.max()) >> _PERSON_BITS:  # more bits than there are: places among all of them then
            self._names = _once_each(np.sort(person))
            person = np.searchsorted(self._names, person).astype(np.uint64)
        self._code = (cell >> _HALF).astype(np.uint32)
        cell &= _TIME  # in place: a fifth of the memory of it all
        cell <<= np.uint64(_PERSON_BITS)
        cell |= person
        self._joined = cell

    @cached_property
    def _ordered(self) -> Whole:
        return np.sort(self._joined)

    def places(self, start: float, end: float) -> tuple[int, int]:
        """Return the first place and the last + 1 of the rows of [start, end), in the order of `Rows`."""
        first, last = np.searchsorted(self._ordered, _bounds(start, end)).tolist()
        return first, last

    def at(self, places: Sequence[int]) -> Rows:
        """Return the rows at some places, which ascend."""
        rows = []
        for place in places:
            alike = np.flatnonzero(self._joined == self._ordered[place])  # of one time and person
            alike = alike[np.argsort(self._rank[self._code[alike]], kind="stable")]
            rows.append(alike[place - int(np.searchsorted(self._ordered, self._ordered[place]))])
        return self._rows(np.array(rows, np.int64))

    def between(self, start: float, end: float, chosen: Callable[[Whole], NDArray[np.bool_]]) -> Rows:
        """Return the rows of [start, end) whose people, of whom it is asked, are chosen."""
        low, high = _bounds(start, end)
        rows = np.flatnonzero((low <= self._joined) & (self._joined < high))
        rows = rows[chosen(self._persons(rows))]
        return self._rows(rows[_order(self._joined[rows])])

    def _persons(self, rows: NDArray[np.int64]) -> Whole:
        persons = self._joined[rows] & _PERSON
        return persons if self._names is None else self._names[persons]

    def _rows(self, rows: NDArray[np.int64]) -> Rows:
        times = _times(self._joined[rows] >> np.uint64(_PERSON_BITS))
        return Rows(self._persons(rows), self._code[rows], times)


def obtained(ledger: Ledger, agency: str) -> Obtained:
    """Return what an agency obtained by requests, visits and reports so far; facts that wait must be settled."""
    codes = ledger.exposures.codes
    rank = np.empty(len(codes), np.int64)
    rank[[number for _, number in sorted(codes.items())]] = np.arange(len(codes))
    return Obtained(*ledger.exposures.people(_obtained_by(codes, agency), _cell), rank)


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
            held: Times = np.minimum(until, ends)
            held -= np.maximum(since, starts)
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


def _order(joined: Whole) -> NDArray[np.int64]:
    """Return the order of some numbers, and of those that are equal that of writing; both arrays (rows,)."""
    order = np.argsort(joined)
    joined = joined[order]
    again = np.flatnonzero(joined[1:] == joined[:-1])  # a few, which sorting leaves in any order
    alike = np.union1d(again, again + 1)
    order[alike] = order[alike][np.lexsort((order[alike], joined[alike]))]
    return order


def _once_each(ascending: Whole) -> Whole:
    found: Whole = ascending[np.append(True, ascending[1:] != ascending[:-1])]
    return found


def _bounds(start: float, end: float) -> Whole:
    """Return the numbers, time over person, from which on times are not before the start, and the end."""
    times = np.array([start, end]).clip(0.0)
    short = times.astype(np.float32)
    short = np.where(short < times, np.nextafter(short, np.float32(np.inf)), short)
    return _bits(short) << np.uint64(_PERSON_BITS)


def _times(numbers: Whole) -> Times:
    """Return the times whose bits are the lowest of some numbers."""
    return (numbers & _TIME).astype(np.uint32).view(np.float32).astype(np.float64)


def _bits(time: NDArray[np.float32]) -> Whole:
    """Return the bits of times: from time 0 on they are in its order, and the highest, the sign, is 0."""
    return (time + np.float32(0.0)).view(np.uint32).astype(np.uint64)  # no negative zero


def _cell(code: NDArray[np.uint32], _: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
    """Return the code and, in the lower half, the bits of the time."""
    return (code.astype(np.uint64) << _HALF) | _bits(time)
