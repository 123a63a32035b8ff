"""What the requests of a case ask for: a category, about somebody, of the operator that may hold it."""

from collections.abc import Callable, Mapping
from itertools import chain, repeat
from typing import NamedTuple, TypeVar

from sim.actors.area import Area
from sim.actors.by_accounts import ByAccounts
from sim.actors.census import Census
from sim.actors.disclosure import Ask
from sim.actors.docket import Cases, Column
from sim.actors.drawing import Drawing
from sim.actors.groups import Groups
from sim.actors.habits import ITEMS, SUBJECT, TRIES, Habits, of_access, whole
from sim.actors.holders import holder_of
from sim.actors.named import made_from
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.draw.hashing import fold, plain_unit
from sim.draw.variates import each

_BLOCK = 256  # cases drawn at a time: few enough to stay in the cache until they are opened


class Reported(NamedTuple):
    """An act that was reported to an agency, instead of one that its cases are drawn about."""

    author: Subject
    platform: Operator
    at: float


class Case(NamedTuple):
    """A case as it is opened: what its numbers say, and what its first request asks for where they say that too."""

    key: int  # 64-bit
    numbers: list[float]  # see `docket.Column`
    age_days: float  # from the act to the opening
    report_days: float  # of these, from the report on
    first: Ask | None
    is_asked: bool  # whether `first` is right; otherwise it is found when the case is opened


T = TypeVar("T")
_ask, _case = made_from(Ask), made_from(Case)


class Asking:
    """Finds whom a request of an agency's cases is about and whom it is sent to.

    Parameters
    ----------
    area : Area
        Who may become a subject.
    access : mapping from name to Operator
        Access operators, asked for network categories.
    platforms : mapping from category to ByAccounts
        Which platform an act took place on; categories that no platform keeps are left out.
    asked : callable of (Operator, category, Subject)
        Whom the agency asks for a subject's records at an operator: it, or a mirror that keeps them.
    """

    def __init__(
        self,
        census: Census,
        area: Area,
        habits: Habits,
        access: Mapping[str, Operator],
        platforms: Mapping[str, ByAccounts],
        asked: Callable[[Operator, str, Subject], Operator],
    ) -> None:
        self._census, self._area, self._habits, self._asked = census, area, habits, asked
        self._access, self._platforms = access, platforms
        self._asks_several = habits.items_per_request > 1.0 or habits.people_per_request is not None
        self._is_plain = area.is_even and census.settled
        self._of_access = of_access(platforms)

    def drawing(self, groups: Groups, is_known: Callable[[Operator], bool]) -> Drawing:
        """Return what draws the requests of many cases at once."""
        keepers = self._access, self._of_access, self._platforms
        return Drawing(self._census, self._area, self._habits, *keepers, groups, is_known)

    def cases(self, chunk: Cases) -> "chain[Case]":
        """Return what the numbers of cases say, a block at a time: column by column it takes half the time.

        Who is asked for what an access operator logs hangs on nothing but the numbers, and is found here; an account
        at a platform, and a mirror, are found on the day, by `ask`.
        """
        starts = range(0, len(chunk.keys), _BLOCK)
        return chain.from_iterable(self._block(chunk.part(start, start + _BLOCK)) for start in starts)

    def _block(self, chunk: Cases) -> "map[Case]":
        habits, columns = self._habits, chunk.numbers.T

        def drawn(column: int, draw: Callable[[float], T]) -> list[T]:
            return each(draw, columns[column].tolist())

        persons = self._area.persons(columns[Column.SUBJECT])
        return map(
            self._case,
            chunk.opened.tolist(),
            chunk.keys.tolist(),
            chunk.numbers.tolist(),
            drawn(Column.ACT, habits.act_to_report),
            drawn(Column.REPORT, habits.report_to_request),
            drawn(Column.ROLE, habits.role),
            drawn(Column.GRADE, habits.grade),
            drawn(Column.CATEGORY, habits.category),
            drawn(Column.WINDOW, habits.window),
            repeat(None) if persons is None else self._census.subjects(persons),
        )

    def _case(
        self,
        opened: float,
        key: int,
        numbers: list[float],
        act_days: float,
        report_days: float,
        role: str,
        grade: str,
        category: str,
        window_days: float,
        subject: Subject | None,
    ) -> Case:
        age, first, is_asked = act_days + report_days, None, False
        if subject is not None and category in self._of_access:
            operator = self.access_of(subject, opened - age)
            is_asked = operator is None or operator.asked is None
            if operator is not None and is_asked:
                own: list[float] = numbers[Column.REQUEST :]
                subjects: tuple[Subject, ...] = (subject,)
                if self._asks_several:
                    subjects = (subject, *self._others(key, subject, operator, category, opened - age))
                first = _ask(
                    (key, own, operator, category, subjects, role, int(grade), opened - age, window_days, False, None)
                )
        return _case((key, numbers, age, report_days, first, is_asked))

    def reported(self, key: int, numbers: list[float], age_days: float) -> Case:
        """Return a case about an act that was reported: whom it is about is known otherwise."""
        return Case(key, numbers, age_days, self._habits.report_to_request(numbers[Column.REPORT]), None, False)

    def access_of(self, subject: Subject, at: float) -> Operator | None:
        """Return the access operator that somebody had at a time; None if it is not in the scenario."""
        people = subject.people
        own = subject.home.access if people.paths is None else people.access_at(subject.number, at)
        return self._access.get(own)

    def is_absent(self, key: int, case: list[float], at: float) -> bool:
        """Whether whom a case would be about was not there at the time of the act: then there was no act."""
        subject = self._area.person(case[Column.SUBJECT], key)
        return not self._census.of(subject).is_present(subject, at)

    def ask(
        self, key: int, request_key: int, own: list[float], case: list[float], at: float, act: Reported | None
    ) -> Ask | None:
        """Return what one request of a case asks for; None if its subject has no operator to ask.

        Parameters
        ----------
        key, request_key : int
            64-bit keys of the case and of the request.
        own, case : list of float
            Numbers of the request and of the case, by `Column`.
        at : float [day]
            Time of the act.
        act : Reported, optional
            What was reported, if the case is about that.
        """
        habits = self._habits
        category = habits.category(own[Column.CATEGORY])
        found = self._drawn(key, category, own, case, at) if act is None else self._reported(act, category)
        if found is None:
            return None
        subject, operator = found[0], self._asked(found[1], category, found[0])
        subjects: tuple[Subject, ...] = (subject,)
        if self._asks_several:
            subjects = (subject, *self._others(request_key, subject, operator, category, at))
        return Ask(
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

    def _drawn(
        self, key: int, category: str, own: list[float], case: list[float], at: float
    ) -> tuple[Subject, Operator] | None:
        """Return whom a case is about and whom to ask.

        The requests of a case to access operators are about one subject. Platforms are asked about an account of
        theirs, so a subject is picked among the people who had one there at the time of the act.
        """
        operator: Operator | None
        if category in self._of_access:
            subject = self._census.subject(self._area.person(case[Column.SUBJECT], key))
            operator = self.access_of(subject, at)
            return None if operator is None else (subject, operator)
        if category not in self._platforms:
            return None
        operator = self._platforms[category](own[Column.OPERATOR])
        holder = holder_of(self._area, fold(key, SUBJECT), operator, at)
        return None if holder is None else (self._census.subject(holder), operator)

    def _reported(self, act: Reported, category: str) -> tuple[Subject, Operator] | None:
        """Return the author of a reported act, and whom to ask: the access operator, or the platform itself."""
        if category in self._of_access:
            operator = self.access_of(act.author, act.at)
        else:
            operator = act.platform if category in act.platform.stores else None
        return None if operator is None else (act.author, operator)

    def _others(self, request_key: int, first: Subject, operator: Operator, category: str, at: float) -> list[Subject]:
        """Return the further subjects of a request: others of whom the same operator keeps records."""
        found = [first]
        for item in range(1, self._items(plain_unit(fold(request_key, ITEMS)))):
            key = fold(request_key, ITEMS + item)
            other = self._another(key, found, operator, category, at)
            found.extend([] if other is None else [other])
        return found[1:]

    def _items(self, u: float) -> int:
        """Return how many people a request is about, by a number in (0, 1)."""
        by_chance = self._habits.people_per_request
        return whole(self._habits.items_per_request, u) if by_chance is None else max(1, round(by_chance(u)))

    def _another(self, key: int, found: list[Subject], operator: Operator, category: str, at: float) -> Subject | None:
        """Return somebody not yet among a request's subjects; None where nobody is found in many tries."""
        seen = {subject.number for subject in found}
        if self._is_plain and category in self._of_access and operator.asked is None:
            return self._another_served(key, seen, operator)
        for attempt in range(TRIES):
            tried = fold(key, attempt)
            if category in self._of_access:
                number: int | None = self._area.person(plain_unit(tried), tried)
            else:
                number = holder_of(self._area, tried, operator, at)
            if number is None:
                return None
            subject = self._census.subject(number)
            served = category not in self._of_access or subject.people.is_served(operator, number, at)
            served = served and self._asked(operator, category, subject) is operator
            if served and number not in seen:
                return subject
        return None

    def _another_served(self, key: int, seen: set[int], operator: Operator) -> Subject | None:
        """Do as `_another` does, in a compiled loop: for people who stay, each as likely as any other."""
        among, attempt = self._census.served(operator), 0
        while (attempt := self._area.first_try(key, attempt, TRIES, among)) < TRIES:
            number = self._area.person(plain_unit(fold(key, attempt)), 0)
            if number not in seen:
                return self._census.subject(number)
            attempt += 1
        return None
