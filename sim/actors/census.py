"""Everybody: all populations together, by global number."""

from bisect import bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.actors.area import Among
from sim.actors.keeper import Keeper
from sim.actors.log_store import Piece
from sim.actors.named import made_from
from sim.actors.people import People, Subject, Times, Whole
from sim.records.ages import Aged, by_age, of_act

_subject = made_from(Subject)


class Census:
    """All populations, by global number; `people` are there at some time, `people_at_first` on the first day.

    `homes` are all classes of people with their population, and `firsts` the first global number of each.
    """

    def __init__(self, populations: Mapping[str, People]) -> None:
        self.populations = populations
        self._list = list(populations.values())
        self._ends = [part.offset + part.world.number for part in self._list]
        self.people = sum(part.world.number for part in self._list)
        # a list: the collector does not see into arrays of objects, and would keep the world of every run for ever
        self.homes = [(part, home) for part in self._list for home in part.world.classes]
        self.firsts = np.array([part.offset + home.first for part, home in self.homes], np.int64)
        self._served: dict[str, Among] = {}
        self.settled = all(part.paths is None for part in self._list)  # nobody moves, comes or goes
        self.people_at_first = sum(part.world.number for part in self._list if not part.enters_later)

    def of(self, person: int) -> People:
        """Return the population of a person (global number)."""
        place = bisect_right(self._ends, person)
        if place == len(self._ends):
            raise IndexError(f"person {person}; wanted 0 to {self.people - 1}")
        return self._list[place]

    def served(self, operator: Keeper) -> Among:
        """Return which classes an operator serves, where nobody moves: as `People.is_served` has it."""
        known = self._served.get(operator.name)
        if known is None:
            here = [operator.kind != "access" or home.access == operator.name for _, home in self.homes]
            known = self._served[operator.name] = self.firsts, np.array(here, np.bool_)
        return known

    def subject(self, person: int) -> Subject:
        """Return a person (global number) with population and home."""
        people = self.of(person)
        return _subject((person, people, people.world.class_of(person - people.offset)))

    def classes(self, persons: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place among `homes` of each person (global numbers); shape of `persons` (n,)."""
        return np.searchsorted(self.firsts, persons, side="right") - 1

    def subjects(self, persons: NDArray[np.int64]) -> list[Subject]:
        """Return persons (global numbers) with population and home: `subject` of each."""
        homes, places = self.homes, self.classes(persons).tolist()
        return [_subject((person, *homes[place])) for person, place in zip(persons.tolist(), places, strict=True)]

    def counts(
        self, operator: Keeper, category: str, people: People, persons: Whole, starts: Times, ends: Times
    ) -> NDArray[np.int64]:
        """Return `Counts` of persons of one home, as the field has them."""
        return people.counts(operator, category, persons, starts, ends)

    def by_age(
        self, operator: Keeper, category: str, subject: Subject, pieces: tuple[Piece, ...], now: float,
        act: float | None = None,
    ) -> Aged:  # fmt: skip
        """Return the records of a subject in pieces of time by their age at `now`, as the field has them.

        An act is one record more, at its time.
        """
        people = subject.people
        if people.paths is not None:
            pieces = people.served(operator, subject.number, pieces)
        if len(pieces) == 1 and operator.route_marks is None and (act is None or act == pieces[0][1]):
            start, end = pieces[0]
            field = people.field_of(operator, category)
            return field.by_age(subject.number - people.offset, start, end, now, act is not None)
        if not pieces:
            return (0, 0.0, (0, 0, 0, 0)) if act is None else of_act(now - act)
        return by_age(lambda piece: people.count(operator, category, subject.number, (piece,)), pieces, now, act)

    def activity(self, person: int) -> float:
        """Return z of a person (global number)."""
        return self.of(person).activity(person)
