"""Errors in requests: how many, by whom and of what kind, whom they expose, and which nobody finds."""

from collections.abc import Iterable

import numpy as np

from sim.ledger.accounts import Ledger
from sim.measures.requests import ANSWERED
from sim.measures.rows import Part, measure
from sim.measures.totals import Mask, counts

_SHOWN_AS = {"party": "task", "kind": "band"}
_KEPT = ("agency", "operator", "category", "party", "kind")
LABELS = tuple(_SHOWN_AS.get(name, name) for name in _KEPT)


@measure("error.items", unit="1", scale="positive", kind="count", labels=(*LABELS, "state"))
def items(ledger: Ledger) -> Iterable[Part]:
    """Items drafted in the period and answered with an error.

    By who made it (`task`), of what kind it is (`band`) and how it stands at the end of the run: `reported` by those
    involved, found by `oversight`, `waiting` to be found later, `unfound`.
    """
    return _counts(ledger, "count", labels=(*_KEPT, "state"))


@measure("error.share", unit="1", scale="share", kind="ratio", labels=("agency", "operator", "category"))
def share(ledger: Ledger) -> Iterable[Part]:
    """Of the request items drafted in the period that were answered, the share with an error.

    Answers from what an agency holds itself are no requests.
    """
    labels, requests = ("agency", "operator", "category"), ledger.requests
    answered = counts(requests, labels, where=requests.codes.having("state", ANSWERED))
    made = {tuple(part.labels.items()): part.value for part in counts(ledger.errors, labels)}
    for part in answered:
        yield Part(part.labels, made.get(tuple(part.labels.items()), np.zeros_like(part.value)), part.value)


@measure("error.persons", unit="person", scale="positive", kind="count", labels=LABELS)
def persons(ledger: Ledger) -> Iterable[Part]:
    """People not asked about whom these errors exposed, summed over errors: whoever shares an address too."""
    return _counts(ledger, "persons")


@measure("error.records", unit="record", scale="positive", kind="count", labels=LABELS)
def records(ledger: Ledger) -> Iterable[Part]:
    """Count records that these errors disclosed of whoever was looked up: somebody else, or at another time."""
    return _counts(ledger, "records")


@measure("error.serious", unit="1", scale="positive", kind="count", labels=LABELS)
def serious(ledger: Ledger) -> Iterable[Part]:
    """Items drafted in the period and answered with a serious error."""
    return _counts(ledger, "serious")


@measure("error.unfound", unit="1", scale="positive", kind="count", labels=LABELS)
def unfound(ledger: Ledger) -> Iterable[Part]:
    """Items with an error that nobody had found when the run ended; some of them would be found later."""
    return _counts(ledger, "count", where=ledger.errors.codes.having("state", ["waiting", "unfound"]))


def _counts(ledger: Ledger, name: str, labels: tuple[str, ...] = _KEPT, where: Mask | None = None) -> Iterable[Part]:
    for part in counts(ledger.errors, labels, name, where):
        yield Part({_SHOWN_AS.get(label, label): text for label, text in part.labels.items()}, part.value)
