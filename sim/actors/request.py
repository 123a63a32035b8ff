"""The life of a request: drafted, reviewed, authorised, sent, answered, delivered."""

from operator import attrgetter

from sim.actors.authority import Authority
from sim.actors.beforehand import Beforehand
from sim.actors.clearing import Clearing
from sim.actors.closing import Closing
from sim.actors.disclosure import Ask, Disclosure, Tells
from sim.actors.errors import NOBODY, Errors, Slip
from sim.actors.freezing import Freezes
from sim.actors.habits import ACTED_ON
from sim.actors.named import made_from
from sim.actors.office import Office, Way
from sim.actors.operator import ByAge, Found, Holding, Operator, look_up
from sim.actors.own_records import OwnRecords
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life
from sim.actors.request_file import CLOSED, Answer, Examined, File
from sim.actors.request_row import VERDICTS, Column
from sim.draw.hashing import fold, plain_unit
from sim.law.reach import compels
from sim.ledger.accounts import Ledger
from sim.ledger.facts import RequestClosed

_NOT_ASKED, _HANDED_ON, _READABLE = 995, 994, 993  # ids of further numbers of a request
_answer, _state_of = made_from(Answer), attrgetter("state")


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
    apart : frozenset of int
        People who are played one by one, whose records are not counted in blocks.
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
        apart: frozenset[int] = frozenset(),
    ) -> None:
        self._clock, self._ledger, self._by_age = clock, ledger, by_age
        self._post, self._opened = ledger.writer(RequestClosed), ledger.tally("request")
        self._agency, self._jurisdiction, self.office = agency, jurisdiction, office
        self.clearing = Clearing(clock, ledger, agency=agency, office=office, authority=authority)
        self._disclosure = Disclosure(clock, ledger, agency=agency, examines=examines, notices=notices)
        self._open: dict[int, File] = {}
        self._own, self._errors, self._freezes, self._not_asked_if_expired = own, errors, freezes, not_asked_if_expired
        self._closing: Closing | None = None
        if freezes is None and notices is None and ledger.journal is None:
            self._closing = Closing(ledger, self._disclosure, agency=agency, apart=apart, own=own)

    def life(self, ask: Ask, *, is_last: bool = False) -> Life[Answer]:
        """Live through a request, from its draft to its delivery.

        Where nobody acts on the answer (`is_last`), request and need may be closed with others, a little later: the
        answer is then `CLOSED`.
        """
        clock, operator, numbers = self._clock, ask.operator, ask.numbers
        if self._own is not None and ask.sought is None and self._own.answers(ask):
            self._end_freeze(ask)
            return Answer(("complete",) * len(ask.subjects))
        file = self._open[ask.key] = File(ask, clock._now)
        self._opened[-1] += len(ask.subjects)
        if self._not_asked_if_expired and operator.is_gone(ask.category, ask.at, clock._now) and self._is_withheld(ask):
            return self._end(file, VERDICTS[Column.WITHHELD])
        way = None if compels(self._jurisdiction, operator.country) else self._way(ask)
        if way is not None and way.not_asked and plain_unit(fold(ask.key, _NOT_ASKED)) < way.not_asked:
            return self._end(file, "not_asked")
        if turned_down := (yield from self.clearing.through(file)):
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
        examined = self._examined(file, way, is_last=is_last and not takes)
        if isinstance(examined, Answer):
            return examined
        if takes:
            yield clock.at(clock._now + takes / 2, ARRIVAL)
        file.delivered = clock._now
        return self._deliver(file, examined)

    def _examined(self, file: File, way: Way | None, *, is_last: bool) -> Answer | Examined:
        """Look up what an operator that has worked on a request finds; or end the request at once."""
        ask = file.ask
        if (way is not None or ask.operator.refuses) and self._is_refused(ask, way):
            return self._end(file, "refused")
        slips = self._slips(ask) if self._errors is not None and ask.sought is None else []
        if is_last and self._closing is not None and not slips and self._closing.takes(file):
            del self._open[ask.key]
            return CLOSED
        held = None if self._freezes is None else self._freezes.kept(ask)
        found = [self._look_up(ask, subject, held) for subject in ask.subjects]  # may have been purged meanwhile
        for slip in slips:
            if slip.misled:  # what was found of the subject is not in the answer
                found[slip.item] = NOBODY
        return Examined(found, slips, held)

    def finish(self, file: File, ended: str) -> Answer:
        """Close a request that took a course known beforehand: it is answered, or has `ended` without an answer."""
        self._open[file.ask.key] = file
        if ended:
            return self._end(file, ended)
        examined = self._examined(file, None, is_last=file.ask.category != ACTED_ON)
        if isinstance(examined, Answer):
            return examined
        file.delivered = self._clock._now
        return self._deliver(file, examined)

    @property
    def beforehand(self) -> Beforehand | None:
        """What is known of requests when they are drawn; None where their answers have to be seen to singly."""
        if self._closing is None or not self.clearing.is_lasting:
            return None
        return Beforehand(
            self._closing, self.clearing, self.office, self._errors, self._own, jurisdiction=self._jurisdiction,
            not_asked_if_expired=self._not_asked_if_expired,
        )  # fmt: skip

    def reused(self, ask: Ask) -> Answer | None:
        """Return the answer that the agency itself has to a request that was to take a course, as it is opened."""
        if self._own is None or not self._own.answers(ask):
            return None
        self._opened[-1] -= len(ask.subjects)  # it is none
        return Answer(("complete",) * len(ask.subjects))

    def count_opened(self, items: int) -> None:
        """Count items of requests that are opened."""
        self._opened[-1] += items

    def close_books(self) -> None:
        """Write down, at the end of the run, the requests that are still open."""
        for file in list(self._open.values()):
            self._end(file, "open")
        self.clearing.close_books()

    def _is_withheld(self, ask: Ask) -> bool:
        """Whether nobody asks for what the agency knows to be gone."""
        kept = self._freezes is not None and self._freezes.has_act(ask)
        return not kept and ask.numbers[Column.WITHHELD] < self._not_asked_if_expired

    def asked(self, operator: Operator, category: str, subject: Subject) -> Operator:
        """Return whom the agency asks for a subject's records at an operator: it, or a mirror that keeps them."""
        if operator.asked is None:
            return operator
        return operator.asked(category, subject, self._jurisdiction, self._clock._now)

    def _way(self, ask: Ask) -> Way:
        """Return the way to records abroad that the law of the operator's country opens; else it is free will."""
        access = ask.operator.statute.at(self._clock._now).access
        return self.office.way(access.abroad.get(ask.category, "voluntary"))  # type: ignore[call-overload]  # keys are categories

    def _is_refused(self, ask: Ask, way: Way | None) -> bool:
        if way is not None:
            return ask.numbers[Column.VOLUNTARY] >= way.granted
        would = ask.numbers[Column.REFUSED] < ask.operator.refuses
        return would and bool(ask.operator.statute.at(self._clock._now).access.refusable)

    def cleared(self, ask: Ask) -> Life[str]:
        """Take an order through the agency's own steps; return how it was turned down, or an empty text."""
        return (yield from self.clearing.through(File(ask, self._clock._now)))

    def _handling(self, ask: Ask, u: float) -> float:
        """Return the work of a request at the operator's desk [day]: each item has its own."""
        operator = ask.operator
        work = operator.handling(u)
        if len(ask.subjects) > 1:
            for item in range(1, len(ask.subjects)):
                work += operator.handling(plain_unit(fold(ask.key, 1000 + item)))
        return work if operator.slower == 1.0 else work * operator.slowness

    def _look_up(self, ask: Ask, subject: Subject, held: Holding | None) -> Found:
        operator, now = ask.operator, self._clock._now
        if ask.sought is not None:
            found = ask.sought.look_up(ask)
        else:
            by_age = self._by_age if held is None or self._freezes is None else self._freezes.by_age
            found = look_up(operator, ask.category, subject, ask.at, ask.window_days, now, by_age, held)
        if found.records and operator.can_read is not None and not operator.can_read(ask.category, now):
            return Found("unreadable")
        if found.records and operator.unreadable and subject.number >= 0:  # what is dumped is about nobody yet
            number = plain_unit(fold(fold(ask.key, _READABLE), subject.number))
            return Found("unreadable") if operator.garbles(ask.category, number) else found
        return found

    def _slips(self, ask: Ask) -> list[Slip]:
        """Return the errors in an answer."""
        assert self._errors is not None
        return self._errors.slips(ask, lambda party: self.clearing.saw(party, ask))

    def freeze(self, ask: Ask, asked: float) -> None:
        """Freeze what a request to come asks for: somebody wanted it at a time before its case was opened."""
        if self._freezes is not None:
            self._freezes.order(ask, asked)

    def _end_freeze(self, ask: Ask, state: str = "") -> None:
        if self._freezes is not None:
            self._freezes.end(ask, still_open=state == "open")

    def _deliver(self, file: File, examined: Examined) -> Answer:
        """Write down whom the answer exposes, and close the request with the state of each item."""
        ask, write, (found, slips, held) = file.ask, self._disclosure.write, examined
        del self._open[ask.key]
        if self._freezes is not None:
            self._freezes.end(ask, found)
        if self._own is not None and ask.sought is None:
            self._own.keep(ask, found)
        wronged = self._wronged(file, slips) if slips else {}
        for number, (subject, item) in enumerate(zip(ask.subjects, found, strict=True)):
            people = write(ask, subject, item, "agency", held)
            self._close(file, subject, item.state, item.records, people + wronged.get(number, 0))
        return _answer((tuple(map(_state_of, found)),))

    def _wronged(self, file: File, slips: list[Slip]) -> dict[int, int]:
        """Write down the errors in an answer; return how many people those of each item expose."""
        assert self._errors is not None
        return {slip.item: self._errors.write(file.ask, slip, file.drafted) for slip in slips}

    def _end(self, file: File, state: str) -> Answer:
        """Close a request that ends without an answer."""
        del self._open[file.ask.key]
        self._end_freeze(file.ask, state)
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
