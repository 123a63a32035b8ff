"""What an area dump finds at one operator: everybody of an area with a record in a window."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.census import Census
from sim.actors.copying import SMALL_CLASS, Copying
from sim.actors.disclosure import EXAMINED, Ask
from sim.actors.neighbourhood import neighbours
from sim.actors.operator import ByAge, Found, Operator
from sim.actors.people import Subject
from sim.actors.process import Clock
from sim.actors.searching import ANSWERED, Act, held_of
from sim.draw.hashing import chosen, fold
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.records.ages import Aged

_NOBODY = np.empty(0, np.uint64)


class Scene(NamedTuple):
    """What searches of an agency look at and write to."""

    clock: Clock
    ledger: Ledger
    census: Census
    copying: Copying
    by_age: ByAge  # records of a person in pieces of time, by age
    agency: str
    examines: float  # share of bystanders whose records somebody reads


class AreaRecords:
    """The people of an area whom one access operator serves, as they were in one window.

    Where no class has more than SMALL_CLASS people in the area, they are gone through person by person. Else they
    are a share of the people of the place, taken as any act in bulk is, and only the person sought is looked up.

    Parameters
    ----------
    share : float [1]
        Of the people of the place who are in the area.
    key : int
        64-bit key that chooses them where they are not listed: that of the area.
    read : bool
        Whether somebody reads of bystanders as of those of any answer; else only those in several dumps are read.

    Attributes
    ----------
    persons : ndarray (people,)
        Global numbers of those found, ascending.
    """

    def __init__(
        self, scene: Scene, operator: Operator, sought: Subject, *, share: float, key: int, read: bool
    ) -> None:
        self._scene, self.operator, self.sought = scene, operator, sought
        self._share, self._key, self._read = share, key, read
        self._there = list(neighbours(scene.census, sought, operator, share))
        self.listed = all(part.size <= SMALL_CLASS for part in self._there)
        self.persons, self._aged, self._covered = _NOBODY, list[Aged](), (0.0, 0.0)

    def look_up(self, ask: Ask) -> Found:
        """Look up who of the area has a record in the window; the person sought has one of the act itself."""
        operator, sought, by_age = self.operator, self.sought, self._scene.by_age
        now, category = self._scene.clock._now, ask.category
        state, held = held_of(operator, category, ask.at - ask.window_days, ask.at)
        if state not in ANSWERED:
            return Found(state)
        self._covered = (held[0][0], held[-1][1]) if held else (ask.at, ask.at)
        there = sought.people.is_served(operator, sought.number, ask.at)
        act = ask.at if there and operator.stores[category].holds(ask.at) else None
        found = [
            (one.number, aged)
            for one in self._everybody()
            if (aged := by_age(operator, category, one, held, now, act if one.number == sought.number else None))[0]
        ]
        self.persons, self._aged = np.array([one for one, _ in found], np.uint64), [aged for _, aged in found]
        return Found(state, sum(aged[0] for aged in self._aged))

    def _everybody(self) -> Iterator[Subject]:
        """Yield whom to go through: all of the area, or only the person sought where those are too many."""
        if self.listed:
            for part in self._there:
                yield from (Subject(one, part.people, part.home) for one in part.persons.tolist())
        elif self.sought.home.access == self.operator.name:
            yield self.sought

    def disclose(self, ask: Ask, found: Found) -> int:
        """Write down whom the dump exposes, on its delivery; return how many one by one."""
        if found.state not in ANSWERED:  # such as unreadable
            self.persons, self._aged = _NOBODY, []
            return 0
        read = chosen(fold(ask.key, EXAMINED), self.persons, self._scene.examines) if self._read else _NOBODY
        examined = set(read.tolist())
        for person, aged in zip(self.persons.tolist(), self._aged, strict=True):
            self._write(ask, "obtained", person, aged)
            if person in examined:
                self._write(ask, "examined", person, aged)
        if not self.listed:
            return len(self.persons) + self._take(ask)
        return len(self.persons)

    def _write(self, ask: Ask, stage: str, person: int, aged: Aged) -> None:
        role = ask.role if person == self.sought.number else "bystander"
        labels = self._scene.agency, self.operator.entry, ask.category, self.sought.home.place
        self._scene.ledger.write(
            Disclosed(self._scene.clock._now, "request", stage, *labels, person, role, *aged, *self._covered)
        )

    def _take(self, ask: Ask) -> int:
        """Expose a share of the people of the place as any act in bulk does."""
        stages = {"obtained": 1.0, "examined": self._scene.examines if self._read else 0.0}
        exposed = [
            self._scene.copying.take(
                self.operator,
                agency=self._scene.agency,
                channel="request",
                stage=stage,
                key=self._key,
                share=self._share * part,
                categories={ask.category},
                window=(ask.at - ask.window_days, ask.at),
                homes={self.sought.home.place},
            )
            for stage, part in stages.items()
            if part > 0.0
        ]
        return exposed[0]

    def examine(self, persons: NDArray[np.uint64], act: Act, category: str) -> bool:
        """Write down that somebody looks at people found here; return whether the person sought is one of them."""
        now, place, operator = self._scene.clock._now, self.sought.home.place, self.operator
        is_sought = persons == np.uint64(self.sought.number)
        for who, as_role in ((persons[~is_sought], "bystander"), (persons[is_sought], act.role)):
            if len(who):
                self._scene.ledger.write(
                    DisclosedGroup(
                        now, "request", "examined", self._scene.agency, operator.entry, category, place,
                        who, as_role, now - act.at, act.at,
                    )
                )  # fmt: skip
        return bool(is_sought.any())
