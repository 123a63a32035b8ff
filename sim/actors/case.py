"""A case: an act that an agency learns of, the requests it sends about it, and what they lead to."""

from collections.abc import Callable, Mapping
from math import floor
from typing import NamedTuple

from sim.actors.area import Area
from sim.actors.disclosure import Ask
from sim.actors.docket import NUMBERS, Cases, Column, RateAt, cases
from sim.actors.operator import Operator
from sim.actors.people import Census, Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.request import NUMBERS as REQUEST_NUMBERS
from sim.actors.request import Answer, Requests
from sim.draw.hashing import fold, plain_unit
from sim.draw.keyed import Decision, row
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import NeedClosed
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES

# Numbers of a case beyond its row are found by ids that its requests (steps 0, 1, ...) do not use.
_FOLLOW_UP_STEP, _SUBJECT, _ITEMS, _HOLDER = 1 << 20, 1 << 40, 1 << 50, 1 << 60
_TRIES = 1000  # to find one more subject


class Habits(NamedTuple):
    """What the cases of an agency ask for, as samplers of numbers in (0, 1)."""

    category: Callable[[float], str]
    role: Callable[[float], str]
    grade: Callable[[float], str]
    act_to_report: Sampler
    report_to_request: Sampler
    window: Sampler
    requests_per_case: float
    items_per_request: float
    follow: float


class Need(NamedTuple):
    """Items that a case would ask for, with where to ask."""

    ask: Ask
    opened: float
    follows: bool


class Docket:
    """The cases of one agency, each a life of its own.

    Parameters
    ----------
    area : Area
        Who may become a subject.
    access : mapping from name to Operator
        Access operators, asked for network categories.
    rate_per_day, rate_at :
        How many cases are opened at most, and at each time: as `docket.cases` has them.
    platforms : mapping from category to callable
        Which platform an act took place on, for a number in (0, 1); categories that no platform keeps are left out.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        census: Census,
        requests: Requests,
        *,
        agency: str,
        key: int,
        area: Area,
        rate_per_day: float,
        days: float,
        draw: Decision,
        habits: Habits,
        access: Mapping[str, Operator],
        platforms: Mapping[str, Callable[[float], Operator]],
        rate_at: RateAt | None = None,
    ) -> None:
        self._clock, self._ledger, self._census, self._requests = clock, ledger, census, requests
        self._post = ledger.writer(NeedClosed)
        self._agency, self._key, self._area, self._habits = agency, key, area, habits
        self._rate_per_day, self._rate_at, self._days, self._draw = rate_per_day, rate_at, days, draw
        self._access, self._platforms = access, platforms
        self._open: dict[int, tuple[Need, list[str]]] = {}

    def life(self) -> Life[None]:
        """Open the cases of the run, each at its time."""
        opened = cases(self._draw, self._key, rate_per_day=self._rate_per_day, days=self._days, rate_at=self._rate_at)
        for chunk in opened:
            yield from self._open_all(chunk)

    def close_books(self) -> None:
        """Write down the needs that nobody has met when the run ends."""
        for need, states in self._open.values():
            self._write(need, states)

    def _open_all(self, chunk: Cases) -> Life[None]:
        keys, rows = chunk.keys.tolist(), chunk.numbers.tolist()
        for opened, key, numbers in zip(chunk.opened.tolist(), keys, rows, strict=True):
            yield self._clock.at(opened, ARRIVAL)
            self._open_case(key, numbers)

    def _open_case(self, key: int, numbers: list[float]) -> None:
        habits = self._habits
        self._ledger.opened("case", time=self._clock._now)
        age = habits.act_to_report(numbers[Column.ACT]) + habits.report_to_request(numbers[Column.REPORT])
        for step in range(_whole(habits.requests_per_case, numbers[Column.REQUESTS])):
            request_key = fold(key, step) if step else key
            # what is true of the case stays; what is the request's own is drawn anew for each but the first
            own = row(request_key, NUMBERS) if step else numbers
            need = self._need(key, request_key, own, numbers, self._clock._now - age)
            self._ledger.opened("need", len(need.ask.subjects) if need else 1)
            if need is None:
                self._write_nobody_to_ask(habits.category(own[Column.CATEGORY]), habits.role(numbers[Column.ROLE]), age)
            else:
                start(self._pursue(need))

    def _need(self, key: int, request_key: int, own: list[float], case: list[float], at: float) -> Need | None:
        """Return what one request of a case is about; None if its subject has no operator to ask.

        The requests of a case to access operators are about one subject. Platforms are asked about an account of
        theirs, so a subject is picked among the people who have one there.
        """
        habits, census = self._habits, self._census
        category = habits.category(own[Column.CATEGORY])
        if self._is_of_access(category):
            subject = census.subject(self._area.person(case[Column.SUBJECT], key))
            operator = self._access.get(subject.home.access)
        elif category in self._platforms:
            operator = self._platforms[category](own[Column.OPERATOR])
            holder = self._holder(fold(key, _SUBJECT), operator, at)
            if holder is None:
                return None
            subject = census.subject(holder)
        else:
            return None
        if operator is None:
            return None
        operator = self._requests.asked(operator, category, subject)
        subjects: tuple[Subject, ...] = (subject,)
        if habits.items_per_request > 1.0:
            subjects = (subject, *self._others(request_key, subject, operator, category, at))
        ask = Ask(
            request_key,
            own[Column.REQUEST :],
            operator,
            category,
            subjects,
            habits.role(case[Column.ROLE]),
            int(habits.grade(case[Column.GRADE])),
            at,
            habits.window(own[Column.WINDOW]),
        )
        return Need(ask, self._clock._now, own[Column.FOLLOW] < habits.follow)

    def _holder(self, key: int, operator: Operator, at: float) -> int | None:
        """Return somebody who had an account at a platform at a time; None where nobody is found in many tries."""
        share = operator.share_at(at)
        for attempt in range(_TRIES):
            person = self._area.pick(fold(key, _HOLDER + attempt) if attempt else key, operator.key, share)
            if person is None or operator.had_account(person, at):
                return person
        return None

    def _is_of_access(self, category: str) -> bool:
        """Whether access operators are asked for a category; where there are none, platforms know their subscribers."""
        return category in NETWORK_CATEGORIES and category not in self._platforms

    def _others(self, request_key: int, first: Subject, operator: Operator, category: str, at: float) -> list[Subject]:
        """Return the further subjects of a request: others of whom the same operator keeps records."""
        found = [first]
        for item in range(1, _whole(self._habits.items_per_request, plain_unit(fold(request_key, _ITEMS)))):
            key = fold(request_key, _ITEMS + item)
            other = self._another(key, found, operator, category, at)
            found.extend([] if other is None else [other])
        return found[1:]

    def _another(self, key: int, found: list[Subject], operator: Operator, category: str, at: float) -> Subject | None:
        """Return somebody not yet among a request's subjects; None where nobody is found in many tries."""
        seen = {subject.number for subject in found}
        for attempt in range(_TRIES):
            tried = fold(key, attempt)
            if self._is_of_access(category):
                number: int | None = self._area.person(plain_unit(tried), tried)
            else:
                number = self._holder(tried, operator, at)
            if number is None:
                return None
            subject = self._census.subject(number)
            served = not self._is_of_access(category) or subject.home.access == operator.name
            served = served and self._requests.asked(operator, category, subject) is operator
            if served and number not in seen:
                return subject
        return None

    def _pursue(self, need: Need) -> Life[None]:
        """Send a request and, where its answer names an address, ask who was behind it: for each item by itself."""
        states = ["open"] * len(need.ask.subjects)
        self._open[need.ask.key] = (need, states)
        answer = yield from self._requests.life(need.ask)
        states[:] = answer.states
        if need.ask.category == "account_activity":
            subjects = need.ask.subjects
            followed = [i for i, s in enumerate(states) if s == "complete" and self._leads_on(need, subjects[i])]
            for item in followed:
                states[item] = "open"
            for item in followed:
                start(self._pursue_item(need, states, item))
        self._close(need, states)

    def _pursue_item(self, need: Need, states: list[str], item: int) -> Life[None]:
        states[item] = (yield from self._follow_up(need.ask, item)).states[0]
        self._close(need, states)

    def _close(self, need: Need, states: list[str]) -> None:
        """Write the need down once none of its items is under way."""
        if "open" not in states and need.ask.key in self._open:
            del self._open[need.ask.key]
            self._write(need, states)

    def _leads_on(self, need: Need, subject: Subject) -> bool:
        """Whether a complete answer is only an address at a moment, and the case goes on to who had it.

        It does so by habit, and always where the platform cannot name the holder of the account.
        """
        return need.follows or not need.ask.operator.names_holder(subject.number, self._clock._now)

    def _follow_up(self, ask: Ask, item: int) -> Life[Answer]:
        """Ask the access operator who had the address at that moment."""
        subject = ask.subjects[item]
        operator = self._access.get(subject.home.access)
        if operator is None:
            return Answer(("not_identified",))
        key = fold(ask.key, _FOLLOW_UP_STEP + item)
        return (
            yield from self._requests.life(
                Ask(
                    key,
                    row(key, REQUEST_NUMBERS),
                    operator,
                    "ip_assignment",
                    (subject,),
                    ask.role,
                    ask.grade,
                    ask.at,
                    0.0,
                    follow_up=True,
                )
            )
        )

    def _write(self, need: Need, states: list[str]) -> None:
        ask = need.ask
        for state, subject in zip(states, ask.subjects, strict=True):
            self._post(
                NeedClosed(
                    self._clock._now,
                    need.opened,
                    self._agency,
                    ask.category,
                    subject.home.place,
                    ask.role,
                    "met" if state == "complete" else state,
                    need.opened - ask.at,
                )
            )

    def _write_nobody_to_ask(self, category: str, role: str, age: float) -> None:
        now = self._clock._now
        self._ledger.write(NeedClosed(now, now, self._agency, category, "", role, "not_identified", age))


def _whole(mean: float, u: float) -> int:
    """Return a whole number of this mean: the next below or above, by a number in (0, 1); at least 1."""
    return max(1, floor(mean) + (u < mean - floor(mean)))
