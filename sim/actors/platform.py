"""One platform as registration sees it: what is ordered of it, whether it does that, and how many have an account."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf

import numpy as np

from sim.actors.identity import Curve
from sim.actors.operator import Operator
from sim.actors.register import Register
from sim.law.real_name import Order

_NOTHING = Order(-inf, inf, False, inf)

COUNTED = 100_000  # populations up to this size are counted person by person, larger ones drawn (as copies are)


class Roll:
    """The accounts of one platform and one population, as numbers.

    Attributes
    ----------
    asked : int
        People who have asked for an account so far.
    open : int
        Accounts there are.
    unchecked : list of (first, last)
        Places in the order of accounts of those who got one without being asked who they are.
    """

    __slots__ = ("asked", "curve", "number", "open", "unchecked")

    def __init__(self, number: int, asked: int, curve: Curve) -> None:
        self.number, self.asked, self.open, self.curve = number, asked, asked, curve
        self.unchecked = [(0, asked)]

    def let_in(self, first: int, last: int) -> None:
        """Note that those at some places got an account without being asked; what follows on goes with what was."""
        if first < last:
            if self.unchecked and self.unchecked[-1][1] == first:
                first = self.unchecked.pop()[0]
            self.unchecked.append((first, last))

    @property
    def unchecked_people(self) -> int:
        """How many of those whom nobody asked have an account."""
        return sum(last - first for first, last in self.unchecked)


class Platform:
    """One platform as registration sees it: what is ordered, whether the duty is kept, who has an account.

    Attributes
    ----------
    same_until : float [day]
        When what is ordered changes next.
    """

    def __init__(
        self,
        operator: Operator,
        register: Register,
        rolls: Mapping[str, Roll],
        orders: Sequence[Order],
        key: int,
    ) -> None:
        self.operator, self.register, self.rolls = operator, register, dict(rolls)
        # where everybody has shown an identity there is nobody to refuse or remove, and days on which nothing happens
        # must not divide the time between two counts of accounts: what is opened in it counts from the next one on
        self._orders = orders if any(roll.curve.share(0.0) < 1.0 for roll in self.rolls.values()) else ()
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
    def open(self) -> int:
        """Accounts there are."""
        return sum(roll.open for roll in self.rolls.values())

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
        refusals = self.register.refusals
        is_refusing = bool(refusals) and refusals[-1][1] == inf
        if refuses and self.keeps_duty and not is_refusing:
            self.register.refuse(time)
        elif is_refusing and not (refuses and self.keeps_duty):
            self.register.refuse_no_more(time)
        self._lapsed |= refuses and not self.keeps_duty

    def open_accounts(self, asked: Sequence[int], unknown: Sequence[float]) -> list[tuple[int, int]]:
        """Let people who ask for an account have one or be refused; return how many asked, and were refused.

        Parameters
        ----------
        asked : sequence of int
            People of each population who have asked by now.
        unknown : sequence of float [1]
            Share, of those who ask since the last count, who have shown no identity.
        """
        refusals = self.register.refusals
        refusing = bool(refusals) and refusals[-1][1] == inf
        found = []
        for (name, roll), by_now, share in zip(self.rolls.items(), asked, unknown, strict=True):
            more = by_now - roll.asked
            refused = self._refused(name, roll, by_now, share) if refusing else 0
            if not refusing:
                roll.let_in(roll.asked, by_now)
            found.append((more, refused))
            roll.open += more - refused
            roll.asked = by_now
        self.operator.users = float(self.open)
        return found

    def remove(self, time: float) -> dict[str, tuple[int, int]]:
        """Remove the accounts of people without an identity; return for each population how many, of how many."""
        found = {}
        for name, roll in self.rolls.items():
            closed = min(self._unknown(name, roll, time), roll.open)
            found[name] = closed, roll.open
            roll.open -= closed
            roll.unchecked = []
        self.register.remove(time)
        self._lapsed, self.same_until = False, -inf
        self.operator.users = float(self.open)
        return found

    def _refused(self, name: str, roll: Roll, asked: int, unknown: float) -> int:
        if roll.number <= COUNTED:
            return self.register.without_identity(name, roll.asked, asked)
        return int(self._rng.binomial(asked - roll.asked, unknown))

    def _unknown(self, name: str, roll: Roll, time: float) -> int:
        """Return how many of those whom nobody asked have shown no identity by a time."""
        if roll.number <= COUNTED:
            return sum(self.register.without_identity(name, *places, time) for places in roll.unchecked)
        return int(self._rng.binomial(roll.unchecked_people, 1.0 - roll.curve.share(time)))
