"""Why a record was still there when somebody looked: practice, the laws that raised or cut it, and what if not.

Everything is worked out after the run from what stores held then, and checked: the records counted again must be
those that were disclosed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from math import inf, nan, nextafter
from typing import NamedTuple

import numpy as np

from sim.actors.accounts import has_account
from sim.actors.census import Census
from sim.actors.log_store import LogStore, Piece
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.build.otherwise import Laws, Otherwise, common
from sim.law.grounds import grounds, retaining
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.watching import Exposed, Seen
from sim.scenario.blocks.vocabulary import STATES

NO_LAWS: Laws = frozenset()
_MOST_TOGETHER = 3  # laws that are tried together, where none alone makes a difference


class Without(NamedTuple):
    """What would have been left of a disclosure, had some laws never been there."""

    laws: tuple[str, ...]
    records: int
    kept_days: float  # what the operator would then have kept at the look-up
    oldest: float  # the oldest moment that it would have held


class Kept(NamedTuple):
    """Why the records of one disclosure were there.

    Attributes
    ----------
    operators : tuple of str
        Who kept them; more than one where several operators of an entry cannot be told apart.
    looked : float [day]
        When somebody looked.
    start, end : float [day]
        Of the records disclosed.
    records : int
    practice_days : float [day] or None
        What the operator keeps by habit; None: it does not log the category.
    kept_days : float [day]
        Retention in force.
    oldest : float [day]
        The oldest moment that the store held.
    complies : bool
        Whether the operator does what the law orders.
    raised_by, cut_by : tuple of str
        Laws whose minimum or maximum decided.
    frozen : float [day]
        When a freeze was ordered on which the answer rests; NaN: none.
    without : tuple of Without
        Each law that bears on the retention taken away; where none makes a difference by itself, the smallest
        number of them together that does.
    """

    operators: tuple[str, ...]
    kind: str
    country: str
    category: str
    looked: float
    start: float
    end: float
    records: int
    practice_days: float | None
    kept_days: float
    every_days: float
    oldest: float
    complies: bool
    raised_by: tuple[str, ...]
    cut_by: tuple[str, ...]
    frozen: float
    without: tuple[Without, ...]

    @property
    def needed(self) -> tuple[Without, ...]:
        """The laws without which nothing at all would have been found."""
        return tuple(one for one in self.without if one.records == 0)


class _Look(NamedTuple):
    """A look-up worked out again: whose records of which time, at which store and moment."""

    operator: Operator
    store: LogStore
    time: float
    subject: Subject  # of the look-up, who is the person exposed or somebody they wrote to
    person: int
    start: float
    end: float
    act: bool  # the moment `end` is a record of its own
    frozen: float
    freezers: tuple[str, ...]  # laws that know freezes; without all of them there is none
    partner: bool


@dataclass(frozen=True)
class Reasons:
    """Works out why disclosed records were there.

    Parameters
    ----------
    otherwise : Otherwise
    census : Census
    """

    otherwise: Otherwise
    census: Census

    def of(self, exposed: Exposed, person: int) -> Kept | None:
        """Return why the records of a disclosure were there; None where they came from no operator's store."""
        looks = [look for look in self._looks(exposed, person) if self.records(look) == _records(exposed.fact)]
        if not looks:
            return None
        looks = [look for look in looks if look.operator.name == exposed.at] or looks
        look, store = looks[0], looks[0].store
        owner = self.otherwise.owner(store)
        assert owner is not None
        practice, laws = self.otherwise.practice(store).at(look.time), self.otherwise.context.scenario.laws
        shelf = self.otherwise.shelf(store, NO_LAWS)
        start = self.otherwise.context.scenario.start
        named = (
            grounds(laws, owner.statute, store.category, owner.entry, practice=practice, start=start, time=look.time)
            if owner.complies
            else None
        )
        return Kept(
            operators=tuple(dict.fromkeys(one.operator.name for one in looks)),
            kind=look.operator.kind,
            country=owner.country,
            category=store.category,
            looked=look.time,
            start=look.start,
            end=look.end,
            records=_records(exposed.fact),
            practice_days=practice,
            kept_days=shelf.kept_at(look.time),
            every_days=self.otherwise.context.scenario.operators[owner.entry].purge_every,
            oldest=shelf.horizon_at(look.time),
            complies=owner.complies,
            raised_by=named.raised_by if named else (),
            cut_by=named.cut_by if named else (),
            frozen=look.frozen if self.records(look._replace(frozen=nan)) < _records(exposed.fact) else nan,
            without=tuple(self._without(look, owner)),
        )

    def records(self, look: _Look, less: Laws = NO_LAWS) -> int:
        """Return how many records a look-up finds, had some laws never been there."""
        category = look.store.category
        held = self._held(look, look.start, look.end, less)
        if look.partner:
            partners = look.subject.people.partners(look.operator, look.subject.number, held)
            return int(np.uint64(look.person) in partners)
        there = look.act and look.subject.people.is_served(look.operator, look.subject.number, look.end)
        act = look.end if there and self._held(look, look.end, nextafter(look.end, inf), less) else None
        if category in STATES:
            return int(act is not None or (not look.act and bool(held)))
        return self.census.by_age(look.operator, category, look.subject, held, look.time, act)[0]

    def _held(self, look: _Look, start: float, end: float, less: Laws) -> tuple[Piece, ...]:
        held = self.otherwise.held(look.store, look.time, start, end, less)
        if look.frozen != look.frozen or (look.freezers and less.issuperset(look.freezers)):
            return held
        frozen = self.otherwise.held(look.store, look.frozen, start, end, less)
        return tuple(sorted({*held, *_less(frozen, held)}))

    def _without(self, look: _Look, owner: Operator) -> Iterator[Without]:
        scenario = self.otherwise.context.scenario
        day = scenario.start + timedelta(days=int(look.time // 1))
        bearing = retaining(scenario.laws, owner.country, look.store.category, owner.entry)
        laws = [name for name in dict.fromkeys([*bearing, *look.freezers]) if scenario.laws[name].in_force[0] <= day]
        whole, mattered = self.records(look), False
        for many in range(1, min(len(laws), _MOST_TOGETHER) + 1):
            for some in combinations(laws, many):
                one = self._less(look, some)
                if many == 1 or one.records < whole:
                    mattered |= one.records < whole
                    yield one
            if mattered:
                return

    def _less(self, look: _Look, laws: tuple[str, ...]) -> Without:
        less = frozenset(laws)
        shelf = self.otherwise.shelf(look.store, less)
        return Without(laws, self.records(look, less), shelf.kept_at(look.time), shelf.horizon_at(look.time))

    def _looks(self, exposed: Exposed, person: int) -> Iterator[_Look]:
        """Yield the look-ups that a disclosure may come from: at each operator of its entry, with an act or without."""
        fact, request = exposed.fact, exposed.request.fact if exposed.request else None
        if fact.channel == "monitoring" or (isinstance(fact, DisclosedGroup) and request is None):
            return
        time = request.answered if request is not None else fact.time
        subject = self.census.subject(person)
        partner = isinstance(fact, DisclosedGroup) and fact.category == "message"
        frozen, freezers = nan, tuple[str, ...]()
        if exposed.freeze is not None:
            frozen, freezers = exposed.freeze.ordered, self._freezers(fact.agency)
        if isinstance(fact, Disclosed):
            start, end = fact.covered_from, fact.covered_to
            acts: tuple[bool, ...] = (True, False)
        elif partner and request is not None:
            subject = self.census.subject(request.person)
            start, end, acts = request.asked_from, request.asked_to, (False,)
        else:
            start, end, acts = fact.at, fact.at, (True,)
        state = isinstance(fact, Disclosed) and fact.category in STATES and request is None
        for operator, store in self._stores(fact, subject):
            for act in (False,) if state else acts:
                since = -inf if state else start
                yield _Look(operator, store, time, subject, person, since, end, act, frozen, freezers, partner)

    def _freezers(self, agency: str) -> tuple[str, ...]:
        """Return the laws that know freezes where an agency is."""
        scenario = self.otherwise.context.scenario
        here = scenario.agencies[agency].jurisdiction
        return tuple(
            n for n, law in scenario.laws.items() if law.freeze is not None and law.jurisdiction == here and not law.off
        )

    def _stores(self, fact: Seen, subject: Subject) -> Iterator[tuple[Operator, LogStore]]:
        """Yield the stores that may have held a record: of the entry, or of a platform whose mirror it is."""
        there = [
            (operator, store)
            for operator in self.otherwise.operators
            if (store := operator.stores.get(fact.category)) is not None and _serves(operator, subject, fact.time)
        ]
        of_entry = [(operator, store) for operator, store in there if operator.entry == fact.operator]
        yield from of_entry or [(operator, store) for operator, store in there if operator.asked is not None]


def _serves(operator: Operator, subject: Subject, time: float) -> bool:
    """Whether there may be records of somebody at an operator, with an account of any day up to a time."""
    world, number = subject.people.world, subject.number - subject.people.offset
    if operator.kind != "platform":
        return operator.serves(world.key, world.number, number, subject.home)
    return has_account(operator.key, world.key, world.number, operator.share_at(time), number)


def _records(fact: Seen) -> int:
    return fact.records if isinstance(fact, Disclosed) else 1


def _less(pieces: Sequence[Piece], taken: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return pieces of time without what others cover."""
    left = tuple(pieces)
    for start, end in taken:
        left = common(left, ((-inf, start), (end, inf)))
    return left
