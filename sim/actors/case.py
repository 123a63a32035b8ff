"""A case: an act that an agency learns of, the requests it sends about it, and what they lead to."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.actors.area import Area
from sim.actors.asking import Asking, Case, Reported
from sim.actors.batch import Batch
from sim.actors.by_accounts import ByAccounts
from sim.actors.census import Census
from sim.actors.courses import Courses
from sim.actors.desks import Desks
from sim.actors.disclosure import Ask
from sim.actors.docket import NUMBERS, Cases, Column, RateAt, cases, divided
from sim.actors.groups import NO_GROUPS, Groups
from sim.actors.habits import ACTED_ON, Habits, whole
from sim.actors.need import Need, Needs
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.request import Requests
from sim.actors.request_file import CLOSED, Answer
from sim.actors.request_row import NUMBERS as REQUEST_NUMBERS
from sim.actors.searching import Act, Searches
from sim.actors.sending import Orders, Sending, Told, Watches
from sim.draw.hashing import fold, plain_unit
from sim.draw.keyed import Decision, row
from sim.ledger.accounts import CHUNK, Ledger

# Numbers of a case beyond its row are found by ids that its requests (steps 0, 1, ...) do not use.
_FOLLOW_UP_STEP, _FREEZE = 1 << 20, 1 << 61


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
    platforms : mapping from category to ByAccounts
        Which platform an act took place on; categories that no platform keeps are left out.
    watch : Watches, optional
        Told of every subject when a case is opened.
    live : Orders, optional
        Orders, perhaps, to listen to the subject of a case: told of its first request.
    turnover : bool
        Whether people come and go: cases are drawn for everybody who is ever there, and those of people who were not
        there at the time of the act are none.
    searches : sequence of Searches
        What cases do beside their requests about a subject; those about a report know their author and search not.
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
        platforms: Mapping[str, ByAccounts],
        rate_at: RateAt | None = None,
        watch: Watches | None = None,
        live: Orders | None = None,
        groups: Groups = NO_GROUPS,
        searches: Sequence[Searches] = (),
        turnover: bool = False,
    ) -> None:
        self._clock, self._ledger, self._requests = clock, ledger, requests
        self._key, self._habits, self._needs = key, habits, Needs(clock, ledger, agency=agency, groups=groups)
        self._rate_per_day, self._rate_at, self._days, self._draw = rate_per_day, rate_at, days, draw
        self._asking = Asking(census, area, habits, access, platforms, requests.asked)
        self._watch, self._live, self._groups, self._searches = watch, live, groups, searches
        self._has_groups, self._turnover = bool(groups), turnover
        self._is_watched = self._has_groups or watch is not None or live is not None
        self._sending: Sending | None = None
        is_plain = not (self._searches or turnover or habits.report_to_freeze) and census.settled
        self._may_send = is_plain and area.is_even and area.people > 0

    def _send(self) -> None:
        """Send many requests at once, from now on, where what becomes of them is known when they are drawn."""
        beforehand = self._requests.beforehand if self._may_send else None
        if beforehand is not None:
            courses = Courses.of(Desks.of(self._clock, self._ledger))
            drawing = self._asking.drawing(self._groups, beforehand.is_known)
            told = Told(self._needs.count, self._over, self._open_anew, self._watch, self._live)
            self._sending = Sending(courses, drawing, self._requests, beforehand, told)

    def life(self) -> Life[None]:
        """Open the cases of the run, each at its time."""
        opened = cases(self._draw, self._key, rate_per_day=self._rate_per_day, days=self._days, rate_at=self._rate_at)
        self._send()
        for begins, chunk in divided(opened, [] if self._sending is None else self._sending.days):
            if begins > self._clock._now:
                yield self._clock.at(begins, ARRIVAL)
            if self._turnover:
                times, found = self._there(chunk)
                self._ledger.opened_at("case", times)
            else:
                self._ledger.opened_at("case", chunk.opened)
                singly = chunk if self._sending is None else self._sending.take(chunk)
                times, found = singly.opened, self._asking.cases(singly)
            for time, case in zip(times.tolist(), found, strict=True):
                yield self._clock.at(time, ARRIVAL)
                self._open_case(case)
            if self._sending is not None and len(chunk.opened):
                yield self._clock.at(float(chunk.opened[-1]), ARRIVAL)
            self._ledger.settle(CHUNK)  # what waits is then bounded, however many requests a run has

    def open_about(self, author: Subject, platform: Operator, at: float, key: int) -> None:
        """Open a case about somebody who was reported for an act at a platform, at the time `at`."""
        start(self._take_up(Reported(author, platform, at), key))

    def _take_up(self, act: Reported, key: int) -> Life[None]:
        numbers = row(key, NUMBERS)
        lag = self._habits.report_to_request(numbers[Column.REPORT])
        if lag:
            yield self._clock.at(self._clock._now + lag, ARRIVAL)
        now = self._clock._now
        self._ledger.opened("case", time=now)
        self._open_case(self._asking.reported(key, numbers, now - act.at), act)

    def close_books(self) -> None:
        """Write down the needs that nobody has met when the run ends."""
        if self._sending is not None:
            self._sending.close_books()
        self._needs.close_books()
        for search in self._searches:
            search.close_books()

    def _there(self, chunk: Cases) -> tuple[NDArray[np.float64], Iterable[Case]]:
        """Return those cases, and when they are opened, whose act is of somebody who was there."""
        asking, found = self._asking, zip(chunk.opened.tolist(), self._asking.cases(chunk), strict=True)
        there = [(t, one) for t, one in found if not asking.is_absent(one.key, one.numbers, t - one.age_days)]
        return np.array([opened for opened, _ in there], np.float64), [case for _, case in there]

    def _open_case(self, case: Case, act: Reported | None = None) -> None:
        habits, numbers, now = self._habits, case.numbers, self._clock._now
        at, frozen = now - case.age_days, None  # when somebody asked for a freeze
        if habits.report_to_freeze is not None:
            frozen = now - case.report_days + habits.report_to_freeze(plain_unit(fold(case.key, _FREEZE)))
        for step in range(whole(habits.requests_per_case, numbers[Column.REQUESTS])):
            request_key = fold(case.key, step) if step else case.key
            # what is true of the case stays; what is the request's own is drawn anew for each but the first
            own = row(request_key, NUMBERS) if step else numbers
            known = case.is_asked and not step
            ask = case.first if known else self._asking.ask(case.key, request_key, own, numbers, at, act)
            self._open_request(ask, own, numbers, case.age_days, is_first=step == 0, frozen=frozen)
        if self._searches and act is None:
            role, grade = habits.role(numbers[Column.ROLE]), int(habits.grade(numbers[Column.GRADE]))
            for search in self._searches:
                search.of_case(Act(case.key, numbers[Column.SUBJECT], at, role, grade))

    def _open_request(
        self, ask: Ask | None, own: Sequence[float], case: Sequence[float], age_days: float, *, is_first: bool,
        frozen: float | None = None,
    ) -> None:  # fmt: skip
        """Send one request of a case, by its own numbers and those of the case; there may be nobody to ask.

        `frozen` is when somebody asked for a freeze, if anybody did.
        """
        habits, needs = self._habits, self._needs
        needs.count(1 if ask is None else len(ask.subjects))
        if ask is None:
            category, role = habits.category(own[Column.CATEGORY]), habits.role(case[Column.ROLE])
            needs.write_nobody_to_ask(category, role, age_days)
            return
        is_of_group = self._is_watched and self._tell(ask, first=is_first)
        if frozen is not None:
            self._requests.freeze(ask, frozen)
        follows = own[Column.FOLLOW] < habits.follow
        self._pursue(needs.open(ask, self._clock._now, follows=follows, is_of_group=is_of_group))

    def _open_anew(self, batch: Batch, request: int) -> None:
        """Send a request whose case was drawn with others: its subjects are found as the registers are now."""
        habits, cases, place = self._habits, batch.cases, int(batch.case[request])
        key, numbers, at = int(cases.keys[place]), cases.numbers[place].tolist(), float(batch.at[request])
        request_key, is_first = int(batch.keys[request]), bool(batch.is_first[request])
        own = numbers if is_first else row(request_key, NUMBERS)
        age_days = habits.act_to_report(numbers[Column.ACT]) + habits.report_to_request(numbers[Column.REPORT])
        ask = self._asking.ask(key, request_key, own, numbers, at, None)
        self._open_request(ask, own, numbers, age_days, is_first=is_first)

    def _tell(self, ask: Ask, *, first: bool) -> bool:
        """Tell those who want to know of a request of a case that is opened; return whether it is of a group too."""
        members = 0
        if self._has_groups:
            for subject in ask.subjects:
                members += len(self._groups.of(subject))
            if members:
                self._ledger.opened("need of a group", members)
        if self._watch is not None:
            for subject in ask.subjects:
                self._watch.subject(subject, ask.role)
        if self._live is not None and first:
            self._live.after(ask)
        return members > 0

    def _pursue(self, need: Need) -> None:
        """Send a request; `_answered` says what comes of it."""
        is_last = need.ask.category != ACTED_ON and not need.is_of_group
        start(self._requests.life(need.ask, is_last=is_last), partial(self._answered, need))

    def _over(self, ask: Ask, opened: float, follows: bool, answer: Answer) -> None:
        """Close the need of a request that took a course."""
        if answer is not CLOSED:
            self._answered(self._needs.open(ask, opened, follows=follows, is_of_group=False), answer)

    def _answered(self, need: Need, answer: Answer) -> None:
        """Close a need or, where its answer names an address, ask who was behind it: for each item by itself."""
        if answer is CLOSED:
            self._needs.forget(need)
            return
        need.states = answer.states
        if need.ask.category == ACTED_ON:
            subjects = need.ask.subjects
            followed = [i for i, s in enumerate(need.states) if s == "complete" and self._leads_on(need, subjects[i])]
            for item in followed:
                need.set(item, "open")
            for item in followed:
                start(self._pursue_item(need, item))
        self._needs.close(need)

    def _pursue_item(self, need: Need, item: int) -> Life[None]:
        answer = yield from self._follow_up(need.ask, item)
        need.set(item, answer.states[0])
        self._needs.close(need)

    def _leads_on(self, need: Need, subject: Subject) -> bool:
        """Whether a complete answer is only an address at a moment, and the case goes on to who had it.

        It does so by habit, and always where the platform cannot name the holder of the account.
        """
        return need.follows or not need.ask.operator.names_holder(subject.number, self._clock._now)

    def _follow_up(self, ask: Ask, item: int) -> Life[Answer]:
        """Ask the access operator who had the address at that moment."""
        subject = ask.subjects[item]
        operator = self._asking.access_of(subject, ask.at)
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
