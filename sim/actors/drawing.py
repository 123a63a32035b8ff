"""Draws the requests of many cases at once, where what they ask for hangs on nothing but their numbers."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.actors.area import Area
from sim.actors.batch import Batch, Names
from sim.actors.census import Census
from sim.actors.docket import NUMBERS, Cases, Column
from sim.actors.groups import Groups
from sim.actors.habits import ITEMS, TRIES, Habits, wholes
from sim.actors.operator import Operator
from sim.draw.hashing import folds, rows, units_of
from sim.draw.variates import Sampler, each, names_of, places_of


class Drawing:
    """The requests of a docket's cases to access operators, where nobody moves and everybody is as likely as others.

    They are those that `asking.Asking` draws one by one, to the last bit.

    Parameters
    ----------
    access : mapping from name to Operator
    categories : set of str
        Those that access operators are asked for.
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
        groups: Groups,
        is_known: Callable[[Operator], bool],
    ) -> None:
        self._census, self._area, self._habits, self._groups = census, area, habits, groups
        operators = [operator for operator in access.values() if is_known(operator)]
        self.names = Names(operators, names_of(habits.category), names_of(habits.role), census.homes)
        place = {operator.name: number for number, operator in enumerate(operators)}
        self._operator_of = np.array([place.get(home.access, -1) for _, home in census.homes], np.int64)
        self._is_asked = np.array([name in categories for name in self.names.categories])
        self._grades = np.array([int(name) for name in names_of(habits.grade)])
        among = [census.served(operator)[1] for operator in operators]
        self._among = census.firsts, np.array(among, np.bool_).reshape(len(among), len(census.firsts))

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
        person = self._area.persons(chunk.numbers[:, Column.SUBJECT])
        assert person is not None
        person = person[case]
        operator = self._operator_of[self._census.classes(person)]
        category = places_of(habits.category, own[:, Column.CATEGORY])
        is_known = (operator >= 0) & self._is_asked[category]
        subjects, starts = self._subjects(keys, person, operator)
        batch = Batch(
            self.names,
            keys=keys,
            numbers=own[:, Column.REQUEST :],
            opened=chunk.opened[case],
            at=chunk.opened[case] - self._ages(chunk.numbers)[case],
            window_days=_drawn(habits.window, own[:, Column.WINDOW]),
            operator=operator,
            category=category,
            role=places_of(habits.role, chunk.numbers[:, Column.ROLE])[case],
            grade=self._grades[places_of(habits.grade, chunk.numbers[:, Column.GRADE])][case],
            is_first=step == 0,
            may_be_held=np.zeros(len(case), np.bool_),
            subjects=subjects,
            homes=self._census.classes(subjects),
            starts=starts,
        )
        unknown = ~is_known | self._are_of_groups(batch)
        is_case_known = np.bincount(case[unknown], minlength=len(requests)) == 0
        return batch.chosen(is_case_known[case]), is_case_known

    def _ages(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the days from the act of each case to its opening."""
        habits = self._habits
        act = _drawn(habits.act_to_report, numbers[:, Column.ACT])
        return act + _drawn(habits.report_to_request, numbers[:, Column.REPORT])

    def _subjects(
        self, keys: NDArray[np.uint64], person: NDArray[np.int64], operator: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return whom the requests are about, and where each begins."""
        habits = self._habits
        if habits.items_per_request <= 1.0 and habits.people_per_request is None:
            return person, np.arange(len(person) + 1)
        u = units_of(folds(keys, np.uint64(ITEMS)))
        if habits.people_per_request is None:
            many = wholes(habits.items_per_request, u)
        else:
            many = np.array([max(1, round(n)) for n in each(habits.people_per_request, u.tolist())], np.int64)
        many = np.where(operator < 0, 1, many)  # nobody is asked
        return self._area.with_others(keys, person, many, ITEMS, TRIES, np.maximum(operator, 0), self._among)

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
