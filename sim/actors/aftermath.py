"""What a visit leaves behind: a standing connection into the operator, copies in the hands of a contractor."""

from collections.abc import Callable
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.actors.operator import Operator
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.target import Target
from sim.draw.hashing import fold, folds, name_key, plain_unit, units_of
from sim.draw.poisson import unit_exponential
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Connected, Contracted, Leaked

_CONNECTS, _CONTRACTED, _LEAK = name_key("leaves a connection"), name_key("by a contractor"), name_key("leak")

Takes = Callable[[Operator, str, str, int, float], object]  # operator, channel, stage, visit's key, share of people


class Connections:
    """Standing connections that an agency's visits through one channel leave for a while.

    While one is open, somebody outside could look at the records of everybody in the operator's stores: they are
    `reachable` from its opening on, and the operator has the condition `connection`.

    Parameters
    ----------
    share : float [1]
        Of the visits that leave one.
    """

    def __init__(
        self, clock: Clock, ledger: Ledger, *, agency: str, channel: str, share: float, days: float, takes: Takes
    ) -> None:
        self._clock, self._ledger, self._agency, self._channel = clock, ledger, agency, channel
        self._share, self._days, self._takes = share, days, takes
        self._open: dict[int, tuple[float, Target]] = {}

    def after(self, target: Target, key: int) -> None:
        """Leave a connection behind, perhaps, after the visit of this key."""
        if plain_unit(fold(key, _CONNECTS)) < self._share:
            start(self._life(target, key))

    def after_which(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return after which visits, by their keys, a connection is left; shape of `keys` (n,)."""
        return units_of(folds(keys, _CONNECTS)) < self._share

    def _life(self, target: Target, key: int) -> Life[None]:
        self._open[key] = self._clock._now, target
        if target.is_described:
            target.operator.condition("connection", 1)
            self._takes(target.operator, self._channel, "reachable", key, 1.0)
        yield self._clock.at(self._clock._now + self._days, ARRIVAL)
        if target.is_described:
            target.operator.condition("connection", -1)
        self._write(*self._open.pop(key))

    def close_books(self) -> None:
        """Write down the connections that are open when the run ends."""
        for opened, target in self._open.values():
            self._write(opened, target)

    def _write(self, opened: float, target: Target) -> None:
        place = self._agency, target.operator.entry, self._channel, target.weight
        self._ledger.write(Connected(self._clock._now, opened, *place))


class Contractors:
    """Third parties who make a share of an agency's visits through one channel, and from whom copies leak.

    Parameters
    ----------
    share : float [1]
        Of the visits that they make.
    leaks_per_day : float
        Hazard of each copy that a contractor took.
    copies : float [1]
        Share of people of whom a visit takes a copy.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        *,
        agency: str,
        channel: str,
        share: float,
        leaks_per_day: float,
        copies: float,
        takes: Takes,
        days: float,
    ) -> None:
        self._clock, self._ledger, self._agency, self._channel = clock, ledger, agency, channel
        self._share, self._leaks, self._copies, self._takes, self._days = share, leaks_per_day, copies, takes, days

    def after(self, target: Target, key: int, *, copied: bool) -> None:
        """Note who made the visit of this key; a copy that a contractor took may leak from then on."""
        if plain_unit(fold(key, _CONTRACTED)) >= self._share:
            return
        now = self._clock._now
        place = self._agency, target.operator.entry, self._channel, target.weight
        self._ledger.write(Contracted(now, *place, copied))
        leak = now + unit_exponential(key, _LEAK) / self._leaks if copied and self._leaks > 0 else inf
        if leak < self._days:
            start(self._leak(target, key, leak))

    def after_which(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return which visits, by their keys, contractors make; shape of `keys` (n,)."""
        return units_of(folds(keys, _CONTRACTED)) < self._share

    def _leak(self, target: Target, key: int, time: float) -> Life[None]:
        copied = self._clock._now
        yield self._clock.at(time, ARRIVAL)
        place = self._agency, target.operator.entry, self._channel, target.weight
        self._ledger.write(Leaked(time, copied, *place))
        if target.is_described:
            self._takes(target.operator, "breach", "obtained", key, self._copies)
