"""Reviews of requests that were sent before anybody authorised them."""

from collections.abc import Callable
from typing import NamedTuple

from sim.actors.disclosure import Ask
from sim.actors.office import Step
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.draw.hashing import fold, plain_unit
from sim.ledger.accounts import Ledger
from sim.ledger.facts import ReviewedLater

_VERDICT = 998  # a number of the request beyond its row


class _Review(NamedTuple):
    ask: Ask
    sent: float


class LateReviews:
    """The later reviews of one agency.

    Where the law says what share of them finds a request unjustified, each leaves a fact. What was obtained stays
    where it is, whatever the review says.

    Parameters
    ----------
    due : callable
        Deadline of a review, for the time at which the request was sent.
    """

    def __init__(self, clock: Clock, ledger: Ledger, *, agency: str, due: Callable[[float], float]) -> None:
        self._clock, self._ledger, self._agency, self._due = clock, ledger, agency, due
        self._open: dict[int, _Review] = {}

    def begin(self, ask: Ask, step: Step, rejected: float | None, u: float) -> None:
        """Have a request reviewed after it was sent.

        Parameters
        ----------
        rejected : float [1] or None
            Share of reviews that find a request unjustified; None: nobody asks for the outcome.
        u : float
            Number in (0, 1) of the work and the delay of the review.
        """
        start(self._life(_Review(ask, self._clock._now), step, rejected, u))

    def close_books(self) -> None:
        """Write down, at the end of the run, the reviews under way."""
        for review in list(self._open.values()):
            self._close(review, "open")

    def _life(self, review: _Review, step: Step, rejected: float | None, u: float) -> Life[None]:
        ask = review.ask
        if rejected is not None:
            self._ledger.opened("late review", len(ask.subjects))
            self._open[ask.key] = review
        if step.desk is not None:
            due = self._due(review.sent)
            yield from step.desk.turn(step.work(u), grade=ask.grade, task="later review", due=due)
        elif rejected is not None and (delay := step.delay(u)):
            yield self._clock.at(self._clock._now + delay, ARRIVAL)
        if rejected is not None:
            self._close(review, "unjustified" if plain_unit(fold(ask.key, _VERDICT)) < rejected else "justified")

    def _close(self, review: _Review, state: str) -> None:
        ask = review.ask
        del self._open[ask.key]
        for subject in ask.subjects:
            self._ledger.write(
                ReviewedLater(
                    self._clock._now,
                    review.sent,
                    self._agency,
                    ask.operator.entry,
                    ask.category,
                    subject.home.place,
                    ask.role,
                    ask.grade,
                    subject.number,
                    state,
                )
            )
