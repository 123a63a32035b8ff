"""What operators have seen of people who are watched: who had an account where, and what was written there when."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import holders, holders_among, order_key
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.actors.register import Rules
from sim.records.field import RecordField, counts_and_firsts
from sim.records.glance import may_hold
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
    """Windows in which an operator serves the person of a spell; all (n,)."""

    operators: Whole  # by number
    spells: Whole
    places: NDArray[np.uint64]  # of the people in the orders of accounts at platforms
    start: Times
    end: Times

    def at(self, which: "NDArray[np.bool_] | Whole") -> "Served":
        """Return some of them."""
        own = self.operators[which], self.spells[which], self.places[which]
        return Served(*own, self.start[which], self.end[which])


class _Pairs(NamedTuple):
    """Operators and the people they may serve; all (n,)."""

    operators: Whole  # by number
    spells: Whole
    places: NDArray[np.uint64]


class Seen(NamedTuple):
    """What operators have seen of a category: at least one record each; all (n,)."""

    category: str
    served: Served
    records: Whole
    firsts: Times  # when the first was written

    def at(self, which: NDArray[np.bool_]) -> "Seen":
        """Return some of it."""
        return Seen(self.category, self.served.at(which), self.records[which], self.firsts[which])


class _Accounts(NamedTuple):
    """What is known at a moment of who has had an account where."""

    platforms: Whole  # (platforms,) by number
    orders: NDArray[np.uint64]  # (platforms,) keys of the orders in which people have accounts there
    most: NDArray[np.uint64]  # (platforms,) places in it of those who will have asked for an account by the end
    group: Whole  # (operators,) of those alike that each one is in; -1: none, accounts are those of the first day
    rules: Sequence[Rules]  # of each group


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
    at_access: _Pairs
    accounts: _Accounts
    number: int  # people of the population

    def pairs(self) -> _Pairs:
        """Return who has an access operator, or an account at a platform, which may have been opened or removed."""
        platforms, orders, most, _, _ = self.accounts
        which, spells, places = holders_among(orders, most, np.uint64(self.number), self.persons)
        own = self.at_access
        return _Pairs(
            np.concatenate([own.operators, platforms[which]]),
            np.concatenate([own.spells, spells]),
            np.concatenate([own.places, places]),
        )

    def that_may_hold(self, log: _Log, pairs: _Pairs) -> Served:
        """Return the pairs in whose spell a record of a category may have been written, as if served throughout."""
        _, _, bits, table, _ = log.field.tables
        fields, week = (log.logs, log.keys, pairs.operators, pairs.spells), log.field.profile.week
        scales = self.activities * log.field.rate_per_day
        held = may_hold(*fields, self.persons, scales, self.spells.since, self.spells.until, week, bits, table)
        spells = pairs.spells[held]
        return Served(
            pairs.operators[held], spells, pairs.places[held], self.spells.since[spells], self.spells.until[spells]
        )

    def with_accounts(self, served: Served) -> Served:
        """Return windows cut to when people had an account."""
        groups = self.accounts.group[served.operators]
        order = np.argsort(groups, kind="stable")
        start, end = served.start.copy(), served.end.copy()
        borders = np.searchsorted(groups[order], np.arange(len(self.accounts.rules) + 1))
        for group in np.flatnonzero(np.diff(borders)).tolist():
            own = order[borders[group] : borders[group + 1]]
            spans = self.accounts.rules[group].spans(self.persons[served.spells[own]], served.places[own])
            start[own], end[own] = np.maximum(start[own], spans.opened), np.minimum(end[own], spans.closed)
        return served._replace(start=start, end=end)


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
        self._known: _Accounts | None = None
        for operator in operators:
            if operator.register is not None:
                operator.register.before_change.append(self._forget)
        logged = (self._log(category) for category in people.writes if category not in STATES)
        self._logged = [log for log in logged if log is not None]

    def _forget(self) -> None:
        self._known = None

    def look(self, spells: Spells, homes: Sequence[PeopleClass]) -> Look:
        """Return a look at spells as accounts are now; `homes` are those of their listings, by number."""
        if self._known is None:
            self._known = self._accounts()
        persons = (spells.persons - self._people.offset).astype(np.uint64)
        at_access = self._at_access(spells, homes)
        activities = self._people.activities(persons)
        return Look(spells, persons, activities, at_access, self._known, self._people.world.number)

    def see(self, look: Look) -> list[Seen]:
        """Make a look: it changes nothing, and where nobody moves it asks nothing that changes in a run."""
        pairs, seen = look.pairs(), list[Seen]()
        for log in self._logged:  # where few spells hold a record, all else is asked of those
            whole = _count(look, log, look.that_may_hold(log, pairs))
            own = look.with_accounts(whole.served)
            if self._people.paths is not None:
                own = self._there(look.spells, own)
                seen.append(_count(look, log, own))
            else:
                cut = (own.start != whole.served.start) | (own.end != whole.served.end)
                seen += [whole.at(~cut), _count(look, log, own.at(cut))]
        return [one for one in seen if len(one.records)]

    def _log(self, category: str) -> _Log | None:
        logs = np.array([category in operator.stores for operator in self._operators], np.bool_)
        fields = [self._people.field_of(self._operators[i], category) for i in np.flatnonzero(logs).tolist()]
        if not fields:
            return None
        keys = np.zeros(len(logs), np.uint64)
        keys[logs] = [field.tables[0] for field in fields]
        return _Log(category, fields[0], logs, keys)

    def _accounts(self) -> _Accounts:
        world, groups = self._people.world, dict[Rules, int]()
        platforms = [i for i, operator in enumerate(self._operators) if operator.kind == "platform"]
        orders = [order_key(self._operators[i].key, world.key) for i in platforms]
        most, group = np.zeros(len(platforms), np.uint64), np.full(len(self._operators), -1, np.int64)
        for place, i in enumerate(platforms):
            register = self._operators[i].register
            if register is None:
                most[place] = holders(world.number, self._operators[i].share)
            else:
                rules = register.rules(world.name)
                most[place], group[i] = rules.asked(self._days), groups.setdefault(rules, len(groups))
        return _Accounts(np.array(platforms, np.int64), np.array(orders, np.uint64), most, group, list(groups))

    def _at_access(self, spells: Spells, homes: Sequence[PeopleClass]) -> _Pairs:
        kinds = list(dict.fromkeys(homes))
        number = {home: i for i, home in enumerate(kinds)}
        home = np.array([number[one] for one in homes], np.int64)[spells.listings]
        operators, whose = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for i, operator in enumerate(self._operators):
            if operator.kind == "access":
                whose.append(np.flatnonzero(np.array([operator.may_serve(one) for one in kinds], np.bool_)[home]))
                operators.append(np.full(len(whose[-1]), i, np.int64))
        which = np.concatenate(whose)
        return _Pairs(np.concatenate(operators), which, np.zeros(len(which), np.uint64))

    def _there(self, spells: Spells, served: Served) -> Served:
        """Return windows cut to when people were there and, with access operators, had this one."""
        cut = [
            (row, *piece)
            for row, (operator, spell, _, start, end) in enumerate(zip(*(c.tolist() for c in served), strict=True))
            for piece in self._people.served(self._operators[operator], int(spells.persons[spell]), ((start, end),))
        ]
        rows, start, end = zip(*cut, strict=True) if cut else ((), (), ())
        own = served.at(np.array(rows, np.int64))
        return own._replace(start=np.array(start, np.float64), end=np.array(end, np.float64))


def _count(look: Look, log: _Log, served: Served) -> Seen:
    """Return what was written in windows."""
    own = served.at(served.start < served.end)
    who = log.keys[own.operators], look.persons[own.spells], look.activities[own.spells]
    records, firsts = counts_and_firsts(log.field, *who, own.start, own.end)
    return Seen(log.category, own, records, firsts).at(records > 0)
