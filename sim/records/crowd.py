"""What bulk events expose of a crowd: one joint draw for classes of people who are not looked at one by one.

Law
---
People get one of a few activities (`few_values`). Given activity, people are independent, and the chance of the
first exposure at each event is that of `hazards`; so the numbers newly exposed are Binomial among those not yet
exposed, and distinct counts and first exposures, of the whole run and of each named period, have their exact
law. Periods that hold an event are nested by their starts (who was exposed since a later start was so since an
earlier one), so a single chain of Binomials serves them all.

Among those exposed before, an event exposes each with the chance that makes its marginal law right. That is
exact for the numbers exposed at any one event and for any two events; of three and more it leaves out that some
who were exposed before are likelier than others of the same activity to be so again. How often people were
exposed (`bands`) follows from the numbers exposed again by their expectation. Records of an event are the sum of
a zero-truncated Poisson number for each exposed person: exact event by event; records common to two copies are
not followed. Distinct people of some of the events are in `subsets`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import name_key, plain_fold
from sim.records.activity_law import few_values
from sim.records.bulk import BulkEvent
from sim.records.chain import expose
from sim.records.chances import ClassEvents
from sim.records.shared import Shared
from sim.records.subsets import Drawn, Subset, SubsetDraw

WHOLE = "whole"
BANDS = ("1", "2-5", "6+")
Period = tuple[str, float, float]  # name, start and end [day], half-open

Counts = NDArray[np.int64]
Chances = NDArray[np.float64]


class ClassDraw(NamedTuple):
    """What was drawn for some classes of people; periods are the named ones and `whole`, the events as given.

    Attributes
    ----------
    exposed, records : ndarray (events, classes) [person], [record]
    first : dict of ndarray (events, classes) [person]
        Period to the number exposed for the first time in the period; 0 outside the period.
    distinct : dict of ndarray (classes,) [person]
        Period to the number exposed at least once in the period.
    bands : dict of ndarray (classes, 3) [person]
        Period to the number exposed once, 2 to 5 times, 6 times or more in the period.
    subsets : dict of ndarray (subsets, classes) [person]
        Named period to the number exposed at least once in it by each subset of the events.
    """

    exposed: Counts
    records: Counts
    first: dict[str, Counts]
    distinct: dict[str, Counts]
    bands: dict[str, Counts]
    subsets: dict[str, Counts]


class Crowd:
    """Classes of people whom some bulk events touch, before what these expose of them is drawn.

    Parameters
    ----------
    cv : float [1]
        Coefficient of variation of activity.
    events : sequence of BulkEvent
        In any order; the windows of each track slide (neither end goes back in time), or its events have parts.
    tilt : float [1]
        rho * t, where people were taken out of the classes by looking them up at rate rho z through time t: the z
        of those left is Gamma with the same shape and 1 / (1 + cv^2 rho t) of the mean.
    shared : Shared, optional
        What crowds have in common: where all are made before the first is drawn, it is worked out once.

    Raises
    ------
    ValueError
        If windows do not slide, or a share is outside 0 to 1.
    """

    def __init__(self, cv: float, events: Sequence[BulkEvent], tilt: float = 0.0, shared: Shared | None = None) -> None:
        times = np.array([event.time for event in events], np.float64)
        in_order = np.argsort(times, kind="stable")
        self._times, self._back = times[in_order], np.argsort(in_order)
        self._in_order = in_order
        self._events = ClassEvents([events[number] for number in in_order.tolist()], shared)
        slower = 1.0 / (1.0 + cv**2 * tilt)
        law = few_values(cv, self._events.longest * slower)
        self._z, self._chance = law.z * slower, law.chance
        self._events.expect(self._z)

    def draw(
        self, n: int | NDArray[np.int64], periods: Sequence[Period], rng_key: int, subsets: Sequence[Subset] = ()
    ) -> ClassDraw:
        """Draw what the events expose of the classes.

        Parameters
        ----------
        n : int or ndarray (classes,) [person]
            Sizes of the classes.
        periods : sequence of (name, start, end)
        rng_key : int
            64-bit key of the draw.
        subsets : sequence of Subset
            Events of which the distinct people are wanted too, such as those of one channel; moves nothing else.

        Raises
        ------
        ValueError
            If a period is named `whole`.
        """
        if WHOLE in [name for name, _, _ in periods]:
            raise ValueError(f"periods: one is named {WHOLE!r}, the name of the run; wanted another name")
        spans = sorted([(WHOLE, -np.inf, np.inf), *periods], key=lambda period: period[1])
        rng = np.random.Generator(np.random.Philox(key=plain_fold(rng_key, 0)))
        people = rng.multinomial(np.atleast_1d(np.asarray(n, np.int64)), self._chance).T.copy()
        begins, ends = (np.searchsorted(self._times, [period[i] for period in spans]) for i in (1, 2))
        drawn = _Chain(self._events, self._z, people, begins, ends, rng)
        records = self._events.records(self._z, drawn.exposed, rng)
        names = [name for name, _, _ in spans]
        some = [Subset(name, own[self._in_order]) for name, own in subsets]
        return ClassDraw(
            drawn.exposed.sum(1)[self._back],
            records[self._back],
            {name: first[self._back] for name, first in zip(names, drawn.first, strict=True)},
            {name: first.sum(0) for name, first in zip(names, drawn.first, strict=True)},
            {name: _bands(times) for name, times in zip(names, drawn.times, strict=True)},
            drawn.subsets(some, names, plain_fold(plain_fold(rng_key, name_key("subsets")), 0)),
        )


class _Chain:
    """What was drawn of classes: whom each event exposed, period by period; events are in the order of time."""

    def __init__(
        self,
        events: ClassEvents,
        z: Chances,
        people: Counts,
        begins: Counts,
        ends: Counts,
        rng: np.random.Generator,
    ) -> None:
        self._rng, self._events, self._z, self._begins, self._ends = rng, events, z, begins, ends
        unexposed, first, chance = self._chances(begins, ends)
        self._chance, self._marginal, many = first.sum(1), chance, len(chance)
        self.exposed = np.zeros((many, *people.shape), np.int64)
        self.first = np.zeros((begins.size, many, people.shape[1]), np.int64)
        self.times = np.zeros((begins.size, *people.T.shape, 6))
        counts = self.exposed, self.first, self.times
        expose(rng, people, begins, ends, unexposed, first, chance, *counts)

    def _chances(self, begins: Counts, ends: Counts) -> tuple[Chances, Chances, Chances]:
        """Return what `expose` wants to know of the events' chances."""
        chance = self._events.marginal(self._z)
        unexposed = np.ones((begins.size, *chance.shape))
        first = np.zeros_like(unexposed)
        done: dict[tuple[int, int], int] = {}
        for period, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
            same = done.setdefault((begin, end), period)
            if same < period:
                unexposed[period], first[period] = unexposed[same], first[same]
            else:
                inside = slice(begin, end)
                found = self._events.first(self._z, begin, end, self._rng)
                unexposed[period, inside], first[period, inside] = found
        return unexposed, first, chance

    def subsets(self, subsets: Sequence[Subset], names: Sequence[str], key: int) -> dict[str, Counts]:
        """Return the distinct people of subsets of the events in the named periods; shape (subsets, classes)."""
        named = [number for number, name in enumerate(names) if name != WHOLE]
        distinct = np.rint(self.times.sum(-1)).astype(np.int64).transpose(0, 2, 1)
        drawn = Drawn(self._z, self._begins, self._ends, self.exposed, distinct, self._chance, self._marginal)
        own = SubsetDraw(self._events, drawn, key)
        found = {names[period]: np.zeros((len(subsets), distinct.shape[2]), np.int64) for period in named}
        least_repeats = sorted(range(len(subsets)), key=lambda i: own.repeats(np.flatnonzero(subsets[i].events)))
        for number in least_repeats:  # of a subset and its complement, first the one that its events say more about
            for period, people in zip(named, own.people(subsets[number], named), strict=True):
                found[names[period]][number] = people
        return found


def _bands(times: Chances) -> Counts:
    """Return the people exposed 1, 2 to 5, 6 or more times, whole numbers that add up; shape (classes, 3)."""
    exposed = times.sum(1)
    upper = np.cumsum([exposed[:, 0], exposed[:, 1:5].sum(1), exposed[:, 5]], axis=0)
    whole: Counts = np.diff(np.rint(upper), axis=0, prepend=0).T.astype(np.int64)
    return whole
