"""The people who are played one by one."""

import numpy as np
from numpy.typing import NDArray

from sim.actors.census import Census
from sim.actors.keeper import Keeper
from sim.actors.log_store import Piece
from sim.actors.people import People, Subject, Times, Whole
from sim.records.ages import Aged, by_age
from sim.records.recording import RecordingStore


class Panel:
    """People who are played one by one: what they wrote is counted in the stores that they wrote it to.

    Everybody else is looked up in the field. Played or looked up, the records are the same.
    """

    def __init__(self, census: Census, people: frozenset[int]) -> None:
        self._census, self.people = census, people
        self._listed = np.array(sorted(people), np.uint64)
        self.stores: dict[tuple[str, str], RecordingStore] = {}

    def store(self, operator: Keeper, category: str) -> RecordingStore:
        """Return what an operator's store of a category recorded of the panel."""
        return self.stores.setdefault((operator.name, category), RecordingStore(marked=False))

    def counts(
        self, operator: Keeper, category: str, people: People, persons: Whole, starts: Times, ends: Times
    ) -> NDArray[np.int64]:
        """Return `Counts` of persons of one home: of those who are played, what they wrote."""
        counted = self._census.counts(operator, category, people, persons, starts, ends)
        for row in self._played(persons + np.uint64(people.offset)).tolist():
            person, own = people.offset + int(persons[row]), row if len(starts) > 1 else 0
            kept = self._kept(operator, category, person)
            windows = zip(starts[own].tolist(), ends[own].tolist(), strict=True)
            counted[row] = [kept.count(person, (window,)) for window in windows]
        return counted

    def _played(self, persons: Whole) -> NDArray[np.intp]:
        """Return which of some people (global numbers) are played; shape (n,)."""
        listed = self._listed
        if not listed.size:
            return np.empty(0, np.intp)
        return np.flatnonzero(listed[np.searchsorted(listed[:-1], persons)] == persons)

    def _kept(self, operator: Keeper, category: str, person: int) -> RecordingStore:
        """Return what a store recorded of a person, without what it has purged until now."""
        kept = self.store(operator, category)
        if category in operator.stores:
            kept.purge_person(person, operator.stores[category].horizon)
        return kept

    def by_age(
        self, operator: Keeper, category: str, subject: Subject, pieces: tuple[Piece, ...], now: float,
        act: float | None = None,
    ) -> Aged:  # fmt: skip
        """Return the records of a subject in pieces of time by their age at `now`; an act is one more."""
        if subject.number not in self.people:
            return self._census.by_age(operator, category, subject, pieces, now, act)
        kept = self._kept(operator, category, subject.number)
        pieces = subject.people.served(operator, subject.number, pieces)  # cut where the field cuts: ages are of pieces
        return by_age(lambda piece: kept.count(subject.number, (piece,)), pieces, now, act)
