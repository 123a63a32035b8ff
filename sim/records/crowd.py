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
not followed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import plain_fold
from sim.records.activity_law import ActivityLaw, few_values
from sim.records.bulk import BulkEvent
from sim.records.copies import copied_records
from sim.records.hazards import Windows, columns, first_chances, span

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
    """

    exposed: Counts
    records: Counts
    first: dict[str, Counts]
    distinct: dict[str, Counts]
    bands: dict[str, Counts]


def resolve_class(
    n: int | NDArray[np.int64],
    cv: float,
    events: Sequence[BulkEvent],
    periods: Sequence[Period],
    rng_key: int,
    tilt: float = 0.0,
    touches: NDArray[np.bool_] | None = None,
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

    Raises
    ------
    ValueError
        If windows do not slide, a share is outside 0 to 1, or a period is named `whole`.
    """
    sizes = np.atleast_1d(np.asarray(n, np.int64))
    shape = len(events), sizes.size
    touched = np.ones(shape, np.bool_) if touches is None else touches
    if WHOLE in [name for name, _, _ in periods]:
        raise ValueError(f"periods: one is named {WHOLE!r}, the name of the run; wanted another name")
    spans = [(WHOLE, -np.inf, np.inf), *periods]
    draw = _nothing(shape, [name for name, _, _ in spans])
    order = sorted(range(len(events)), key=lambda number: events[number].time)
    # classes touched by the same events share their chances and are drawn together
    masks, group_of = np.unique(touched.T, axis=0, return_inverse=True)
    for group, mask in enumerate(masks):
        own = [number for number in order if mask[number]]
        classes = np.flatnonzero(group_of.ravel() == group)
        if own:
            rng = np.random.Generator(np.random.Philox(key=plain_fold(rng_key, int(classes[0]))))
            crowd = _Crowd(sizes[classes], cv, tilt, [events[number] for number in own], spans, rng)
            crowd.write(draw, np.array(own), classes)
    return draw


def _nothing(shape: tuple[int, int], names: list[str]) -> ClassDraw:
    def zeros(*size: int) -> Counts:
        return np.zeros(size, np.int64)

    return ClassDraw(
        zeros(*shape),
        zeros(*shape),
        {name: zeros(*shape) for name in names},
        {name: zeros(shape[1]) for name in names},
        {name: zeros(shape[1], len(BANDS)) for name in names},
    )


class _Span:
    """People exposed and not yet exposed in one period, by activity and class."""

    def __init__(self, period: Period, law: ActivityLaw, windows: Windows, times: Chances, people: Counts) -> None:
        self.name, self.start, self.end = period
        self.first_event, self.end_event = np.searchsorted(times, [self.start, self.end]).tolist()
        own = windows.between(self.first_event, self.end_event)
        self.unexposed_chance, self.first_chance = first_chances(
            law.z, own.track, own.start, own.end, own.share, own.member
        )
        self.unexposed = people.copy()  # (activities, classes)
        self.times_exposed = np.zeros((6, *people.shape))  # expected number exposed 1, ..., 5, 6 or more times
        self.first = np.zeros((times.size, people.shape[1]), np.int64)

    def chances(self, event: int) -> tuple[Chances, Chances]:
        """Return the chance, by activity, of no exposure in the period before an event and of the first at it."""
        return self.unexposed_chance[event - self.first_event], self.first_chance[event - self.first_event]

    def add(self, event: int, newly: Counts, again: Counts) -> None:
        """Move the newly exposed and those exposed again (activities, classes) on."""
        had = np.maximum(self.times_exposed.sum(0), 1.0)
        moving = self.times_exposed[:5] * (again / had)
        self.times_exposed[:5] -= moving
        self.times_exposed[1:] += moving
        self.times_exposed[0] += newly
        self.unexposed -= newly
        self.first[event] = newly.sum(0)

    def bands(self) -> Counts:
        """Return the people exposed 1, 2 to 5, 6 or more times, whole numbers that add up; shape (classes, 3)."""
        one, *few, many = self.times_exposed.sum(1)
        upper = np.rint(np.cumsum([one, sum(few), many], axis=0)).astype(np.int64)
        whole: Counts = np.diff(upper, axis=0, prepend=0).T
        return whole


class _Crowd:
    """The draw for classes that are touched by the same events."""

    def __init__(
        self,
        sizes: Counts,
        cv: float,
        tilt: float,
        events: list[BulkEvent],
        periods: list[Period],
        rng: np.random.Generator,
    ) -> None:
        self._rng = rng
        self._windows = columns(events)
        slower = 1.0 / (1.0 + cv**2 * tilt)
        law = few_values(cv, span(self._windows) * slower)
        self._law = ActivityLaw(law.z * slower, law.chance)
        people = rng.multinomial(sizes, law.chance).T.copy()
        times = np.array([event.time for event in events])
        self._spans = [_Span(period, self._law, self._windows, times, people) for period in periods]
        self._exposed = np.zeros((times.size, *people.shape), np.int64)
        self._people = people
        for event in range(times.size):
            self._expose(event)

    def _expose(self, event: int) -> None:
        """Draw whom one event exposes, those unexposed in the most periods first."""
        active = [one for one in self._spans if one.first_event <= event < one.end_event]
        active.sort(key=lambda one: one.start)
        windows = self._windows
        length = windows.end[event] - windows.start[event]
        chance = -windows.share[event] * windows.member[event] * np.expm1(-self._law.z * length)
        before, at = zip(*(one.chances(event) for one in active), strict=True)
        unexposed = np.diff([*before, np.ones_like(chance)], axis=0, prepend=0.0)
        exposed_now = np.diff([*at, chance], axis=0, prepend=0.0)
        share = np.divide(exposed_now, unexposed, out=np.zeros_like(unexposed), where=unexposed > 0.0)
        levels = np.diff([*(one.unexposed for one in active), self._people], axis=0, prepend=0)
        drawn = self._rng.binomial(levels, np.clip(share, 0.0, 1.0)[:, :, None])
        newly = np.cumsum(drawn, axis=0)
        for one, new in zip(active, newly[:-1], strict=True):
            one.add(event, new, newly[-1] - new)
        self._exposed[event] = newly[-1]

    def write(self, draw: ClassDraw, events: NDArray[np.intp], classes: NDArray[np.intp]) -> None:
        """Put what was drawn into its places in the whole draw."""
        at = np.ix_(events, classes)
        windows = self._windows
        means = np.outer(windows.end - windows.start, self._law.z)
        draw.exposed[at] = self._exposed.sum(1)
        draw.records[at] = copied_records(self._exposed, means, self._rng)
        for one in self._spans:
            draw.first[one.name][at] = one.first
            draw.distinct[one.name][classes] = one.first.sum(0)
            draw.bands[one.name][classes] = one.bands()
