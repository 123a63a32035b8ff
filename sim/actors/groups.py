"""Who belongs to which group of people, such as journalists: worked out from the person, and never listed."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.actors.people import People, Subject
from sim.world.attributes import attributes, belongs

_REMEMBERED = 1 << 16  # people: who authorises, who is told and what becomes of a need ask about the same person

Marked = tuple[str, int, float]  # name of a group, key of its numbers, share of the people


class Groups:
    """The groups of all populations.

    Parameters
    ----------
    of_population : mapping from the name of a population to tuple of (group, key, share)
        In the order of the scenario.
    """

    __slots__ = ("_known", "_of")

    def __init__(self, of_population: Mapping[str, tuple[Marked, ...]]) -> None:
        self._of = {name: groups for name, groups in of_population.items() if groups}
        self._known: dict[int, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        """Whether there are any groups."""
        return bool(self._of)

    def of(self, subject: Subject) -> tuple[str, ...]:
        """Return the groups that somebody belongs to, in the order of the scenario; a search is about nobody yet."""
        if not self._of or subject.number < 0:
            return ()
        known = self._known.get(subject.number)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            people = subject.people
            number = subject.number - people.offset
            marked = self._of.get(people.world.name, ())
            known = tuple([name for name, key, share in marked if belongs(key, number, share)])
            self._known[subject.number] = known
        return known

    def are_members(self, people: People, persons: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which people of one population (global numbers) belong to any group; shape of `persons` (n,)."""
        numbers, found = (persons - people.offset).astype(np.uint64), np.zeros(len(persons), np.bool_)
        for _, key, share in self._of.get(people.world.name, ()):
            found |= attributes(key, numbers) < share
        return found


NO_GROUPS = Groups({})
