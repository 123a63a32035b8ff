"""The life of a request: drafted, reviewed, authorised, sent, answered, delivered."""

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

from sim.actors.disclosure import Ask, Disclosure
from sim.actors.office import Office, Way
from sim.actors.operator import ByAge, Found, Operator, look_up
from sim.actors.own_records import OwnRecords
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.draw.hashing import fold, plain_unit
from sim.draw.keyed import row
from sim.law.reach import compels
from sim.ledger.accounts import Ledger
from sim.ledger.facts import RequestClosed

NUMBERS = 14
_NOT_ASKED, _HANDED_ON = 995, 994  # ids of further numbers of a request


class Column:
    """Which number of a request's row decides what; a reworked request goes on with a row of its own."""

    (
        DRAFT,
        REVIEW,
        REVIEW_SAYS,
        AUTHORISE,
        AUTHORISE_SAYS,
        DELAY,
        REWORK,
        HANDLING,
        WITHHELD,
        REFUSED,
        VOLUNTARY,
        TAKES,
        ITEMS,
        LATE_REVIEW,
    ) = range(NUMBERS)


class Answer(NamedTuple):
    """How a request ended, for each of its items."""

    states: tuple[str, ...]


class File:
    """A request under way: the times it has reached; NaN for those it has not."""

    # defaults of the class: a request that ends early writes none of them, and none is written twice
    reworks = 0
    reviewed = authorised = sent = received = started = answered = delivered = due = nan

    def __init__(self, ask: Ask, drafted: float) -> None:
        self.ask, self.drafted = ask, drafted


class Requests:
    """The requests of one agency.

    Parameters
    ----------
    by_age : ByAge
        Records of a person in pieces of time, by age.
    examines : float [1]
        Share of bystanders whose records somebody reads.
    own : OwnRecords, optional
        What the agency holds and uses again.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        by_age: ByAge,
        *,
        agency: str,
        jurisdiction: str,
        office: Office,
        not_asked_if_expired: float,
        examines: float,
        own: OwnRecords | None = None,
    ) -> None:
        self._clock, self._ledger, self._by_age = clock, ledger, by_age
        self._post = ledger.writer(RequestClosed)
        self._agency, self._jurisdiction, self._office = agency, jurisdiction, office
        self._not_asked_if_expired = not_asked_if_expired
        steps = (
            (office.draft, Column.DRAFT, ""),
            (office.spoc, Column.REVIEW, "declined"),
            (office.authorise, Column.AUTHORISE, "rejected"),
        )
        self._steps = [(step, column, verdict) for step, column, verdict in steps if step is not None]
        self._disclosure = Disclosure(clock, ledger, agency=agency, examines=examines)
        self._open: dict[int, File] = {}
        self._own = own

    def life(self, ask: Ask) -> Life[Answer]:
        """Live through a request, from its draft to its delivery."""
        clock, operator, numbers = self._clock, ask.operator, ask.numbers
        if self._own is not None and ask.sought is None and self._own.answers(ask):
            return Answer(("complete",) * len(ask.subjects))
        file = self._open[ask.key] = File(ask, clock._now)
        self._ledger.opened("request", len(ask.subjects))
        if self._is_withheld(ask, numbers):
            return self._end(file, "withheld")
        way = None if compels(self._jurisdiction, operator.country) else self._way(ask)
        if way is not None and way.not_asked and plain_unit(fold(ask.key, _NOT_ASKED)) < way.not_asked:
            return self._end(file, "not_asked")
        turned_down = yield from self._through_office(file)
        if turned_down:
            return self._end(file, turned_down)
        file.sent = clock._now
        if way is not None and way.office is not None and way.office.desk is not None:
            work = way.office.work(plain_unit(fold(ask.key, _HANDED_ON)))
            yield way.office.desk.join(work, grade=ask.grade, task=way.office.name)
        takes = 0.0 if way is None else way.time(ask.grade, numbers[Column.TAKES])
        if takes:
            yield clock.at(clock._now + takes / 2, ARRIVAL)
        file.received = clock._now
        file.due = operator.answers_in(clock._now)
        turn = operator.desk.join(
            self._handling(ask, numbers[Column.HANDLING]), grade=ask.grade, task="request", due=file.due
        )
        yield turn
        file.started, file.answered = turn.started, turn.ended
        if self._is_refused(ask, numbers, way):
            return self._end(file, "refused")
        found = [self._look_up(ask, subject) for subject in ask.subjects]  # may have been purged while it queued
        if takes:
            yield clock.at(clock._now + takes / 2, ARRIVAL)
        file.delivered = clock._now
        return self._deliver(file, found)

    def close_books(self) -> None:
        """Write down, at the end of the run, the requests that are still open."""
        for file in list(self._open.values()):
            self._end(file, "open")

    def _is_withheld(self, ask: Ask, numbers: Sequence[float]) -> bool:
        """Whether nobody asks, for the agency knows that what it would ask for is gone."""
        gone = ask.operator.is_gone(ask.category, ask.at, self._clock._now)
        return gone and numbers[Column.WITHHELD] < self._not_asked_if_expired

    def asked(self, operator: Operator, category: str, subject: Subject) -> Operator:
        """Return whom the agency asks for a subject's records at an operator: it, or a mirror that keeps them."""
        if operator.asked is None:
            return operator
        return operator.asked(category, subject, self._jurisdiction, self._clock._now)

    def _way(self, ask: Ask) -> Way:
        """Return the way to records abroad that the law of the operator's country opens; else it is free will."""
        access = ask.operator.statute.at(self._clock._now).access
        return self._office.way(access.abroad.get(ask.category, "voluntary"))  # type: ignore[call-overload]  # keys are categories

    def _is_refused(self, ask: Ask, numbers: Sequence[float], way: Way | None) -> bool:
        if way is not None:
            return numbers[Column.VOLUNTARY] >= way.granted
        access = ask.operator.statute.at(self._clock._now).access
        return bool(access.refusable) and numbers[Column.REFUSED] < ask.operator.refuses

    def _through_office(self, file: File) -> Life[str]:
        """Take the request through the agency's own steps; return how it was turned down, or an empty text.

        Each step works on it until it neither sends it back to rework nor turns it down. Columns: work of the
        step, what it says; `Column.DELAY` is the wait.
        """
        clock, office, grade = self._clock, self._office, file.ask.grade
        for step, column, verdict in self._steps:
            if step is office.authorise:
                file.reviewed = clock._now
                if not self._is_authorised_first(file):
                    break
            elif office.skips(step.name, grade):
                continue
            numbers = file.ask.numbers
            while True:
                if step.desk is not None:
                    yield step.desk.join(step.work(numbers[column]), grade=grade, task=step.name)
                delay = step.delay(numbers[Column.DELAY])
                if delay:
                    yield clock.at(clock._now + delay, ARRIVAL)
                says = numbers[column + 1]
                if says >= step.back:
                    break
                numbers = yield from self._reworked(file, column)
            if says < step.back + step.turned_down:
                return verdict
        if office.authorise is None:
            file.reviewed = clock._now
        file.authorised = clock._now
        return ""

    def _reworked(self, file: File, column: int) -> Life[list[float]]:
        """Rework the request that a step has sent back, and draft it again; return its new numbers."""
        file.reworks += 1
        numbers = row(fold(file.ask.key, (column << 32) + file.reworks), NUMBERS)
        yield self._clock.at(self._clock._now + self._office.rework(numbers[Column.REWORK]), ARRIVAL)
        draft = self._office.draft
        if draft is not None and draft.desk is not None:
            yield draft.desk.join(draft.work(numbers[Column.DRAFT]), grade=file.ask.grade, task=draft.name)
        return numbers

    def _is_authorised_first(self, file: File) -> bool:
        """Whether somebody authorises the request before it is sent; urgent ones are reviewed afterwards."""
        operator = file.ask.operator
        at_home = compels(self._jurisdiction, operator.country)  # a law abroad says nothing of this agency's own steps
        if at_home and operator.statute.at(self._clock._now).access.authorised_by == "nobody":
            return False
        if self._office.skips("authorise", file.ask.grade):
            start(self._reviewed_later(file))
            return False
        return True

    def _reviewed_later(self, file: File) -> Life[None]:
        step = self._office.authorise
        if step is not None and step.desk is not None:
            due = self._office.review_due(self._clock._now)
            u = file.ask.numbers[Column.LATE_REVIEW]
            yield from step.desk.turn(step.work(u), grade=file.ask.grade, task="later review", due=due)

    def _handling(self, ask: Ask, u: float) -> float:
        """Return the work of a request at the operator's desk [day]: each item has its own."""
        handling = ask.operator.handling
        work = handling(u)
        for item in range(1, len(ask.subjects)):
            work += handling(plain_unit(fold(ask.key, 1000 + item)))
        return work * ask.operator.slowness

    def _look_up(self, ask: Ask, subject: Subject) -> Found:
        operator, now = ask.operator, self._clock._now
        if ask.sought is not None:
            found = ask.sought.look_up(ask)
        else:
            found = look_up(operator, ask.category, subject, ask.at, ask.window_days, now, self._by_age)
        if found.records and operator.can_read is not None and not operator.can_read(ask.category, now):
            return Found("unreadable")
        return found

    def _deliver(self, file: File, found: list[Found]) -> Answer:
        """Write down whom the answer exposes, and close the request with the state of each item."""
        ask, write = file.ask, self._disclosure.write
        del self._open[ask.key]
        if self._own is not None and ask.sought is None:
            self._own.keep(ask, found)
        for subject, item in zip(ask.subjects, found, strict=True):
            self._close(file, subject, item.state, item.records, write(ask, subject, item))
        return Answer(tuple([item.state for item in found]))

    def _end(self, file: File, state: str) -> Answer:
        """Close a request that ends without an answer."""
        subjects = file.ask.subjects
        del self._open[file.ask.key]
        for subject in subjects:
            self._close(file, subject, state, 0, 0)
        return Answer((state,) * len(subjects))

    def _close(self, file: File, subject: Subject, state: str, records: int, people: int) -> None:
        ask, now = file.ask, self._clock._now
        self._post(
            RequestClosed(
                now,
                self._agency,
                ask.operator.entry,
                ask.category,
                subject.home.place,
                ask.role,
                ask.grade,
                state,
                ask.follow_up,
                subject.number,
                file.drafted,
                file.reviewed,
                file.authorised,
                file.sent,
                file.received,
                file.started,
                file.answered,
                file.delivered,
                (file.answered if file.answered == file.answered else now) > file.due,
                file.reworks,
                ask.at - ask.window_days,
                ask.at,
                records,
                people,
            )
        )
