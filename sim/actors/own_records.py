"""What an agency looks up in its own store before it asks an operator."""

from collections.abc import Callable, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.actors.disclosure import Ask
from sim.actors.operator import Found
from sim.actors.process import Clock
from sim.draw.hashing import fold, folds, plain_unit, units_of
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Reused

CATEGORIES = 64
"""More than there are."""
_REUSED = 997  # id of the number of a request that decides


class OwnRecords:
    """The subjects of whom an agency holds records, by category.

    Parameters
    ----------
    kept_days : float [day]
        After a disclosure; `inf` is for ever.
    reuse : float [1]
        Share of the requests about people held that are answered from here.

    Attributes
    ----------
    waiting : set of int
        Of whom what (by `code`) is asked for in requests whose answers are, or may be, closed with others, and taken up
        later.
    settles : list of callable of (persons,)
        Called with an array of people before anything in `waiting` is looked for: answers that were given are taken up
        then, those about these people at least.
    keeps : list of callable of (code, time)
        Told what of whom is taken up as it is obtained, or will be when answers are settled.
    """

    def __init__(self, clock: Clock, ledger: Ledger, *, agency: str, kept_days: float, reuse: float) -> None:
        self._clock, self._ledger, self._agency = clock, ledger, agency
        self._kept_days, self._reuse = kept_days, reuse
        self._obtained: dict[int, float] = {}
        self._categories: dict[str, int] = {}
        self.waiting: set[int] = set()
        self.settles: list[Callable[[NDArray[np.int64]], None]] = []
        self.keeps: list[Callable[[int, float], None]] = []

    def code(self, category: str) -> int:
        """Return the number of a category; added to a person's number times `CATEGORIES` it says what of whom."""
        return self._categories.setdefault(category, len(self._categories))

    def keep(self, ask: Ask, found: Sequence[Found]) -> None:
        """Take up what an answer gave of its subjects."""
        now, category = self._clock._now, self.code(ask.category)
        for subject, one in zip(ask.subjects, found, strict=True):
            if one.records:
                self.keep_of(subject.number * CATEGORIES + category, now)
                self._tell(subject.number * CATEGORIES + category)

    def keep_of(self, code: int, time: float) -> None:
        """Take up what an answer gave of somebody at a time, be it before answers that were taken up already."""
        self._obtained[code] = max(time, self._obtained.get(code, -inf))

    def await_answer(self, ask: Ask) -> None:
        """Note a request that was answered, and whose answer is taken up later."""
        for code in self._codes(ask):
            self.waiting.add(code)
            self._tell(code)

    def _tell(self, code: int) -> None:
        for told in self.keeps:
            told(code, self._clock._now)

    def _codes(self, ask: Ask) -> list[int]:
        category = self.code(ask.category)
        return [subject.number * CATEGORIES + category for subject in ask.subjects]

    def may_use(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return which requests, by their keys, are answered from here if what they ask for is held; shape (n,)."""
        used: NDArray[np.bool_] = units_of(folds(keys, np.uint64(_REUSED))) < self._reuse
        return used

    def is_known(self, code: int) -> bool:
        """Whether something was taken up, or may be later."""
        return code in self.waiting or code in self._obtained

    def answers(self, ask: Ask) -> bool:
        """Whether a request need not be sent, for the agency holds such records of all its subjects and uses them."""
        if plain_unit(fold(ask.key, _REUSED)) >= self._reuse:
            return False
        now, codes = self._clock._now, self._codes(ask)
        if any(code in self.waiting for code in codes):
            persons = np.array([subject.number for subject in ask.subjects], np.int64)
            for settle in self.settles:
                settle(persons)
        for code in codes:
            time = self._obtained.get(code)
            if time is None or now - time >= self._kept_days:
                return False
        self._ledger.write(Reused(now, self._agency, ask.category, len(ask.subjects)))
        return True
