"""Everybody else behind the addresses that answers name, many answers at a time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.disclosure import EXAMINED
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.draw.hashing import folds
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DisclosedMembers
from sim.records.groups import chosen_each
from sim.world.population import PeopleClass

Whole = NDArray[np.int64]
Times = NDArray[np.float64]
Keys = NDArray[np.uint64]


class Named(NamedTuple):
    """Answers that name an address each; arrays (n,)."""

    rows: Whole  # among the answers that wait
    homes: Whole  # numbers of the subjects' operator and home, see `Sharers.home`
    keys: Keys  # of the requests
    persons: Whole  # global numbers of the subjects
    at: Times  # when they had the address

    def some(self, which: NDArray[np.intp]) -> "Named":
        """Return some of them."""
        return Named(self.rows[which], self.homes[which], self.keys[which], self.persons[which], self.at[which])


class Sharers:
    """Who shares an address with somebody about whom one agency asked.

    Parameters
    ----------
    examines : float [1]
        Share of bystanders whose records somebody reads.
    """

    def __init__(self, ledger: Ledger, *, agency: str, examines: float) -> None:
        self._ledger, self._agency, self._examines = ledger, agency, examines
        self._homes: dict[tuple[Operator, People, PeopleClass], int] = {}
        self._waiting: list[Named] = []

    def home(self, operator: Operator, people: People, home: PeopleClass) -> int:
        """Return the number of an access operator and a home of people who do not move."""
        return self._homes.setdefault((operator, people, home), len(self._homes))

    def wait(self, named: Named) -> None:
        """Take over addresses, of answers that are counted later."""
        self._waiting.append(named)

    def write_down(self, records: Whole, times: Times) -> tuple[Whole, Whole]:
        """Write down who shares the addresses that wait, if something was found of the subject.

        Parameters
        ----------
        records, times : ndarray (answers,)
            Of all answers: how many records were found, and when they were given.

        Returns
        -------
        rows, people : ndarray (n,)
            Of which answers, and how many people.
        """
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        named = Named(*map(np.concatenate, zip(*waiting, strict=True)))
        some = np.flatnonzero(records[named.rows] > 0)
        named = named.some(some[np.argsort(named.homes[some], kind="stable")])
        members, people = self._members(named)
        self._post("obtained", named, times, members, people)
        if self._examines > 0:
            read = chosen_each(folds(named.keys, EXAMINED), members, people, self._examines)
            self._post("examined", named, times, *read)
        return named.rows, people

    def _members(self, named: Named) -> tuple[Keys, Whole]:
        """Return everybody else behind each address, one after the other, and how many each has."""
        homes, starts = np.unique(named.homes, return_index=True)
        known, members, people = list(self._homes), [], []
        for number, own in zip(homes.tolist(), np.split(named.persons, starts[1:]), strict=False):
            _, of, home = known[number]
            found, many = of.behind_addresses(home, own)
            members.append(found)
            people.append(many)
        return np.concatenate(members or [np.empty(0, np.uint64)]), np.concatenate(people or [np.empty(0, np.int64)])

    def _post(self, stage: str, named: Named, times: Times, members: Keys, people: Whole) -> None:
        there = people > 0
        labels = [
            ("request", stage, self._agency, operator.entry, "ip_assignment", home.place, "bystander", "agency")
            for operator, _, home in self._homes
        ]
        when = times[named.rows[there]]
        self._ledger.disclose_rows(
            DisclosedMembers(labels, named.homes[there], when, when - named.at[there], members, people[there])
        )
