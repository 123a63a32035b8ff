"""What the rules cost, and who pays."""

from collections.abc import Iterable, Iterator, Mapping
from math import fsum

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.prices import Prices
from sim.measures.desks import staff_hours
from sim.measures.load import lines
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import split, windowed

YEAR_DAYS = 365.25
LABELS = ("cost", "payer", "operator")
ANSWERED = ("complete", "partial", "expired", "never_held", "unreadable", "no_data")
Bill = tuple[str, str, str, Numbers]  # cost, payer, operator entry (empty: none), money per year (windows,)


@measure("load.cost", unit="money per year", scale="real", kind="average", labels=LABELS)
def cost(ledger: Ledger) -> Iterable[Part]:
    """Money per year, by kind and by payer: operators, agencies, and the state that reimburses.

    Staff: hours of the work that arrives at desks in the period; moderators are paid by operators, but by no one entry,
    since a filter's desk is that of all its operators. Storage: the mean of what operators hold. Fixed:
    each real operator that complies with an order to keep records. Recovery is what agencies pay operators for each
    item that these answer: it changes hands, so it adds up to nothing. Rows by operator hold what the operator's
    records and answers cost, whoever pays; fixed costs make small operators dear.
    """
    return parts_of(ledger)


def parts_of(ledger: Ledger) -> Iterator[Part]:
    """Return the rows of `load.cost`."""
    return _parts(ledger, bills(ledger))


@measure(
    "load.cost_per_subscriber", unit="money per subscriber year", scale="real", kind="average", labels=("operator",)
)
def per_subscriber(ledger: Ledger) -> Iterable[Part]:
    """Cost of an operator's records and answers, over its subscribers or account holders.

    Fixed costs weigh most on the smallest operators. By operator entry, and for all operators together.
    """
    prices = ledger.frame.prices
    if prices is None:
        return
    lengths, everybody = ledger.frame.lengths, fsum(prices.subscribers.values())
    totals: dict[str, Numbers] = {}
    for _, _, operator, row in bills(ledger):
        if operator:
            totals[operator] = totals.get(operator, 0.0) + row
    if everybody:
        yield Part({}, lengths * sum(totals.values(), np.zeros(len(lengths))) / everybody, lengths)
    for operator, row in totals.items():
        if prices.subscribers.get(operator):
            yield Part({"operator": operator}, lengths * row / prices.subscribers[operator], lengths)


def bills(ledger: Ledger) -> list[Bill]:
    """Return every cost of a run as money per year over the windows; nothing where there are no prices."""
    return ledger.once(_bills)


def _bills(ledger: Ledger) -> list[Bill]:
    prices = ledger.frame.prices
    if prices is None:
        return []
    own = [
        *_staff(ledger, prices),
        *_moderators(ledger, prices),
        *_storage(ledger, prices),
        *_fixed(ledger, prices),
    ]
    shared = [part for bill in own for part in _shared(prices, bill)]
    return [*shared, *_agencies(ledger, prices), *_recovery(ledger, prices)]


def _shared(prices: Prices, bill: Bill) -> Iterator[Bill]:
    """Part a cost of an operator between the operator and the state."""
    kind, _, operator, row = bill
    by_state = prices.reimbursed.get(kind, 0.0)
    yield kind, "operator", operator, row * (1.0 - by_state)
    if by_state:
        yield kind, "state", operator, row * by_state


def _years(ledger: Ledger) -> Numbers:
    return ledger.frame.lengths / YEAR_DAYS


def _staff(ledger: Ledger, prices: Prices) -> Iterator[Bill]:
    for desk, hours in staff_hours(ledger).items():
        if desk in prices.staff:
            yield "staff", "operator", desk, prices.staff[desk] * hours / _years(ledger)


def _moderators(ledger: Ledger, prices: Prices) -> Iterator[Bill]:
    """Return the cost of moderators, who look at what a filter flags at all of its operators: it is of no one entry."""
    for desk, hours in staff_hours(ledger).items():
        if desk in prices.moderators:
            yield "staff", "operator", "", prices.moderators[desk] * hours / _years(ledger)


def _agencies(ledger: Ledger, prices: Prices) -> Iterator[Bill]:
    """Return the cost of agencies' own desks, whose names begin with the agency's."""
    for desk, hours in staff_hours(ledger).items():
        agency, colon, _ = desk.partition(": ")
        if colon and agency in prices.agencies and desk not in prices.moderators:
            yield "staff", "agency", "", prices.agency_staff * hours / _years(ledger)


def _storage(ledger: Ledger, prices: Prices) -> Iterator[Bill]:
    windows = ledger.frame.windows
    for (operator, _), held in lines(ledger).items():
        mean = np.array([held.mean(held.bytes, window.start, window.end) for window in windows])
        yield "storage", "operator", operator, prices.storage.get(operator, 0.0) * mean


def _fixed(ledger: Ledger, prices: Prices) -> Iterator[Bill]:
    for operator in dict.fromkeys(fact.operator for fact in ledger.obliged):
        steps = [(fact.time, fact.weight) for fact in ledger.obliged if fact.operator == operator]
        mean = np.array([_mean_of_steps(steps, window.start, window.end) for window in ledger.frame.windows])
        yield "fixed", "operator", operator, prices.fixed.get(operator, 0.0) * mean


def _mean_of_steps(steps: list[tuple[float, float]], start: float, end: float) -> float:
    """Return the time average over [start, end) of a level that is set at times."""
    total = 0.0
    for (time, level), (after, _) in zip(steps, [*steps[1:], (np.inf, 0.0)], strict=True):
        total += level * max(0.0, min(end, after) - max(start, time))
    return total / (end - start)


def _recovery(ledger: Ledger, prices: Prices) -> Iterator[Bill]:
    if not prices.recovery:
        return
    answered = windowed(ledger.requests, where=ledger.requests.codes.having("state", ANSWERED))
    for labels, items in split(ledger.requests.codes, answered, ("operator",)):
        if labels:
            paid = prices.recovery * items / _years(ledger)
            yield "recovery", "agency", labels["operator"], paid
            yield "recovery", "operator", labels["operator"], -paid


def _parts(ledger: Ledger, found: list[Bill]) -> Iterator[Part]:
    """Add bills up, in total and by one label at a time."""
    if not found:
        return
    lengths = ledger.frame.lengths
    sums: dict[tuple[str, str], Numbers] = {("", ""): np.zeros(len(lengths))}
    for *values, row in found:
        for label, value in (("", ""), *zip(LABELS, values, strict=True)):
            if value or not label:
                sums[label, value] = sums.get((label, value), 0.0) + row * lengths
    yield from (Part(_labels(*key), row, lengths) for key, row in sums.items())


def _labels(label: str, value: str) -> Mapping[str, str]:
    return {label: value} if label else {}
