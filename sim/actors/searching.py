"""Searches of an agency's cases for people whom nobody has named: what they have in common, and their accounts."""

from typing import NamedTuple, Protocol

from sim.actors.log_store import Piece
from sim.actors.operator import Operator
from sim.actors.process import Clock
from sim.ledger.accounts import Ledger
from sim.ledger.facts import NeedClosed, Searched

ANSWERED = ("complete", "partial")


class Act(NamedTuple):
    """The act of a case, as a search takes it up."""

    key: int  # of the case
    u: float  # in (0, 1): whom of its area the case is about
    at: float
    role: str
    grade: int


class Searches(Protocol):
    """One kind of search: which cases have one is its own decision."""

    def of_case(self, act: Act) -> None:
        """Begin the search of a case that is opened now, if it has one."""
        ...

    def close_books(self) -> None:
        """Write down, when the run ends, the searches that are still open."""
        ...


class Inquiry:
    """One search under way: the states of its requests, and what it has come to."""

    __slots__ = ("act", "candidates", "category", "found", "intersects", "listed", "opened", "persons", "place",
                 "states")  # fmt: skip

    def __init__(self, act: Act, opened: float, category: str, place: str, *, intersects: bool = False) -> None:
        self.act, self.opened, self.category, self.place = act, opened, category, place
        self.states = ["not_identified"]  # where there is nobody to ask
        self.persons = self.candidates = 0
        self.found, self.intersects, self.listed = False, intersects, True

    @property
    def state(self) -> str:
        """`met` if every request was answered completely, else how the first that was not ended."""
        return next((state for state in self.states if state != "complete"), "met")


class Inquiries:
    """The searches of one kind that an agency has under way; each is a need as well."""

    def __init__(self, clock: Clock, ledger: Ledger, agency: str) -> None:
        self._clock, self._ledger, self._agency = clock, ledger, agency
        self._open: dict[int, Inquiry] = {}

    def open(self, inquiry: Inquiry) -> Inquiry:
        """Count a search and its need."""
        self._ledger.opened("search")
        self._ledger.opened("need")
        self._open[inquiry.act.key] = inquiry
        return inquiry

    def close(self, inquiry: Inquiry) -> None:
        """Write a search and its need down, once none of its requests is under way."""
        del self._open[inquiry.act.key]
        now, of, state = self._clock._now, inquiry, inquiry.state
        labels = self._agency, of.category, of.place
        self._ledger.write(NeedClosed(now, of.opened, *labels, of.act.role, state, of.opened - of.act.at))
        self._ledger.write(
            Searched(now, of.opened, *labels, state, of.persons, of.candidates, of.found, of.intersects, of.listed)
        )

    def close_books(self) -> None:
        """Write down the searches that are open when the run ends."""
        for inquiry in list(self._open.values()):
            inquiry.states, inquiry.intersects, inquiry.listed = ["open"], False, False
            self.close(inquiry)


def held_of(operator: Operator, category: str, start: float, end: float) -> tuple[str, tuple[Piece, ...]]:
    """Return whether an operator holds [start, end) now, in the words of answers, and the pieces that it holds."""
    store = operator.stores.get(category)
    if store is None:
        return "never_held", ()
    pieces = store.pieces(start, end) if start < end else ()
    moment = store.holds(end)
    if not pieces and not moment:
        return "expired" if end < store.horizon else "never_held", ()
    whole = moment and (start == end or (len(pieces) == 1 and pieces[0] == (start, end)))
    return "complete" if whole else "partial", pieces
