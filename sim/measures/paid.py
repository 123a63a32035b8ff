"""Checks that costs add up: what is paid, by whom and for what, against the facts that it was paid for."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum

from sim.ledger.accounts import Ledger
from sim.ledger.balance import BalanceError, agree
from sim.ledger.facts import Purged
from sim.ledger.frame import Period
from sim.ledger.prices import Prices
from sim.measures.cost import ANSWERED, YEAR_DAYS, bills, parts_of

KINDS = ("staff", "storage", "fixed", "recovery")
PAYERS = ("operator", "agency", "state")
HOURS = 24.0


def check_paid(ledger: Ledger) -> None:
    """Check the costs of a closed ledger.

    Every window's rows add up over what is paid for, over who pays, and over operators with what belongs to none. Each
    kind of cost is what the facts behind it come to: hours of all desks, bytes between purges, orders in force. The
    state pays its share of each, and what agencies pay for answers is what operators get.

    Raises
    ------
    BalanceError
        If they do not, or if there is a desk whose work nobody pays.
    """
    prices = ledger.frame.prices
    if prices is None:
        return
    for number, window in enumerate(ledger.frame.windows):
        own = [(kind, payer, operator, float(row[number])) for kind, payer, operator, row in bills(ledger)]
        _check_rows(ledger, number, own)
        _check_kinds(ledger, prices, window, number, own)
        _check_payers(ledger, prices, window, number, own)


Paid = tuple[str, str, str, float]  # as `Bill`, money per year in one window


def _check_rows(ledger: Ledger, number: int, own: Sequence[Paid]) -> None:
    """Compare the rows' total with what their labels come to."""
    days = float(ledger.frame.lengths[number])
    rows = {tuple(part.labels.items()): float(part.value[number]) / days for part in parts_of(ledger)}
    total, scale = rows.get((), 0.0), fsum(abs(paid) for *_, paid in own)
    for label, known in (("cost", KINDS), ("payer", PAYERS)):
        by_value = fsum(row for labels, row in rows.items() if labels and labels[0][0] == label)
        agree(f"costs in all, and by {label}", total, by_value, scale)
        for unknown in {labels[0][1] for labels in rows if labels and labels[0][0] == label} - {*known}:
            raise BalanceError(f"costs by {label}: has {unknown!r}; wanted one of {', '.join(known)}")
    of_operators = fsum(row for labels, row in rows.items() if labels and labels[0][0] == "operator")
    of_nobody = fsum(paid for _, _, operator, paid in own if not operator)
    agree("costs in all, and of operators and of no operator", total, of_operators + of_nobody, scale)


def _check_kinds(ledger: Ledger, prices: Prices, window: Period, number: int, own: Sequence[Paid]) -> None:
    """Compare each kind of cost with what the facts behind it come to."""
    years = (window.end - window.start) / YEAR_DAYS
    staff = _hours(ledger, prices, number) / years
    stored = fsum(
        prices.storage.get(operator, 0.0) * _byte_days(purges, window)
        for (operator, _), purges in ledger.purges.items()
    )
    fixed = fsum(prices.fixed.get(operator, 0.0) * weight_days for operator, weight_days in _ordered(ledger, window))
    days = window.end - window.start
    for kind, wanted in (("staff", staff), ("storage", stored / days), ("fixed", fixed / days), ("recovery", 0.0)):
        paid = [one for cost, _, _, one in own if cost == kind]
        agree(f"costs of {kind}, and what they are paid for", fsum(paid), wanted, fsum(map(abs, paid)))


def _hours(ledger: Ledger, prices: Prices, number: int) -> float:
    """Return the price of all work that came to desks in a window; every desk has one payer."""
    paid, work = list[float](), ledger.turns.sums("work_days") @ ledger.frame.in_window
    for (desk, _), code in ledger.turns.codes.items():
        agency = desk.partition(": ")[0]
        own = [table[desk] for table in (prices.moderators, prices.staff) if desk in table]
        own += [prices.agency_staff] if agency in prices.agencies and ": " in desk and not own else []
        if len(own) != 1:
            raise BalanceError(f"desk {desk!r}: has {len(own)} who pay for its work; wanted one")
        of = ledger.desks[desk]
        paid.append(own[0] * HOURS * of.speed * of.mean_weight * float(work[code, number]))
    return fsum(paid)


def _byte_days(purges: Sequence[Purged], window: Period) -> float:
    """Return what a store held over a window, by trapezia between purges; level before the first and after the last."""
    first, last = purges[0], purges[-1]
    found = [
        (first.bytes_before, max(0.0, min(first.time, window.end) - window.start)),
        (last.bytes_after, max(0.0, window.end - max(last.time, window.start))),
    ]
    for one, other in pairwise(purges):
        start, end = max(one.time, window.start), min(other.time, window.end)
        if start < end:
            middle = (0.5 * (start + end) - one.time) / (other.time - one.time)
            found.append((one.bytes_after + middle * (other.bytes_before - one.bytes_after), end - start))
    return fsum(held * days for held, days in found)


def _ordered(ledger: Ledger, window: Period) -> list[tuple[str, float]]:
    """Return for how many operator days each entry was ordered to keep records, step by step: what each step added."""
    level, found = dict[str, float](), list[tuple[str, float]]()
    for fact in ledger.obliged:
        step = fact.weight - level.get(fact.operator, 0.0)
        level[fact.operator] = fact.weight
        found.append((fact.operator, step * max(0.0, window.end - max(fact.time, window.start))))
    return found


def _check_payers(ledger: Ledger, prices: Prices, window: Period, number: int, own: Sequence[Paid]) -> None:
    """Compare what the state pays with its share, and what agencies pay for answers with what operators get."""
    for kind in KINDS:
        of_operators = fsum(paid for cost, payer, _, paid in own if cost == kind and payer in ("operator", "state"))
        by_state = fsum(paid for cost, payer, _, paid in own if cost == kind and payer == "state")
        share = prices.reimbursed.get(kind, 0.0)
        agree(f"costs of {kind} that the state pays, and its share", by_state, share * of_operators, abs(of_operators))
    years = (window.end - window.start) / YEAR_DAYS
    answers = ledger.requests.codes.having("state", ANSWERED)
    items = float((ledger.requests.sums() @ ledger.frame.in_window)[answers, number].sum())
    for payer, sign in (("agency", 1.0), ("operator", -1.0)):
        paid = fsum(one for cost, by, _, one in own if (cost, by) == ("recovery", payer))
        agree(f"recovery by {payer}, and items answered", paid, sign * prices.recovery * items / years)
