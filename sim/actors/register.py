"""Who has an account at one platform when: opened, refused, closed; nobody is listed.

The people of a population stand in an order of their own at every platform (a keyed permutation). The first `share`
of them have an account on day 0; from then on the others open theirs in that order, at an even pace.
"""

from collections.abc import Callable, Mapping
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import holders, openings, order_key, people_from, position, positions
from sim.actors.identity import Curve
from sim.world.attributes import attribute, attributes

Whole = NDArray[np.uint64]
Times = NDArray[np.float64]


class Holding(NamedTuple):
    """A population as the account holders of a platform."""

    key: int
    number: int
    offset: int  # global number of person 0
    identity_key: int  # of the number that says who has shown an identity
    curve: Curve  # share who have shown it
    growth_per_day: float  # accounts opened, in parts of the accounts of day 0


class Spans(NamedTuple):
    """From when to when people have an account, [opened, closed) in days; opened at infinity: never."""

    opened: Times
    closed: Times


def _share(holding: Holding, first: float, time: float) -> float:
    """Return the share of people who had asked for an account by a time, where `first` have one on day 0."""
    return min(1.0, first * (1.0 + holding.growth_per_day * max(time, 0.0)))


class Rules(NamedTuple):
    """What says when people of a population have an account at a platform, beside their places in its order."""

    holding: Holding
    share: float  # of the people who have an account on day 0
    removals: tuple[float, ...]  # as a register has them
    refusals: tuple[tuple[float, float], ...]

    def asked(self, time: float) -> int:
        """Return how many people had asked for an account by a time, refused and removed ones too."""
        return holders(self.holding.number, _share(self.holding, self.share, time))

    def spans(self, persons: Whole, where: Whole) -> Spans:
        """Return from when to when people (indices within the population) at these places have an account; (n,)."""
        opened = self.opening(where)
        for start, end in self.refusals:
            inside = np.flatnonzero((opened >= start) & (opened < end))
            if inside.size:
                refused = self.have_not_shown(persons[inside], opened[inside])
                opened[inside[refused]] = inf
        closed = np.full(len(where), inf)
        numbers = attributes(self.holding.identity_key, persons) if self.removals else closed
        for time in reversed(self.removals):
            closed[(numbers >= self.holding.curve.share(time)) & (opened < time)] = time
        return Spans(opened, closed)

    def opening(self, where: Whole) -> Times:
        """Return when people at these places ask for an account; (n,)."""
        holding = self.holding
        had = np.uint64(holders(holding.number, self.share))
        found: Times = openings(where, had, self.share * holding.number, holding.growth_per_day)
        return found

    def have_not_shown(self, persons: Whole, times: Times) -> NDArray[np.bool_]:
        """Return who has not shown an identity by a time each; (n,)."""
        numbers = attributes(self.holding.identity_key, persons)
        return np.asarray(numbers >= self.holding.curve.shares(times), np.bool_)


class Register:
    """The accounts of one platform.

    Attributes
    ----------
    holdings : dict of population to Holding
    shares : dict of population to float [1]
        Of the people who have an account on day 0.
    grows : bool
        Whether accounts are opened.
    removals : list of float [day]
        When accounts of people without an identity were removed.
    refusals : list of [start, end) in days
        When such people were refused an account; the last end is infinity while they are.
    days : set of float [day]
        On which removals or refusals are expected to begin or to end, as far as is known on day 0.
    before_change : list of callable
        Told before accounts are removed, or refused, or refused no more.
    """

    __slots__ = (
        "_ends",
        "_orders",
        "before_change",
        "days",
        "grows",
        "holdings",
        "refusals",
        "removals",
        "shares",
    )

    def __init__(self, operator_key: int, share: float | Mapping[str, float], holdings: Mapping[str, Holding]) -> None:
        self.holdings = dict(holdings)
        self.shares = dict(share) if isinstance(share, Mapping) else dict.fromkeys(holdings, share)
        self._orders = {name: order_key(operator_key, h.key) for name, h in holdings.items()}
        self.grows = any(h.growth_per_day for h in holdings.values())
        self._ends = [(h.offset + h.number, name) for name, h in holdings.items()]
        self.removals: list[float] = []
        self.refusals: list[tuple[float, float]] = []
        self.days: set[float] = set()
        self.before_change: list[Callable[[], None]] = []

    def remove(self, time: float) -> None:
        """Remove the accounts of people without an identity."""
        self._tell()
        self.removals.append(time)

    def refuse(self, time: float) -> None:
        """Refuse such people an account from a time on."""
        self._tell()
        self.refusals.append((time, inf))

    def refuse_no_more(self, time: float) -> None:
        """Give everybody an account again from a time on."""
        self._tell()
        self.refusals[-1] = (self.refusals[-1][0], time)

    def _tell(self) -> None:
        for told in self.before_change:
            told()

    @property
    def is_still(self) -> bool:
        """Whether whoever has an account has had it since before day 0, so far, and nobody has lost one."""
        return not (self.removals or self.refusals or self.grows)

    def share_at(self, population: str, time: float) -> float:
        """Return the share of people who had asked for an account by a time, refused and removed ones too."""
        return _share(self.holdings[population], self.shares[population], time)

    def most_at(self, time: float) -> float:
        """Return the largest `share_at` of any population."""
        return max(self.share_at(population, time) for population in self.holdings)

    def asked(self, population: str, time: float) -> int:
        """Return how many people had asked for an account by a time, refused and removed ones too."""
        return self.rules(population).asked(time)

    def spans(self, population: str, persons: Whole) -> Spans:
        """Return from when to when people (indices within the population) have an account; arrays (n,)."""
        return self.rules(population).spans(persons, self._places(population, persons))

    def opening(self, population: str, persons: Whole) -> Times:
        """Return when people (indices within the population) ask for an account, refused or not; (n,)."""
        return self.rules(population).opening(self._places(population, persons))

    def _places(self, population: str, persons: Whole) -> Whole:
        return positions(self._orders[population], self.holdings[population].number, persons)

    def rules(self, population: str) -> Rules:
        """Return what is true of everybody's accounts so far: platforms that say the same differ in the order alone."""
        changes = tuple(self.removals), tuple(self.refusals)
        return Rules(self.holdings[population], self.shares[population], *changes)

    def left_by_removals(self, population: str, time: float) -> tuple[tuple[int, float, float], ...]:
        """Return who was left by the removals up to a time, as (key, low, high): people whose number lies between.

        Where people open accounts, `spans` must tell: those opened since a removal are not bound by it.
        """
        holding, left = self.holdings[population], self.share_left(population, time)
        return ((holding.identity_key, 0.0, left),) if left < 1.0 and not holding.growth_per_day else ()

    def share_left(self, population: str, time: float) -> float:
        """Return the share of people whose account, if they had one before, the removals up to a time have left."""
        removals = [removal for removal in self.removals if removal <= time]
        return self.holdings[population].curve.share(removals[-1]) if removals else 1.0

    def is_open(self, person: int, time: float) -> bool:
        """Whether a person (global number) has an account at a time."""
        opened, closed = self.span(person)
        return opened <= time < closed

    def span(self, person: int) -> tuple[float, float]:
        """Return from when to when a person (global number) has an account: `spans` of one, ten times as fast."""
        population = self._population(person)
        holding = self.holdings[population]
        index = person - holding.offset
        share = self.shares[population]
        opened = self._opened(holding, share, position(self._orders[population], holding.number, index))
        if opened == inf or not (self.refusals or self.removals):
            return opened, inf
        number = attribute(holding.identity_key, index)
        refused = any(start <= opened < end for start, end in self.refusals)
        if refused and number >= holding.curve.share(opened):
            return inf, inf
        for time in self.removals:
            if opened < time and number >= holding.curve.share(time):
                return opened, time
        return opened, inf

    def is_verified(self, person: int, time: float) -> bool:
        """Whether a person (global number) has shown an identity here by a time."""
        holding = self.holdings[self._population(person)]
        return attribute(holding.identity_key, person - holding.offset) < holding.curve.share(time)

    def without_identity(self, population: str, first: int, last: int, time: float | None = None) -> int:
        """Return how many of the people from `first` to `last` in the order of accounts have shown no identity.

        At `time`, or, if it is left out, when each asked for an account.
        """
        holding = self.holdings[population]
        where = np.arange(first, last, dtype=np.uint64)
        persons = people_from(self._orders[population], holding.number, where)
        rules = self.rules(population)
        times = rules.opening(where) if time is None else np.full(len(where), time)
        return int(np.count_nonzero(rules.have_not_shown(persons, times)))

    def _population(self, person: int) -> str:
        return next(name for end, name in self._ends if person < end)

    @staticmethod
    def _opened(holding: Holding, share: float, where: int) -> float:
        """Return when a person asks for an account, by the place in the order of accounts."""
        if where < holders(holding.number, share):
            return -inf
        if holding.growth_per_day == 0.0 or share == 0.0:
            return inf
        return max((where + 0.5) / (share * holding.number) - 1.0, 0.0) / holding.growth_per_day
