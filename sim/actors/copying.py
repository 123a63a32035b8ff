"""Copies in bulk: an inspection takes, or reads, the records of a share of the people in an operator's stores.

A share of a store is a share of the people in it, chosen by `hash(visit, person) < share`. A class (people of one
home and access operator) of up to SMALL_CLASS people is gone through person by person, which gives the very people
that a look-up would find. A larger class is never gone through: its events are kept until the run ends and then
drawn together, as `sim.records.crowd` describes.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.actors.accounts import have_accounts
from sim.actors.operator import Operator, band_of, cut_at_bands
from sim.actors.people import Census, People, Source
from sim.actors.process import Clock
from sim.draw.hashing import plain_fold, units
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed
from sim.records.field import Pieces
from sim.scenario.blocks.vocabulary import STATES
from sim.world.population import PeopleClass

SMALL_CLASS = 100_000


class Taking(NamedTuple):
    """A copy or consultation that touches large classes, kept until the run ends."""

    time: float
    agency: str
    channel: str
    stage: str
    operator: Operator
    key: int
    share: float
    held: tuple[tuple[str, Pieces], ...]  # what each store held, by category


class Copying:
    """What inspections take from stores.

    Parameters
    ----------
    count : Source
        Number of records of a person in pieces of time.
    """

    def __init__(self, clock: Clock, ledger: Ledger, census: Census, count: Source) -> None:
        self._clock, self._ledger, self._census, self._count = clock, ledger, census, count
        self.kept: list[Taking] = []

    def take(self, operator: Operator, *, agency: str, channel: str, stage: str, key: int, share: float) -> None:
        """Expose a share of the people in an operator's stores, now."""
        now = self._clock._now
        held = tuple((name, store.pieces(store.horizon, now)) for name, store in operator.stores.items())
        taking = Taking(now, agency, channel, stage, operator, key, share, tuple(part for part in held if part[1]))
        if not taking.held:
            return
        large = False
        for people in self._census.populations.values():
            for part in people.world.classes:
                if not touches(operator, part):
                    continue
                if part.size <= SMALL_CLASS:
                    self._take_from(taking, people, part)
                else:
                    large = True
        if large:
            self.kept.append(taking)

    def _take_from(self, taking: Taking, people: People, part: PeopleClass) -> None:
        """Go through a class person by person."""
        operator, world = taking.operator, people.world
        persons = np.arange(part.first, part.first + part.size, dtype=np.uint64)
        chosen = units(np.uint64(plain_fold(taking.key, world.key)), persons) < taking.share
        if operator.kind == "platform":
            chosen &= have_accounts(operator.key, world.key, world.number, operator.share, part.first, part.size)
        for person in persons[chosen].tolist():
            for category, pieces in taking.held:
                self._disclose(taking, people.offset + person, part.place, category, pieces)

    def _disclose(self, taking: Taking, person: int, place: str, category: str, pieces: Pieces) -> None:
        counted = [
            (a, b, 1 if category in STATES else self._count(taking.operator, category, person, ((a, b),)))
            for a, b in (pieces[-1:] if category in STATES else bands_of(pieces, taking.time))
        ]
        counted = [row for row in counted if row[2]]
        if not counted:
            return
        bands = [0, 0, 0, 0]
        for a, b, many in counted:
            bands[band_of(taking.time - 0.5 * (a + b)) if category not in STATES else 0] += many
        age = 0.0 if category in STATES else sum(many * (taking.time - 0.5 * (a + b)) for a, b, many in counted)
        self._ledger.write(
            Disclosed(
                taking.time,
                taking.channel,
                taking.stage,
                taking.agency,
                taking.operator.entry,
                category,
                place,
                person,
                "bystander",
                sum(many for *_, many in counted),
                age,
                (bands[0], bands[1], bands[2], bands[3]),
                *((taking.time, taking.time) if category in STATES else (counted[0][0], counted[-1][1])),
            )
        )


def touches(operator: Operator, part: PeopleClass) -> bool:
    """Whether an operator may hold records of people of a class."""
    if operator.kind == "access":
        return part.access == operator.name
    return operator.kind == "platform" or operator.marks_of(part.place) != ((0, 0),)


def bands_of(pieces: Pieces, now: float) -> Sequence[tuple[float, float]]:
    """Return pieces cut at the borders of the bands of age."""
    return [cut for start, end in pieces for cut in cut_at_bands(start, end, now)]
