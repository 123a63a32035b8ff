"""Whether what people are exposed by can be read at once: their keys may be held by somebody else."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.facts import READABLE
from sim.ledger.subjects import subjects
from sim.ledger.tables import Codes
from sim.measures.crowd import overlaps
from sim.measures.people import Exposed, exposed
from sim.measures.rows import Numbers, Part, measure
from sim.measures.sweep import bits_for, by_person

Whole = NDArray[np.uint64]


@measure("exposure.readable_share", unit="1", scale="share", kind="ratio", labels=("stage",))
def readable_share(ledger: Ledger) -> Iterable[Part]:
    """Of the people exposed in the period, the share of whom something was exposed that can be read at once.

    Records can be read if the operator that holds them has the keys, or if whoever has them stands in its country;
    never with keys of the account holders. In scenarios that say who has keys. Of a class of over 100,000 people
    the people exposed by readable copies are drawn among those exposed, as under a label.
    """
    if ledger.frame.unreadable is None:
        return
    for stage, found in exposed(ledger).items():
        yield Part({"stage": stage}, np.minimum(_readable(ledger, found), found.total), found.total)


def _readable(ledger: Ledger, found: Exposed) -> Numbers:
    """Return the distinct people of a stage of whom something could be read; shape (windows,)."""
    frame = ledger.frame
    persons, parts = _looked_up(ledger, found.stage)
    every = [_distinct(persons[inside[parts]]) for inside in frame.in_window.T]
    people = np.array([some.size for some in every], np.float64)
    known = ledger.once(subjects)
    known_of_all = [_common(known, some) for some in every]
    for home, crowds in found.crowds.items():
        copied = np.sum([crowd.people(*READABLE) for crowd in crowds], axis=0)
        looked = np.array([_between(some, *frame.class_ranges.get(home, (0, 0))) for some in every], np.float64)
        if any(crowd.subjects_apart for crowd in crowds):  # then they are no part of the crowd
            looked -= [_between(some, *frame.class_ranges.get(home, (0, 0))) for some in known_of_all]
        people += copied - overlaps(frame, home, sum(crowd.size for crowd in crowds), looked, copied)
    return people


def _distinct(ordered: Whole) -> Whole:
    """Return each of some ordered numbers once."""
    once: Whole = ordered[np.diff(ordered, prepend=ordered[:1] + np.uint64(1)) != 0]
    return once


def _common(ordered: Whole, others: Whole) -> Whole:
    """Return which of some ordered numbers are among others, ordered too."""
    place = np.minimum(np.searchsorted(others, ordered), max(others.size - 1, 0))
    return ordered[others[place] == ordered] if others.size else others


def _between(ordered: Whole, first: int, last: int) -> int:
    """Return how many of some ordered numbers are in [first, last)."""
    start, end = np.searchsorted(ordered, np.array([first, last], np.uint64))
    return int(end - start)


def _looked_up(ledger: Ledger, stage: str) -> tuple[Whole, Whole]:
    """Return who was looked at one by one and could be read, in the order of people, and in which slice; (rows,)."""
    frame, codes = ledger.frame, ledger.exposures.codes

    def cell_of(code: NDArray[np.uint32], part: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
        return np.where(_rows_read(ledger, codes, code, time), part.astype(np.uint64) + np.uint64(1), np.uint64(0))

    persons, cells = ledger.exposures.people(codes.having("stage", [stage]), cell_of)
    kept = cells > 0
    return by_person(persons[kept], cells[kept] - np.uint64(1), bits_for(frame.slices))


def _rows_read(ledger: Ledger, codes: Codes, code: NDArray[np.uint32], time: NDArray[np.float32]) -> NDArray[np.bool_]:
    read = np.ones(code.shape, np.bool_)
    for operator, category, start, end in _unreadable(ledger):
        of = codes.having("operator", [operator]) & codes.having("category", [category])
        read &= ~(of[code] & (np.float32(start) <= time) & (time < np.float32(end)))
    return read


def _unreadable(ledger: Ledger) -> Iterator[tuple[str, str, float, float]]:
    for (operator, category), times in (ledger.frame.unreadable or {}).items():
        yield from ((operator, category, start, end) for start, end in times)
