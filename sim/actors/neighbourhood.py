"""The people of an area: neighbours of somebody, of whom an access operator may hold records.

Where in a place people live is not modelled beyond their numbers: neighbours in number are neighbours. Each class
of a place (people of one home and access operator) is cut into as many blocks as areas there are, and an area is the
blocks at the same height in all of its classes. So two dumps of one area are about the same people.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.census import Census
from sim.actors.operator import Operator
from sim.actors.people import People, Subject
from sim.world.population import PeopleClass


class Neighbours(NamedTuple):
    """Those of an area who are in one class: contiguous numbers within their population."""

    people: People
    home: PeopleClass
    first: int
    size: int

    @property
    def persons(self) -> NDArray[np.uint64]:
        """Their global numbers, ascending; shape (size,)."""
        start = self.people.offset + self.first
        return np.arange(start, start + self.size, dtype=np.uint64)


def share_of_place(census: Census, place: str, area: int | None) -> float:
    """Return the share of the people of a place who are in an area of so many; None is the whole place."""
    there = sum(len(people.world.people_at(place)) for people in census.populations.values())
    return 1.0 if area is None or area >= there else area / there


def neighbours(census: Census, around: Subject, access: Operator, share: float) -> Iterator[Neighbours]:
    """Return the people of an area around somebody whom an access operator serves, class by class.

    Parameters
    ----------
    access : Operator
        The access operator.
    share : float [1]
        Of the people of the place; each class has its part of the area, rounded.
    """
    own = around.home
    height = (around.number - around.people.offset - own.first + 0.5) / own.size
    for people in census.populations.values():
        for part in people.world.classes_at(own.place):
            if access.may_serve(part):
                size = max(round(part.size * share), int(part is own))
                if size:
                    yield Neighbours(people, part, part.first + _start(part.size, size, height), size)


def _start(people: int, size: int, height: float) -> int:
    """Return where the block of `size` people at a height (0 to 1) of all starts; the last may overlap another."""
    return min(int(height * people / size) * size, people - size)
