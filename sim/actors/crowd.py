"""What acts in bulk exposed of large classes of people, drawn together when the run ends."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain, product
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.copying import SMALL_CLASS, Copying, Taking
from sim.actors.labelled import Labelled, category_of
from sim.actors.people import People
from sim.actors.streams import Known, class_events, length_of, marks_there, stretches, whom_it_meets
from sim.actors.waves import Waves
from sim.draw.hashing import name_key, plain_fold
from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyColumns, CopyEvents
from sim.ledger.in_turn import disclose_in_turn
from sim.ledger.subjects import subjects
from sim.records.crowd import ClassDraw, Crowd
from sim.records.shared import Shared
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

Numbers = NDArray[np.float64]

NOBODY = np.empty(0, np.uint64)
WHOLE_WINDOW = "whole window"
STAGES = ("held", "reachable", "obtained", "examined")


def draw_crowds(
    ledger: Ledger, people: People, takings: Sequence[Taking], key: int, one_by_one: Copying | None = None
) -> None:
    """Draw what the takings of a run exposed of a population's large classes, and write it down.

    A store that holds a state of everybody exposes whoever is chosen. Classes for which the takings hold the same
    windows are drawn together.

    Parameters
    ----------
    one_by_one : Copying, optional
        Where subjects were picked by their activity: resolves what the takings exposed of them, person by person.
        The others, of whom the crowd is then made, are the less active.
    """
    large = [part for part in people.world.classes if part.size > SMALL_CLASS]
    known = NOBODY
    if one_by_one is not None and takings and large:
        known = subjects(ledger)
        for part, choices in _in_order(ledger, takings, large):
            looked_at = _own(known, people, part)
            disclose_in_turn(ledger, (one_by_one.taken_of(several, people, part, looked_at)[0] for several in choices))
    means = _Means(people, Waves(people, ledger.frame.days, key))
    for stage in STAGES:
        own, shared = [taking for taking in takings if taking.stage == stage], Shared()
        met = [(group, means.crowd(group, shared)) for group in _alike(people, large, own, known)]
        met.reverse()
        while met:  # none is kept once it is drawn
            group, crowd = met.pop()
            _draw(ledger, means, group, crowd, plain_fold(plain_fold(key, name_key(stage)), people.world.key))


def _in_order(
    ledger: Ledger, takings: Sequence[Taking], classes: Sequence[PeopleClass]
) -> Iterator[tuple[PeopleClass, Iterable[Sequence[Taking]]]]:
    """Yield classes with the takings that touch them: as a journal has them, or else those of one choice together."""
    if ledger.journal is not None:
        yield from ((part, [[taking]]) for taking, part in product(takings, classes) if taking.touches(part))
        return
    for part in classes:
        found: dict[tuple[Hashable, ...], list[Taking]] = {}
        for taking in takings:
            if taking.touches(part):
                found.setdefault(taking.choice, []).append(taking)
        yield part, found.values()


def _own(known: NDArray[np.uint64], people: People, part: PeopleClass) -> NDArray[np.uint64]:
    """Return those of a class among known people (global numbers, ascending), as numbers within the population."""
    start = people.offset + part.first
    first, last = np.searchsorted(known, np.array([start, start + part.size], np.uint64))
    return known[first:last] - np.uint64(people.offset)


def _tilt(people: People, part: PeopleClass, apart: NDArray[np.uint64]) -> float:
    """Return rho t of a class: how much less active those are who are left when its subjects are taken out.

    Those left of people picked at rate rho z through time t have a mean activity of 1 / (1 + cv^2 rho t). It is
    estimated by what the subjects' own activities leave, which is right also where only some were picked so.
    """
    if not apart.size or not people.activity_cv:
        return 0.0
    left = (part.size - float(people.activities(apart).sum())) / (part.size - apart.size)
    return (1.0 / left - 1.0) / people.activity_cv**2


class _Group(NamedTuple):
    """Classes whose records lie alike in the takings that touch them, and whose people are as active."""

    classes: list[PeopleClass]
    takings: list[Taking]
    apart: int
    tilt: float


class _Means:
    """What takings hold of the people of classes, on average: the same for all classes that they have alike."""

    def __init__(self, people: People, waves: Waves) -> None:
        self.people, self.waves, self.events = people, waves, Known()
        self._known: dict[Hashable, tuple[float, float]] = {}
        self._told: dict[int, tuple[tuple[str, ...], int]] = {}

    def crowd(self, group: _Group, shared: Shared) -> Crowd:
        """Return the classes of a group, touched by its takings, as a crowd to be drawn."""
        events = class_events(self.people, group.classes[0], group.takings, self.waves, self.events)
        return Crowd(self.people.activity_cv, events, group.tilt, shared)

    def told(self, taking: Taking) -> tuple[tuple[str, ...], int]:
        """Return the labels of a taking, as `CopyEvents` has them, and how many states it holds."""
        told = self._told.get(id(taking))
        if told is None:
            who = taking.agency, taking.operator.entry, category_of(taking)
            states = sum(category in STATES for category, _ in taking.held)
            told = self._told[id(taking)] = (taking.channel, taking.stage, *who, taking.recipient), states
        return told

    def lengths_and_ages(self, part: PeopleClass, takings: Sequence[Taking]) -> tuple[Numbers, Numbers]:
        """Return the mean number of records held of a person, and their mean age: of a piece they are at its middle.

        Arrays of (takings,). An age is NaN where there is no record.
        """
        found = []
        for taking in takings:
            alike = id(taking), taking.operator.marks_of(part.place)
            if alike not in self._known:
                self._known[alike] = self._length_and_age(part, taking)
            found.append(self._known[alike])
        lengths, ages = np.array(found).T
        return lengths, ages

    def _length_and_age(self, part: PeopleClass, taking: Taking) -> tuple[float, float]:
        total = aged = holders = 0.0
        for chance, own in whom_it_meets(taking, self.waves):
            holders += chance
            for stretch in stretches(own, part):
                length = chance * length_of(self.people, own, stretch)
                total += length
                aged += length * (taking.time - 0.5 * (stretch.start + stretch.end))
        return total / (holders or 1.0), aged / total if total > 0.0 else nan


def _alike(
    people: People, classes: Sequence[PeopleClass], takings: Sequence[Taking], known: NDArray[np.uint64]
) -> Iterator[_Group]:
    groups: dict[tuple[object, ...], _Group] = {}
    alike: dict[Hashable, list[int]] = {}
    for row, taking in enumerate(takings):
        alike.setdefault(taking.reach, []).append(row)
    for part in classes if takings else ():
        touching = [rows for rows in alike.values() if takings[rows[0]].touches(part)]
        rows = tuple(sorted(chain.from_iterable(touching)))
        if rows:
            apart = _own(known, people, part)
            key = (rows, marks_there(part, takings), part.first if apart.size else -1)
            tilt = _tilt(people, part, apart)
            group = groups.setdefault(key, _Group([], [takings[row] for row in rows], apart.size, tilt))
            group.classes.append(part)
    yield from groups.values()


def _draw(ledger: Ledger, means: _Means, group: _Group, crowd: Crowd, key: int) -> None:
    frame, classes, takings = ledger.frame, group.classes, group.takings
    sizes = np.array([part.size - group.apart for part in classes], np.int64)
    windows = [(window.name or WHOLE_WINDOW, window.start, window.end) for window in frame.windows]
    own = plain_fold(key, name_key(classes[0].place, classes[0].access))
    people = means.people
    labelled = Labelled(frame, takings)
    draw = crowd.draw(sizes, windows, own, labelled.subsets)
    events_of = _Events(means, group, draw)
    rng = np.random.Generator(np.random.Philox(key=plain_fold(own, 1)))
    names = [name for name, _, _ in windows]
    for column, part in enumerate(classes):
        ledger.write(
            CopiedCrowd(
                people.world.name,
                part.place,
                part.size - group.apart,
                events_of.column(column, rng),
                tuple(window.name for window in frame.windows),
                np.array([draw.distinct[name][column] for name in names]),
                np.array([draw.bands[name][column] for name in names]),
                part.access,
                group.apart,
                labelled.rows(np.array([draw.subsets[name][:, column] for name in names]).T),
            )
        )


class _Events:
    """The takings of a group as they touched each of its classes."""

    def __init__(self, means: _Means, group: _Group, draw: ClassDraw) -> None:
        takings = group.takings
        self._draw, self._cv, self._tilt = draw, means.people.activity_cv, group.tilt
        self._lengths, self._ages = means.lengths_and_ages(group.classes[0], takings)
        labels, states = zip(*map(means.told, takings), strict=True)
        number = {label: i for i, label in enumerate(dict.fromkeys(labels))}
        self._labels, self._which = [*number], np.array([number[label] for label in labels], np.int64)
        self._states = np.array(states, np.int64)
        self._time = np.array([taking.time for taking in takings], np.float64)

    def column(self, column: int, rng: np.random.Generator) -> CopyEvents:
        """Return what the takings exposed of one class."""
        exposed, records = self._draw.exposed[:, column], self._draw.records[:, column].copy()
        for row in np.flatnonzero(self._states).tolist():
            records[row] = self._with_states(row, int(exposed[row]), rng)
        others = records - self._states * exposed
        ages = np.where(others != 0, others * self._ages, 0.0)
        first = self._draw.first[WHOLE_WINDOW][:, column]
        return CopyEvents(self._labels, CopyColumns(self._which, self._time, exposed, first, records, ages))

    def _with_states(self, row: int, exposed: int, rng: np.random.Generator) -> int:
        """Draw the records copied of people whom a state exposes.

        They are chosen whatever their activity: their other records are those of the class at large.
        """
        activity = float(exposed)
        if self._cv and exposed:
            activity = float(rng.gamma(exposed / self._cv**2) * self._cv**2)
        activity /= 1.0 + self._cv**2 * self._tilt
        return int(self._states[row]) * exposed + int(rng.poisson(activity * self._lengths[row]))
