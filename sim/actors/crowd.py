"""What acts in bulk exposed of large classes of people, drawn together when the run ends."""

from collections.abc import Hashable, Iterator, Sequence
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
from sim.ledger.facts import CopiedCrowd, CopyEvent
from sim.ledger.frame import Frame
from sim.ledger.subjects import subjects
from sim.records.crowd import ClassDraw, resolve_class
from sim.records.mixture import forget
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

NOBODY = np.empty(0, np.uint64)
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
        for several, part in _in_order(ledger, takings, large):
            one_by_one.take_of(several, people, part, _own(known, people, part))
    means = _Means(people, Waves(people, ledger.frame.days, key))
    for stage in STAGES:
        own = [taking for taking in takings if taking.stage == stage]
        for group in _alike(people, large, own, known):
            _draw(ledger, means, group, plain_fold(plain_fold(key, name_key(stage)), people.world.key))
    forget()


def _in_order(
    ledger: Ledger, takings: Sequence[Taking], classes: Sequence[PeopleClass]
) -> Iterator[tuple[Sequence[Taking], PeopleClass]]:
    """Yield takings with the classes that they touch: as a journal has them, or else those of one choice together."""
    if ledger.journal is not None:
        yield from (([taking], part) for taking, part in product(takings, classes) if taking.touches(part))
        return
    for part in classes:
        found: dict[tuple[Hashable, ...], list[Taking]] = {}
        for taking in takings:
            if taking.touches(part):
                found.setdefault(taking.choice, []).append(taking)
        yield from ((several, part) for several in found.values())


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

    def length_and_age(self, part: PeopleClass, taking: Taking) -> tuple[float, float]:
        """Return the mean number of records held of a person, and their mean age: of a piece they are at its middle."""
        alike = id(taking), marks_there(part, [taking])
        known = self._known.get(alike)
        if known is None:
            known = self._known[alike] = self._length_and_age(part, taking)
        return known

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


def _draw(ledger: Ledger, means: _Means, group: _Group, key: int) -> None:
    frame, classes, takings = ledger.frame, group.classes, group.takings
    sizes = np.array([part.size - group.apart for part in classes], np.int64)
    windows = [(window.name or "whole window", window.start, window.end) for window in frame.windows]
    own = plain_fold(key, name_key(classes[0].place, classes[0].access))
    people = means.people
    events = class_events(people, classes[0], takings, means.waves, means.events)
    labelled = Labelled(frame, takings)
    draw = resolve_class(sizes, people.activity_cv, events, windows, own, tilt=group.tilt, subsets=labelled.subsets)
    rng = np.random.Generator(np.random.Philox(key=plain_fold(own, 1)))
    for column, part in enumerate(classes):
        fact = _fact(frame, means, part, group, draw, column, rng)
        rows = labelled.rows(np.array([draw.subsets[name][:, column] for name, _, _ in windows]).T)
        ledger.write(fact._replace(rows=rows))


def _fact(
    frame: Frame,
    means: _Means,
    part: PeopleClass,
    group: _Group,
    draw: ClassDraw,
    column: int,
    rng: np.random.Generator,
) -> CopiedCrowd:
    names = [window.name or "whole window" for window in frame.windows]
    return CopiedCrowd(
        means.people.world.name,
        part.place,
        part.size - group.apart,
        tuple(
            _event(means, part, taking, group.tilt, draw, (row, column), names[0], rng)
            for row, taking in enumerate(group.takings)
        ),
        tuple(window.name for window in frame.windows),
        np.array([draw.distinct[name][column] for name in names]),
        np.array([draw.bands[name][column] for name in names]),
        part.access,
        group.apart,
    )


def _event(
    means: _Means,
    part: PeopleClass,
    taking: Taking,
    tilt: float,
    draw: ClassDraw,
    at: tuple[int, int],
    whole: str,
    rng: np.random.Generator,
) -> CopyEvent:
    exposed, records = int(draw.exposed[at]), int(draw.records[at])
    states = sum(category in STATES for category, _ in taking.held)
    length, age = means.length_and_age(part, taking)
    if states:
        # whom a state exposes is chosen whatever the activity: their other records are those of the class at large
        cv = means.people.activity_cv
        activity = float(rng.gamma(exposed / cv**2) * cv**2) if cv and exposed else float(exposed)
        activity /= 1.0 + cv**2 * tilt
        records = states * exposed + int(rng.poisson(activity * length))
    others = records - states * exposed
    return CopyEvent(
        taking.time,
        taking.channel,
        taking.stage,
        taking.agency,
        taking.operator.entry,
        category_of(taking),
        exposed,
        int(draw.first[whole][at]),
        records,
        others * age if others else 0.0,
        taking.recipient,
    )
