"""People who are played one by one: a process each that writes its records where operators log them."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.log_store import LogStore
from sim.actors.operator import Marks, Operator
from sim.actors.people import Census, Panel
from sim.actors.process import ARRIVAL, Clock, Life
from sim.records.field import RecordField
from sim.records.recording import RecordingStore
from sim.scenario.blocks.vocabulary import STATES


class Trail(NamedTuple):
    """Where a person's records of one category and operator go."""

    records: RecordField
    store: LogStore
    kept: RecordingStore
    marks: Marks  # () is every record


class Person:
    """A played person: wakes each midnight, and writes each record of the day when its time has come.

    The records are those of the field, so a played person leaves the same traces as one who is looked up; what is
    played is that stores keep, lose and delete them one by one. With `each` every record is an event; without it
    the day's records are handed over at midnight with their times on them, which is enough to follow a life.
    """

    def __init__(
        self, clock: Clock, number: int, index: int, trails: Sequence[Trail], *, days: float, each: bool
    ) -> None:
        self._clock, self._number, self._index, self._trails = clock, number, index, trails
        self._days, self._each = days, each
        for trail in trails:
            past, _ = self._written(trail, trail.store.horizon, 0.0)
            if trail.store.shelf.logs:
                trail.kept.extend(number, past)

    def life(self) -> Life[None]:
        """Live through the run, day by day."""
        for day in range(ceil(self._days)):
            yield self._clock.at(float(day), ARRIVAL)
            if self._each:
                yield from self._day_by_record(float(day))
            else:
                for trail in self._trails:
                    trail.kept.purge_person(self._number, trail.store.horizon)
                    trail.kept.extend(self._number, self._written(trail, float(day), float(day + 1))[0])

    def _day_by_record(self, day: float) -> Life[None]:
        for trail in self._trails:
            trail.kept.purge_person(self._number, trail.store.horizon)
        todays = [
            (float(time), i) for i, trail in enumerate(self._trails) for time in self._written(trail, day, day + 1)[0]
        ]
        for time, i in sorted(todays):
            if time >= self._days:
                return
            yield self._clock.at(max(time, self._clock._now), ARRIVAL)
            if self._trails[i].store.is_recording:
                self._trails[i].kept.extend(self._number, np.array([time]))

    def _written(self, trail: Trail, start: float, end: float) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        times, marks = trail.records.listing(self._index, start, end)
        if trail.marks:
            chosen = np.zeros(len(marks), bool)
            for first, last in trail.marks:
                chosen |= (marks >= np.uint64(first)) & (marks < np.uint64(last))
            return times[chosen], marks[chosen]
        return times, marks


def trails_of(number: int, census: Census, panel: Panel, operators: Sequence[Operator]) -> list[Trail]:
    """Return where the records of a person go: every store on their route, and every platform with their account."""
    people = census.of(number)
    home = people.home(number)
    found = []
    for operator in operators:
        if not operator.serves(people.world.key, people.world.number, number - people.offset, home.access):
            continue
        for category, store in operator.stores.items():
            if category not in STATES and people.writes.get(category) is not None:
                marks = operator.marks_of(home.place)
                records = people.field_of(operator, category)
                found.append(Trail(records, store, panel.store(operator, category), marks))
    return found
