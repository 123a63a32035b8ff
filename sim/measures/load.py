"""Load on operators: what they hold, and what visits break."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.stored import Held
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import counts

STORES = ("operator", "category")
BY_PLACE = (*STORES, "jurisdiction")


@measure("load.stored", unit="byte", scale="positive", kind="average", labels=BY_PLACE)
def stored(ledger: Ledger) -> Iterable[Part]:
    """Time average of the bytes that log stores hold."""
    return time_average(ledger, lambda held: held.bytes)


@measure("load.stored_max", unit="byte", scale="positive", kind="statistic", labels=STORES)
def stored_max(ledger: Ledger) -> Iterable[Part]:
    """Largest number of bytes that the log stores of one operator entry hold of one category.

    By operator it is the largest of its categories, by category the largest of the operators; no total.
    """
    largest: dict[tuple[str, str], Numbers] = {}
    for key, held in lines(ledger).items():
        row = _over_windows(ledger, partial(held.maximum, held.bytes))
        for label in zip(STORES, key, strict=True):
            largest[label] = np.maximum(largest[label], row) if label in largest else row
    return (Part({label: value}, row) for (label, value), row in largest.items())


@measure("service.outage", unit="subscriber hour", scale="positive", kind="count", labels=("operator", "channel"))
def outage(ledger: Ledger) -> Iterable[Part]:
    """Hours without service, summed over subscribers, that visits caused, of all the operators that are described."""
    return counts(ledger.outages, ("operator", "channel"), "subscriber_hours")


@measure("damage.events", unit="1", scale="positive", kind="count", labels=("operator", "channel"))
def damage(ledger: Ledger) -> Iterable[Part]:
    """Interruptions of service that visits caused, at all the operators that are described."""
    return counts(ledger.outages, ("operator", "channel"), "events")


def lines(ledger: Ledger) -> dict[tuple[str, str], Held]:
    """Return what the stores of each entry held of each category over time."""
    return ledger.once(_lines)


def time_average(ledger: Ledger, of: Callable[[Held], Numbers]) -> Iterator[Part]:
    """Return the time average of what stores hold, in total and by operator, category and jurisdiction."""
    lengths = ledger.frame.lengths
    sums: dict[tuple[str, str], Numbers] = {("", ""): np.zeros(len(lengths))}
    for key, held in lines(ledger).items():
        row = lengths * _over_windows(ledger, partial(held.mean, of(held)))
        country = ledger.frame.jurisdictions.get(key[0])
        there = [("jurisdiction", country)] if country is not None else []
        for label in (("", ""), *zip(STORES, key, strict=True), *there):
            sums[label] = sums.get(label, 0.0) + row
    return (Part(_labels(*label), row, lengths) for label, row in sums.items())


def _labels(label: str, value: str) -> Mapping[str, str]:
    return {label: value} if label else {}


def _lines(ledger: Ledger) -> dict[tuple[str, str], Held]:
    return {key: ledger.held(*key) for key in sorted(ledger.purges)}


def _over_windows(ledger: Ledger, number: Callable[[float, float], float]) -> Numbers:
    return np.array([number(window.start, window.end) for window in ledger.frame.windows])
