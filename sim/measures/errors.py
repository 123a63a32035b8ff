"""Errors in requests: how many, by whom and of what kind, whom they expose, and which nobody finds."""

from collections.abc import Iterable

from sim.ledger.accounts import Ledger
from sim.measures.rows import Part, measure
from sim.measures.totals import Mask, counts

_SHOWN_AS = {"party": "task", "kind": "band"}
_KEPT = ("agency", "operator", "category", "party", "kind")
LABELS = tuple(_SHOWN_AS.get(name, name) for name in _KEPT)


@measure("error.items", unit="1", scale="positive", kind="count", labels=(*LABELS, "state"))
def items(ledger: Ledger) -> Iterable[Part]:
    """Items answered in the period with an error, by who made it (`task`), of what kind (`band`) and how it stands.

    States at the end of the run: `reported` by those involved, found by `oversight`, `waiting` to be found later,
    `unfound`.
    """
    return _counts(ledger, "count", labels=(*_KEPT, "state"))


@measure("error.persons", unit="person", scale="positive", kind="count", labels=LABELS)
def persons(ledger: Ledger) -> Iterable[Part]:
    """People not asked about whom errors in the period exposed, summed over errors: whoever shares an address too."""
    return _counts(ledger, "persons")


@measure("error.records", unit="record", scale="positive", kind="count", labels=LABELS)
def records(ledger: Ledger) -> Iterable[Part]:
    """Count records that errors in the period disclosed of whoever was looked up: somebody else, or at another time."""
    return _counts(ledger, "records")


@measure("error.serious", unit="1", scale="positive", kind="count", labels=LABELS)
def serious(ledger: Ledger) -> Iterable[Part]:
    """Items answered in the period with a serious error."""
    return _counts(ledger, "serious")


@measure("error.unfound", unit="1", scale="positive", kind="count", labels=LABELS)
def unfound(ledger: Ledger) -> Iterable[Part]:
    """Errors in the period that nobody had found when the run ended, some of which would be found later."""
    return _counts(ledger, "count", where=ledger.errors.codes.having("state", ["waiting", "unfound"]))


def _counts(ledger: Ledger, name: str, labels: tuple[str, ...] = _KEPT, where: Mask | None = None) -> Iterable[Part]:
    for part in counts(ledger.errors, labels, name, where):
        yield Part({_SHOWN_AS.get(label, label): text for label, text in part.labels.items()}, part.value)
