"""Who is there when, as the measures must know it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.actors.census import Census
from sim.actors.people import People
from sim.ledger.presence import Presence, Times

MOST_LISTED = 1_000_000
"""People of a population whose stays are all listed; of larger ones so many, evenly spread over their numbers."""


def presence_of(census: Census, places: Sequence[str]) -> Presence | None:
    """Return the stays of all people; None where nobody comes or goes."""
    populations = list(census.populations.values())
    if not any(people.paths is not None and people.paths.has_turnover for people in populations):
        return None
    rows = [_rows(people, {place: number for number, place in enumerate(places)}) for people in populations]
    entry, gone, weight, place = (np.concatenate(column) for column in zip(*rows, strict=True))

    def spans(persons: NDArray[np.uint64]) -> tuple[Times, Times]:
        starts, ends = np.full(len(persons), -np.inf), np.full(len(persons), np.inf)
        for people in populations:
            own = (persons >= people.offset) & (persons < people.offset + people.world.number)
            if people.paths is not None and own.any():
                starts[own], ends[own] = people.paths.spans(persons[own] - np.uint64(people.offset))
        return starts, ends

    return Presence(entry, gone, weight, place.astype(np.int64), spans)


def _rows(people: People, number_of: dict[str, int]) -> tuple[Times, Times, Times, Times]:
    classes, number = people.world.classes, people.world.number
    homes = np.array([number_of[part.place] for part in classes], np.float64)
    if people.paths is None or not people.paths.has_turnover:
        sizes = np.array([part.size for part in classes], np.float64)
        return np.full(len(classes), -np.inf), np.full(len(classes), np.inf), sizes, homes
    many = min(number, MOST_LISTED)
    persons = (np.arange(many, dtype=np.uint64) * np.uint64(number)) // np.uint64(max(many, 1))
    own = np.searchsorted(np.array([part.first for part in classes], np.uint64), persons, side="right") - 1
    return (*people.paths.spans(persons), np.full(many, number / max(many, 1)), homes[own])
