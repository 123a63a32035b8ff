"""Errors in what is asked for and answered: who makes them, what they disclose, and whether anybody finds them."""

from collections.abc import Callable, Mapping
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.disclosure import Ask, Disclosure
from sim.actors.mistaken import Mistaken
from sim.actors.operator import ByAge, Found, look_up
from sim.actors.people import Subject
from sim.actors.process import Clock
from sim.draw.hashing import first_number, first_numbers, fold, name_key
from sim.draw.keyed import row
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Erred

_ERROR = name_key("error of an item")
NUMBERS = 10
NOBODY = Found("wrong")


class Column:
    """Which number of an item's row decides what."""

    ERRS, PARTY, AVOIDED, KIND, WHO, FOUND, AFTER, OVERSEEN, OVERSEEN_AFTER, SERIOUS = range(NUMBERS)


class Habits(NamedTuple):
    """How errors come about, as shares and samplers of numbers in (0, 1); times in days."""

    rate: float  # of items, before any further check
    party: Callable[[float], str]
    kind: Callable[[float], str]
    fewer_per_check: float
    found: float
    after: Sampler
    serious: float
    off_by: float
    excess: float


class Slip(NamedTuple):
    """An error in one item: what it discloses, of whom, and to which file."""

    item: int
    party: str
    kind: str
    numbers: list[float]
    ask: Ask  # as if it had been asked for
    subject: Subject | None  # who was looked up; None: there is nobody else
    found: Found

    @property
    def misled(self) -> bool:
        """Whether the answer is about somebody or some time else, and the need is not met."""
        return self.kind != "excess_data"


class Errors:
    """The errors in the requests of one agency, its own and those of the operators that answer it.

    Parameters
    ----------
    checks : mapping from step to int
        How often each of the agency's steps looks over a request.
    oversight : float [1]
        Share of the errors not reported that somebody who looks over the agency finds, `oversight_after` so long.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        by_age: ByAge,
        *,
        agency: str,
        habits: Habits,
        checks: Mapping[str, int],
        oversight: float,
        oversight_after: Sampler,
        disclosure: Disclosure,
    ) -> None:
        self._clock, self._ledger, self._by_age, self._disclosure = clock, ledger, by_age, disclosure
        self._agency, self._habits, self._checks = agency, habits, checks
        self._oversight, self._oversight_after = oversight, oversight_after
        self._mistaken = Mistaken()

    def slips(self, ask: Ask, passed: Callable[[str], bool]) -> list[Slip]:
        """Return the errors in the items of a request that is being answered, with what they find.

        Parameters
        ----------
        passed : callable of a party
            Whether the request went through its hands.
        """
        found = []
        for item, subject in enumerate(ask.subjects):
            if first_number(ask.key, _ERROR, item) < self._habits.rate:
                numbers = row(fold(fold(ask.key, _ERROR), item), NUMBERS)
                party = self._habits.party(numbers[Column.PARTY])
                if passed(party) and not self._is_avoided(ask, party, numbers[Column.AVOIDED]):
                    found.append(self._slip(ask, item, subject, party, numbers))
        return found

    def may_be_in(self, batch: Batch) -> NDArray[np.bool_]:
        """Return in which requests of a batch `slips` may find any; shape (requests,)."""
        many = np.diff(batch.starts)
        request = np.repeat(np.arange(len(batch)), many)
        item = np.arange(len(request)) - batch.starts[request]
        found = np.zeros(len(batch), np.bool_)
        found[request[first_numbers(batch.keys[request], _ERROR, item.astype(np.uint64)) < self._habits.rate]] = True
        return found

    def _is_avoided(self, ask: Ask, party: str, u: float) -> bool:
        """Whether one of the further checks of a party sees the error before it does harm."""
        checks = ask.operator.checks if party == "operator" else self._checks.get(party, 1)
        return u >= (1.0 - self._habits.fewer_per_check) ** (checks - 1)

    def _slip(self, ask: Ask, item: int, subject: Subject, party: str, numbers: list[float]) -> Slip:
        """Look up what an error discloses: of somebody else, or of the subject at another time.

        Who held an address at another time is somebody else.
        """
        kind = self._habits.kind(numbers[Column.KIND])
        if kind == "wrong_identifier" or ask.category == "ip_assignment":
            key = fold(fold(fold(ask.key, _ERROR), item), Column.WHO)
            other = self._mistaken.instead_of(subject, ask.operator, ask.category, ask.at, key)
            looked_up = ask._replace(role="bystander")
        else:
            other, looked_up = subject, self._elsewhen(ask, kind)
        found = self._look_up(looked_up, other) if other else NOBODY
        return Slip(item, party, kind, numbers, looked_up, other, found)

    def _elsewhen(self, ask: Ask, kind: str) -> Ask:
        """Return a request for what is handed over of another time: neither the act nor its window lie in it."""
        right = ask.at - ask.window_days
        if kind == "wrong_time":
            return ask._replace(at=right - self._habits.off_by)
        return ask._replace(at=right, window_days=self._habits.excess)

    def _look_up(self, ask: Ask, subject: Subject) -> Found:
        return look_up(
            ask.operator, ask.category, subject, ask.at, ask.window_days, self._clock._now, self._by_age, own_act=False
        )

    def write(self, ask: Ask, slip: Slip, drafted: float) -> int:
        """Write down an error as its answer is delivered; return how many people it exposes."""
        exposed = others = 0
        if slip.subject is not None:
            is_other = slip.subject.number != ask.subjects[slip.item].number
            recipient = "wrong file" if is_other else "agency"
            exposed = self._disclosure.write(slip.ask, slip.subject, slip.found, recipient)
            others = exposed if is_other else max(0, exposed - 1)
        now = self._clock._now
        found, state = self._finding(slip.numbers)
        self._ledger.opened("error")
        self._ledger.write(
            Erred(
                now,
                drafted,
                found,
                self._agency,
                ask.operator.entry,
                ask.category,
                slip.party,
                slip.kind,
                state,
                slip.numbers[Column.SERIOUS] < self._habits.serious,
                slip.misled,
                others,
                slip.found.records,
            )
        )
        return exposed

    def _finding(self, numbers: list[float]) -> tuple[float, str]:
        """Return when an error is found and how it then stands: reported, else seen by oversight, else never."""
        now, days = self._clock._now, self._ledger.frame.days
        if numbers[Column.FOUND] < self._habits.found:
            found, state = now + self._habits.after(numbers[Column.AFTER]), "reported"
        elif numbers[Column.OVERSEEN] < self._oversight:
            found, state = now + self._oversight_after(numbers[Column.OVERSEEN_AFTER]), "oversight"
        else:
            return nan, "unfound"
        return found, state if found < days else "waiting"
