"""What an area dump finds at one operator: everybody of an area with a record in a window."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.copying import SMALL_CLASS, Copying
from sim.actors.disclosure import Ask
from sim.actors.neighbourhood import neighbours
from sim.actors.operator import Found, Operator, band_of
from sim.actors.people import Census, Source, Subject
from sim.actors.process import Clock
from sim.actors.searching import ANSWERED, EXAMINED, Act, held_of
from sim.draw.hashing import plain_fold, plain_unit
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup

_NOBODY = np.empty(0, np.uint64)


class Scene(NamedTuple):
    """What searches of an agency look at and write to."""

    clock: Clock
    ledger: Ledger
    census: Census
    copying: Copying
    count: Source  # number of records of a person in pieces of time
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
        self._there = list(neighbours(scene.census, sought, operator.name, share))
        self.listed = all(part.size <= SMALL_CLASS for part in self._there)
        self.persons, self._records, self._middle = _NOBODY, list[int](), 0.0

    def look_up(self, ask: Ask) -> Found:
        """Look up who of the area has a record in the window; the person sought has one of the act itself."""
        operator, person = self.operator, self.sought.number
        start = ask.at - ask.window_days
        state, pieces = held_of(operator, ask.category, start, ask.at)
        if state not in ANSWERED:
            return Found(state)
        acted = self.sought.home.access == operator.name and operator.stores[ask.category].holds(ask.at)
        self._middle = 0.5 * (pieces[0][0] + pieces[-1][1]) if pieces else ask.at
        count, found = self._scene.count, list[tuple[int, int]]()
        for one in self._everybody():
            many = count(operator, ask.category, one, tuple(pieces)) if pieces else 0
            if many := many + (acted and one == person):
                found.append((one, many))
        self.persons = np.array([one for one, _ in found], np.uint64)
        self._records = [many for _, many in found]
        return Found(state, sum(self._records))

    def _everybody(self) -> list[int]:
        """Return whom to go through: all of the area, or only the person sought where those are too many."""
        if not self.listed:
            return [self.sought.number] if self.sought.home.access == self.operator.name else []
        return [one for part in self._there for one in part.persons.tolist()]

    def disclose(self, ask: Ask, found: Found) -> int:
        """Write down whom the dump exposes, on its delivery; return how many are listed."""
        now, operator = self._scene.clock._now, self.operator
        start, place = ask.at - ask.window_days, self.sought.home.place
        labels = self._scene.agency, operator.entry, ask.category, place
        age, key = now - self._middle, plain_fold(ask.key, EXAMINED)
        bands, band = [0, 0, 0, 0], band_of(now - self._middle)
        for person, many in zip(self.persons.tolist(), self._records, strict=True):
            role = ask.role if person == self.sought.number else "bystander"
            bands[band] = many
            read = self._read and plain_unit(plain_fold(key, person)) < self._scene.examines
            for stage in ("obtained", "examined") if read else ("obtained",):
                fact = Disclosed(
                    now, "request", stage, *labels, person, role, many, many * age,
                    (bands[0], bands[1], bands[2], bands[3]), start, ask.at,
                )  # fmt: skip
                self._scene.ledger.write(fact)
        if not self.listed and found.state in ANSWERED:
            return len(self.persons) + self._take(ask, labels[-1])
        return len(self.persons)

    def _take(self, ask: Ask, place: str) -> int:
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
                homes={place},
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
