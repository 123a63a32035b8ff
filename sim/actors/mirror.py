"""Records kept elsewhere: mirrors of a platform, who can read what lies there, and who is asked for it.

A mirror's operator keeps, of one category, the very records of the platform: those of accounts of one region. As an
actor it is a second face of the platform, with the platform's account holders and stores and with the desk, the
country and the law of the mirror's operator.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sim.actors.copying import Copying
from sim.actors.operator import Operator
from sim.actors.people import People, Subject
from sim.actors.process import ARRIVAL, Clock, Life
from sim.law.over_time import OverTime
from sim.law.reach import compels
from sim.records.bulk import Among
from sim.world.attributes import attribute

AmongOf = Callable[[People], tuple[Among, ...] | None]


class Regions:
    """Which region the accounts of each person are of: one number a person, cut by the shares of the regions.

    Parameters
    ----------
    keys : mapping from population to int
        64-bit keys of the numbers.
    borders : mapping from (population, region) to (low, high)
        Between which numbers the people of a region have theirs.
    """

    def __init__(self, keys: Mapping[str, int], borders: Mapping[tuple[str, str], tuple[float, float]]) -> None:
        self._keys, self._borders = keys, borders

    def has(self, region: str, subject: Subject) -> bool:
        """Whether the accounts of a subject are of a region."""
        name = subject.people.world.name
        borders = self._borders.get((name, region))
        if borders is None:
            return False
        low, high = borders
        return low <= attribute(self._keys[name], subject.number - subject.people.offset) < high

    def among(self, region: str) -> AmongOf:
        """Return what tells which people of a population have accounts of a region, for `Copying.take`."""

        def among(people: People) -> tuple[Among, ...] | None:
            name = people.world.name
            borders = self._borders.get((name, region))
            return None if borders is None else (Among(self._keys[name], *borders),)

        return among


class Kept(NamedTuple):
    """What a mirror keeps of a category: whose accounts, beside the platform or in its stead, and whether it reads."""

    mirror: Operator
    accounts: str
    copied: bool
    readable: bool


class Whereabouts:
    """Where the records of a platform lie, by category and over time.

    Parameters
    ----------
    kept : mapping from category to OverTime of Kept or None
        None: at the platform alone.
    readable : mapping from category to OverTime of bool
        Whether what the platform itself gives out can be read.
    """

    def __init__(
        self,
        platform: Operator,
        regions: Regions,
        kept: Mapping[str, OverTime[Kept | None]],
        readable: Mapping[str, OverTime[bool]],
    ) -> None:
        self._platform, self._regions, self._kept, self._readable = platform, regions, kept, readable

    def asked(self, category: str, subject: Subject, jurisdiction: str, time: float) -> Operator:
        """Return whom an agency asks for a subject's records of a category.

        Of what was moved, the mirror. Of what is held at both, the mirror only if the agency can compel it and what
        lies there can be read.
        """
        at = self._kept.get(category)
        kept = at.at(time) if at is not None else None
        if kept is None or not self._regions.has(kept.accounts, subject):
            return self._platform
        if kept.copied and not (kept.readable and compels(jurisdiction, kept.mirror.country)):
            return self._platform
        return kept.mirror

    def can_read(self, operator: Operator, category: str, time: float) -> bool:
        """Whether what the platform, or a mirror of it, gives out of a category can be read."""
        if operator is self._platform:
            here = self._readable.get(category)
            return here is None or here.at(time)
        at = self._kept.get(category)
        kept = at.at(time) if at is not None else None
        return kept is None or kept.mirror is not operator or kept.readable


class Opening(NamedTuple):
    """From `time` on, records of a category that belong to accounts of a region can be reached at a mirror."""

    time: float
    category: str
    kept: Kept


def openings(category: str, kept: OverTime[Kept | None], *, begin: float, end: float) -> list[Opening]:
    """Return when a mirror of a category opens, or what lies there comes to be readable, in [begin, end).

    A mirror that is open when people begin to be counted, at `begin`, opens then.
    """
    found, before = list[Opening](), None
    for time in (begin, *(change for change in kept.changes if begin < change < end)):
        now = kept.at(time)
        same = before is not None and now is not None and now[:2] == before[:2]
        if now is not None and not (same and before is not None and (before.readable or not now.readable)):
            found.append(Opening(time, category, now))
        before = now
    return found


def mirrors_open(
    clock: Clock, copying: Copying, found: list[Opening], regions: Regions, agencies: Mapping[str, list[str]], key: int
) -> Life[None]:
    """Expose to the agencies of a mirror's country, from each opening on, the people whose records lie there.

    Parameters
    ----------
    agencies : mapping from country to names
    key : int
        64-bit key of the act; everybody of the region is reached, so nothing is drawn.
    """
    for opening in sorted(found, key=lambda one: (one.time, one.category, one.kept.mirror.entry)):
        yield clock.at(opening.time, ARRIVAL)
        for agency in agencies.get(opening.kept.mirror.country, ()):
            copying.take(
                opening.kept.mirror,
                agency=agency,
                channel="mirror",
                stage="reachable",
                key=key,
                categories=(opening.category,),
                among=regions.among(opening.kept.accounts),
            )
