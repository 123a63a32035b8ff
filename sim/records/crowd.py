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

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import name_key, plain_fold
from sim.records.activity_law import few_values
from sim.records.bulk import BulkEvent
from sim.records.chain import expose
from sim.records.chances import ClassEvents
from sim.records.subsets import Drawn, Subset, SubsetDraw

WHOLE = "whole"
BANDS = ("1", "2-5", "6+")
Period = tuple[str, float, float]  # name, start and end [day], half-open

Counts = NDArray[np.int64]
Chances = NDArray[np.float64]
Places = NDArray[np.intp]


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


def resolve_class(
    n: int | NDArray[np.int64],
    cv: float,
    events: Sequence[BulkEvent],
    periods: Sequence[Period],
    rng_key: int,
    tilt: float = 0.0,
    touches: NDArray[np.bool_] | None = None,
    subsets: Sequence[Subset] = (),
) -> ClassDraw:
    """Draw what bulk events expose of classes of people.

    Parameters
    ----------
    n : int or ndarray (classes,) [person]
        Sizes of the classes.
    cv : float [1]
        Coefficient of variation of activity.
    events : sequence of BulkEvent
        In any order; the windows of each track slide (neither end goes back in time).
    periods : sequence of (name, start, end)
    rng_key : int
        64-bit key of the draw.
    tilt : float [1]
        rho * t, where people were taken out of the class by looking them up at rate rho z through time t: the z
        of those left is Gamma with the same shape and 1 / (1 + cv^2 rho t) of the mean.
    touches : ndarray (events, classes) bool, optional
        Which events touch which classes; all of them by default.
    subsets : sequence of Subset
        Events of which the distinct people are wanted too, such as those of one channel; moves nothing else.

    Raises
    ------
    ValueError
        If windows do not slide, a share is outside 0 to 1, or a period is named `whole`.
    """
    if WHOLE in [name for name, _, _ in periods]:
        raise ValueError(f"periods: one is named {WHOLE!r}, the name of the run; wanted another name")
    sizes = np.atleast_1d(np.asarray(n, np.int64))
    touched = np.ones((len(events), sizes.size), np.bool_) if touches is None else touches
    spans = [(WHOLE, -np.inf, np.inf), *periods]
    draw = _nothing(touched.shape, [name for name, _, _ in spans], len(subsets))
    for own, classes in _alike(events, touched):
        rng = np.random.Generator(np.random.Philox(key=plain_fold(rng_key, int(classes[0]))))
        crowd = _Crowd(sizes[classes], cv, tilt, [events[number] for number in own], spans, rng)
        crowd.write(draw, own, classes)
        crowd.write_subsets(draw, [Subset(name, some[own]) for name, some in subsets], classes, rng_key)
    return draw


def _alike(events: Sequence[BulkEvent], touched: NDArray[np.bool_]) -> Iterator[tuple[Places, Places]]:
    """Yield events in the order of time, and the classes that they and no others touch: these share their chances."""
    order = np.argsort(np.array([event.time for event in events]), kind="stable")
    alike: dict[bytes, list[int]] = {}
    for number, mask in enumerate(touched.T):
        alike.setdefault(mask.tobytes(), []).append(number)
    for classes in alike.values():
        own = order[touched[order, classes[0]]]
        if own.size:
            yield own, np.array(classes, np.intp)


def _nothing(shape: tuple[int, ...], names: list[str], subsets: int) -> ClassDraw:
    def zeros(*size: int) -> Counts:
        return np.zeros(size, np.int64)

    return ClassDraw(
        zeros(*shape),
        zeros(*shape),
        {name: zeros(*shape) for name in names},
        {name: zeros(shape[1]) for name in names},
        {name: zeros(shape[1], len(BANDS)) for name in names},
        {name: zeros(subsets, shape[1]) for name in names if name != WHOLE},
    )


class _Crowd:
    """The draw for classes that are touched by the same events, given in the order of time."""

    def __init__(
        self,
        sizes: Counts,
        cv: float,
        tilt: float,
        events: list[BulkEvent],
        spans: list[Period],
        rng: np.random.Generator,
    ) -> None:
        self._rng = rng
        self._events = ClassEvents(events)
        self._spans = sorted(spans, key=lambda period: period[1])
        slower = 1.0 / (1.0 + cv**2 * tilt)
        law = few_values(cv, self._events.longest * slower)
        self._z = law.z * slower
        people = rng.multinomial(sizes, law.chance).T.copy()
        shape = (len(self._spans), len(events), people.shape[1])
        self._exposed = np.zeros((len(events), *people.shape), np.int64)
        self._first = np.zeros(shape, np.int64)
        self._times = np.zeros((shape[0], *people.T.shape, 6))
        times = np.array([event.time for event in events])
        self._begins, self._ends = (np.searchsorted(times, [period[i] for period in self._spans]) for i in (1, 2))
        unexposed, first, chance = self._chances(self._begins, self._ends)
        self._chance = first.sum(1)
        counts = self._exposed, self._first, self._times
        expose(rng, people, self._begins, self._ends, unexposed, first, chance, *counts)

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

    def write(self, draw: ClassDraw, events: Places, classes: Places) -> None:
        """Put what was drawn into its places in the whole draw."""
        at = np.ix_(events, classes)
        draw.exposed[at] = self._exposed.sum(1)
        draw.records[at] = self._events.records(self._z, self._exposed, self._rng)
        for (name, _, _), first, times in zip(self._spans, self._first, self._times, strict=True):
            draw.first[name][at] = first
            draw.distinct[name][classes] = first.sum(0)
            draw.bands[name][classes] = _bands(times)

    def write_subsets(self, draw: ClassDraw, subsets: Sequence[Subset], classes: Places, rng_key: int) -> None:
        """Put the distinct people of subsets of the events into their places, for the named periods."""
        named = [number for number, (name, _, _) in enumerate(self._spans) if name != WHOLE]
        distinct = np.rint(self._times.sum(-1)).astype(np.int64).transpose(0, 2, 1)
        drawn = Drawn(self._z, self._begins, self._ends, self._exposed, distinct, self._chance)
        key = plain_fold(plain_fold(rng_key, name_key("subsets")), int(classes[0]))
        own = SubsetDraw(self._events, drawn, key)
        least_repeats = sorted(range(len(subsets)), key=lambda i: own.repeats(np.flatnonzero(subsets[i].events)))
        for number in least_repeats:  # of a subset and its complement, first the one that its events say more about
            for period, people in zip(named, own.people(subsets[number], named), strict=True):
                draw.subsets[self._spans[period][0]][number, classes] = people


def _bands(times: Chances) -> Counts:
    """Return the people exposed 1, 2 to 5, 6 or more times, whole numbers that add up; shape (classes, 3)."""
    exposed = times.sum(1)
    upper = np.cumsum([exposed[:, 0], exposed[:, 1:5].sum(1), exposed[:, 5]], axis=0)
    whole: Counts = np.diff(np.rint(upper), axis=0, prepend=0).T.astype(np.int64)
    return whole
