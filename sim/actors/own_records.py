"""What an agency looks up in its own store before it asks an operator."""

from collections.abc import Callable, Sequence
from math import inf

from sim.actors.disclosure import Ask
from sim.actors.operator import Found
from sim.actors.process import Clock
from sim.draw.hashing import fold, plain_unit
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Reused

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
    held : set of int
        People of whom something was taken up.
    waiting : set of int
        People who are asked about in requests whose answers are, or may be, closed with others, and taken up later.
    settles : list of callable
        Called before anybody in `waiting` is looked for: answers that were given are taken up then.
    keeps : list of callable of (person, time)
        Told of those of whom something is taken up as it is obtained, or will be when answers are settled.
    """

    def __init__(self, clock: Clock, ledger: Ledger, *, agency: str, kept_days: float, reuse: float) -> None:
        self._clock, self._ledger, self._agency = clock, ledger, agency
        self._kept_days, self._reuse = kept_days, reuse
        self._obtained: dict[tuple[int, str], float] = {}
        self.held: set[int] = set()
        self.waiting: set[int] = set()
        self.settles: list[Callable[[], None]] = []
        self.keeps: list[Callable[[int, float], None]] = []

    def keep(self, ask: Ask, found: Sequence[Found]) -> None:
        """Take up what an answer gave of its subjects."""
        for subject, one in zip(ask.subjects, found, strict=True):
            if one.records:
                self.keep_of(subject.number, ask.category, self._clock._now)
                for told in self.keeps:
                    told(subject.number, self._clock._now)

    def keep_of(self, person: int, category: str, time: float) -> None:
        """Take up what an answer gave of somebody at a time, be it before answers that were taken up already."""
        self.held.add(person)
        self._obtained[person, category] = max(time, self._obtained.get((person, category), -inf))

    def await_answers(self, persons: Sequence[int]) -> None:
        """Note people who were asked about: what is held of them is taken up later."""
        self.waiting.update(persons)
        for person in persons:
            for told in self.keeps:
                told(person, self._clock._now)

    def answers(self, ask: Ask) -> bool:
        """Whether a request need not be sent, for the agency holds such records of all its subjects and uses them."""
        now = self._clock._now
        if any(subject.number in self.waiting for subject in ask.subjects):
            for settle in self.settles:
                settle()
        for subject in ask.subjects:
            time = self._obtained.get((subject.number, ask.category))
            if time is None or now - time >= self._kept_days:
                return False
        if plain_unit(fold(ask.key, _REUSED)) >= self._reuse:
            return False
        self._ledger.write(Reused(now, self._agency, ask.category, len(ask.subjects)))
        return True
