"""A case: an act that an agency learns of, the requests it sends about it, and what they lead to."""

from collections.abc import Callable, Mapping
from math import floor
from typing import NamedTuple

from sim.actors.area import Area
from sim.actors.docket import Cases, Column, cases
from sim.actors.operator import Operator
from sim.actors.people import Census
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.request import Answer, Ask, Requests
from sim.draw.hashing import plain_fold, plain_unit
from sim.draw.keyed import Decision
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import NeedClosed
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES

_FOLLOW_UP_STEP = 1 << 20  # steps of requests that an answer opens: well above those that a case begins with


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
    place: str


class Docket:
    """The cases of one agency, each a life of its own.

    Parameters
    ----------
    area : Area
        Who may become a subject.
    access : mapping from name to Operator
        Access operators, asked for network categories.
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
    ) -> None:
        self._clock, self._ledger, self._census, self._requests = clock, ledger, census, requests
        self._agency, self._key, self._area, self._habits = agency, key, area, habits
        self._rate_per_day, self._days, self._draw = rate_per_day, days, draw
        self._access, self._platforms = access, platforms
        self._open: dict[int, tuple[Need, list[str]]] = {}

    def life(self) -> Life[None]:
        """Open the cases of the run, each at its time."""
        for chunk in cases(self._draw, self._key, rate_per_day=self._rate_per_day, days=self._days):
            yield from self._open_all(chunk)

    def close_books(self) -> None:
        """Write down the needs that nobody has met when the run ends."""
        for need, states in self._open.values():
            self._write(need, ["open" if state == "complete" else state for state in states] or ["open"])

    def _open_all(self, chunk: Cases) -> Life[None]:
        keys, rows = chunk.keys.tolist(), chunk.numbers.tolist()
        for opened, key, numbers in zip(chunk.opened.tolist(), keys, rows, strict=True):
            yield self._clock.at(opened, ARRIVAL)
            self._open_case(key, numbers)

    def _open_case(self, key: int, numbers: list[float]) -> None:
        habits = self._habits
        age = habits.act_to_report(numbers[Column.ACT]) + habits.report_to_request(numbers[Column.REPORT])
        for step in range(_whole(habits.requests_per_case, numbers[Column.REQUESTS])):
            request_key = plain_fold(key, step)
            u = numbers if step == 0 else [plain_unit(plain_fold(request_key, 500 + i)) for i in range(len(numbers))]
            need = self._need(key, request_key, u, numbers, self._clock._now - age)
            self._ledger.opened("need", len(need.ask.subjects) if need else 1)
            if need is None:
                self._write_nobody_to_ask(numbers, age)
            else:
                start(self._pursue(need))

    def _need(self, key: int, request_key: int, u: list[float], case: list[float], at: float) -> Need | None:
        """Return what one request of a case is about; None if its subject has no operator to ask.

        Requests of a case ask about one subject where they can: platforms are asked about an account of theirs,
        so a subject is picked among the people who have one there.
        """
        habits, now = self._habits, self._clock._now
        category = habits.category(u[Column.CATEGORY])
        subject_key = plain_fold(key, 1 << 40)
        if category in NETWORK_CATEGORIES:
            subject = self._area.pick(subject_key)
            operator = self._access_of(subject)
        elif category in self._platforms:
            operator = self._platforms[category](u[Column.OPERATOR])
            subject = self._area.pick(subject_key, operator.key, operator.share)
        else:
            return None
        if operator is None or subject is None:
            return None
        items = _whole(habits.items_per_request, plain_unit(plain_fold(request_key, 600)))
        others = (self._another(request_key, item, operator, category) for item in range(1, items))
        subjects = (subject, *(other for other in others if other is not None))
        ask = Ask(
            request_key, operator, category, subjects, habits.role(case[Column.ROLE]),
            int(habits.grade(case[Column.GRADE])), at, habits.window(u[Column.WINDOW]),
        )  # fmt: skip
        place = self._census.of(subject).home(subject).place
        return Need(ask, now, u[Column.FOLLOW] < habits.follow, place)

    def _access_of(self, person: int | None) -> Operator | None:
        return None if person is None else self._access.get(self._census.of(person).home(person).access)

    def _another(self, request_key: int, item: int, operator: Operator, category: str) -> int | None:
        """Return a further subject of a request: somebody else of whom the same operator keeps records."""
        attempt = 0
        while True:
            tried = plain_fold(plain_fold(request_key, 700 + item), attempt)
            if category not in NETWORK_CATEGORIES:
                return self._area.pick(tried, operator.key, operator.share)
            person = self._area.pick(tried)
            if self._access_of(person) is operator:
                return person
            attempt += 1

    def _pursue(self, need: Need) -> Life[None]:
        """Send a request and, where its answer names an address, ask who was behind it."""
        states: list[str] = []
        self._open[need.ask.key] = (need, states)
        answer = yield from self._requests.life(need.ask)
        states.extend(answer.states)
        if need.ask.category == "account_activity" and need.follows:
            for item, state in enumerate(answer.states):
                if state == "complete":
                    follow_up = yield from self._follow_up(need.ask, item)
                    states[item] = follow_up.states[0]
        del self._open[need.ask.key]
        self._write(need, states)

    def _follow_up(self, ask: Ask, item: int) -> Life[Answer]:
        """Ask the access operator who had the address at that moment."""
        person = ask.subjects[item]
        operator = self._access_of(person)
        if operator is None:
            return Answer(("not_identified",))
        key = plain_fold(ask.key, _FOLLOW_UP_STEP + item)
        return (
            yield from self._requests.life(
                Ask(key, operator, "ip_assignment", (person,), ask.role, ask.grade, ask.at, 0.0, follow_up=True)
            )
        )

    def _write(self, need: Need, states: list[str]) -> None:
        ask = need.ask
        for state in states * len(ask.subjects) if len(states) < len(ask.subjects) else states:
            self._ledger.write(
                NeedClosed(
                    self._clock._now,
                    need.opened,
                    self._agency,
                    ask.category,
                    need.place,
                    ask.role,
                    "met" if state == "complete" else state,
                    need.opened - ask.at,
                )  # fmt: skip
            )

    def _write_nobody_to_ask(self, numbers: list[float], age: float) -> None:
        habits, now = self._habits, self._clock._now
        self._ledger.write(
            NeedClosed(
                now,
                now,
                self._agency,
                habits.category(numbers[Column.CATEGORY]),
                "",
                habits.role(numbers[Column.ROLE]),
                "not_identified",
                age,
            )  # fmt: skip
        )


def _whole(mean: float, u: float) -> int:
    """Return a whole number of this mean: the next below or above, by a number in (0, 1); at least 1."""
    return max(1, floor(mean) + (u < mean - floor(mean)))
