"""Needs: what agencies would ask for, and whether they get it."""

from collections.abc import Iterable

from sim.ledger.accounts import Ledger
from sim.measures.rows import Part, measure
from sim.measures.totals import counts, ratios, windowed

LABELS = ("agency", "category", "place", "role")


@measure("need.count", unit="1", scale="positive", kind="count", labels=(*LABELS, "state"))
def count(ledger: Ledger) -> Iterable[Part]:
    """Items that agencies would ask for in cases opened in the period, by what became of them by the end of the run."""
    return counts(ledger.needs, (*LABELS, "state"))


@measure("need.met_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def met_share(ledger: Ledger) -> Iterable[Part]:
    """Of the items that agencies would ask for in cases opened in the period, the share that was met.

    Items that were withheld, declined or withdrawn count. An item is met if a complete, correct answer arrives
    before the run ends.
    """
    table = ledger.needs
    met = table.codes.having("state", ["met"])
    return ratios(table.codes, LABELS, windowed(table, where=met), windowed(table))
