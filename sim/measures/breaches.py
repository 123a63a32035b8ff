"""Breaches of stores, misuse by insiders, and what agencies hold of what they obtained."""

from collections.abc import Iterable
from math import fsum

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopyEvents
from sim.ledger.obtained import person_days_held
from sim.ledger.tables import Table
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import counts, split, windowed

STORES = ("operator", "agency")
NOWHERE = ""


@measure("breach.events", unit="1", scale="positive", kind="count", labels=STORES)
def events(ledger: Ledger) -> Iterable[Part]:
    """Breaches in the period of stores of operators and of agencies' own stores, of all that an entry stands for."""
    return _of_stores(ledger.breaches, windowed(ledger.breaches, "breaches"))


@measure("breach.found", unit="1", scale="positive", kind="count", labels=STORES)
def found(ledger: Ledger) -> Iterable[Part]:
    """Breaches in the period that were found before the run ended."""
    return _of_stores(ledger.breaches, windowed(ledger.breaches, "found"))


@measure("breach.persons", unit="person", scale="positive", kind="count", labels=STORES)
def persons(ledger: Ledger) -> Iterable[Part]:
    """People of whom something was stolen at a breach in the period, summed over breaches.

    Those held at the moment of the breach: whom an intruder sees come in afterwards, and distinct people, are in
    `exposure.persons` by channel.
    """
    return _of_stores(ledger.breaches, windowed(ledger.breaches, "persons") + _crowds(ledger))


@measure("breach.expected_events", unit="1", scale="positive", kind="count", labels=STORES)
def expected_events(ledger: Ledger) -> Iterable[Part]:
    """Integral over the period of the hazard of breaches, as it was raised in the run: `breach.events` without luck."""
    return _of_stores(ledger.endangered, windowed(ledger.endangered, "breaches"))


@measure("breach.expected_persons", unit="person", scale="positive", kind="count", labels=STORES)
def expected_persons(ledger: Ledger) -> Iterable[Part]:
    """Integral over the period of the hazard of breaches times the people held: `breach.persons` without luck.

    Of operators' stores the people held are expected numbers, from the law of records; of agencies' own stores those
    obtained one by one in the run.
    """
    return _of_stores(ledger.endangered, windowed(ledger.endangered, "persons"))


@measure("misuse.events", unit="1", scale="positive", kind="count", labels=("agency",))
def misuses(ledger: Ledger) -> Iterable[Part]:
    """Occasions in the period on which somebody of an agency looked people up in its store without cause."""
    return counts(ledger.misuses, ("agency",))


@measure("misuse.persons", unit="person", scale="positive", kind="count", labels=("agency",))
def misused(ledger: Ledger) -> Iterable[Part]:
    """People looked up without cause in the period, summed over misuses."""
    return counts(ledger.misuses, ("agency",), "persons")


@measure("misuse.unfound", unit="1", scale="positive", kind="count", labels=("agency",))
def unfound(ledger: Ledger) -> Iterable[Part]:
    """Misuses in the period that oversight did not find before the run ended."""
    return counts(ledger.misuses, ("agency",), "unfound")


@measure("agency.reused", unit="1", scale="positive", kind="count", labels=("agency", "category"))
def reused(ledger: Ledger) -> Iterable[Part]:
    """Items in the period that an agency answered from its own store, without asking the operator."""
    return counts(ledger.reuses, ("agency", "category"), "items")


@measure("agency.held_persons", unit="person", scale="positive", kind="average", labels=("agency",))
def held_persons(ledger: Ledger) -> Iterable[Part]:
    """Time average of the distinct people of whom agencies hold something in their own stores, summed over agencies.

    People obtained one by one; people of classes of over 100,000 whose records were copied in bulk are not among
    them.
    """
    return _averages(ledger, {name: _person_days(ledger, name) for name in ledger.frame.holds})


@measure("agency.held_person_days", unit="person day", scale="positive", kind="average", labels=("agency",))
def held_person_days(ledger: Ledger) -> Iterable[Part]:
    """Time average of the days of people's lives that agencies hold in their own stores.

    Each disclosed window counts for itself, from the disclosure until the agency deletes it; a moment, such as who
    held an address, has no days. Records copied in bulk of classes of over 100,000 people are not among them.
    """
    return _averages(ledger, {name: _window_days(ledger, name) for name in ledger.frame.holds})


def _of_stores(table: Table, sums: Numbers) -> Iterable[Part]:
    """Return sums in total, by operator and by agency; a store has one of the two labels."""
    parts = (Part(*pair) for pair in split(table.codes, sums, STORES))
    return (part for part in parts if NOWHERE not in part.labels.values())


def _crowds(ledger: Ledger) -> Numbers:
    """Return the people of classes drawn as a crowd who were stolen from, by breach; shape (codes, windows)."""
    table, frame = ledger.breaches, ledger.frame
    number = {(time, key[0]): row for row, (time, key) in enumerate(zip(*_keys(table), strict=True))}
    people = np.zeros((len(table.codes), len(frame.windows)))
    code, weight = table.column("code"), table.column("weight")
    for crowd in ledger.crowds:
        events = CopyEvents.of(crowd.events)
        for event in events.at(np.flatnonzero(events.having("channel", "breach"))):
            row = number.get((event.time, event.operator))
            if row is not None:
                people[code[row]] += weight[row] * event.exposed * frame.in_window[frame.slice_of(event.time)]
    return people


def _keys(table: Table) -> tuple[list[float], list[tuple[str, ...]]]:
    """Return the time and the labels of each breach."""
    labels = list(table.codes)
    return table.column("time").tolist(), [labels[code] for code in table.column("code").tolist()]


def _averages(ledger: Ledger, days: dict[str, Numbers]) -> Iterable[Part]:
    lengths = ledger.frame.lengths
    yield Part({}, sum(days.values(), np.zeros_like(lengths)), lengths)
    yield from (Part({"agency": name}, row, lengths) for name, row in days.items())


def _person_days(ledger: Ledger, agency: str) -> Numbers:
    held = person_days_held(ledger, agency, ledger.frame.holds[agency])
    return np.array([held[window.start, window.end] for window in ledger.frame.windows])


def _window_days(ledger: Ledger, agency: str) -> Numbers:
    """Return, for each window, the sum over disclosures of the days covered times the days held in it."""
    table, codes = ledger.exposures.single, ledger.exposures.codes
    wanted = codes.having("agency", [agency]) & codes.having("stage", ["obtained"])
    wanted &= codes.having("recipient", ["agency"])
    covers = table.column("end") > table.column("start")  # a moment has no days
    rows = np.flatnonzero(wanted[table.column("code")] & covers)
    time, start, end = (table.column(name)[rows].astype(np.float64) for name in ("time", "start", "end"))
    until = time + ledger.frame.holds[agency]
    return np.array(
        [
            fsum(((end - start) * np.clip(np.minimum(until, w.end) - np.maximum(time, w.start), 0.0, None)).tolist())
            for w in ledger.frame.windows
        ]
    )
