"""The life of a request: drafted, reviewed, authorised, sent, answered, delivered."""

from collections.abc import Sequence

from sim.actors.authority import Authority, unlawed
from sim.actors.disclosure import Ask, Disclosure, Tells
from sim.actors.errors import NOBODY, Errors, Slip
from sim.actors.freezing import Freezes
from sim.actors.late_review import LateReviews
from sim.actors.office import Office, Step, Way
from sim.actors.operator import ByAge, Found, Holding, Operator, look_up
from sim.actors.own_records import OwnRecords
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life
from sim.actors.request_file import Answer, File
from sim.actors.request_row import NUMBERS, Column
from sim.draw.hashing import fold, plain_unit
from sim.draw.keyed import row
from sim.law.reach import compels
from sim.ledger.accounts import Ledger
from sim.ledger.facts import RequestClosed

_NOT_ASKED, _HANDED_ON = 995, 994  # ids of further numbers of a request


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
    errors : Errors, optional
        In its items; none if left out.
    authority : Authority, optional
        Who authorises, by the law in force and whom the request is about; the office's own step if left out.
    freezes : Freezes, optional
        What the agency has had frozen.
    notices : Tells, optional
        What has the subjects of answers told of them; nobody is if left out.
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
        errors: Errors | None = None,
        authority: Authority | None = None,
        freezes: Freezes | None = None,
        notices: Tells | None = None,
    ) -> None:
        self._clock, self._ledger, self._by_age = clock, ledger, by_age
        self._post = ledger.writer(RequestClosed)
        self._agency, self._jurisdiction, self._office = agency, jurisdiction, office
        self._authority = authority or unlawed(office.authorise)
        self._late = LateReviews(clock, ledger, agency=agency, due=office.review_due)
        self._not_asked_if_expired = not_asked_if_expired
        before = ((office.draft, Column.DRAFT, ""), (office.spoc, Column.REVIEW, "declined"))
        steps: list[tuple[Step | None, int, str]] = [step for step in before if step[0] is not None]
        self._steps = [*steps, (None, Column.AUTHORISE, "rejected")]
        self._disclosure = Disclosure(clock, ledger, agency=agency, examines=examines, notices=notices)
        self._open: dict[int, File] = {}
        self._own, self._errors, self._freezes = own, errors, freezes

    def life(self, ask: Ask) -> Life[Answer]:
        """Live through a request, from its draft to its delivery."""
        clock, operator, numbers = self._clock, ask.operator, ask.numbers
        if self._own is not None and ask.sought is None and self._own.answers(ask):
            self._end_freeze(ask)
            return Answer(("complete",) * len(ask.subjects))
        file = self._open[ask.key] = File(ask, clock._now)
        self._ledger.opened("request", len(ask.subjects))
        if self._is_withheld(ask, numbers):
            return self._end(file, "withheld")
        way = None if compels(self._jurisdiction, operator.country) else self._way(ask)
        if way is not None and way.not_asked and plain_unit(fold(ask.key, _NOT_ASKED)) < way.not_asked:
            return self._end(file, "not_asked")
        if turned_down := (yield from self._through_office(file)):
            return self._end(file, turned_down)
        if self._freezes is not None and not (yield from self._freezes.released(ask)):
            return self._end(file, "rejected")
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
        held = None if self._freezes is None else self._freezes.kept(ask)
        found = [self._look_up(ask, subject, held) for subject in ask.subjects]  # may have been purged while it queued
        slips = self._slips(ask, found) if self._errors is not None and ask.sought is None else []
        if takes:
            yield clock.at(clock._now + takes / 2, ARRIVAL)
        file.delivered = clock._now
        return self._deliver(file, found, slips, held)

    def close_books(self) -> None:
        """Write down, at the end of the run, the requests that are still open."""
        for file in list(self._open.values()):
            self._end(file, "open")
        self._late.close_books()

    def _is_withheld(self, ask: Ask, numbers: Sequence[float]) -> bool:
        """Whether nobody asks, for the agency knows that what it would ask for is gone."""
        gone = ask.operator.is_gone(ask.category, ask.at, self._clock._now)
        kept = gone and self._freezes is not None and self._freezes.has_act(ask)
        return gone and not kept and numbers[Column.WITHHELD] < self._not_asked_if_expired

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

    def cleared(self, ask: Ask) -> Life[str]:
        """Take an order through the agency's own steps; return how it was turned down, or an empty text."""
        return (yield from self._through_office(File(ask, self._clock._now)))

    def _through_office(self, file: File) -> Life[str]:
        """Take the request through review and authorisation; return how it was turned down, or an empty text.

        Each step works on it until it neither sends it back to rework nor turns it down. Columns: work of the
        step, what it says; `Column.DELAY` is the wait.
        """
        clock, office, grade = self._clock, self._office, file.ask.grade
        for own, column, verdict in self._steps:
            step = own
            if own is None:  # who authorises is said by the law of this moment
                file.reviewed = clock._now
                step = self._authoriser(file)
            elif office.skips(own.name, grade):
                continue
            if step is None:
                break
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

    def _authoriser(self, file: File) -> Step | None:
        """Return who authorises the request before it is sent; None: nobody, or it is reviewed afterwards."""
        ask, powers = file.ask, self._authority.powers.at(self._clock._now)
        step = self._authority.over(ask, powers)
        if step is not None and (ask.grade in powers.urgent or self._office.skips("authorise", ask.grade)):
            self._late.begin(ask, step, powers.late_rejected, ask.numbers[Column.LATE_REVIEW])
            return None
        return step

    def _before_sending(self, ask: Ask) -> Step | None:
        """Return who authorises such a request before it is sent, by the law in force now."""
        powers = self._authority.powers.at(self._clock._now)
        urgent = ask.grade in powers.urgent or self._office.skips("authorise", ask.grade)
        return None if urgent else self._authority.over(ask, powers)

    def _handling(self, ask: Ask, u: float) -> float:
        """Return the work of a request at the operator's desk [day]: each item has its own."""
        handling = ask.operator.handling
        work = handling(u)
        for item in range(1, len(ask.subjects)):
            work += handling(plain_unit(fold(ask.key, 1000 + item)))
        return work * ask.operator.slowness

    def _look_up(self, ask: Ask, subject: Subject, held: Holding | None) -> Found:
        operator, now = ask.operator, self._clock._now
        by_age = self._by_age if held is None or self._freezes is None else self._freezes.by_age
        sought, own = ask.sought, (ask.category, subject, ask.at, ask.window_days)
        found = look_up(operator, *own, now, by_age, held) if sought is None else sought.look_up(ask)
        if found.records and operator.can_read is not None and not operator.can_read(ask.category, now):
            return Found("unreadable")
        return found

    def _slips(self, ask: Ask, found: list[Found]) -> list[Slip]:
        """Return the errors in an answer; what was found of a subject is not in it where they misled."""
        assert self._errors is not None
        slips = self._errors.slips(ask, lambda party: self._passed(party, ask))
        for slip in slips:
            if slip.misled:
                found[slip.item] = NOBODY
        return slips

    def _passed(self, party: str, ask: Ask) -> bool:
        """Whether a request went through the hands of a party: not those of a step that there is not or it skipped."""
        if party == "spoc":
            return self._office.spoc is not None and not self._office.skips("spoc", ask.grade)
        return party != "authorise" or self._before_sending(ask) is not None

    def freeze(self, ask: Ask, asked: float) -> None:
        """Freeze what a request to come asks for: somebody wanted it at a time before its case was opened."""
        if self._freezes is not None:
            self._freezes.order(ask, asked)

    def _end_freeze(self, ask: Ask, found: Sequence[Found] = (), state: str = "") -> None:
        if self._freezes is not None:
            self._freezes.end(ask, found, still_open=state == "open")

    def _deliver(self, file: File, found: list[Found], slips: list[Slip], held: Holding | None) -> Answer:
        """Write down whom the answer exposes, and close the request with the state of each item."""
        ask, write = file.ask, self._disclosure.write
        del self._open[ask.key]
        self._end_freeze(ask, found)
        if self._own is not None and ask.sought is None:
            self._own.keep(ask, found)
        errors = self._errors
        wronged = {slip.item: errors.write(ask, slip, file.drafted) for slip in slips} if errors is not None else {}
        for number, (subject, item) in enumerate(zip(ask.subjects, found, strict=True)):
            people = write(ask, subject, item, held=held) + wronged.get(number, 0)
            self._close(file, subject, item.state, item.records, people)
        return Answer(tuple([item.state for item in found]))

    def _end(self, file: File, state: str) -> Answer:
        """Close a request that ends without an answer."""
        del self._open[file.ask.key]
        self._end_freeze(file.ask, state=state)
        for subject in file.ask.subjects:
            self._close(file, subject, state, 0, 0)
        return Answer((state,) * len(file.ask.subjects))

    def _close(self, file: File, subject: Subject, state: str, records: int, people: int) -> None:
        ask, now = file.ask, self._clock._now
        self._post(  # fields are those of `RequestClosed`
            (
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
