"""A population as actors meet it: numbers, homes, records, and who shares an address or a conversation."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.keeper import Keeper
from sim.actors.log_store import Piece
from sim.draw.hashing import name_key, plain_fold
from sim.records.contacts import Contacts, counterparts
from sim.records.field import RecordField
from sim.records.groups import NatGroups
from sim.records.profile import Profile
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES
from sim.world.paths import Paths
from sim.world.population import PeopleClass, Population

Whole = NDArray[np.uint64]
Times = NDArray[np.float64]


class Writing(NamedTuple):
    """What the people of a population write of one category."""

    per_day: float  # all operators together
    accounts: float  # mean number of accounts that share it; 1 for what an access operator logs


class People:
    """One population.

    Network categories (session, location) are one process of the person, logged by every operator on the route
    that keeps it. What an account holder does at a platform is a process of the person and that platform: given
    z, the parts of a Poisson process that fall to different platforms are independent, so this is the same law
    as one process with the platform as a mark, and a platform that is added leaves the others' numbers alone (their
    rates share what a person writes, so they change in proportion).

    Parameters
    ----------
    world : Population
    offset : int
        Global number of person 0.
    master : int
        64-bit key of the replication's records.
    writes : mapping from category to Writing
    paths : Paths, optional
        Of people who move, come or go; without them everybody is there and stays with one access operator.
    """

    def __init__(
        self,
        world: Population,
        *,
        offset: int,
        master: int,
        writes: Mapping[str, Writing],
        activity_cv: float,
        profile: Profile,
        behind_one_address: int,
        contacts: Callable[[], Contacts],
        paths: Paths | None = None,
    ) -> None:
        self.paths = paths
        self.world, self.offset, self.activity_cv, self.profile = world, offset, activity_cv, profile
        self.writes = writes
        self._master, self._behind = master, max(1, behind_one_address)
        self._fields: dict[tuple[str, str], RecordField] = {}
        self._fields_of: dict[tuple[Keeper, str], RecordField] = {}
        self._groups: dict[tuple[str, str], NatGroups] = {}
        self._make_contacts = contacts
        self._contacts: Contacts | None = None
        self._last = (-1, np.empty(0, np.uint64))  # a person and the contacts
        self._activity = self.field("", "activity")

    def field(self, operator: str, category: str) -> RecordField:
        """Return the records of a category; `operator` is the platform, or empty for network categories."""
        key = (operator, category)
        if key not in self._fields:
            writing = self.writes.get(category, Writing(0.0, 1.0))
            stream = f"{category}@{operator}" if operator else category
            self._fields[key] = RecordField(
                self._master,
                self.world.key,
                stream,
                writing.per_day / writing.accounts,
                self.activity_cv,
                self.profile,
            )
        return self._fields[key]

    def field_of(self, operator: Keeper, category: str) -> RecordField:
        """Return the records of a category that an operator may log."""
        known = self._fields_of.get((operator, category))
        if known is None:
            name = "" if category in NETWORK_CATEGORIES else operator.name
            known = self._fields_of[operator, category] = self.field(name, category)
        return known

    def home(self, person: int) -> PeopleClass:
        """Return home and access operator of a person (global number)."""
        return self.world.class_of(person - self.offset)

    def activity(self, person: int) -> float:
        """Return z of a person (global number)."""
        return self._activity.activity(person - self.offset)

    def activities(self, persons: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Return z of persons (numbers within the population); shape of `persons` (n,)."""
        return self._activity.activities(persons)

    def count(self, operator: Keeper, category: str, person: int, pieces: tuple[Piece, ...]) -> int:
        """Return the number of records of a person in pieces of time, as the field has them."""
        if self.paths is not None:
            pieces = self.served(operator, person, pieces)
        records = self.field_of(operator, category)
        if operator.route_marks is None:
            return records.count(person - self.offset, pieces)
        marks = operator.marks_of(self.home(person).place)
        return sum(records.count(person - self.offset, pieces, interval) for interval in marks)

    def counts(self, operator: Keeper, category: str, persons: Whole, starts: Times, ends: Times) -> NDArray[np.int64]:
        """Return `Counts` of persons (numbers within the population), all of one home, as the field has them."""
        if category not in self.writes:
            return np.zeros((len(persons), starts.shape[1]), np.int64)
        records = self.field_of(operator, category)
        if operator.route_marks is None or not len(persons):
            return records.counts_each(persons, starts, ends)
        marks = operator.marks_of(self.world.class_of(int(persons[0])).place)
        each = [records.counts_each(persons, starts, ends, interval) for interval in marks]
        return sum(each[1:], each[0]) if each else np.zeros((len(persons), starts.shape[1]), np.int64)

    @property
    def graph(self) -> Contacts:
        """Who is in contact with whom (numbers within the population); made when it is first asked for."""
        if self._contacts is None:
            self._contacts = self._make_contacts()
        return self._contacts

    def served(self, operator: Keeper, person: int, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """Return the parts of pieces of time in which a person was there and, with access operators, had this one."""
        if self.paths is None:
            return pieces
        access = operator.name if operator.kind == "access" else None
        return self.paths.within(person - self.offset, pieces, access)

    def each_served(
        self, operator: Keeper, persons: Whole, pieces: tuple[Piece, ...], since: Times, edges: Times
    ) -> tuple[NDArray[np.int64], Times]:
        """Return `served` of persons (numbers within the population) of one home, as `Paths.each_within` has it."""
        assert self.paths is not None
        access = operator.name if operator.kind == "access" else None
        return self.paths.each_within(persons, pieces, access, since, edges)

    def is_served(self, operator: Keeper, person: int, time: float) -> bool:
        """Whether a person was there at a time and, with access operators, had this one."""
        if self.paths is None:
            return operator.kind != "access" or self.home(person).access == operator.name
        own, access = person - self.offset, operator.kind == "access"
        return self.paths.is_present(own, time) and (not access or self.paths.access_at(own, time) == operator.name)

    def access_at(self, person: int, time: float) -> str:
        """Return the access operator of a person (global number) at a time."""
        return self.home(person).access if self.paths is None else self.paths.access_at(person - self.offset, time)

    @property
    def enters_later(self) -> bool:
        """Whether nobody of the population is there on the first day."""
        return self.paths is not None and self.paths.enters_within is not None

    def is_present(self, person: int, time: float) -> bool:
        """Whether a person (global number) is there at a time."""
        return self.paths is None or self.paths.is_present(person - self.offset, time)

    def behind_address(self, person: int, access: str, time: float) -> NDArray[np.uint64]:
        """Return everybody else behind the address that a person has with an access operator (global numbers).

        The blocks of a place where people move are as large as makes the group of somebody there the right size on
        average; in it are those who have the operator at the time.
        """
        home = self.home(person)
        if self.paths is not None:
            return self._behind_moving(home, person, access, time)
        first = self.offset + home.first
        return self._at_home(home).others(person - first, first)

    def behind_addresses(self, home: PeopleClass, persons: NDArray[np.int64]) -> tuple[Whole, NDArray[np.int64]]:
        """Return `behind_address` of persons of one home where nobody moves, one after the other, and how many each."""
        return self._at_home(home).others_each(persons, self.offset + home.first)

    def _at_home(self, home: PeopleClass) -> NatGroups:
        key = (home.place, home.access)
        if key not in self._groups:
            name = name_key("nat", *key)
            self._groups[key] = NatGroups(
                plain_fold(plain_fold(self._master, self.world.key), name), home.size, self._behind
            )
        return self._groups[key]

    def _behind_moving(self, home: PeopleClass, person: int, access: str, time: float) -> NDArray[np.uint64]:
        assert self.paths is not None
        there, key = self.world.people_at(home.place), (home.place, access)
        if key not in self._groups:
            size = round(1.0 + (self._behind - 1.0) / max(self.paths.share(*key), 1.0 / len(there)))
            own = plain_fold(plain_fold(self._master, self.world.key), name_key("nat", *key))
            self._groups[key] = NatGroups(own, len(there), max(1, min(size, len(there))))
        others = self._groups[key].others(person - self.offset - there.start, there.start)
        return others[self.paths.who_have(others, home.place, access, time)] + np.uint64(self.offset)

    def contacts(self, person: int) -> NDArray[np.uint64]:
        """Return the contacts of a person (global number), in order, as numbers within the population.

        Platforms report of the same person one after the other, so those of the last are kept.
        """
        if person != self._last[0]:
            self._last = person, self.graph.contacts(person - self.offset)
        return self._last[1]

    def partners(self, operator: Keeper, person: int, pieces: tuple[Piece, ...]) -> NDArray[np.uint64]:
        """Return with whom a person exchanged the messages in pieces of time (global numbers, distinct).

        The counterpart of a message is a mark of its record: one of the person's contacts, each alike.
        """
        known = self.contacts(person)
        if not known.size:
            return known
        pieces = self.served(operator, person, pieces)
        records = self.field_of(operator, "message")
        marks = [records.marks(person - self.offset, start, end) for start, end in pieces]
        of_all = np.concatenate(marks) if marks else np.empty(0, np.uint64)
        return counterparts(known, of_all) + np.uint64(self.offset)

    def correspondent(self, person: int, u: float) -> int | None:
        """Return the other end of one message (global number), by a number in (0, 1); None without contacts."""
        known = self.contacts(person)
        return int(known[int(u * known.size)]) + self.offset if known.size else None


class Subject(NamedTuple):
    """Somebody whom a request is about."""

    number: int  # global
    people: People
    home: PeopleClass
