"""Monitoring: what filters flag and remove, rightly or not, and how many people are watched."""

from collections.abc import Iterable

import numpy as np

from sim.ledger.accounts import Ledger
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import Mask, counts, ratios, split, windowed

LABELS = ("operator", "category", "place")

_DAY = 2.0**20


@measure("monitoring.flags", unit="record", scale="positive", kind="count", labels=(*LABELS, "state"))
def flags(ledger: Ledger) -> Iterable[Part]:
    """All records flagged in the period, by what became of them; no rows where no filter flagged anything.

    `removed` posts, `reported` to an agency, `dismissed` by a moderator, `left` as they were, `open` at the end.
    """
    return counts(ledger.flags, (*LABELS, "state")) if ledger.flags.rows else ()


@measure("monitoring.precision", unit="1", scale="share", kind="ratio", labels=LABELS)
def precision(ledger: Ledger) -> Iterable[Part]:
    """Of the records flagged in the period, the share that is unlawful."""
    table = ledger.flags
    return ratios(table.codes, LABELS, windowed(table, "unlawful"), windowed(table)) if table.rows else ()


@measure("monitoring.removed", unit="record", scale="positive", kind="count", labels=LABELS)
def removed(ledger: Ledger) -> Iterable[Part]:
    """Of the posts flagged in the period, those removed by the end of the run."""
    return counts(ledger.flags, LABELS, where=_removed(ledger)) if ledger.flags.rows else ()


@measure("monitoring.removed_lawful", unit="record", scale="positive", kind="count", labels=LABELS)
def removed_lawful(ledger: Ledger) -> Iterable[Part]:
    """Of the posts flagged in the period, those removed by the end of the run although they were lawful."""
    table = ledger.flags
    if not table.rows:
        return
    lawful = windowed(table, where=_removed(ledger)) - windowed(table, "unlawful", _removed(ledger))
    yield from (Part(*pair) for pair in split(table.codes, lawful, LABELS))


@measure("monitoring.reported", unit="record", scale="positive", kind="count", labels=LABELS)
def reported(ledger: Ledger) -> Iterable[Part]:
    """Of the records flagged in the period, those reported to an agency by the end of the run."""
    return counts(ledger.flags, LABELS, "reported") if ledger.flags.rows else ()


@measure("monitoring.cases", unit="1", scale="positive", kind="count", labels=LABELS)
def cases(ledger: Ledger) -> Iterable[Part]:
    """Of the records flagged in the period, those about which an agency took up a case."""
    return counts(ledger.flags, LABELS, "pursued") if ledger.flags.rows else ()


@measure("monitoring.watched", unit="person", scale="positive", kind="average", labels=("agency", "place"))
def watched(ledger: Ledger) -> Iterable[Part]:
    """Time average of the number of people on watch lists; no rows where nobody came on one."""
    table, lengths = ledger.watches, ledger.frame.lengths
    if not table.rows:
        return
    for labels, days in split(table.codes, _listed_days(ledger), ("agency", "place")):
        yield Part(labels, days, lengths)


@measure("monitoring.watch_entries", unit="1", scale="positive", kind="count", labels=("agency", "place", "state"))
def watch_entries(ledger: Ledger) -> Iterable[Part]:
    """Stays on watch lists that began in the period, and people turned away from a list that was full (`full`)."""
    return counts(ledger.watches, ("agency", "place", "state")) if ledger.watches.rows else ()


def _removed(ledger: Ledger) -> Mask:
    return ledger.flags.codes.having("state", ["removed"])


def _listed_days(ledger: Ledger) -> Numbers:
    """Return the days in each window that people were listed, by combination of labels; shape (codes, windows).

    Stays are written down in no particular order. They are taken to a millionth of a day (2^-20), some of which add up
    to the same number in any order.
    """
    table = ledger.watches
    since, ended = (table.column(name)[:, None] for name in ("since", "time"))
    starts, ends = np.array([(window.start, window.end) for window in ledger.frame.windows]).T
    days = np.zeros((len(table.codes), len(ledger.frame.windows)))
    inside = np.clip(np.minimum(ended, ends) - np.maximum(since, starts), 0.0, None)
    np.add.at(days, table.column("code"), np.rint(inside * _DAY) / _DAY)  # who was turned away ended when it began
    return days
