"""What operators have seen of people who are watched: who had an account where, and what was written there when."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import holders, holders_among, order_key
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.actors.register import Rules
from sim.records.field import RecordField, counts_and_firsts
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

Times = NDArray[np.float64]
Whole = NDArray[np.int64]


class Spells(NamedTuple):
    """Of one person each, all that was written in [since, until) is looked up; all (n,)."""

    listings: Whole  # for whom and as what the person is watched, by number
    persons: Whole  # global numbers
    since: Times
    until: Times

    def at(self, which: NDArray[np.bool_] | slice) -> "Spells":
        """Return some of them."""
        return Spells(self.listings[which], self.persons[which], self.since[which], self.until[which])


class Served(NamedTuple):
    """Whom of some spells an operator serves, and when; the same pair may come several times; all (n,)."""

    operators: Whole  # by number
    spells: Whole
    start: Times
    end: Times

    def at(self, which: NDArray[np.bool_]) -> "Served":
        """Return some of them."""
        return Served(self.operators[which], self.spells[which], self.start[which], self.end[which])


class Seen(NamedTuple):
    """What operators have seen of a category: at least one record each; all (n,)."""

    category: str
    served: Served
    records: Whole
    firsts: Times  # when the first was written


class _Alike(NamedTuple):
    """Platforms at which accounts have come and gone alike."""

    platforms: Whole  # by number
    orders: NDArray[np.uint64]  # keys of the orders in which they have accounts
    most: int  # places in an order of those who had asked for an account by the end
    rules: Rules | None  # None: accounts are those of the first day


class _Log(NamedTuple):
    """What operators log of a category."""

    category: str
    field: RecordField  # that of one operator, from which the others' differ in the key alone
    logs: NDArray[np.bool_]  # which operators do
    keys: NDArray[np.uint64]  # of each one's field


class Look(NamedTuple):
    """A look at some spells: all that it takes, so that it may be made while a run goes on."""

    spells: Spells
    persons: NDArray[np.uint64]  # indices within the population
    activities: Times
    at_access: Served
    alike: Sequence[_Alike]
    number: int  # people of the population

    def served(self) -> Served:
        """Return who is served by which operators, and when."""
        parts = zip(self.at_access, *self._with_accounts(), strict=True)
        served = Served(*map(np.concatenate, parts))
        return served.at(served.start < served.end)

    def _with_accounts(self) -> Iterator[Served]:
        for platforms, orders, most, rules in self.alike:
            most_of_all = np.full(len(orders), most, np.uint64)
            which, spells, places = holders_among(orders, most_of_all, np.uint64(self.number), self.persons)
            since, until = self.spells.since[spells], self.spells.until[spells]
            if rules is not None:
                spans = rules.spans(self.persons[spells], places)
                since, until = np.maximum(since, spans.opened), np.minimum(until, spans.closed)
            yield Served(platforms[which], spells, since, until)


class Looks:
    """Looks at the people of one population by the operators of one country.

    Parameters
    ----------
    operators : sequence of Operator
        Those of access and platforms.
    days : float
        Length of the run.
    """

    def __init__(self, people: People, operators: Sequence[Operator], days: float) -> None:
        self._people, self._operators, self._days = people, operators, days
        self._alike: Sequence[_Alike] | None = None
        for operator in operators:
            if operator.register is not None:
                operator.register.before_change.append(self._forget)
        logged = (self._log(category) for category in people.writes if category not in STATES)
        self._logged = [log for log in logged if log is not None]

    def _forget(self) -> None:
        self._alike = None

    def look(self, spells: Spells, homes: Sequence[PeopleClass]) -> Look:
        """Return a look at spells as accounts are now; `homes` are those of their listings, by number."""
        if self._alike is None:
            self._alike = list(self._by_rules())
        persons = (spells.persons - self._people.offset).astype(np.uint64)
        at_access = self._at_access(spells, homes)
        activities = self._people.activities(persons)
        return Look(spells, persons, activities, at_access, self._alike, self._people.world.number)

    def see(self, look: Look) -> list[Seen]:
        """Make a look: it changes nothing, and where nobody moves it asks nothing that changes in a run."""
        served, seen = look.served(), list[Seen]()
        if self._people.paths is not None:
            served = self._there(look.spells, served)
        for category, field, logs, keys in self._logged:
            own = served.at(logs[served.operators])
            who = keys[own.operators], look.persons[own.spells], look.activities[own.spells]
            records, firsts = counts_and_firsts(field, *who, own.start, own.end)
            there = records > 0
            seen.append(Seen(category, own.at(there), records[there], firsts[there]))
        return seen

    def _log(self, category: str) -> _Log | None:
        logs = np.array([category in operator.stores for operator in self._operators], np.bool_)
        fields = [self._people.field_of(self._operators[i], category) for i in np.flatnonzero(logs).tolist()]
        if not fields:
            return None
        keys = np.zeros(len(logs), np.uint64)
        keys[logs] = [field.tables[0] for field in fields]
        return _Log(category, fields[0], logs, keys)

    def _by_rules(self) -> Iterator[_Alike]:
        world, alike = self._people.world, defaultdict[Rules | float, list[int]](list)
        for i, operator in enumerate(self._operators):
            if operator.kind == "platform":
                register = operator.register
                alike[operator.share if register is None else register.rules(world.name)].append(i)
        for same, those in alike.items():
            orders = np.array([order_key(self._operators[i].key, world.key) for i in those], np.uint64)
            if isinstance(same, Rules):
                yield _Alike(np.array(those, np.int64), orders, same.asked(self._days), same)
            else:
                yield _Alike(np.array(those, np.int64), orders, holders(world.number, same), None)

    def _at_access(self, spells: Spells, homes: Sequence[PeopleClass]) -> Served:
        kinds = list(dict.fromkeys(homes))
        number = {home: i for i, home in enumerate(kinds)}
        home = np.array([number[one] for one in homes], np.int64)[spells.listings]
        operators, whose = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for i, operator in enumerate(self._operators):
            if operator.kind == "access":
                whose.append(np.flatnonzero(np.array([operator.may_serve(one) for one in kinds], np.bool_)[home]))
                operators.append(np.full(len(whose[-1]), i, np.int64))
        which = np.concatenate(whose)
        return Served(np.concatenate(operators), which, spells.since[which], spells.until[which])

    def _there(self, spells: Spells, served: Served) -> Served:
        """Return windows cut to when people were there and, with access operators, had this one."""
        cut = [
            (operator, spell, *piece)
            for operator, spell, start, end in zip(*(column.tolist() for column in served), strict=True)
            for piece in self._people.served(self._operators[operator], int(spells.persons[spell]), ((start, end),))
        ]
        operators, which, start, end = zip(*cut, strict=True) if cut else ((), (), (), ())
        return Served(np.array(operators, np.int64), np.array(which, np.int64), np.array(start), np.array(end))
