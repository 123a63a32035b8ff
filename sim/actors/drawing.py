"""Draws the requests of many cases at once, where what they ask for hangs on nothing but their numbers."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.actors.area import Area
from sim.actors.batch import Batch, Names
from sim.actors.by_accounts import ByAccounts
from sim.actors.census import Census
from sim.actors.docket import NUMBERS, Cases, Column
from sim.actors.groups import Groups
from sim.actors.habits import ITEMS, SUBJECT, TRIES, Habits, wholes
from sim.actors.holders import Holders
from sim.actors.operator import Operator
from sim.draw.hashing import folds, rows, units_of
from sim.draw.variates import Sampler, each, names_of, places_of


class Drawing:
    """The requests of a docket's cases, where nobody moves and everybody is as likely as others.

    They are those that `asking.Asking` draws one by one, to the last bit, as long as the registers of platforms stay
    as they are.

    Parameters
    ----------
    access : mapping from name to Operator
    categories : set of str
        Those that access operators are asked for.
    platforms : mapping from category to ByAccounts
        Whom to ask for the others.
    is_known : callable of Operator
        Whether the course of what an operator is asked is known beforehand.
    """

    def __init__(
        self,
        census: Census,
        area: Area,
        habits: Habits,
        access: Mapping[str, Operator],
        categories: frozenset[str],
        platforms: Mapping[str, ByAccounts],
        groups: Groups,
        is_known: Callable[[Operator], bool],
    ) -> None:
        self._census, self._area, self._habits, self._groups = census, area, habits, groups
        operators = [operator for operator in access.values() if is_known(operator)]
        asked = {name: one for name, one in platforms.items() if name in names_of(habits.category)}
        there = dict.fromkeys(platform for one in asked.values() for platform in one.platforms if is_known(platform))
        self.platforms, self._first = list(there), len(operators)  # after the access operators come platforms
        self.names = Names([*operators, *there], names_of(habits.category), names_of(habits.role), census.homes)
        place = {operator.name: number for number, operator in enumerate(operators)}
        self._operator_of = np.array([place.get(home.access, -1) for _, home in census.homes], np.int64)
        self._is_asked = np.array([name in categories for name in self.names.categories])
        number = {platform: self._first + place for place, platform in enumerate(there)}
        self._choices = [
            (self.names.categories.index(name), one, np.array([number.get(p, -1) for p in one.platforms], np.int64))
            for name, one in asked.items()
        ]
        self._grades = np.array([int(name) for name in names_of(habits.grade)])
        among = [census.served(operator)[1] for operator in operators]
        self._among = census.firsts, np.array(among, np.bool_).reshape(len(among), len(census.firsts))
        self._holders = Holders(area, census.of(area.person(0.5, 0)), self.platforms)  # an area is of one population

    def of(self, chunk: Cases) -> tuple[Batch, NDArray[np.bool_]]:
        """Return the requests of those cases that can be drawn so, and which cases those are; shape (cases,)."""
        habits = self._habits
        requests = wholes(habits.requests_per_case, chunk.numbers[:, Column.REQUESTS])
        case = np.repeat(np.arange(len(requests)), requests)
        step = np.arange(len(case)) - np.repeat(np.cumsum(requests) - requests, requests)
        keys, own = chunk.keys[case], chunk.numbers[case]
        for later in range(1, int(step.max(initial=0)) + 1):
            those = np.flatnonzero(step == later)
            keys[those] = folds(keys[those], np.uint64(later))
            own[those] = rows(keys[those], NUMBERS)
        at = chunk.opened[case] - self._ages(chunk.numbers)[case]
        category = places_of(habits.category, own[:, Column.CATEGORY])
        person, operator = self._persons(chunk, case, own, category, at)
        subjects, starts = self._subjects(keys, person, operator, at)
        batch = Batch(
            self.names,
            chunk,
            keys=keys,
            numbers=own[:, Column.REQUEST :],
            opened=chunk.opened[case],
            at=at,
            window_days=_drawn(habits.window, own[:, Column.WINDOW]),
            operator=operator,
            category=category,
            role=places_of(habits.role, chunk.numbers[:, Column.ROLE])[case],
            grade=self._grades[places_of(habits.grade, chunk.numbers[:, Column.GRADE])][case],
            case=case,
            is_first=step == 0,
            follows=own[:, Column.FOLLOW] < habits.follow,
            may_be_held=np.zeros(len(case), np.bool_),
            is_found_anew=np.zeros(len(case), np.bool_),
            subjects=subjects,
            homes=self._census.classes(subjects),
            starts=starts,
        )
        unknown = (operator < 0) | (person < 0) | self._are_of_groups(batch)
        is_case_known = np.bincount(case[unknown], minlength=len(requests)) == 0
        return batch.chosen(is_case_known[case]), is_case_known

    def _persons(
        self, chunk: Cases, case: NDArray[np.int64], own: NDArray[np.float64], category: NDArray[np.intp],
        at: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
        """Return whom each request is about first, and whom it is sent to; below 0 where that is not known here."""
        found = self._area.persons(chunk.numbers[:, Column.SUBJECT])
        assert found is not None
        person = found[case]
        operator = np.where(self._is_asked[category], self._operator_of[self._census.classes(person)], -1)
        for place, choice, numbers in self._choices:
            those = np.flatnonzero(category == place)
            operator[those] = numbers[choice.places(own[those, Column.OPERATOR])]
        those = np.flatnonzero(operator >= self._first)
        if len(those):
            keys = folds(chunk.keys[case[those]], np.uint64(SUBJECT))
            person[those] = self._holders.found(keys, operator[those] - self._first, at[those])
        return person, operator

    def _ages(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the days from the act of each case to its opening."""
        habits = self._habits
        act = _drawn(habits.act_to_report, numbers[:, Column.ACT])
        return act + _drawn(habits.report_to_request, numbers[:, Column.REPORT])

    def _subjects(
        self, keys: NDArray[np.uint64], person: NDArray[np.int64], operator: NDArray[np.int64],
        at: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
        """Return whom the requests are about, and where each begins."""
        habits, person = self._habits, np.maximum(person, 0)
        if habits.items_per_request <= 1.0 and habits.people_per_request is None:
            return person, np.arange(len(person) + 1)
        u = units_of(folds(keys, np.uint64(ITEMS)))
        if habits.people_per_request is None:
            wanted = wholes(habits.items_per_request, u)
        else:
            wanted = np.array([max(1, round(n)) for n in each(habits.people_per_request, u.tolist())], np.int64)
        many = np.ones(len(person), np.int64)
        of_access, of_platform = (operator >= 0) & (operator < self._first), operator >= self._first
        one, other = np.flatnonzero(of_access), np.flatnonzero(of_platform)
        served, starts = self._area.with_others(
            keys[one], person[one], wanted[one], ITEMS, TRIES, operator[one], self._among
        )
        many[one] = np.diff(starts)
        held, many[other] = self._holders.with_others(
            keys[other], person[other], wanted[other], operator[other] - self._first, at[other]
        )
        row = np.repeat(np.arange(len(person)), many)
        subjects = person[row]
        subjects[of_access[row]], subjects[of_platform[row]] = served, held
        return subjects, np.concatenate([[0], np.cumsum(many)])

    def _are_of_groups(self, batch: Batch) -> NDArray[np.bool_]:
        """Return which requests are about somebody of a group: who authorises them is said by the law of the day."""
        found = np.zeros(len(batch), np.bool_)
        if self._groups and len(batch):
            population = batch.names.homes[batch.homes[0]][0]  # a docket is about one
            members = np.flatnonzero(self._groups.are_members(population, batch.subjects))
            found[np.searchsorted(batch.starts, members, side="right") - 1] = True
        return found


def _drawn(draw: Sampler, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array(each(draw, numbers.tolist()), np.float64)
