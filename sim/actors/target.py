"""Whom inspectors visit: a described operator, or one of the real operators like it that nobody describes.

The hours of inspectors are bounded, so a visit to an operator that stands for thousands cannot count as a visit to
each of them: the hours of a province for years are fewer than that many visits take. Each visit is to one real
operator, or to a small group of like ones whose hours it takes. The described operator is one; the others that it
stands for are its peers. What is remembered of a peer is how it meets its duties, from its first visit on; the
records, users and requests of all of them are those of the described one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.actors.duty import Duty
from sim.actors.operator import Operator
from sim.actors.peer_duty import PeerDuty, Published
from sim.actors.process import Clock, Life
from sim.draw.hashing import fold, keys_of, name_key
from sim.draw.poisson import first_exponential, unit_exponentials
from sim.ledger.accounts import Ledger

AnyDuty = Duty | PeerDuty
_GROUP = name_key("group")


class Target(Protocol):
    """Whom one visit is to.

    Attributes
    ----------
    operator : Operator
        The described one; it is the target itself if `is_described`, and then its stores can be taken from.
    weight : float
        Real operators.
    key : int
        64-bit id for draws.
    """

    operator: Operator
    weight: float
    key: int
    is_described: bool

    def duties(self, names: frozenset[str] | None = None) -> Sequence[AnyDuty]:
        """Return its duties that can decay, or those of these names; one that was always kept may be left out."""
        ...

    def happened(self, incident: str) -> None:
        """Tell those who listen of an incident."""
        ...


class Described:
    """A described operator as a target."""

    __slots__ = ("_duties", "_named", "is_described", "key", "operator", "weight")

    def __init__(self, operator: Operator, duties: Sequence[Duty]) -> None:
        self.operator, self._duties, self.weight, self.is_described = operator, duties, 1.0, True
        self.key, self._named = operator.key, dict[frozenset[str], list[Duty]]()  # few visits see other duties

    def happened(self, incident: str) -> None:
        """Tell those who listen of an incident."""
        self.operator.happened(incident)

    def duties(self, names: frozenset[str] | None = None) -> Sequence[Duty]:
        """Return its duties that can decay, or those of these names."""
        if names is None:
            return self._duties
        found = self._named.get(names)
        if found is None:
            found = self._named[names] = [duty for duty in self._duties if duty.name in names]
        return found


class Group:
    """A group of peers as a target; when it first neglects a duty is remembered from the first look at it."""

    __slots__ = ("_number", "_peers", "is_described", "key", "operator", "weight")

    def __init__(self, peers: "Peers", number: int) -> None:
        self._peers, self._number, self.is_described = peers, number, False
        self.operator, self.weight = peers.operator, peers.weight
        self.key = fold(peers.groups_key, number)

    def happened(self, incident: str) -> None:
        """Tell those who listen of an incident."""
        self._peers.tell(self, incident)

    def duties(self, names: frozenset[str] | None = None) -> Sequence[PeerDuty]:
        """Return those duties, or those of these names, that it has neglected by now, if only for a while."""
        return self._peers.duties(self._number, names)


class Peers:
    """A described operator and the real ones like it, the latter in groups of equal size.

    Parameters
    ----------
    groups : int
        Groups of peers, 0 if the operator stands for itself.
    weight : float
        Real operators in a group.
    decay : mapping from duty to float
        Hazard per day of each duty that can decay.
    key : int
        Of the draws of the peers' duties.
    shown : int, >= 1
        Groups that, when the run ends, are shown for all those whose duty was never looked at.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        operator: Operator,
        duties: Sequence[Duty],
        *,
        groups: int = 0,
        weight: float = 1.0,
        decay: Mapping[str, float] | None = None,
        key: int = 0,
        published: Published | None = None,
        shown: int = 64,
    ) -> None:
        self._clock, self._ledger, self.operator, self._own_duties = clock, ledger, operator, duties
        self.own, self.groups, self.weight = Described(operator, duties), groups, weight
        self._decay, self.published, self._shown = decay or {}, published or Published(), shown
        self._keys = {name: fold(key, name_key(name)) for name in self._decay}
        self.groups_key = fold(operator.key, _GROUP)
        # by duty, of groups that somebody has looked at: when each first neglects it, and the duties of those who have
        self._first: dict[str, dict[int, float]] = {name: {} for name in self._decay}
        self._begun: dict[str, dict[int, PeerDuty]] = {name: {} for name in self._decay}
        self.listeners: list[Callable[[Target, str], None]] = []
        operator.listeners.append(lambda incident: self.tell(self.own, incident))

    def tell(self, target: Target, incident: str) -> None:
        """Tell those who listen of an incident at the described operator or a peer."""
        for listener in self.listeners:
            listener(target, incident)

    def lives(self) -> list[Life[None]]:
        """Return the lives of the described operator's duties; those of peers have none."""
        return [duty.life() for duty in self._own_duties]

    def group(self, number: int) -> Group:
        """Return a group by its number from 0."""
        return Group(self, number)

    def keys(self, groups: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the keys of groups by their numbers; shape of `groups` (n,)."""
        return keys_of(self.groups_key, groups)

    def duties(self, group: int, names: frozenset[str] | None) -> list[PeerDuty]:
        """Return the duties that a group has neglected by now, if only for a while: the others are kept."""
        now, found = self._clock._now, []
        for name, first in self._first.items():
            if names is None or name in names:
                begins = first.get(group)
                if begins is None:
                    begins = first[group] = first_exponential(self._keys[name], group) / self._decay[name]
                if begins <= now:
                    found.append(self._begun[name].get(group) or self._begin(name, group))
        return found

    def _begin(self, name: str, group: int) -> PeerDuty:
        duty = self._begun[name][group] = self._duty(name, group, self.weight)
        return duty

    def close_books(self) -> None:
        """Write down the deficits open when the run ends; for peers never looked at, those of a sample of them."""
        now = self._clock._now
        for own in self._own_duties:
            own.close_books()
        for name, first in self._first.items():
            unseen = self.groups - len(first)
            shown, begun = min(unseen, self._shown), self._begun[name]
            others = islice((number for number in range(self.groups) if number not in first), shown)
            for group in (group for group, begins in first.items() if begins <= now):
                (begun.get(group) or self._begin(name, group)).close_books()
            for number in self._neglected(name, others):
                self._duty(name, number, self.weight * unseen / shown).close_books()
            first.clear()
            begun.clear()  # the collector would look at thousands of them one by one

    def _neglected(self, name: str, groups: Iterable[int]) -> list[int]:
        """Return those of some groups, never looked at, that have neglected a duty by now, if only for a while."""
        numbers = np.array([*groups], np.int64)
        if not numbers.size:
            return []
        first = unit_exponentials(keys_of(self._keys[name], numbers), 0) / self._decay[name]
        found: list[int] = numbers[first <= self._clock.now].tolist()
        return found

    def _duty(self, name: str, group: int, weight: float) -> PeerDuty:
        return PeerDuty(
            self._clock,
            self._ledger,
            self.operator,
            name,
            weight=weight,
            decay_per_day=self._decay[name],
            key=fold(self._keys[name], group),
            published=self.published,
        )
