"""Distinct people of some of the bulk events on a crowd: those of one channel, one operator, one agency.

Law
---
Of a period let A be all events and B some of them. Given activity z people are independent, and each is exposed by an
event of A with chance p_A(z), by one of B with chance p_B(z). Whoever B exposes A exposes too; so among people of
activity z whom A exposed, each was exposed by B with chance p_B(z) / p_A(z), independently of the others. Hence, D(z)
being the number exposed by A,

    N_B(z) given D(z)  is  Binomial(D(z), p_B(z) / p_A(z)),

which is exact, alone and together with D. Let C be the events of A that are not of B. Whom A exposed and C did not, B
did; of whom C exposed, B exposed each with chance (p_B + p_C - p_A) / p_C. So once N_C is known,

    N_B(z) = D(z) - N_C(z) + Binomial(N_C(z), (p_B(z) + p_C(z) - p_A(z)) / p_C(z)),

exact together with D and N_C: two halves never make less than the whole. Of no event, one, or all the number is known.

Events of B that hardly ever meet the same person say more of N_B than D does. Of their exposures S(z) the share
p_B / sum_j c_j are the first by B, c_j(z) being the chance of event j. Where fewer than `FEW` are repeats, N_B is
Binomial(S, p_B / sum_j c_j): its mean is exact, its variance right to about twice `FEW`.

A longer period adds events to A but does not change N_B, if the shorter one has all events of B. Given the D of the
shorter one, that of the longer says nothing more about N_B. So a set of events is drawn once, from the shortest period
that holds it.

Not exact: how N_B goes together with the numbers of its single events (but for the case of few repeats), with those of
subsets other than its complement, and with itself in a period that holds other events of it. Subsets drawn from D share
their uniform numbers, so that of two with the same chances one number comes out, and of one within another no more.
The sum over activities is kept within what is possible: no fewer than any event of B or B in a shorter period exposed,
nor than D less what C may have; no more than the D of any period that holds B and the sum of B's events. The sum is
reached only where B has fewer than some ten thousand people in a class, and then moves the number by less than its
standard deviation.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.draw.hashing import name_key, plain_fold
from sim.records.chances import ClassEvents

WIDE = 30.0  # standard deviation beyond which a quantile is as good as that of a normal law with its skewness
_BESIDE = 2  # from a guess: most quantiles lie between, and take two steps more
FEW = 0.01  # share of exposures that are repeats

Counts = NDArray[np.int64]
Chances = NDArray[np.float64]
Places = NDArray[np.intp]


class Subset(NamedTuple):
    """Some of the events under a name, which keys its draw; `events` has shape (events,)."""

    name: str
    events: NDArray[np.bool_]


class Drawn(NamedTuple):
    """What was drawn for all events on classes that share them.

    Attributes
    ----------
    z : ndarray (activities,)
    begins, ends : ndarray (periods,)
        First event of each period and the one after its last.
    exposed : ndarray (events, activities, classes) [person]
    distinct : ndarray (periods, activities, classes) [person]
    chance : ndarray (periods, activities)
        Of exposure by any event of the period.
    marginal : ndarray (events, activities)
        Chance of exposure at each event.
    """

    z: Chances
    begins: Counts
    ends: Counts
    exposed: Counts
    distinct: Counts
    chance: Chances
    marginal: Chances


class SubsetDraw:
    """Draws the distinct people of subsets; only that of a complement is moved by another subset."""

    def __init__(self, events: ClassEvents, drawn: Drawn, key: int) -> None:
        self._events, self._all, self._key = events, drawn, key
        self._found: dict[bytes, tuple[Counts, Counts]] = {}
        # chance of exposure by some events, and how many exposures are repeats: asked for two or three times
        self._chances: dict[bytes, Chances] = {}
        self._repeats: dict[bytes, float] = {}
        self._units: dict[str, Chances] = {}
        self._spans = list(zip(drawn.begins.tolist(), drawn.ends.tolist(), strict=True))
        self._marginal = drawn.marginal

    def people(self, subset: Subset, periods: Sequence[int]) -> Counts:
        """Return the people exposed by a subset in some periods; shape (periods, classes) [person]."""
        numbers = np.flatnonzero(subset.events)
        begins, ends = self._all.begins, self._all.ends
        inside = {p: numbers[(begins[p] <= numbers) & (numbers < ends[p])] for p in periods}
        found: dict[int, Counts] = {}
        for period in sorted(periods, key=lambda p: inside[p].size):
            own = inside[period]
            shorter = [found[p] for p in found if within(inside[p], own)]
            found[period] = self._of(own, subset.name, shorter)
        return np.array([found[period] for period in periods])

    def _of(self, own: Places, name: str, shorter: Sequence[Counts]) -> Counts:
        """Return the people exposed by some events; shape (classes,)."""
        known = self._known(own)
        if known is None:
            periods = self._holding(own)
            period = periods[0]
            everybody = self._all.distinct[period].sum(0)
            begin, end = self._spans[period]
            others_of = np.ones(end - begin, np.bool_)
            others_of[own - begin] = False
            rest = begin + np.flatnonzero(others_of)
            people, exposed, others = self._drawn(own, rest, period, name), self._all.exposed.sum(1), self._known(rest)
            outside = exposed[rest].sum(0) if others is None else others[1]
            least = np.max([exposed[own].max(0), everybody - outside, *shorter], axis=0)
            most = np.minimum(exposed[own].sum(0), self._all.distinct[periods].sum(1).min(0))
            total = np.clip(people.sum(0), least, most)
            known = self._found[own.tobytes()] = people, total
        return known[1]

    def _known(self, own: Places) -> tuple[Counts, Counts] | None:
        """Return the people exposed by some events, (activities, classes) and (classes,), if no draw is needed."""
        if own.size > 1:
            period = self._holding(own)[0]
            begin, end = self._spans[period]
            if own.size < end - begin:
                return self._found.get(own.tobytes())
            people = self._all.distinct[period]
        else:
            people = self._all.exposed[own].sum(0)
        return people, people.sum(0)

    def _holding(self, own: Places) -> list[int]:
        """Return the periods that hold all of some events, from the one with the fewest events on."""
        first, last = int(own[0]), int(own[-1])
        some = [period for period, (begin, end) in enumerate(self._spans) if begin <= first and last < end]
        return sorted(some, key=lambda period: self._spans[period][1] - self._spans[period][0])

    def repeats(self, own: Places) -> float:
        """Return the expected share of the exposures by some events that are not the first by them."""
        name = own.tobytes()
        if name not in self._repeats:
            exposures = self._all.exposed[own].sum((0, 2))
            repeated = float(exposures @ (1.0 - self._share_first(own)))
            self._repeats[name] = repeated / max(float(exposures.sum()), 1.0)
        return self._repeats[name]

    def _share_first(self, own: Places) -> Chances:
        return _ratio(self._chance(own), self._marginal[own].sum(0))

    def _drawn(self, own: Places, rest: Places, period: int, name: str) -> Counts:
        """Return the people exposed by some events; shape (activities, classes)."""
        distinct, known = self._all.distinct[period], self._known(rest)
        some, anyone = self._chance(own), self._all.chance[period]
        if known is not None:
            others, outside = known[0], self._chance(rest)
            both = _ratio(some + outside - anyone, outside)
            inside = binomial_quantile(self._unit(name), others, both[:, None])
            return np.asarray(distinct - others + inside, np.int64)
        if self.repeats(own) < FEW:
            exposures, first = self._all.exposed[own].sum(0), self._share_first(own)
            people = binomial_quantile(self._unit(name), exposures, first[:, None])
            return np.asarray(np.minimum(people, distinct), np.int64)
        return binomial_quantile(self._unit("everybody"), distinct, _ratio(some, anyone)[:, None])

    def _unit(self, name: str) -> Chances:
        if name not in self._units:
            rng = np.random.Generator(np.random.Philox(key=plain_fold(self._key, name_key(name))))
            self._units[name] = rng.random(self._all.distinct.shape[1:])
        return self._units[name]

    def _chance(self, own: Places) -> Chances:
        if own.size == 1:
            return np.asarray(self._marginal[own[0]], np.float64)
        name = own.tobytes()
        known = self._chances.get(name)
        if known is None:
            missed = self._events.missed(self._all.z, own, self._key)
            known = self._chances[name] = np.asarray(1.0 - missed, np.float64)
        return known


def within(some: Places, own: Places) -> bool:
    """Whether events of a subset in one period are all among those in another: both ascend, and lack none between."""
    return not some.size or bool(own.size and own[0] <= some[0] and some[-1] <= own[-1])


def _ratio(part: Chances, whole: Chances) -> Chances:
    """Return a chance; rounding and thinned patterns may take it out of 0 to 1 by a little."""
    return np.clip(part / np.where(whole > 0.0, whole, 1.0), 0.0, 1.0)


def binomial_quantile(u: Chances, number: Counts, chance: Chances) -> Counts:
    """Return quantiles of binomial laws at levels u; arrays of shapes that go together.

    Where the standard deviation is over `WIDE` it is the normal quantile with the term of the skewness (Cornish and
    Fisher, 1938, "Moments and cumulants in the specification of distributions"), rounded: right to one in ten
    thousand of a standard deviation or one person.
    """
    u, number, chance = np.broadcast_arrays(u, number, chance)
    mean = number * chance
    deviation = np.sqrt(mean * (1.0 - chance))
    wide = deviation > WIDE
    normal = special.ndtri(u)
    found = np.rint(mean + deviation * normal + (1.0 - 2.0 * chance) * (normal**2 - 1.0) / 6.0)
    narrow = ~wide
    if narrow.any():
        found[narrow] = _exact_quantile(u[narrow], number[narrow], chance[narrow], found[narrow])
    return np.asarray(np.clip(found, 0, number), np.int64)


def _exact_quantile(u: Chances, number: Counts, chance: Chances, near: Chances) -> Counts:
    """Return quantiles of binomial laws, halving what lies between two bounds, the first of them around a guess."""
    mean = number * chance
    reach = 12.0 * (np.sqrt(mean * (1.0 - chance)) + 1.0)
    low = np.maximum(np.floor(mean - reach), -1.0).astype(np.int64)
    high = np.minimum(np.ceil(mean + reach), number).astype(np.int64)
    tries = [near.astype(np.int64) + by for by in (_BESIDE, -_BESIDE)]
    while (apart := high - low > 1).any():  # the chance of up to `low` is under u, that of up to `high` is not
        middle = np.clip(tries.pop(), low + 1, high - 1) if tries else (low + high) // 2
        below = special.bdtr(middle, number, chance) < u
        low, high = np.where(apart & below, middle, low), np.where(apart & ~below, middle, high)
    return np.asarray(high, np.int64)
