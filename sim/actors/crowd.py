"""What inspections took of large classes of people, drawn together when the run ends."""

from collections.abc import Sequence
from math import nan

import numpy as np
from numpy.typing import NDArray

from sim.actors.copying import SMALL_CLASS, Taking, touches
from sim.actors.people import People
from sim.draw.hashing import name_key, plain_fold
from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyEvent
from sim.ledger.frame import Frame
from sim.records.bulk import CERTAIN, BulkEvent
from sim.records.crowd import WHOLE, ClassDraw, resolve_class
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

SEVERAL = "several"


def draw_crowds(ledger: Ledger, people: People, takings: Sequence[Taking], key: int) -> None:
    """Draw what the takings of a run exposed of a population's large classes, and write it down.

    The records of several categories that one operator holds are, given a person's activity, together one Poisson
    process: an event's window is as long as theirs together. A store that holds a state of everybody exposes
    whoever is chosen. Where categories of one operator are kept for different periods, what two takings have in
    common is counted as if they were kept alike; distinct counts at one taking are exact all the same.
    """
    classes = [part for part in people.world.classes if part.size > SMALL_CLASS]
    for stage in ("obtained", "examined"):
        own = [taking for taking in takings if taking.stage == stage]
        touched = np.array([[touches(t.operator, part) for part in classes] for t in own], np.bool_)
        if own and touched.any():
            _draw(ledger, people, classes, own, touched, plain_fold(key, name_key(stage)))


def _draw(
    ledger: Ledger,
    people: People,
    classes: Sequence[PeopleClass],
    takings: Sequence[Taking],
    touched: NDArray[np.bool_],
    key: int,
) -> None:
    frame = ledger.frame
    events = _events(people, takings)
    sizes = np.array([part.size for part in classes], np.int64)
    windows = [(window.name or "whole window", window.start, window.end) for window in frame.windows]
    draw = resolve_class(sizes, people.activity_cv, events, windows, plain_fold(key, people.world.key), touches=touched)
    rng = np.random.Generator(np.random.Philox(key=plain_fold(key, 1)))
    for column, part in enumerate(classes):
        rows = np.flatnonzero(touched[:, column])
        if rows.size:
            ledger.write(_fact(frame, people, part, takings, draw, rows, column, rng))


def _events(people: People, takings: Sequence[Taking]) -> list[BulkEvent]:
    tracks: dict[tuple[str, tuple[str, ...]], int] = {}
    found: list[BulkEvent] = []
    for number, taking in enumerate(takings):
        operator = taking.operator
        # an operator that logs another set of categories than before begins a track: its window starts anew
        track = tracks.setdefault((operator.name, tuple(category for category, _ in taking.held)), len(tracks))
        if any(category in STATES for category, _ in taking.held):
            start, end = 2 * number * CERTAIN, (2 * number + 1) * CERTAIN
        else:
            end = _length(people, taking, reading=True)
            start = end - _length(people, taking)
        member = operator.share if operator.kind == "platform" else 1.0
        found.append(BulkEvent(taking.time, track, start, end, taking.share, member, taking.key))
    return found


def _length(people: People, taking: Taking, *, reading: bool = False) -> float:
    """Return the clock length of what is held of a person with z = 1, or the clock's reading at the taking."""
    total = 0.0
    for category, pieces in taking.held:
        if category in STATES:
            continue
        records = people.field_of(taking.operator, category)
        clock = records.profile.clock
        part = records.rate_per_day
        if reading:
            total += part * clock(taking.time)
        else:
            total += part * sum(clock(end) - clock(start) for start, end in pieces)
    return total


def _fact(
    frame: Frame,
    people: People,
    part: PeopleClass,
    takings: Sequence[Taking],
    draw: ClassDraw,
    rows: NDArray[np.intp],
    column: int,
    rng: np.random.Generator,
) -> CopiedCrowd:
    names = [window.name or "whole window" for window in frame.windows]
    return CopiedCrowd(
        people.world.name,
        part.place,
        part.size,
        tuple(_event(people, takings[row], draw, row, column, rng) for row in rows.tolist()),
        tuple(window.name for window in frame.windows),
        np.array([draw.distinct[name][column] for name in names]),
        np.array([draw.bands[name][column] for name in names]),
        part.access,
    )


def _event(
    people: People, taking: Taking, draw: ClassDraw, row: int, column: int, rng: np.random.Generator
) -> CopyEvent:
    exposed, records = int(draw.exposed[row, column]), int(draw.records[row, column])
    states = sum(category in STATES for category, _ in taking.held)
    length = _length(people, taking)
    if states:
        # whom a state exposes is chosen whatever the activity: their other records are those of people at large
        cv = people.activity_cv
        activity = float(rng.gamma(exposed / cv**2) * cv**2) if cv and exposed else float(exposed)
        records = states * exposed + int(rng.poisson(activity * length))
    age = _mean_age(people, taking, length)
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
        int(draw.first[WHOLE][row, column]),
        records,
        others * age if others else 0.0,
    )


def _mean_age(people: People, taking: Taking, length: float) -> float:
    """Return the mean age of the records of a taking: those of each piece at its middle."""
    if length <= 0:
        return nan
    total = 0.0
    for category, pieces in taking.held:
        if category not in STATES:
            records = people.field_of(taking.operator, category)
            clock, rate = records.profile.clock, records.rate_per_day
            total += sum(rate * (clock(b) - clock(a)) * (taking.time - 0.5 * (a + b)) for a, b in pieces)
    return total / length
