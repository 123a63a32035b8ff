"""Bulk events: copying a store, a breach, a tap, an area dump; and what they expose of people looked at one by one.

An event is never a set of people. A class of people drawn as a crowd is in `crowd`; here small classes, and
people whom somebody looked at, are resolved from the field itself.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import fold, unit
from sim.records.field import ALL_MARKS, Marks, Pieces, RecordField, unsigned
from sim.records.kernels import Whole, count_marked
from sim.records.look_up import z_of

# Clock length in which everybody has a record, however idle: the window of a store that holds a state of its people,
# such as who is a subscriber. A track's windows are all certain or none; the j-th is [2 j, 2 j + 1) * CERTAIN.
CERTAIN = 1e60


class Part(NamedTuple):
    """The part of an event's window that lies in one lane: a category and a set of marks that no operator divides.

    Attributes
    ----------
    lane : int
    start, end : float [clock unit]
        On the lane's clock for a person with z = 1: the reading of the category times the share of the marks.
    """

    lane: int
    start: float
    end: float


class Among(NamedTuple):
    """Those people of whom `unit(fold(key, person))` lies in [low, high)."""

    key: int
    low: float
    high: float


Question = tuple[object, float, float]  # a key, and from where to where a person's number of it has to lie


class BulkEvent(NamedTuple):
    """At `time`, what one store holds of a share of the people of a class is copied.

    Attributes
    ----------
    time : float [day]
    track : int
        Where the records lie. Given a person's activity, two tracks share neither records nor the choice of people:
        stores of which one visit copies the same people are one track.
    start, end : float [clock unit]
        The window held, on the clock of a person with z = 1 (`RecordField.reading`); half-open. Of an event with
        parts only the length counts, and it is that of all parts together.
    share : float [1]
        Chance of a person to be among those copied, keyed by `key`.
    member : float [1]
        Share of people that are on this platform at all; the same at all events of a track, or of a platform.
    key : int
        64-bit key of the event; events of a track with one key choose by the same numbers.
    parts : tuple of Part
        Empty if the windows of the track slide and every event chooses anew. Otherwise all events of the track have
        parts, or are certain, and may overlap in any way.
    among : tuple of Among
        Which people the event is about at all, of a track with parts.
    platform : int
        64-bit key of the platform whose members `member` is about: of a track with parts, which may hold events of
        several platforms, members of two are chosen independently.
    cohorts : tuple of Cohort
        Of a platform where accounts come and go, whom the event meets, in place of its own window, `member` and
        `parts`: those of one part of its members each. `sim.records.cohorts` has their law.
    """

    time: float
    track: int
    start: float
    end: float
    share: float
    member: float
    key: int
    parts: tuple[Part, ...] = ()
    among: tuple[Among, ...] = ()
    platform: int = 0
    cohorts: tuple["Cohort", ...] = ()

    @property
    def chance_chosen(self) -> float:
        """Chance of a person to be a member and among those copied."""
        return self.share * self.member * prod(high - low for _, low, high in self.among)


class Cohort(NamedTuple):
    """People of a platform who have had their account since one time, and the event as it meets them.

    Attributes
    ----------
    number : int
        The same at all events of the platform.
    chance : float
        Of a person to be one of them, if the numbers of `among` are as they have to be; a person is of one cohort.
    among : tuple of Among
        Which numbers of people they have, such as that of their identity; drawn apart from who is of which cohort.
    event : BulkEvent
        Everybody is a member; cohorts choose by the same numbers, those of the event.
    """

    number: int
    chance: float
    among: tuple[Among, ...]
    event: BulkEvent

    @property
    def width(self) -> float:
        """Chance of a person to have numbers as they have to be."""
        return prod(high - low for _, low, high in self.among)


def is_certain(event: BulkEvent) -> bool:
    """Whether the window of an event holds a record of everybody."""
    return event.end - event.start >= CERTAIN / 2


def questions_of(event: BulkEvent) -> list[Question]:
    """Return what an event asks of a person: a key, and from where to where the person's number of it must lie."""
    asked: list[Question] = [*event.among]
    asked += [(event.key, 0.0, event.share)] if event.share < 1.0 else []
    asked += [(("member", event.track, event.platform), 0.0, event.member)] if event.member < 1.0 else []
    return asked


class Track(NamedTuple):
    """Where the records of a store come from, and the 64-bit key that settles who is a member."""

    field: RecordField
    member_key: int
    marks: Marks = ALL_MARKS


class Copied(NamedTuple):
    """The people exposed by one event and the records copied of each; shapes (n,)."""

    persons: NDArray[np.uint64]
    records: NDArray[np.int64]


def resolve_people(
    people: NDArray[np.uint64],
    events: Sequence[BulkEvent],
    tracks: Mapping[int, Track],
    pieces: Mapping[int, Pieces] | None = None,
) -> list[Copied]:
    """Return for each event whom it exposed among some people, person by person.

    Person u is among those copied if `unit(fold(event.key, u)) < share`, a member if
    `unit(fold(member_key, u)) < member`, and exposed if the window holds a record of theirs.

    Parameters
    ----------
    people : ndarray (n,) uint64
    events : sequence of BulkEvent
    tracks : mapping
        The track of each number that occurs in `events`.
    pieces : mapping, optional
        Number of an event in `events` to the pieces [clock unit] that are held, where these are not all of its
        window [start, end).
    """
    pieces = pieces or {}
    people = np.ascontiguousarray(people, np.uint64)
    return [
        _resolve(people, event, tracks[event.track], pieces.get(number, ((event.start, event.end),)))
        for number, event in enumerate(events)
    ]


def _resolve(people: NDArray[np.uint64], event: BulkEvent, track: Track, pieces: Pieces) -> Copied:
    field_key, person_key, bits, table, quantiles = track.field.tables
    m0, m1 = unsigned(track.marks)
    selection = np.uint64(event.key), event.share, np.uint64(track.member_key), event.member
    windows = np.array(pieces, np.float64).reshape(-1, 2)
    records = copied(field_key, person_key, people, *selection, m0, m1, windows, bits, table, quantiles)
    exposed = records > 0
    return Copied(people[exposed], records[exposed])


@nb.njit(
    "int64[::1](uint64, uint64, uint64[::1], uint64, float64, uint64, float64, uint64, uint64,"
    "float64[:, ::1], int64, uint64[::1], float64[:, ::1])",
    cache=True,
)
def copied(
    field_key: Whole,
    activity_key: Whole,
    people: NDArray[np.uint64],
    event_key: Whole,
    share: float,
    member_key: Whole,
    member: float,
    m0: Whole,
    m1: Whole,
    windows: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return each person's number of records copied, 0 for those not selected or no member; shape of `people`."""
    records = np.zeros(people.shape[0], np.int64)
    for i in range(people.shape[0]):
        person = people[i]
        if unit(fold(event_key, person)) >= share or unit(fold(member_key, person)) >= member:
            continue
        z = z_of(activity_key, person, quantiles)
        key = fold(field_key, person)
        for j in range(windows.shape[0]):
            records[i] += count_marked(key, z * windows[j, 0], z * windows[j, 1], m0, m1, bits, table)
    return records
