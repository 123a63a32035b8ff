"""An agency's own steps with a request: drafted, reviewed, authorised, or sent back and turned down."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.actors.authority import Authority, unlawed
from sim.actors.disclosure import Ask
from sim.actors.late_review import LateReviews
from sim.actors.office import Office, Step
from sim.actors.process import ARRIVAL, Clock, Life
from sim.actors.request_file import File
from sim.actors.request_row import NUMBERS, VERDICTS, Column
from sim.draw.hashing import fold
from sim.draw.keyed import row
from sim.ledger.accounts import Ledger


class Stage(NamedTuple):
    """A stage on the way to the operator; the step of the last one is said by law."""

    step: Step | None
    column: int  # of its work; what it says is the next
    verdict: str  # of requests that it turns down
    skipped: frozenset[int]  # grades


class Clearing:
    """What the requests of one agency go through before they are sent.

    Parameters
    ----------
    authority : Authority, optional
        Who authorises, by the law in force and whom the request is about; the office's own step if left out.
    """

    def __init__(
        self, clock: Clock, ledger: Ledger, *, agency: str, office: Office, authority: Authority | None = None
    ) -> None:
        self._clock, self._office, self._authority = clock, office, authority or unlawed(office.authorise)
        self._late = LateReviews(clock, ledger, agency=agency, due=office.review_due)
        before = (office.draft, Column.DRAFT, ""), (office.spoc, Column.REVIEW, VERDICTS[Column.REVIEW])
        self.stages = [
            Stage(step, column, verdict, office.urgent.get(step.name, frozenset()))
            for step, column, verdict in before
            if step is not None
        ]
        self.stages.append(Stage(None, Column.AUTHORISE, VERDICTS[Column.AUTHORISE], frozenset()))
        # Where the same step authorises every request of the run, it is found once and not for each of them.
        powers, always = self._authority.powers, self._authority.powers.values[0]
        self._is_fixed = not (powers.changes or always.protected or always.urgent or office.urgent.get("authorise"))
        self._always = always.ordinary
        self.close_books: Callable[[], None] = self._late.close_books

    def through(self, file: File) -> Life[str]:
        """Take the request through review and authorisation; return how it was turned down, or an empty text.

        Each step works on it until it neither sends it back to rework nor turns it down. Columns: work of the
        step, what it says; `Column.DELAY` is the wait.
        """
        clock, grade = self._clock, file.ask.grade
        for own, column, verdict, skipped in self.stages:
            step = own
            if own is None:  # who authorises is said by the law of this moment
                file.reviewed = clock._now
                step = self._always if self._is_fixed else self.authoriser(file.ask)
            elif grade in skipped:
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

    @property
    def is_lasting(self) -> bool:
        """Whether the same authorise throughout the run."""
        return not self._authority.powers.changes

    @property
    def authorises(self) -> Step | None:
        """Who authorises in the beginning what is about nobody in a group."""
        return self._authority.powers.values[0].ordinary

    @property
    def urgent(self) -> frozenset[int]:
        """Grades that are sent before they are authorised, in the beginning."""
        return self._authority.powers.values[0].urgent | self._office.urgent.get("authorise", frozenset())

    def saw(self, party: str, ask: Ask) -> bool:
        """Whether a request went through the hands of a party: not those of a step that there is not or it skipped."""
        if party == "spoc":
            return self._office.spoc is not None and not self._office.skips("spoc", ask.grade)
        return party != "authorise" or self._before_sending(ask) is not None

    def _reworked(self, file: File, column: int) -> Life[Sequence[float]]:
        """Rework the request that a step has sent back, and draft it again; return its new numbers."""
        file.reworks += 1
        numbers = row(fold(file.ask.key, (column << 32) + file.reworks), NUMBERS)
        yield self._clock.at(self._clock._now + self._office.rework(numbers[Column.REWORK]), ARRIVAL)
        draft = self._office.draft
        if draft is not None and draft.desk is not None:
            yield draft.desk.join(draft.work(numbers[Column.DRAFT]), grade=file.ask.grade, task=draft.name)
        return numbers

    def authoriser(self, ask: Ask) -> Step | None:
        """Return who authorises the request before it is sent; None: nobody, or it is reviewed afterwards."""
        powers = self._authority.powers.at(self._clock._now)
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
