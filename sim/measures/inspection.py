"""Inspections: visits, what they find and miss, and how well duties are met."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.tables import Table
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import counts, ratios, split, windowed, with_jurisdictions

LABELS = ("agency", "operator", "channel")
DUTIES = ("operator", "duty")


@measure("inspection.visits", unit="1", scale="positive", kind="count", labels=(*LABELS, "jurisdiction"))
def visits(ledger: Ledger) -> Iterable[Part]:
    """Visits that ended in the period, to real operators, described or not; re-inspections count."""
    return with_jurisdictions(ledger.frame, counts(ledger.visits, LABELS, "visits"))


@measure("inspection.hours", unit="inspector hour", scale="positive", kind="count", labels=LABELS)
def hours(ledger: Ledger) -> Iterable[Part]:
    """Hours of inspectors that visits ended in the period took, on the way and at work.

    They are the hours that the inspectors' desks worked, less those of visits that a repeal made void.
    """
    return counts(ledger.visits, LABELS, "hours")


@measure("inspection.findings", unit="1", scale="positive", kind="count", labels=LABELS)
def findings(ledger: Ledger) -> Iterable[Part]:
    """Deficits that visits found; each counts once, when it is found first."""
    return counts(ledger.visits, LABELS, "found")


@measure("inspection.missed", unit="1", scale="positive", kind="count", labels=LABELS)
def missed(ledger: Ledger) -> Iterable[Part]:
    """Deficits that were there during a visit and were not found; those mended on notice were no longer there."""
    return counts(ledger.visits, LABELS, "missed")


@measure("inspection.found_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def found_share(ledger: Ledger) -> Iterable[Part]:
    """Of the deficits not yet known during visits, the share found; those mended on notice are left out."""
    return _visit_ratios(ledger, "found", "there")


@measure("inspection.hidden_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def hidden_share(ledger: Ledger) -> Iterable[Part]:
    """Of the deficits open when visits began, before anything was hidden or mended, the share hidden for the visit."""
    return _visit_ratios(ledger, "hidden", "open_deficits")


@measure("inspection.mended_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def mended_share(ledger: Ledger) -> Iterable[Part]:
    """Of the deficits open when visits were announced or began, the share that was mended before the visit."""
    return _visit_ratios(ledger, "mended", "open_deficits")


@measure("notice.given_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def notice_given(ledger: Ledger) -> Iterable[Part]:
    """Of the visits for which the law wants notice, the share before which it was given."""
    return _visit_ratios(ledger, "notice_given", "notice_due")


@measure("inspection.penalties", unit="1", scale="positive", kind="count", labels=("agency", "operator", "duty"))
def penalties(ledger: Ledger) -> Iterable[Part]:
    """Penalties for deficits still open when they were looked at again."""
    return counts(ledger.penalties, ("agency", "operator", "duty"), "penalties")


@measure("inspection.open_deficits", unit="1", scale="positive", kind="average", labels=DUTIES)
def open_deficits(ledger: Ledger) -> Iterable[Part]:
    """Time average of the number of duties not met, at all real operators, described or not."""
    lengths = ledger.frame.lengths
    return (Part(labels, days, lengths) for labels, days in split(ledger.deficits.codes, _open_days(ledger), DUTIES))


@measure("inspection.open_share", unit="1", scale="share", kind="average", labels=DUTIES)
def open_share(ledger: Ledger) -> Iterable[Part]:
    """Share of the time of all duties of all operators in which they were not met."""
    return _of_duty_time(ledger, met=False)


@measure("compliance.share", unit="1", scale="share", kind="average", labels=DUTIES)
def compliance(ledger: Ledger) -> Iterable[Part]:
    """Share of the time of all duties of all operators in which they were met: 1 - inspection.open_share."""
    return _of_duty_time(ledger, met=True)


@measure("inspection.deficits_found", unit="1", scale="positive", kind="count", labels=DUTIES)
def deficits_found(ledger: Ledger) -> Iterable[Part]:
    """Deficits found in the period, by duty; unlike in inspection.findings, one found twice counts the last time."""
    table = ledger.deficits
    found, weight = table.column("found")[:, None], table.column("weight")[:, None]
    starts, ends = np.array([(window.start, window.end) for window in ledger.frame.windows]).T
    number = np.zeros((len(table.codes), len(ledger.frame.windows)))
    np.add.at(number, table.column("code"), weight * ((starts <= found) & (found < ends)))
    return (Part(*pair) for pair in split(table.codes, number, DUTIES))


@measure("inspection.connections", unit="1", scale="positive", kind="average", labels=LABELS)
def connections(ledger: Ledger) -> Iterable[Part]:
    """Time average of the number of standing connections that visits left behind and that are open."""
    lengths = ledger.frame.lengths
    days = _days_open(ledger, ledger.connections)
    return (Part(labels, row, lengths) for labels, row in split(ledger.connections.codes, days, LABELS))


@measure("inspection.contracted", unit="1", scale="positive", kind="count", labels=LABELS)
def contracted(ledger: Ledger) -> Iterable[Part]:
    """Visits that third parties made for the agency; they are among inspection.visits."""
    return counts(ledger.contracted, LABELS, "visits")


@measure("inspection.leaks", unit="1", scale="positive", kind="count", labels=LABELS)
def leaks(ledger: Ledger) -> Iterable[Part]:
    """Count the copies that leaked in the period from third parties who had taken them."""
    return counts(ledger.leaks, LABELS, "leaks")


def _visit_ratios(ledger: Ledger, above: str, below: str) -> Iterator[Part]:
    return ratios(ledger.visits.codes, LABELS, windowed(ledger.visits, above), windowed(ledger.visits, below))


def _open_days(ledger: Ledger) -> Numbers:
    """Return the days in each window that deficits were open, by combination of labels; shape (codes, windows)."""
    return _days_open(ledger, ledger.deficits)


def _days_open(ledger: Ledger, table: Table) -> Numbers:
    """Return the days in each window from `opened` to `time` of facts, by combination of labels."""
    opened, ended, weight = (table.column(name)[:, None] for name in ("opened", "time", "weight"))
    starts, ends = np.array([(window.start, window.end) for window in ledger.frame.windows]).T
    days = np.zeros((len(table.codes), len(ledger.frame.windows)))
    np.add.at(
        days, table.column("code"), weight * np.clip(np.minimum(ended, ends) - np.maximum(opened, starts), 0.0, None)
    )
    return days


def _of_duty_time(ledger: Ledger, *, met: bool) -> Iterator[Part]:
    """Return the duty-time met or not met over all duty-time; nothing where the frame names no duties."""
    opened = {_key(labels): days for labels, days in split(ledger.deficits.codes, _open_days(ledger), DUTIES)}
    for key, number in _duties(ledger).items():
        under = number * ledger.frame.lengths
        days = opened.get(key, np.zeros_like(under))
        yield Part(dict([key]) if key[0] else {}, under - days if met else days, under)


def _key(labels: Mapping[str, str]) -> tuple[str, str]:
    return next(iter(labels.items()), ("", ""))


def _duties(ledger: Ledger) -> dict[tuple[str, str], float]:
    """Return the number of duties in total, by operator and by duty."""
    sums: dict[tuple[str, str], float] = {("", ""): 0.0}
    for names, number in ledger.frame.duties.items():
        for key in (("", ""), *zip(DUTIES, names, strict=True)):
            sums[key] = sums.get(key, 0.0) + number
    return sums
