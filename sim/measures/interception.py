"""Looks through direct access, and live orders; whom they expose is among the measures of exposure, by channel."""

from collections.abc import Iterable

from sim.ledger.accounts import Ledger
from sim.measures.rows import Part, measure
from sim.measures.totals import counts

LABELS = ("agency", "operator")


@measure("interception.looks", unit="1", scale="positive", kind="count", labels=LABELS)
def looks(ledger: Ledger) -> Iterable[Part]:
    """Occasions in the period on which an agency looked people up through its direct access to an operator."""
    return counts(ledger.looks, LABELS)


@measure("interception.looked_up", unit="person", scale="positive", kind="count", labels=LABELS)
def looked_up(ledger: Ledger) -> Iterable[Part]:
    """People looked up through direct access in the period, summed over looks; of some there is no record."""
    return counts(ledger.looks, LABELS, "persons")


ORDER_LABELS = ("agency", "operator", "place", "state")


@measure("interception.orders", unit="1", scale="positive", kind="count", labels=ORDER_LABELS)
def orders(ledger: Ledger) -> Iterable[Part]:
    """Live orders that cases of the period asked for, by how they stand when the run ends."""
    return counts(ledger.orders, ORDER_LABELS)


@measure("interception.listened", unit="person day", scale="positive", kind="count", labels=ORDER_LABELS)
def listened(ledger: Ledger) -> Iterable[Part]:
    """Days on which agencies listened to subjects under live orders that cases of the period asked for."""
    return counts(ledger.orders, ORDER_LABELS, "listened_days")
