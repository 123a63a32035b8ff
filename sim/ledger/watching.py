"""A journal that watches: it keeps what is written of one person, and how each disclosure of them came about.

Hand one to a ledger in place of a `Journal`. A day of ten million facts leaves a few dozen.
"""

from collections.abc import Callable
from math import inf
from typing import Any, NamedTuple, TypeVar

import numpy as np

from sim.ledger.facts import (
    Breached,
    CopiedCrowd,
    Disclosed,
    DisclosedGroup,
    Fact,
    Flagged,
    Frozen,
    Leaked,
    LiveOrder,
    Misused,
    Notified,
    RequestClosed,
    ReviewedLater,
    Visited,
    Watched,
)

T = TypeVar("T")

NOBODY = -1
IN_FORCE = ("used", "unused")  # states of freezes that stood when their request was answered

Act = Visited | Breached | Leaked | Misused | LiveOrder
Seen = Disclosed | DisclosedGroup
About = Frozen | Notified | ReviewedLater | Flagged | Watched


class Ended(NamedTuple):
    """A request item that ended, with its number: the first to end in the replication is 1."""

    number: int
    fact: RequestClosed


class Looks:
    """Notes at which operator of an entry somebody was looked up last: facts name the entry only.

    It stands between those who look up and whatever counts the records for them.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, str, int], str] = {}

    def by_age(self, count: Callable[..., T]) -> Callable[..., T]:
        """Return what looks a subject up by age, noting where."""

        def look(operator: Any, category: str, subject: Any, *others: Any, **named: Any) -> T:
            self._last[operator.entry, category, subject.number] = operator.name
            return count(operator, category, subject, *others, **named)

        return look

    def counts(self, counts: Callable[..., T]) -> Callable[..., T]:
        """Return what counts the records of persons (numbers within the population), noting where."""

        def look(operator: Any, category: str, people: Any, persons: Any, *others: Any) -> T:
            for person in persons.tolist():
                self._last[operator.entry, category, people.offset + person] = operator.name
            return counts(operator, category, people, persons, *others)

        return look

    def at(self, entry: str, category: str, person: int) -> str:
        """Return the operator; empty where nobody was looked up, as states that are copied are not."""
        return self._last.get((entry, category, person), "")


class Exposed(NamedTuple):
    """One disclosure of the person watched; if it was part of an answer, its request and the freeze in force for it."""

    fact: Seen
    request: Ended | None = None
    freeze: Frozen | None = None
    at: str = ""  # the operator of the entry, where that was noted


class Pairing:
    """Joins each disclosure with the request whose answer it is: that is closed a moment later.

    Parameters
    ----------
    done : callable of Exposed
        Told of each disclosure once its request is known, or is known to be none.
    looks : Looks
        Of the same run.
    """

    def __init__(self, done: Callable[[Exposed], None], looks: Looks) -> None:
        self._hand_on, self._looks = done, looks
        self._ended = 0
        self._waiting: list[Exposed] = []
        self._freezes: dict[tuple[str, str, str], Frozen] = {}  # the last one, whoever it is of

    def disclose(self, fact: Seen) -> None:
        """Take up a disclosure."""
        if fact.channel != "request":
            self._done(Exposed(fact))
            return
        freeze = self._freezes.get((fact.agency, fact.operator, fact.category))
        rests = freeze is not None and freeze.time == fact.time
        self._waiting.append(Exposed(fact, freeze=freeze if rests else None))

    def use(self, freeze: Frozen) -> None:
        """Take up a freeze in force for an answer; it is written before the answer's disclosures."""
        self._freezes[freeze.agency, freeze.operator, freeze.category] = freeze

    def close(self, fact: RequestClosed) -> Ended:
        """Give a request item its number; what was disclosed a moment ago was in its answer."""
        self._ended += 1
        ended = Ended(self._ended, fact)
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if is_answer(one.fact, fact):
                self._done(one._replace(request=ended))
            elif one.fact.time < fact.time:  # no answer: somebody looks at what was obtained before
                self._done(one)
            else:
                self._waiting.append(one)
        return ended

    def _done(self, one: Exposed) -> None:
        fact, person = one.fact, one.request.fact.person if one.request is not None else NOBODY
        whose = fact.person if isinstance(fact, Disclosed) else person
        self._hand_on(one._replace(at=self._looks.at(fact.operator, fact.category, whose)))

    def end(self) -> None:
        """Hand on what still waits when the run has ended."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            self._done(one)


class Watch:
    """Keeps the facts about one person.

    Parameters
    ----------
    person : int
        Global number.
    looks : Looks, optional
        Notes of the same run, to be handed to its build; new ones if left out.

    Attributes
    ----------
    exposed : list of Exposed
        Every disclosure of a record of the person, in the order of writing; complete after `end`.
    requests : list of Ended
        Request items about the person, whatever became of them.
    about : list of fact
        Freezes, notices, later reviews, flags and stays on watch lists of the person.
    acts : list of fact
        Visits, breaches, leaks, misuses and live orders, of which some exposed the person.
    crowds : list of CopiedCrowd
        What was drawn of classes as a whole.
    """

    def __init__(self, person: int, looks: Looks | None = None) -> None:
        self.person = person
        self.exposed: list[Exposed] = []
        self.requests: list[Ended] = []
        self.about: list[About] = []
        self.acts: list[Act] = []
        self.crowds: list[CopiedCrowd] = []
        self.looks = looks or Looks()
        self._pairing = Pairing(self.exposed.append, self.looks)

    def __call__(self, fact: Fact) -> None:
        """Keep a fact if it is about the person."""
        if isinstance(fact, RequestClosed):
            ended = self._pairing.close(fact)
            self.requests += [ended] if fact.person == self.person else []
        elif isinstance(fact, Disclosed | DisclosedGroup):
            if self._is_of(fact):
                self._pairing.disclose(self._of_person(fact))
        elif isinstance(fact, Frozen | Notified | ReviewedLater | Flagged | Watched):
            self.about += [fact] if fact.person == self.person else []
            if isinstance(fact, Frozen) and fact.state in IN_FORCE:
                self._pairing.use(fact)
        elif isinstance(fact, Breached | Leaked | Misused | LiveOrder):
            self.acts.append(fact)
        elif isinstance(fact, Visited):
            self.acts += [fact] if any(_is_act_of(one.fact, fact) for one in self.exposed) else []
        elif isinstance(fact, CopiedCrowd):
            self.crowds.append(fact)

    def end(self) -> None:
        """Take in what waits, when the run has ended."""
        self._pairing.end()

    def _is_of(self, fact: Seen) -> bool:
        if isinstance(fact, Disclosed):
            return fact.person == self.person and fact.records > 0
        return bool((fact.persons == np.uint64(self.person)).any())

    def _of_person(self, fact: Seen) -> Seen:
        if isinstance(fact, Disclosed):
            return fact
        return fact._replace(persons=np.array([self.person], np.uint64))


def is_answer(seen: Seen, request: RequestClosed) -> bool:
    """Whether a disclosure is part of the answer to a request item that is closed next."""
    labels = request.agency, request.operator, request.category, request.delivered
    return (seen.agency, seen.operator, seen.category, seen.time) == labels


def _is_act_of(seen: Seen, visit: Visited) -> bool:
    labels = visit.agency, visit.operator, visit.channel, visit.time
    return (seen.agency, seen.operator, seen.channel, seen.time) == labels


class Seeker:
    """Finds whom to watch: the first person exposed, or whom the N-th request item is about.

    Parameters
    ----------
    request : int or None
        Number of the request item, from 1; None: the first person of whom an outsider obtained something.
    since : float [day]
        Exposures before it are passed over.

    Attributes
    ----------
    person : int
        Global number; `NOBODY` until somebody is found.
    found : bool
    ended : int
        Request items so far.
    """

    def __init__(self, request: int | None = None, since: float = -inf) -> None:
        self._request, self._since = request, since
        self.person, self.found, self.ended = NOBODY, False, 0

    def __call__(self, fact: Any) -> None:
        """Look at a fact."""
        if isinstance(fact, RequestClosed):
            self.ended += 1
            if self.ended == self._request:
                self.person, self.found = fact.person, True
        elif self._request is None and not self.found and isinstance(fact, Disclosed) and self._is_wanted(fact):
            self.person, self.found = fact.person, True

    def _is_wanted(self, fact: Disclosed) -> bool:
        return fact.records > 0 and fact.stage == "obtained" and fact.time >= self._since
