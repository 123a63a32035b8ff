"""Searches for people nobody has named: area dumps and contact chains."""

from collections.abc import Iterable

from sim.ledger.accounts import Ledger
from sim.measures.rows import Part, measure
from sim.measures.totals import counts, ratios, windowed

LABELS = ("agency", "category")


@measure("search.count", unit="1", scale="positive", kind="count", labels=LABELS)
def count(ledger: Ledger) -> Iterable[Part]:
    """How many searches cases opened in the period made: area dumps (location, session), contact chains (message)."""
    return counts(ledger.searches, LABELS)


@measure("search.persons", unit="person", scale="positive", kind="ratio", labels=LABELS)
def persons(ledger: Ledger) -> Iterable[Part]:
    """Distinct people exposed by a search, per search of a case opened in the period.

    Searches still open, or some of whose people are drawn as a crowd, are left out: see `exposure.persons`.
    """
    return _per(ledger, "persons", "listed")


@measure("search.candidates", unit="person", scale="positive", kind="ratio", labels=LABELS)
def candidates(ledger: Ledger) -> Iterable[Part]:
    """People in all area dumps of a case opened in the period, per case whose dumps are intersected."""
    return _per(ledger, "candidates", "intersects")


@measure("search.found_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def found_share(ledger: Ledger) -> Iterable[Part]:
    """Share of the cases opened in the period whose dumps are intersected with the person sought in all dumps."""
    return _per(ledger, "found", "intersects")


def _per(ledger: Ledger, above: str, below: str) -> Iterable[Part]:
    table = ledger.searches
    return ratios(table.codes, LABELS, windowed(table, above), windowed(table, below))
