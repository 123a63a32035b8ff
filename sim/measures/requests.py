"""Requests: how many, what became of them, and how long they took."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.measures.rows import Part, measure
from sim.measures.survival import Whole, estimates, grouped, packed
from sim.measures.sweep import bits_for, pack
from sim.measures.totals import Mask, by_group, counts, ratios, windowed, with_jurisdictions

LABELS = ("agency", "operator", "category", "place", "role")
BY_GROUP = (*LABELS, "group")
FOUND = ("complete", "partial")
ANSWERED = (*FOUND, "expired", "never_held", "not_identified", "unreadable", "wrong")
# never became a request: the agency knew that nothing was left, or the way abroad was too long
ASIDE = ("withheld", "not_asked")
STEPS = (
    ("drafted", "sent"),
    ("received", "started"),
    ("started", "answered"),
    ("sent", "answered"),
    ("answered", "delivered"),
)
TIMED_BY = ("agency", "operator", "category")

Days = NDArray[np.float32]


@measure("request.count", unit="1", scale="positive", kind="count", labels=(*BY_GROUP, "jurisdiction", "state"))
def count(ledger: Ledger) -> Iterable[Part]:
    """Request items drafted in the period, by final state; `open` at the end of the run is one.

    Items that the agency withheld, or did not ask for because the way abroad is too long, count under those states.
    Rows by `group` are of items about members of a group, rows by `jurisdiction` of items to the operators there.
    """
    yield from with_jurisdictions(ledger.frame, counts(ledger.requests, (*LABELS, "state")))
    yield from (Part(group, number) for group, number in by_group(ledger.requests))


@measure("request.hit_share", unit="1", scale="share", kind="ratio", labels=(*BY_GROUP, "jurisdiction"))
def hit_share(ledger: Ledger) -> Iterable[Part]:
    """Of the request items drafted in the period that were answered, the share whose answer held a record."""
    return _shares(ledger, FOUND)


@measure("request.full_share", unit="1", scale="share", kind="ratio", labels=(*BY_GROUP, "jurisdiction"))
def full_share(ledger: Ledger) -> Iterable[Part]:
    """Of the request items drafted in the period that were answered, the share answered completely."""
    return _shares(ledger, ("complete",))


def _shares(ledger: Ledger, states: tuple[str, ...]) -> Iterator[Part]:
    table = ledger.requests
    wanted, answered = table.codes.having("state", states), table.codes.having("state", ANSWERED)
    parts = ratios(table.codes, LABELS, windowed(table, where=wanted), windowed(table, where=answered))
    yield from with_jurisdictions(table.frame, parts)
    pairs = zip(by_group(table, wanted), by_group(table, answered), strict=True)
    yield from (Part(group, above, below) for (group, above), (_, below) in pairs)


@measure("request.unjustified", unit="1", scale="positive", kind="count", labels=BY_GROUP)
def unjustified(ledger: Ledger) -> Iterable[Part]:
    """Request items sent in the period before anybody authorised them, and found unjustified by a later review.

    Counted where a law in force asks what later reviews say (`access.late_review`). What was obtained stays.
    """
    table = ledger.late_reviews
    found = table.codes.having("state", ["unjustified"])
    yield from counts(table, LABELS, where=found)
    yield from (Part(group, number) for group, number in by_group(table, found))


@measure("request.unjustified_share", unit="1", scale="share", kind="ratio", labels=BY_GROUP)
def unjustified_share(ledger: Ledger) -> Iterable[Part]:
    """Of the request items sent in the period and reviewed later, the share found unjustified."""
    table = ledger.late_reviews
    found, done = table.codes.having("state", ["unjustified"]), ~table.codes.having("state", ["open"])
    yield from ratios(table.codes, LABELS, windowed(table, where=found), windowed(table, where=done))
    pairs = zip(by_group(table, found), by_group(table, done), strict=True)
    yield from (Part(group, above, below) for (group, above), (_, below) in pairs)


@measure("request.turnaround", unit="day", scale="positive", kind="statistic", labels=("stage", *TIMED_BY))
def turnaround(ledger: Ledger) -> Iterable[Part]:
    """Median time from draft to end of request items drafted in the period: Kaplan-Meier, open items censored.

    An item ends when its answer is delivered or when it is turned away or declined. A `stage` such as
    drafted-sent is the time of that step, of the items that came so far and did not end on the way. No row where
    fewer than half had ended.
    """
    return ledger.once(_turnarounds)[0]


@measure("request.turnaround_mean", unit="day", scale="positive", kind="statistic", labels=("stage", *TIMED_BY))
def turnaround_mean(ledger: Ledger) -> Iterable[Part]:
    """Mean time from draft to end of request items drafted in the period, restricted to the length of the period.

    The area under the Kaplan-Meier curve up to that length or to the longest time seen, if that is less; steps as
    for request.turnaround.
    """
    return ledger.once(_turnarounds)[1]


@measure("request.late_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def late_share(ledger: Ledger) -> Iterable[Part]:
    """Of the request items drafted in the period that were answered or are open, the share that is late.

    Late is what was answered after its deadline or is open past it; items without a deadline are never late.
    """
    table = ledger.requests
    due = table.codes.having("state", (*ANSWERED, "refused", "open"))
    return ratios(table.codes, LABELS, windowed(table, "late", due), windowed(table, where=due))


def _turnarounds(ledger: Ledger) -> tuple[list[Part], list[Part]]:
    """Return medians and restricted means, from draft to end and by step."""
    found = list(_to_the_end(ledger).parts(TIMED_BY))
    for first, last in STEPS:
        found += [(_of_step(first, last, a), _of_step(first, last, b)) for a, b in _step(ledger, first, last).parts(())]
    return [pair[0] for pair in found], [pair[1] for pair in found]


def _to_the_end(ledger: Ledger) -> "Timed":
    codes = ledger.requests.codes
    ended, counted = ~codes.having("state", ["open"]), ~codes.having("state", ASIDE)
    return Timed(ledger, ("closed",), lambda code, closed: (closed, ended[code], counted[code]))


def _step(ledger: Ledger, first: str, last: str) -> "Timed":
    still_open = ledger.requests.codes.having("state", ["open"])

    def durations(code: NDArray[np.uint32], closed: Days, came: Days, *begun: Days) -> tuple[Days, Mask, Mask]:
        done = ~np.isnan(came)
        days = np.where(done, came, closed)
        rows = done | still_open[code]
        for start in begun:
            days -= start
            rows &= ~np.isnan(start)
        return days, done, rows

    return Timed(ledger, ("closed", last) if first == "drafted" else ("closed", last, first), durations)


def _of_step(first: str, last: str, part: Part) -> Part:
    return part._replace(labels={"stage": f"{first}-{last}", **part.labels})


class _Numbered(NamedTuple):
    """Combinations of the labels `TIMED_BY`, numbered anew: of all labels there may be more than a tag holds."""

    labels: Mapping[str, tuple[list[str], NDArray[np.int64]]]  # values, and the number of each combination's value
    of_code: NDArray[np.uint32]  # (codes,)
    bits: int  # that the numbers need


def _numbered(ledger: Ledger) -> _Numbered:
    labels = [ledger.requests.codes.label(label) for label in TIMED_BY]
    short, numbers = np.unique(np.stack([number for _, number in labels]), axis=1, return_inverse=True)
    by_label = {
        label: (values, np.ascontiguousarray(number))
        for label, (values, _), number in zip(TIMED_BY, labels, short, strict=True)
    }
    return _Numbered(by_label, numbers.reshape(-1).astype(np.uint32), bits_for(short.shape[1]))


class Timed:
    """Durations of requests in ascending order, to be divided by window and label.

    `durations` is asked for some rows at a time, with their codes and the columns `names`: it returns durations [day],
    whether they came to their end, and which rows count.
    """

    def __init__(
        self, ledger: Ledger, names: tuple[str, ...], durations: Callable[..., tuple[Days, Mask, Mask]]
    ) -> None:
        table = ledger.requests
        self._frame, self._bits = ledger.frame, bits_for(ledger.frame.slices)
        self._labels, of_code, code_bits = ledger.once(_numbered)
        keys, end = np.empty(table.rows, np.uint64), 0
        for code, part, *columns in table.pieces("code", "slice", *names):
            days, ended, rows = durations(code, *columns)
            tag = pack([(of_code[code[rows]], code_bits), (part[rows], self._bits)])
            keys[end : end + len(tag)] = packed(days[rows], ended[rows], tag)
            end += len(tag)
        self._keys = keys[:end]
        self._keys.sort()

    def parts(self, labels: tuple[str, ...]) -> Iterator[tuple[Part, Part]]:
        """Return medians and restricted means, in total and by label."""
        yield self._estimates({}, self._keys)
        for label in labels:
            values, number = self._labels[label]
            ends = np.zeros(len(values), np.int64)
            keys, start = grouped(self._keys, self._bits, number, ends), 0
            for value, end in zip(values, ends.tolist(), strict=True):
                yield self._estimates({label: value}, keys[start:end])
                start = end

    def _estimates(self, labels: Mapping[str, str], keys: Whole) -> tuple[Part, Part]:
        medians, means = np.zeros((2, len(self._frame.windows)))
        for window, length in enumerate(self._frame.lengths):
            inside = np.ascontiguousarray(self._frame.in_window[:, window])
            medians[window], means[window] = estimates(keys, self._bits, inside, float(length))
        return Part(labels, medians), Part(labels, means)
