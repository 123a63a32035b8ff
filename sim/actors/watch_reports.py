"""What operators report of people who are watched: the records of many stays are looked up at a time."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.operator import Operator
from sim.actors.people import People
from sim.actors.watch_looks import Looks, Seen, Spells
from sim.ledger.accounts import Ledger
from sim.ledger.facts import ANSWERED, Amounts, DisclosedGroup, DisclosedRows
from sim.world.population import PeopleClass

MANY = 1 << 12
"""Spells that are looked at at once: what it takes for each platform to be asked is then shared by as many people."""

_BESIDE = 2  # looks that are made at a time beside a run: as it ends there is nothing else to do
_AHEAD = 16  # looks that may wait for each other; what they see is written down that much later

_CHANNEL, _RECIPIENT = "monitoring", "agency"


class Listing(NamedTuple):
    """For whom somebody is watched, where the person lives, and as what."""

    agency: str
    people: People
    home: PeopleClass
    role: str


class _Made(NamedTuple):
    """A look that is being made."""

    people: People
    spells: Spells
    seen: "Future[list[Seen]]"


class Reports:
    """The reports of the operators of one country to all its agencies that watch people.

    They hang on nothing that happens after the time they are about, and nothing else in a run hangs on them. So they
    wait for each other, and compiled code looks up what they say beside the run, on whatever processor has nothing to
    do. They are written down in the order in which they came, and so many looks later, however long one takes. Where
    a journal is kept each is made at once.

    Attributes
    ----------
    listings : list of Listing
        By number.
    """

    def __init__(self, ledger: Ledger, operators: Sequence[Operator]) -> None:
        self._ledger = ledger
        kinds = {kind: [operator for operator in operators if operator.kind == kind] for kind in ("access", "platform")}
        self._operators = [*kinds["access"], *kinds["platform"]]
        self._entries = list(dict.fromkeys(operator.entry for operator in self._operators))
        entry = {name: i for i, name in enumerate(self._entries)}
        self._entry = np.array([entry[operator.entry] for operator in self._operators], np.int64)
        self.listings: list[Listing] = []
        self._numbers: dict[Listing, int] = {}
        self._most, self._ahead = (MANY, _AHEAD) if ledger.journal is None else (1, 0)
        self._pending: list[Spells] = []
        self._many = 0
        self._looks: dict[People, Looks] = {}
        self._made: deque[_Made] = deque()
        self._threads: ThreadPoolExecutor | None = None
        ledger.waiting.append(self._settle)

    def number(self, listing: Listing) -> int:
        """Return the number of a listing."""
        number = self._numbers.setdefault(listing, len(self.listings))
        if number == len(self.listings):
            self.listings.append(listing)
        return number

    def add(self, spells: Spells) -> None:
        """Have reports made."""
        if len(spells.since):
            self._pending.append(spells)
            self._many += len(spells.since)
            if self._many >= self._most:
                self._look_up()

    def _settle(self, least: int) -> None:
        if least > 1:
            return
        if self._pending:
            self._look_up()
        self._write_down(0)
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None

    def _look_up(self) -> None:
        """Have looks made at what waits, population by population."""
        listings, homes = self._pending_listings()
        spells = Spells(*map(np.concatenate, zip(*self._pending, strict=True)))
        self._pending, self._many = [], 0
        for people, those in listings.items():
            own = spells.at(those[spells.listings])
            if people not in self._looks:
                self._looks[people] = Looks(people, self._operators, self._ledger.frame.days)
            for first in range(0, len(own.since), self._most):
                self._look_at(people, own.at(slice(first, first + self._most)), homes)
                self._write_down(self._ahead)

    def _pending_listings(self) -> tuple[dict[People, NDArray[np.bool_]], list[PeopleClass]]:
        """Return which listings are of which people, and the homes of all."""
        whose = [listing.people for listing in self.listings]
        of_people = {people: np.array([one is people for one in whose]) for people in dict.fromkeys(whose)}
        return of_people, [listing.home for listing in self.listings]

    def _look_at(self, people: People, spells: Spells, homes: Sequence[PeopleClass]) -> None:
        looks, seen = self._looks[people], Future[list[Seen]]()
        look = looks.look(spells, homes)
        if people.paths is None and self._ahead:  # paths are kept as they are asked for
            if self._threads is None:
                self._threads = ThreadPoolExecutor(_BESIDE, "reports")
            seen = self._threads.submit(looks.see, look)
        else:
            seen.set_result(looks.see(look))
        self._made.append(_Made(people, spells, seen))

    def _write_down(self, ahead: int) -> None:
        """Write down what was seen in all looks but the last so many."""
        while len(self._made) > ahead:
            people, spells, found = self._made.popleft()
            for seen in found.result():
                self._write(spells, seen)
                if seen.category == "message":
                    self._meet(people, spells, seen)

    def _write(self, spells: Spells, seen: Seen) -> None:
        """Write down what was found: somebody looks at whoever is watched, so it is obtained and examined."""
        own, records = seen.served, seen.records
        if not len(records):
            return
        labelled = self._entry[own.operators] * len(self.listings) + spells.listings[own.spells]
        known, which = np.unique(labelled, return_inverse=True)
        whose = [divmod(one, len(self.listings)) for one in known.tolist()]
        bands = np.zeros((len(records), 4), np.int64)
        bands[:, 0] = records
        amounts = Amounts(records, np.zeros(len(records)), bands, own.start, own.end)
        persons = spells.persons[own.spells].astype(np.uint64)
        for stage in ANSWERED:
            labels = [self._labels(stage, seen.category, *one) for one in whose]
            rows = DisclosedRows(labels, which, seen.firsts, persons, amounts)
            if self._ledger.journal is None:
                self._ledger.disclose_rows(rows)
            else:
                for fact in rows.one_by_one():
                    self._ledger.write(fact)

    def _labels(self, stage: str, category: str, entry: int, listing: int) -> tuple[str, ...]:
        one = self.listings[listing]
        return _CHANNEL, stage, one.agency, self._entries[entry], category, one.home.place, one.role, _RECIPIENT

    def _meet(self, people: People, spells: Spells, seen: Seen) -> None:
        """Write down whom people exchanged messages with; person by person, for contacts are kept of the last one."""
        own = seen.served
        for i in np.argsort(own.spells, kind="stable").tolist():
            spell, operator, first = int(own.spells[i]), self._operators[own.operators[i]], float(seen.firsts[i])
            listing, window = self.listings[spells.listings[spell]], (float(own.start[i]), float(own.end[i]))
            others = people.partners(operator, int(spells.persons[spell]), (window,))
            if len(others):
                labels = listing.agency, operator.entry, "message", listing.home.place
                self._ledger.write(
                    DisclosedGroup(first, _CHANNEL, "obtained", *labels, others, "bystander", 0.0, first)
                )
