"""Acts that expose people in bulk: a copy, a tap, a theft takes or opens the records of a share of people.

A share of a store is a share of the people in it, chosen by `hash(act, person) < share`. A class (people of one
home and access operator) of up to SMALL_CLASS people is gone through person by person, which gives the very people
that a look-up would find. A larger class is never gone through: its acts are kept until the run ends and then
drawn together, as `sim.records.crowd` describes.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from math import fsum, inf
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import has_account, have_accounts
from sim.actors.keeper import Keeper
from sim.actors.operator import Operator
from sim.actors.people import Census, People, Source
from sim.actors.process import Clock
from sim.draw.hashing import plain_fold, units
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed
from sim.records.ages import band_of, cut_at_bands
from sim.records.bulk import Among
from sim.records.field import Pieces
from sim.scenario.blocks.vocabulary import STATES
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

    def among_of(self, people: People) -> tuple[Among, ...]:
        """Return which people of a population the act is about."""
        return self.among.get(people.world.name) or ()

    def touches(self, part: PeopleClass) -> bool:
        """Whether the act may expose people of a class."""
        if self.homes is not None and part.place not in self.homes:
            return False
        return self.among.get(part.population, ()) is not None and touches(self.operator, part)


class Copying:
    """What acts in bulk take from stores.

    Parameters
    ----------
    count : Source
        Number of records of a person in pieces of time.

    Attributes
    ----------
    kept : list of Taking
        The acts that touch large classes, in the order of time.
    """

    def __init__(self, clock: Clock, ledger: Ledger, census: Census, count: Source) -> None:
        self._clock, self._ledger, self._census, self._count = clock, ledger, census, count
        self.kept: list[Taking] = []

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
        exposed, large = 0, False
        for people in populations.values():
            for part in filter(taking.touches, people.world.classes):
                if part.size <= SMALL_CLASS:
                    everybody = np.arange(part.first, part.first + part.size, dtype=np.uint64)
                    exposed += self.take_of(taking, people, part, everybody)
                else:
                    large = True
        if large:
            self.kept.append(taking)
        return exposed

    def read(
        self,
        keeper: Keeper,
        persons: Sequence[int],
        *,
        agency: str,
        channel: str,
        stage: str,
        window: tuple[float, float] | None = None,
        role: str = "bystander",
    ) -> int:
        """Expose given people (global numbers) with what the stores hold of them now; return how many had any."""
        now, some = self._clock._now, map(self._census.subject, persons)
        taking = Taking(now, agency, channel, stage, keeper, 0, 1.0, _held(keeper, None, window, now), role=role)
        return sum(
            self.take_of(taking, one.people, one.home, np.array([one.number - one.people.offset], np.uint64))
            for one in some
        )

    def take_of(self, taking: Taking, people: People, part: PeopleClass, persons: NDArray[np.uint64]) -> int:
        """Go through some people of a class (numbers within it) person by person; return how many were exposed."""
        operator, world = taking.operator, people.world
        chosen = units(np.uint64(plain_fold(taking.key, world.key)), persons) < taking.share
        for key, low, high in taking.among_of(people):
            numbers = units(np.uint64(key), persons)
            chosen &= (low <= numbers) & (numbers < high)
        if operator.kind == "platform" and operator.register is None:
            chosen &= _have_accounts(operator, people, part, persons)
        persons = persons[chosen]
        since = np.full(len(persons), -inf)
        if operator.register is not None:
            spans = operator.register.spans(world.name, persons)
            there = (spans.opened <= taking.time) & (taking.time < spans.closed)
            persons, since = persons[there], spans.opened[there]
        exposed = 0
        for person, opened in zip(persons.tolist(), since.tolist(), strict=True):
            found = [
                self._disclose(taking, people.offset + person, part.place, category, kept)
                for category, pieces in taking.held
                if (kept := people.served(operator, people.offset + person, _since(opened, pieces)))
            ]
            exposed += any(found)
        return exposed

    def _disclose(self, taking: Taking, person: int, place: str, category: str, pieces: Pieces) -> bool:
        counted = [
            (a, b, 1 if category in STATES else self._count(taking.operator, category, person, ((a, b),)))
            for a, b in (pieces[-1:] if category in STATES else bands_of(pieces, taking.time))
        ]
        counted = [row for row in counted if row[2]]
        if not counted:
            return False
        bands = [0, 0, 0, 0]
        for a, b, many in counted:
            bands[band_of(taking.time - 0.5 * (a + b)) if category not in STATES else 0] += many
        age = 0.0 if category in STATES else fsum(many * (taking.time - 0.5 * (a + b)) for a, b, many in counted)
        self._ledger.write(
            Disclosed(
                taking.time,
                taking.channel,
                taking.stage,
                taking.agency,
                taking.operator.entry,
                category,
                place,
                person,
                taking.role,
                sum(many for *_, many in counted),
                age,
                (bands[0], bands[1], bands[2], bands[3]),
                *((taking.time, taking.time) if category in STATES else (counted[0][0], counted[-1][1])),
                taking.recipient,
            )
        )
        return True


def _since(opened: float, pieces: Pieces) -> Pieces:
    return tuple((max(a, opened), b) for a, b in pieces if b > opened)


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


def bands_of(pieces: Pieces, now: float) -> Sequence[tuple[float, float]]:
    """Return pieces cut at the borders of the bands of age."""
    return [cut for start, end in pieces for cut in cut_at_bands(start, end, now)]
