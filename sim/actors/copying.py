"""Acts that expose people in bulk: a copy, a tap, a theft takes or opens the records of a share of people.

A share of a store is a share of the people in it, chosen by `hash(act, person) < share`. A class (people of one
home and access operator) of up to SMALL_CLASS people is gone through person by person, which gives the very people
that a look-up would find. A larger class is never gone through: its acts are kept until the run ends and then
drawn together, as `sim.records.crowd` describes.
"""

from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from itertools import groupby
from math import inf
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import has_account, have_accounts
from sim.actors.census import Census
from sim.actors.keeper import Keeper
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.actors.process import Clock
from sim.actors.taken import Act, Counts, take
from sim.draw.hashing import plain_fold, units
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DisclosedMany
from sim.ledger.in_turn import disclose_in_turn
from sim.records.bulk import Among
from sim.records.field import Pieces
from sim.world.population import PeopleClass

SMALL_CLASS = 100_000
VISITS = ("onsite", "remote")
Chooses = Callable[[People], tuple[Among, ...] | None]
EVERYBODY: Mapping[str, tuple[Among, ...] | None] = MappingProxyType({})


class Taking(NamedTuple):
    """One act, as `Copying.take` has it; kept until the run ends if it touches large classes."""

    time: float
    agency: str
    channel: str
    stage: str
    operator: Keeper
    key: int
    share: float
    held: tuple[tuple[str, Pieces], ...]  # what each store held, by category
    recipient: str = "agency"
    among: Mapping[str, tuple[Among, ...] | None] = EVERYBODY  # by population
    homes: Container[str] | None = None
    role: str = "bystander"

    def member_of(self, people: People) -> float:
        """Return the share of the people of a population who have an account, where that is needed."""
        return self.operator.share_of(people.world.name) if self.operator.kind == "platform" else 1.0

    @property
    def choice(self) -> tuple[Hashable, ...]:
        """What acts have in common that choose the same people and take the same categories, each at its time.

        Where accounts come and go an act chooses by itself.
        """
        categories = tuple(category for category, _ in self.held)
        among = tuple(self.among.items())
        when = None if self.operator.register is None else id(self)
        return self.operator.name, self.key, self.share, categories, among, when

    def among_of(self, people: People) -> tuple[Among, ...]:
        """Return which people of a population the act is about."""
        return self.among.get(people.world.name) or ()

    @property
    def reach(self) -> tuple[int, int, tuple[str, ...]]:
        """What decides which classes the act touches: acts of which it is equal touch the same."""
        nobody = tuple(name for name, among in self.among.items() if among is None)
        return id(self.operator), id(self.homes), nobody

    def touches(self, part: PeopleClass) -> bool:
        """Whether the act may expose people of a class."""
        if self.homes is not None and part.place not in self.homes:
            return False
        return self.among.get(part.population, ()) is not None and touches(self.operator, part)


class _Touched(NamedTuple):
    """Classes that an act touches."""

    small: list[tuple[People, PeopleClass]]
    any_large: bool


class Copying:
    """What acts in bulk take from stores.

    Parameters
    ----------
    counts : Counts
        Numbers of records of people in windows of time.

    Attributes
    ----------
    kept : list of Taking
        The acts that touch large classes, in the order of time.
    """

    def __init__(self, clock: Clock, ledger: Ledger, census: Census, counts: Counts) -> None:
        self._clock, self._ledger, self._census, self._counts = clock, ledger, census, counts
        self.kept: list[Taking] = []
        self._known: dict[Keeper, _Touched] = {}

    def take(
        self,
        operator: Keeper,
        *,
        agency: str,
        channel: str,
        stage: str,
        key: int,
        share: float = 1.0,
        recipient: str = "agency",
        categories: Container[str] | None = None,
        window: tuple[float, float] | None = None,
        among: Chooses | None = None,
        homes: Container[str] | None = None,
    ) -> int:
        """Expose a share of the people in an operator's stores, now; return how many of small classes those are.

        Parameters
        ----------
        agency : str
            Who does it; an intruder's or contractor's name goes here too.
        channel, stage, recipient : str
            As the labels of exposure have them; stages are held | reachable | obtained | examined.
        key : int
            64-bit key of the act. Person u is chosen if `unit(fold(fold(key, population), u)) < share`, so acts with
            one key choose the same people, and a larger share only adds.
        share : float [1]
            Of the people whose records are there.
        categories : container of str, optional
            Which of the operator's stores; all of them by default.
        window : (start, end) [day], optional
            Only records written in [start, end); by default all that the stores hold now.
        among : callable of People, optional
            Which people of a population the act is about: those whose numbers lie in all of some intervals (an
            attribute such as "verified", with `attribute_key` of `sim.world.attributes`), or None for nobody.
        homes : container of str, optional
            Only people with their home at one of these places.
        """
        now = self._clock._now
        held = _held(operator, categories, window, now)
        populations = self._census.populations
        about = {name: _among(operator, people, among, now) for name, people in populations.items()}
        taking = Taking(now, agency, channel, stage, operator, key, share, held, recipient, about, homes)
        if not held or share <= 0.0:
            return 0
        if isinstance(operator, Operator) and channel in VISITS and stage == "obtained":
            operator.condition("copies", 1)
        touched, exposed = self._touched(taking), list[int]()

        def of_small() -> Iterator[list[DisclosedMany]]:
            for people, part in touched.small:
                everybody = np.arange(part.first, part.first + part.size, dtype=np.uint64)
                found, many = self.taken_of([taking], people, part, everybody)
                exposed.append(many)
                yield found

        disclose_in_turn(self._ledger, of_small())
        if touched.any_large:
            self.kept.append(taking)
        return sum(exposed)

    def _touched(self, taking: Taking) -> _Touched:
        """Return the classes that an act touches: the same for all acts on an operator's people, so found once."""
        of_all = taking.homes is None and None not in taking.among.values()
        known = self._known.get(taking.operator) if of_all else None
        if known is None:
            populations = self._census.populations.values()
            parts = [(people, part) for people in populations for part in people.world.classes if taking.touches(part)]
            small = [(people, part) for people, part in parts if part.size <= SMALL_CLASS]
            known = _Touched(small, len(small) < len(parts))
            if of_all:
                self._known[taking.operator] = known
        return known

    def read(
        self,
        keeper: Keeper,
        persons: Sequence[int],
        *,
        agency: str,
        channel: str,
        stages: Sequence[str],
        window: tuple[float, float] | None = None,
        role: str = "bystander",
    ) -> int:
        """Expose given people (global numbers) with what the stores hold of them now; return how many had any.

        Where that exposes them in several stages, such as obtained and examined, it is looked up once.
        """
        now = self._clock._now
        taking = Taking(now, agency, channel, stages[0], keeper, 0, 1.0, _held(keeper, None, window, now), role=role)
        subjects = self._census.subjects(np.array(persons, np.int64))
        found = [
            self.taken_of([taking], people, home, np.array([one.number - people.offset for one in own], np.uint64))
            for (people, home), own in groupby(subjects, attrgetter("people", "home"))
        ]
        for stage in stages:
            for several, _ in found:
                self._ledger.disclose([many._replace(stage=stage) for many in several])
        return sum(exposed for _, exposed in found)

    def taken_of(
        self, takings: Sequence[Taking], people: People, part: PeopleClass, persons: NDArray[np.uint64]
    ) -> tuple[list[DisclosedMany], int]:
        """Return what takings of one `choice` disclose of some people of a class, and how many of them they expose.

        Persons are numbers within the population; what is disclosed comes by category and taking.
        """
        if not persons.size:
            return [], 0
        one, world = takings[0], people.world
        operator = one.operator
        chosen = np.ones(len(persons), np.bool_)
        if one.share < 1.0:
            chosen = units(np.uint64(plain_fold(one.key, world.key)), persons) < one.share
        for key, low, high in one.among_of(people):
            numbers = units(np.uint64(key), persons)
            chosen &= (low <= numbers) & (numbers < high)
        if operator.kind == "platform" and operator.register is None:
            chosen &= _have_accounts(operator, people, part, persons)
        persons = persons[chosen]
        since = np.full(len(persons), -inf)
        if operator.register is not None and len(persons):
            spans = operator.register.spans(world.name, persons)
            there = (spans.opened <= one.time) & (one.time < spans.closed)
            persons, since = persons[there], spans.opened[there]
        if not len(persons):
            return [], 0
        return self._disclosed(takings, people, part, persons, since)

    def _disclosed(
        self,
        takings: Sequence[Taking],
        people: People,
        part: PeopleClass,
        persons: NDArray[np.uint64],
        since: NDArray[np.float64],
    ) -> tuple[list[DisclosedMany], int]:
        """Return what takings disclose of the people whom they choose, each with an account since a time."""
        one, exposed, found = takings[0], np.zeros(len(persons), np.bool_), list[DisclosedMany]()
        for number, (category, _) in enumerate(one.held):
            acts = [Act(taking.time, taking.held[number][1]) for taking in takings]
            own = take(self._counts, one.operator, category, acts, people=people, persons=persons, opened=since)
            for taking, (rows, amounts) in zip(takings, own, strict=True):
                exposed[rows] = True
                labels = taking.channel, taking.stage, taking.agency, taking.operator.entry, category, part.place
                who = persons[rows] + np.uint64(people.offset)
                found.append(DisclosedMany(taking.time, *labels, who, taking.role, amounts, taking.recipient))
        return found, int(exposed.sum())


def _among(operator: Keeper, people: People, among: Chooses | None, now: float) -> tuple[Among, ...] | None:
    """Return which people an act is about: of those chosen, whose account was not removed."""
    chosen = among(people) if among else ()
    if chosen is None or operator.register is None:
        return chosen
    return (*chosen, *(Among(*left) for left in operator.register.left_by_removals(people.world.name, now)))


def _have_accounts(
    operator: Keeper, people: People, part: PeopleClass, persons: NDArray[np.uint64]
) -> NDArray[np.bool_]:
    key, world, share = operator.key, people.world, operator.share
    if persons.size == part.size:
        return have_accounts(key, world.key, world.number, share, part.first, part.size)
    return np.array([has_account(key, world.key, world.number, share, person) for person in persons.tolist()], np.bool_)


def _held(
    operator: Keeper, categories: Container[str] | None, window: tuple[float, float] | None, now: float
) -> tuple[tuple[str, Pieces], ...]:
    """Return what the stores hold now, of all time or of a window, by category; empty stores are left out."""
    found = []
    for name, store in operator.stores.items():
        if categories is None or name in categories:
            start, end = window or (store.horizon, now)
            start, end = max(start, store.horizon), min(end, now)
            if start < end and (pieces := store.pieces(start, end)):
                found.append((name, pieces))
    return tuple(found)


def touches(operator: Keeper, part: PeopleClass) -> bool:
    """Whether an operator may hold records of people of a class."""
    if operator.kind == "access":
        return operator.may_serve(part)
    return operator.kind == "platform" or operator.marks_of(part.place) != ((0, 0),)
