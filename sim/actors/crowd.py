"""What acts in bulk exposed of large classes of people, drawn together when the run ends."""

from collections.abc import Iterator, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from sim.actors.copying import SMALL_CLASS, Taking
from sim.actors.people import People
from sim.actors.streams import class_events, length_of, stretches
from sim.draw.hashing import name_key, plain_fold
from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyEvent
from sim.ledger.frame import Frame
from sim.records.crowd import WHOLE, ClassDraw, resolve_class
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

SEVERAL = "several"
STAGES = ("held", "reachable", "obtained", "examined")


def draw_crowds(ledger: Ledger, people: People, takings: Sequence[Taking], key: int) -> None:
    """Draw what the takings of a run exposed of a population's large classes, and write it down.

    A store that holds a state of everybody exposes whoever is chosen. Classes for which the takings hold the same
    windows are drawn together.
    """
    large = [part for part in people.world.classes if part.size > SMALL_CLASS]
    for stage in STAGES:
        own = [taking for taking in takings if taking.stage == stage]
        for group in _alike(large, own):
            _draw(ledger, people, group, plain_fold(plain_fold(key, name_key(stage)), people.world.key))


class _Group(NamedTuple):
    """Classes whose records lie alike in the takings that touch them."""

    classes: list[PeopleClass]
    takings: list[Taking]


def _alike(classes: Sequence[PeopleClass], takings: Sequence[Taking]) -> Iterator[_Group]:
    groups: dict[tuple[object, ...], _Group] = {}
    routed = {taking.operator.name: taking.operator for taking in takings if taking.operator.route_marks is not None}
    for part in classes if takings else ():
        rows = tuple(row for row, taking in enumerate(takings) if taking.touches(part))
        marks = tuple(operator.marks_of(part.place) for operator in routed.values())
        if rows:
            group = groups.setdefault((rows, marks), _Group([], [takings[row] for row in rows]))
            group.classes.append(part)
    yield from groups.values()


def _draw(ledger: Ledger, people: People, group: _Group, key: int) -> None:
    frame, (classes, takings) = ledger.frame, group
    sizes = np.array([part.size for part in classes], np.int64)
    windows = [(window.name or "whole window", window.start, window.end) for window in frame.windows]
    own = plain_fold(key, name_key(classes[0].place, classes[0].access))
    draw = resolve_class(sizes, people.activity_cv, class_events(people, classes[0], takings), windows, own)
    rng = np.random.Generator(np.random.Philox(key=plain_fold(own, 1)))
    for column, part in enumerate(classes):
        ledger.write(_fact(frame, people, part, takings, draw, column, rng))


def _fact(
    frame: Frame,
    people: People,
    part: PeopleClass,
    takings: Sequence[Taking],
    draw: ClassDraw,
    column: int,
    rng: np.random.Generator,
) -> CopiedCrowd:
    names = [window.name or "whole window" for window in frame.windows]
    return CopiedCrowd(
        people.world.name,
        part.place,
        part.size,
        tuple(_event(people, part, taking, draw, (row, column), rng) for row, taking in enumerate(takings)),
        tuple(window.name for window in frame.windows),
        np.array([draw.distinct[name][column] for name in names]),
        np.array([draw.bands[name][column] for name in names]),
        part.access,
    )


def _event(
    people: People,
    part: PeopleClass,
    taking: Taking,
    draw: ClassDraw,
    at: tuple[int, int],
    rng: np.random.Generator,
) -> CopyEvent:
    exposed, records = int(draw.exposed[at]), int(draw.records[at])
    states = sum(category in STATES for category, _ in taking.held)
    length, age = _length_and_age(people, part, taking)
    if states:
        # whom a state exposes is chosen whatever the activity: their other records are those of people at large
        cv = people.activity_cv
        activity = float(rng.gamma(exposed / cv**2) * cv**2) if cv and exposed else float(exposed)
        records = states * exposed + int(rng.poisson(activity * length))
    others = records - states * exposed
    name = taking.held[0][0] if len(taking.held) == 1 else SEVERAL
    return CopyEvent(
        taking.time,
        taking.channel,
        taking.stage,
        taking.agency,
        taking.operator.entry,
        name,
        exposed,
        int(draw.first[WHOLE][at]),
        records,
        others * age if others else 0.0,
        taking.recipient,
    )


def _length_and_age(people: People, part: PeopleClass, taking: Taking) -> tuple[float, float]:
    """Return the mean number of records held of a person, and their mean age: those of a piece are at its middle."""
    total = aged = 0.0
    for stretch in stretches(taking, part):
        length = length_of(people, taking, stretch)
        total += length
        aged += length * (taking.time - 0.5 * (stretch.start + stretch.end))
    return total, aged / total if total > 0.0 else nan
