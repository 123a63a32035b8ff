"""Needs: what agencies would ask for, and whether they get it."""

from collections.abc import Iterable, Iterator, Mapping

from sim.ledger.accounts import Ledger
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import counts, ratios, split, windowed

LABELS = ("agency", "category", "place", "role")


@measure("need.count", unit="1", scale="positive", kind="count", labels=(*LABELS, "group", "state"))
def count(ledger: Ledger) -> Iterable[Part]:
    """Items that agencies would ask for in cases opened in the period, by what became of them by the end of the run.

    Rows by `group` are of items about members of a group of people such as journalists.
    """
    yield from counts(ledger.needs, (*LABELS, "state"))
    yield from (Part(group, all_of_it) for group, _, all_of_it in _by_group(ledger))


@measure("need.met_share", unit="1", scale="share", kind="ratio", labels=(*LABELS, "group"))
def met_share(ledger: Ledger) -> Iterable[Part]:
    """Of the items that agencies would ask for in cases opened in the period, the share that was met.

    Items that were withheld, declined or withdrawn count. An item is met if a complete, correct answer arrives
    before the run ends.
    """
    table = ledger.needs
    met = table.codes.having("state", ["met"])
    yield from ratios(table.codes, LABELS, windowed(table, where=met), windowed(table))
    yield from (Part(*row) for row in _by_group(ledger))


def _by_group(ledger: Ledger) -> Iterator[tuple[Mapping[str, str], Numbers, Numbers]]:
    """Return for each group of people its label, its needs met and all its needs; arrays (windows,)."""
    table = ledger.needs_of_groups
    above, below = windowed(table, where=table.codes.having("state", ["met"])), windowed(table)
    pairs = zip(split(table.codes, above, ("group",)), split(table.codes, below, ("group",)), strict=True)
    yield from ((labels, top, under) for (labels, top), (_, under) in pairs if labels)
