"""One platform as registration sees it: what is ordered of it, and whether it does that."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import inf

import numpy as np

from sim.actors.operator import Operator
from sim.actors.register import Register
from sim.law.real_name import Order

_NOTHING = Order(-inf, inf, False, inf)

COUNTED = 100_000  # populations up to this size are counted person by person, larger ones drawn (as copies are)


class Unchecked:
    """Who got an account at a platform without being asked who they are, as places in the order of accounts.

    Attributes
    ----------
    stretches : list of (first, last)
    """

    __slots__ = ("stretches",)

    def __init__(self, many: int) -> None:
        self.stretches = [(0, many)]

    def let_in(self, first: int, last: int) -> None:
        """Note that those at some places got an account without being asked; what follows on goes with what was."""
        if first < last:
            if self.stretches and self.stretches[-1][1] == first:
                first = self.stretches.pop()[0]
            self.stretches.append((first, last))


class Platform:
    """One platform as registration sees it: what is ordered, whether the duty is kept, who is refused or removed.

    Attributes
    ----------
    same_until : float [day]
        When what is ordered changes next.
    unchecked : dict of population to Unchecked
        Of those that are counted person by person.
    """

    def __init__(self, operator: Operator, register: Register, orders: Sequence[Order], key: int) -> None:
        self.operator, self.register, holdings = operator, register, register.holdings
        # where everybody has shown an identity there is nobody to refuse or remove, and days on which nothing happens
        # must not divide the time between two counts of accounts: what is opened in it counts from the next one on
        self._orders = orders if any(holding.curve.share(0.0) < 1.0 for holding in holdings.values()) else ()
        small = [name for name, holding in holdings.items() if holding.number <= COUNTED]
        self.unchecked = {name: Unchecked(register.asked(name, 0.0)) for name in small}
        self._lapsed = False
        self.same_until, self._kept, self._must_remove = -inf, True, False
        register.days |= self.wakes
        self._key = key

    @cached_property
    def _rng(self) -> np.random.Generator:
        """Made by those that need it: of thousands of platforms few refuse or remove accounts of a large population."""
        return np.random.Generator(np.random.Philox(key=self._key))

    @property
    def wakes(self) -> set[float]:
        """The days on which what is ordered changes, or is due."""
        return {time for order in self._orders for time in (order.start, order.end, order.remove_by)}

    @property
    def is_refusing(self) -> bool:
        """Whether people who show no identity are refused an account now."""
        refusals = self.register.refusals
        return bool(refusals) and refusals[-1][1] == inf

    def order(self, time: float) -> Order:
        """Return what holds at a time."""
        for order in self._orders:
            if order.start <= time < order.end:
                return order
        return _NOTHING

    @property
    def keeps_duty(self) -> bool:
        """Whether the operator does what is ordered."""
        return not self.operator.has_deficit("real_name")

    def check(self, time: float) -> bool:
        """Begin or stop to refuse accounts, as the law and the operator have it from `time` on.

        Until `same_until` it says the same again as long as the operator keeps its duty, or does not.

        Returns
        -------
        bool
            Whether accounts without an identity are still there when they should not be.
        """
        kept = self.keeps_duty
        if time >= self.same_until or kept != self._kept:
            self._heed(time)
            self._must_remove = self._is_late(time)
            self.same_until, self._kept = min((wake for wake in self.wakes if wake > time), default=inf), kept
        return self._must_remove

    def _is_late(self, time: float) -> bool:
        by = self.order(time).remove_by
        last = self.register.removals[-1] if self.register.removals else -inf
        return 0.0 < by <= time and (last < by or self._lapsed)

    def _heed(self, time: float) -> None:
        refuses = self.order(time).refuses
        if refuses and self.keeps_duty and not self.is_refusing:
            self.register.refuse(time)
        elif self.is_refusing and not (refuses and self.keeps_duty):
            self.register.refuse_no_more(time)
        self._lapsed |= refuses and not self.keeps_duty

    def let_in(self, asked: Iterable[tuple[str, int, int]]) -> None:
        """Note that whoever asks is let in without being asked: population, and places from one to another."""
        for population, first, last in asked:
            if population in self.unchecked:
                self.unchecked[population].let_in(first, last)

    def refused(self, population: str, first: int, last: int, unknown: float) -> int:
        """Return how many of those who ask for an account are refused: from one place in the order to another.

        Parameters
        ----------
        unknown : float [1]
            Share of them who have shown no identity.
        """
        if population in self.unchecked:
            return self.register.without_identity(population, first, last)
        return int(self._rng.binomial(last - first, unknown))

    def remove(self, time: float, unchecked: Mapping[str, int]) -> list[int]:
        """Remove the accounts of people without an identity; return how many, by population.

        Parameters
        ----------
        unchecked : mapping from population to int
            Those who got an account without being asked.
        """
        gone = [self._unknown(name, many, time) for name, many in unchecked.items()]
        for own in self.unchecked.values():
            own.stretches.clear()
        self.register.remove(time)
        self._lapsed, self.same_until = False, -inf
        return gone

    def _unknown(self, population: str, many: int, time: float) -> int:
        """Return how many of those whom nobody asked have shown no identity by a time."""
        if population in self.unchecked:
            places = self.unchecked[population].stretches
            return sum(self.register.without_identity(population, *stretch, time) for stretch in places)
        return int(self._rng.binomial(many, 1.0 - self.register.holdings[population].curve.share(time)))
