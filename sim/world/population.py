"""Populations: people as contiguous numbers, in classes of one home and one access operator.

Nobody is stored: a person is a number, a class is a range of them, and what a person is like is a hash.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from sim.draw.hashing import name_key
from sim.world.homes import HomeShare

NO_ACCESS = ""


class PeopleClass(NamedTuple):
    """The people of one home and one access operator: persons first to first + size - 1 of the population."""

    population: str
    place: str
    access: str  # NO_ACCESS where no operator serves the place
    first: int
    size: int


class Population:
    """People 0 to number - 1, in classes that lie one behind the other; classes of one place are neighbours.

    Attributes
    ----------
    name : str
    key : int
        64-bit key of the name, under which the population's draws are made.
    number : int [person]
    classes : tuple of PeopleClass
        Those with people, in the order of their persons.
    """

    __slots__ = ("_firsts", "_of_place", "_served_by", "classes", "key", "name", "number")

    def __init__(self, name: str, classes: Sequence[PeopleClass]) -> None:
        self.name, self.key = name, name_key("population", name)
        self.classes = tuple(part for part in classes if part.size)
        self.number = sum(part.size for part in self.classes)
        self._firsts = [part.first for part in self.classes]
        of_place = defaultdict[str, list[PeopleClass]](list)
        self._served_by = Counter[str]()
        for part in self.classes:
            of_place[part.place].append(part)
            self._served_by[part.access] += part.size
        self._of_place = {place: tuple(parts) for place, parts in of_place.items()}
        self._check()

    def class_index(self, person: int) -> int:
        """Return which of `classes` a person is in; IndexError if there is no such person."""
        if not 0 <= person < self.number:
            raise IndexError(f"population {self.name!r}: person {person}; wanted 0 to {self.number - 1}")
        return bisect_right(self._firsts, person) - 1

    def class_of(self, person: int) -> PeopleClass:
        """Return the class of a person."""
        if 0 <= person < self.number:
            return self.classes[bisect_right(self._firsts, person) - 1]
        return self.classes[self.class_index(person)]  # which says what is wrong

    def place_of(self, person: int) -> str:
        """Return the home of a person."""
        return self.class_of(person).place

    def classes_at(self, place: str) -> tuple[PeopleClass, ...]:
        """Return the classes of a place; none if nobody lives there."""
        return self._of_place.get(place, ())

    def served_by(self, access: str) -> int:
        """Return how many people an access operator serves, by its name; 0 if nobody."""
        return self._served_by[access]

    def people_at(self, place: str) -> range:
        """Return the persons of a place; an empty range if nobody lives there."""
        parts = self.classes_at(place)
        return range(parts[0].first, parts[-1].first + parts[-1].size) if parts else range(0)

    def _check(self) -> None:
        ends = [part.first + part.size for part in self.classes]
        if self._firsts != [0, *ends][: len(ends)]:
            raise ValueError(f"population {self.name!r}: classes leave gaps or overlap; wanted one behind the other")
        if any(len(self.people_at(place)) != sum(p.size for p in parts) for place, parts in self._of_place.items()):
            raise ValueError(f"population {self.name!r}: the classes of a place are apart; wanted them side by side")


def build_population(
    name: str,
    number: int,
    homes: Sequence[HomeShare],
    access: Mapping[str, Sequence[tuple[str, float]]],
) -> Population:
    """Divide people over homes, and those of each home over its access operators.

    Parameters
    ----------
    name : str
    number : int [person], >= 0
    homes : sequence of HomeShare
        Shares need not add up to 1; classes follow this order.
    access : mapping from place to (operator, share)
        Shares are of the place and need not add up to 1. Where a place has none, or only shares of 0, people have
        no access operator.

    Raises
    ------
    ValueError
        If a share is negative or not finite, all shares of homes are 0, or a home comes twice.

    Examples
    --------
    >>> homes = [HomeShare("east", 0.6), HomeShare("west", 0.4)]
    >>> people = build_population("residents", 10, homes, {"east": [("large", 0.75), ("small", 0.25)]})
    >>> [(part.place, part.access, part.size) for part in people.classes]
    [('east', 'large', 5), ('east', 'small', 1), ('west', '', 4)]
    """
    if len({home.place for home in homes}) < len(homes):
        raise ValueError(f"population {name!r}: a home comes twice; wanted each place once")
    classes: list[PeopleClass] = []
    first = 0
    for home, living in zip(homes, divide(number, [home.share for home in homes]), strict=True):
        for operator, size in _served(living, access.get(home.place, ())):
            classes.append(PeopleClass(name, home.place, operator, first, size))
            first += size
    return Population(name, classes)


def divide(number: int, shares: Sequence[float]) -> list[int]:
    """Divide a number by shares into whole parts that add up to it: largest remainder, the earlier first.

    Fractions are exact, so 8 billion people lose nobody to rounding.

    Raises
    ------
    ValueError
        If the number or a share is negative, a share is not finite, or no share is positive.

    Examples
    --------
    >>> divide(10, [1, 1, 1])
    [4, 3, 3]
    """
    if number < 0 or any(not 0 <= share < float("inf") for share in shares):
        raise ValueError(f"divide: {number} by {list(shares)}; wanted a number and shares of 0 or more")
    weights = [Fraction(share) for share in shares]
    total = sum(weights)
    if not total:
        raise ValueError(f"divide: {number} by {list(shares)}; wanted a share over 0")
    quotas = [number * weight / total for weight in weights]
    parts = [floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - quotas[i])
    for i in by_remainder[: number - sum(parts)]:
        parts[i] += 1
    return parts


def _served(living: int, operators: Sequence[tuple[str, float]]) -> list[tuple[str, int]]:
    if not any(share for _, share in operators):
        return [(NO_ACCESS, living)]
    sizes = divide(living, [share for _, share in operators])
    return [(operator, size) for (operator, _), size in zip(operators, sizes, strict=True)]
