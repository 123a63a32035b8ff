"""Where each person of a population is at which time: present or not, and with which access operator.

Nothing is stored: a person's path is made of hashes of the person whenever somebody asks, the past before time 0
included. A person chooses an access operator anew at the moments of a Poisson process of rate `moves`, among those of
the home place, each with the chance of its share there, the present one too. So the shares of a place stay what they
are, time runs backwards by the same law, and "with operator i, or not" is a two-state chain of rates
moves * (1 - share) and moves * share: somebody with i at a time is with i after a time t with chance
share + (1 - share) * exp(-moves * t).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf, log1p
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole, fold, name_key, unit
from sim.world.attributes import attribute, attribute_key, attributes
from sim.world.population import Population
from sim.world.served import EVERY, NOBODYS, choice, departures, spells

Pieces = tuple[tuple[float, float], ...]
Parts = tuple[NDArray[np.int64], NDArray[np.float64]]
Asked = tuple[NDArray[np.uint64], NDArray[np.float64], tuple[Pieces, str | None, tuple[float, ...]]]
_KIND = "uint64, uint64, float64, float64, float64[::1], int64"


@nb.njit(f"int64({_KIND})", cache=True)
def _chosen_at(
    key: Whole, person: Whole, per_day: float, time: float, borders: NDArray[np.float64], own: Whole
) -> Whole:
    """Return which operator a person has at a time; `own` is that of time 0."""
    way = fold(fold(key, person), np.uint64(time < 0.0))
    reach, passed, there = abs(time), 0.0, own
    k = np.uint64(0)
    while per_day > 0.0:
        k += np.uint64(1)
        move = fold(way, k)
        passed += -np.log1p(-unit(fold(move, np.uint64(0)))) / per_day
        if passed > reach:
            break
        there = choice(move, borders)
    return there


@nb.njit(f"float64[::1]({_KIND})", cache=True)
def _moves(
    key: Whole, person: Whole, per_day: float, time: float, borders: NDArray[np.float64], own: Whole
) -> NDArray[np.float64]:
    """Return when a person chooses between time 0 and a time, in order of the distance from 0; shape (n,)."""
    way = fold(fold(key, person), np.uint64(time < 0.0))
    sign = -1.0 if time < 0.0 else 1.0
    found, n, passed, k = np.empty(8), 0, 0.0, np.uint64(0)
    while per_day > 0.0:
        k += np.uint64(1)
        passed += -np.log1p(-unit(fold(fold(way, k), np.uint64(0)))) / per_day
        if passed > abs(time):
            break
        if n == found.size:
            found = np.concatenate((found, np.empty(n)))
        found[n] = sign * passed
        n += 1
    return found[:n].copy()


@nb.njit("boolean[::1](uint64, uint64[::1], float64, float64, float64[::1], int64[::1], int64[::1], int64)", cache=True)
def _with_operator(
    key: Whole,
    persons: NDArray[np.uint64],
    per_day: float,
    time: float,
    borders: NDArray[np.float64],
    firsts: NDArray[np.int64],
    of_class: NDArray[np.int64],
    operator: Whole,
) -> NDArray[np.bool_]:
    """Return which of some people of a place have an operator at a time; shape of `persons`."""
    found = np.empty(persons.size, np.bool_)
    for i in range(persons.size):
        own = of_class[np.searchsorted(firsts, np.int64(persons[i]), side="right") - 1]
        found[i] = _chosen_at(key, persons[i], per_day, time, borders, own) == operator
    return found


class _Place(NamedTuple):
    """The access operators of a place, and which of them its classes have at time 0."""

    names: tuple[str, ...]
    borders: NDArray[np.float64]  # upper ends of their shares, the last is 1
    firsts: NDArray[np.int64]  # first persons of the classes
    of_class: NDArray[np.int64]
    per_day: float


class Paths:
    """The paths of one population's people (indices within it). Times are days.

    Parameters
    ----------
    master : int
        64-bit key of the replication.
    world : Population
        The class of a person has the access operator of time 0.
    served : mapping from place to (operator, share)
        As `build_population` has it.
    moves_per_day : float, >= 0
        Choices of an access operator; 0 where a place has one only.
    leaves_per_day : float, >= 0
        Hazard of leaving for good, from time 0 or the entry on.
    enters_within : float [day], optional
        Everybody enters at some time up to this, each alike; without it everybody is there from ever.
    """

    def __init__(
        self,
        master: int,
        world: Population,
        served: Mapping[str, Sequence[tuple[str, float]]],
        *,
        moves_per_day: float = 0.0,
        leaves_per_day: float = 0.0,
        enters_within: float | None = None,
    ) -> None:
        self._world, self._served, self.moves_per_day = world, served, moves_per_day
        self.leaves_per_day, self.enters_within = leaves_per_day, enters_within
        self._key = np.uint64(name_key("moves", master, world.key))
        self._left = attribute_key(master, world.key, "leaves")
        self._entered = attribute_key(master, world.key, "enters")
        self._places: dict[str, _Place] = {}
        self._last: tuple[Asked, Parts] | None = None

    @property
    def has_turnover(self) -> bool:
        """Whether anybody comes or goes."""
        return self.leaves_per_day > 0.0 or self.enters_within is not None

    def names(self, place: str) -> tuple[str, ...]:
        """Return the access operators that people of a place may have."""
        return self._place(place).names

    def share(self, place: str, access: str) -> float:
        """Return the share of the people of a place who have an access operator, at any time."""
        there = self._place(place)
        shares = np.diff(there.borders, prepend=0.0)
        return float(shares[there.names.index(access)]) if access in there.names else 0.0

    def span(self, person: int) -> tuple[float, float]:
        """Return from when to when a person is there, [entry, exit)."""
        entry = -inf if self.enters_within is None else attribute(self._entered, person) * self.enters_within
        if not self.leaves_per_day:
            return entry, inf
        return entry, max(entry, 0.0) - log1p(-attribute(self._left, person)) / self.leaves_per_day

    def spans(self, persons: NDArray[np.uint64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return `span` of many people: two arrays of the shape of `persons` (n,)."""
        entry = np.full(len(persons), -inf)
        if self.enters_within is not None:
            entry = attributes(self._entered, persons) * self.enters_within
        if not self.leaves_per_day:
            return entry, np.full(len(persons), inf)
        return entry, np.maximum(entry, 0.0) - np.log1p(-attributes(self._left, persons)) / self.leaves_per_day

    def is_present(self, person: int, time: float) -> bool:
        """Whether a person is there at a time."""
        entry, gone = self.span(person)
        return entry <= time < gone

    def access_at(self, person: int, time: float) -> str:
        """Return the access operator that a person has at a time, whether there or not."""
        own = self._world.class_of(person)
        there = self._place(own.place)
        if not there.per_day:
            return own.access
        own_number = there.names.index(own.access)
        number = _chosen_at(self._key, person, there.per_day, time, there.borders, own_number)
        return there.names[int(number)]

    def within(self, person: int, pieces: Pieces, access: str | None = None) -> Pieces:
        """Return the parts of pieces of time in which a person is there, with an access operator if one is named."""
        entry, gone = self.span(person)
        kept = tuple((max(a, entry), min(b, gone)) for a, b in pieces if b > entry and a < gone)
        if access is None or not kept:
            return kept
        return tuple(part for a, b in kept for part in self._spells(person, a, b, access))

    def each_within(
        self,
        persons: NDArray[np.uint64],
        pieces: Pieces,
        access: str | None,
        since: NDArray[np.float64],
        edges: NDArray[np.float64],
    ) -> Parts:
        """Return `within` of people of one home, each from a time on and cut at edges: how many parts, and all of them.

        What the last call returned is kept: an act takes several categories of the same people one after the other.

        Parameters
        ----------
        persons, since : ndarray (n,)
        edges : ndarray (m,) [day]
            In order.

        Returns
        -------
        many : ndarray (n,)
        parts : ndarray (sum of many, 2) [day]
            Person by person, in order.
        """
        asked = persons, since, (pieces, access, tuple(edges.tolist()))
        if self._last is not None:
            (of_whom, from_when, of_what), parts = self._last
            if of_whom is persons and from_when is since and of_what == asked[2]:
                return parts
        self._last = asked, self._each_within(persons, pieces, access, since, edges)
        return self._last[1]

    def _each_within(
        self,
        persons: NDArray[np.uint64],
        pieces: Pieces,
        access: str | None,
        since: NDArray[np.float64],
        edges: NDArray[np.float64],
    ) -> Parts:
        own = self._world.class_of(int(persons[0]))
        there = self._place(own.place)
        number = EVERY if access is None else there.names.index(access) if access in there.names else NOBODYS
        entry, gone = np.full(len(persons), -inf), np.full(len(persons), inf)
        if self.enters_within is not None:
            entry = attributes(self._entered, persons) * self.enters_within
        if self.leaves_per_day:
            gone = departures(entry, attributes(self._left, persons), self.leaves_per_day)
        chain = self._key, persons, there.per_day, there.borders, there.names.index(own.access), number
        return spells(*chain, np.maximum(entry, since), gone, np.array(pieces, np.float64).reshape(-1, 2), edges)

    def stays(self, person: int, start: float, end: float) -> list[tuple[float, float, str]]:
        """Return each part of [start, end) in which a person is there, in order, with the access operator had then."""
        names = self.names(self._world.class_of(person).place)
        return sorted((a, b, name) for name in names for a, b in self.within(person, ((start, end),), name))

    def who_have(self, persons: NDArray[np.uint64], place: str, access: str, time: float) -> NDArray[np.bool_]:
        """Return which of some people of a place are there, with an access operator, at a time; shape of `persons`."""
        entry, gone = self.spans(persons)
        there = self._place(place)
        if access not in there.names:
            return np.zeros(len(persons), np.bool_)
        number, args = there.names.index(access), (there.borders, there.firsts, there.of_class)
        have = _with_operator(self._key, persons, there.per_day, time, *args, number)
        return np.asarray(have & (entry <= time) & (time < gone), np.bool_)

    def _spells(self, person: int, start: float, end: float, access: str) -> Pieces:
        """Return the parts of [start, end) in which a person has an access operator; none touches the next."""
        own = self._world.class_of(person)
        there = self._place(own.place)
        if not there.per_day:
            return ((start, end),) if own.access == access else ()
        args = self._key, person, there.per_day
        to_own = there.borders, there.names.index(own.access)
        moves = [time for ends in (start, end) for time in _moves(*args, ends, *to_own).tolist()]
        cuts = [start, *sorted({time for time in moves if start < time < end}), end]
        found: list[tuple[float, float]] = []
        for a, b in pairwise(cuts):
            if there.names[_chosen_at(*args, 0.5 * (a + b), *to_own)] == access:
                if found and found[-1][1] == a:
                    found[-1] = found[-1][0], b
                else:
                    found.append((a, b))
        return tuple(found)

    def _place(self, place: str) -> _Place:
        if place not in self._places:
            classes = self._world.classes_at(place)
            served = [(name, share) for name, share in self._served.get(place, ()) if share > 0.0]
            names = tuple(name for name, _ in served) or tuple(part.access for part in classes)
            shares = np.array([share for _, share in served] or [1.0 for _ in names], np.float64)
            self._places[place] = _Place(
                names,
                np.cumsum(shares) / shares.sum(),
                np.array([part.first for part in classes], np.int64),
                np.array([names.index(part.access) for part in classes], np.int64),
                self.moves_per_day if len(names) > 1 else 0.0,
            )
        return self._places[place]
