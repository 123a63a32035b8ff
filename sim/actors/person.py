"""People who are played one by one: a process each that writes its records where operators log them."""

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.keeper import Keeper, Marks
from sim.actors.log_store import LogStore, Piece
from sim.actors.panel import Panel
from sim.actors.people import People, Whole
from sim.actors.process import ARRIVAL, Clock, Life
from sim.actors.register import Register
from sim.records.field import RecordField
from sim.records.recording import RecordingStore
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

_CHAPTER_DAYS = 28.0


class Trail(NamedTuple):
    """Where a person's records of one category and operator go."""

    records: RecordField
    store: LogStore
    kept: RecordingStore
    marks: Marks  # () is every record
    register: Register | None  # of the operator, where people open and lose accounts
    served: Callable[[tuple[Piece, ...]], tuple[Piece, ...]] | None = None  # when the person was there, and with it


class Person:
    """A played person, who writes the records of the field, so that stores keep, lose and delete them one by one.

    With `each` the person wakes each midnight and every record of the day is an event of its own. Without it the
    person hands over all records of the run at once, sealed four weeks at a time with their times on them; a store
    writes them out, and lets go of what it has purged meanwhile, when somebody looks. That is enough to follow a
    life, and takes no event: waking each week cost the main scenario's 200 people a third of its time.
    """

    def __init__(
        self, clock: Clock, number: int, index: int, trails: Sequence[Trail], *, days: float, each: bool
    ) -> None:
        self._clock, self._number, self._index, self._trails = clock, number, index, trails
        self._days, self._each = days, each
        chapters = 0 if each else ceil(days / _CHAPTER_DAYS)
        edges = [chapter * _CHAPTER_DAYS for chapter in range(chapters + 1)]
        for trail in trails:
            before = [trail.store.horizon] if trail.store.shelf.logs else []
            trail.kept.hand_over(number, before + edges, partial(self._written, trail))

    def life(self) -> Life[None]:
        """Live through the run."""
        for day in range(0, ceil(self._days)) if self._each else ():
            yield self._clock.at(float(day), ARRIVAL)
            for trail in self._trails:
                trail.kept.purge_person(self._number, trail.store.horizon)
                if trail.register is not None and trail.register.span(self._number)[1] <= day:
                    trail.kept.purge_person(self._number, day)  # the account was removed with its content
            yield from self._day_by_record(float(day))

    def _day_by_record(self, day: float) -> Life[None]:
        todays = [
            (float(time), i) for i, trail in enumerate(self._trails) for time in self._written(trail, day, day + 1)
        ]
        for time, i in sorted(todays):
            if time >= self._days:
                return
            yield self._clock.at(max(time, self._clock._now), ARRIVAL)
            if self._trails[i].store.is_recording:
                self._trails[i].kept.extend(self._number, np.array([time]))

    def _written(self, trail: Trail, start: float, end: float) -> NDArray[np.float64]:
        """Return when the person does what this trail records, in order of time; shape (n,) [day]."""
        if trail.register is not None:
            opened, closed = trail.register.span(self._number)
            start, end = max(start, opened), min(end, closed)
            if not start < end:
                return np.empty(0)
        if trail.served is not None:
            own = [self._marked(trail, *piece) for piece in trail.served(((start, end),))]
            return np.concatenate(own) if own else np.empty(0)
        return self._marked(trail, start, end)

    def _marked(self, trail: Trail, start: float, end: float) -> NDArray[np.float64]:
        if not trail.marks:
            return trail.records.times(self._index, start, end)
        times, marks = trail.records.listing(self._index, start, end)
        chosen = np.zeros(len(marks), bool)
        for first, last in trail.marks:
            chosen |= (marks >= np.uint64(first)) & (marks < np.uint64(last))
        return times[chosen]


def trails_of(
    people: People, persons: Whole, panel: Panel, operators: Sequence[Keeper], days: float = inf
) -> list[list[Trail]]:
    """Return where the records of persons (numbers within the population) go in a run of `days`, for each of them.

    They go to stores on the person's route, and of platforms at which the person has an account.
    """
    found = [list[Trail]() for _ in persons]
    homes = [people.world.class_of(person) for person in persons.tolist()]
    for operator in operators:
        stores = [
            (people.field_of(operator, category), store, panel.store(operator, category))
            for category, store in operator.stores.items()
            if category not in STATES and people.writes.get(category) is not None
        ]
        for place in _users(operator, people, persons, homes, days) if stores else ():
            marks, served = operator.marks_of(homes[place].place), None
            if people.paths is not None:
                served = partial(people.served, operator, people.offset + int(persons[place]))
            found[place].extend(Trail(*store, marks, operator.register, served) for store in stores)
    return found


def _users(
    operator: Keeper, people: People, persons: Whole, homes: Sequence[PeopleClass], days: float
) -> Sequence[int]:
    """Return the places of those of whom an operator may hold something by day `days`."""
    world = people.world
    if operator.register is None:
        own = enumerate(zip(persons.tolist(), homes, strict=True))
        return [i for i, (person, home) in own if operator.serves(world.key, world.number, person, home)]
    opened = operator.register.spans(world.name, persons).opened
    places: list[int] = np.flatnonzero(opened < days).tolist()
    return places
