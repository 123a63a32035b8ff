"""What brings an operator more visits than its weight: age, special periods, incidents, watch lists.

The plan of an agency gives every operator a base of visits, and visits every year. All that brings more adds visits of
its own, with numbers of their own: nothing that is added moves a visit that is there without it.
"""

from collections.abc import Callable
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.coming import Coming, Stream
from sim.actors.process import Clock
from sim.actors.target import Described, Target
from sim.draw.hashing import fold, name_key, units
from sim.draw.poisson import poisson_times
from sim.draw.variates import each


class Pace(NamedTuple):
    """Visits of one real operator: its base per day, what a raise of 1 adds to it per day, and regular ones a day."""

    base: float
    raised: float
    regular: float = 0.0


class Layer(NamedTuple):
    """Visits beside the base: between two times, to operators opened within so many days before the visit."""

    name: str
    extra: float  # times what the pace calls raised
    begins: float = 0.0
    ends: float = inf
    opened_within: float = inf


class Roster:
    """Who is on a list until when; the same one for all channels of an agency."""

    def __init__(self, at_most: float = inf) -> None:
        self._at_most, self._until = at_most, dict[int, float]()

    def enlist(self, target: int, now: float, until: float) -> bool:
        """Put a target on the list, or keep it there for longer; return whether there was room."""
        full = self._at_most < inf and sum(time > now for time in self._until.values()) >= self._at_most
        if full and not self.has(target, now):
            return False
        self._until[target] = until
        return True

    def has(self, target: int, now: float) -> bool:
        """Whether a target is on the list."""
        return self._until.get(target, -inf) > now


class Reason(NamedTuple):
    """Incidents that bring more visits for a while."""

    name: str
    incidents: frozenset[str]
    days: float
    extra: float
    roster: Roster


class Heed:
    """Visits that an incident brings to a target, until it is no longer on the roster of the reason.

    They are a Poisson process from the incident on, made from the numbers of target and reason. Nobody is taken off a
    roster early, so the visits of the whole stay are known at once; another incident that prolongs it adds those that
    follow, of the same process. It ends at the first visit that would come too late: an incident after that begins
    anew, with the next number.

    Parameters
    ----------
    days : float [day]
        The end of the run.
    comes : callable of Coming
        Lets visits come.
    """

    def __init__(self, clock: Clock, days: float, key: int, comes: Callable[[Coming], None]) -> None:
        self._clock, self._days, self._key, self._comes = clock, days, key, comes
        self._too_late: dict[tuple[str, int], tuple[int, float]] = {}  # number and time of the first that is so far

    def incident(self, target: Target, reason: Reason, per_day: float) -> None:
        """Heed an incident: `per_day` visits come as long as the target is on the roster."""
        now, same = self._clock._now, (reason.name, target.key)
        until = now + reason.days
        if per_day <= 0.0 or not reason.roster.enlist(target.key, now, until):
            return
        until = min(until, self._days)
        number, time = self._too_late.get(same, (-1, -inf))
        if time >= until:
            return
        key = fold(fold(self._key, name_key(reason.name)), target.key)
        if time < now:
            number += 1
            times = poisson_times(key, number, now, per_day, until)
        else:
            times = np.append(time, poisson_times(key, number + 1, time, per_day, until))
        last = len(times) - 1
        self._too_late[same] = number + last, float(times[last])
        if last:
            described = target if isinstance(target, Described) else None
            stream = Stream(key, target.operator, target.weight, lambda number, key: target, described)
            self._comes(Coming(stream, times[:last], np.arange(number, number + last)))


class Ages:
    """How long ago operators of an entry were opened.

    Parameters
    ----------
    first : callable of the operator's number in (0, 1)
        Age on the first day.
    bounds : (lowest, highest), optional
        Whoever reaches the highest age closes, and another of the lowest age opens in its place.
    """

    def __init__(self, key: int, first: Callable[[float], float], bounds: tuple[float, float] | None = None) -> None:
        self._key, self._first, self._bounds = key, first, bounds

    def at(self, targets: NDArray[np.uint64], times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the ages of the targets of some keys, each at a time [day]; shape of both (n,)."""
        return self._aged(units(self._key, targets), times)

    def share_within(self, days: float, of: float) -> float:
        """Return the share of operators that are this young, on average over a run of `of` days."""
        grid = (np.arange(50) + 0.5) / 50
        return float(np.mean(self._aged(grid, of * grid[:, None]) <= days))

    def _aged(self, u: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
        age = np.array(each(self._first, u.tolist())) + times
        if self._bounds is None:
            return age
        low, high = self._bounds
        return low + (age - low) % (high - low)
