"""What an answer discloses: of the subject, and of everybody else whose records come with it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.actors.log_store import Piece
from sim.actors.operator import Found, Holding, Operator
from sim.actors.people import Subject
from sim.actors.process import Clock
from sim.draw.hashing import chosen, fold
from sim.ledger.accounts import Ledger
from sim.ledger.facts import ANSWERED, DisclosedGroup

EXAMINED = 999  # id of the number of a request that decides whose records somebody reads


class Sought(Protocol):
    """What a request seeks beside the records of its subject: everybody in an area, the contacts of some people."""

    def look_up(self, ask: "Ask") -> Found:
        """Look up what the operator holds of it now."""
        ...

    def disclose(self, ask: "Ask", found: Found) -> int:
        """Write down whom the answer exposes, on its delivery; return how many people."""
        ...


class Ask(NamedTuple):
    """What a request asks for: records of its subjects at one operator, about an act at `at`."""

    key: int  # 64-bit key of (case, step), for further numbers of the request's life
    numbers: Sequence[float]  # in (0, 1), see `Column`
    operator: Operator
    category: str
    subjects: tuple[Subject, ...]  # each is an item
    role: str
    grade: int
    at: float
    window_days: float
    follow_up: bool = False
    sought: Sought | None = None  # None: records of the subjects


class Tells(Protocol):
    """What has the subjects of answers told of them."""

    def tell(self, ask: Ask, subject: Subject) -> None:
        """Have a subject of an answer that is delivered now told of it, if the law says so."""
        ...


class Disclosure:
    """Writes down whom the answers to one agency expose.

    Parameters
    ----------
    examines : float [1]
        Share of bystanders whose records somebody reads.
    notices : Tells, optional
        What has the subjects told; nobody is if left out.
    """

    def __init__(
        self, clock: Clock, ledger: Ledger, *, agency: str, examines: float, notices: Tells | None = None
    ) -> None:
        self._clock, self._ledger, self._agency, self.examines = clock, ledger, agency, examines
        self._post, self._notices = ledger.answers(), notices

    def write(
        self, ask: Ask, subject: Subject, found: Found, recipient: str = "agency", held: Holding | None = None
    ) -> int:
        """Write down whom an answer exposes, and to whom; return how many people. `held` is as `look_up` has it."""
        if ask.sought is not None:
            return ask.sought.disclose(ask, found)
        if not found.records:
            return 0
        if self._notices is not None:
            self._notices.tell(ask, subject)
        labels = self._agency, ask.operator.entry, ask.category, subject.home.place
        window = (ask.at, ask.at) if found.covered_from == found.covered_to else (found.covered_from, found.covered_to)
        self._post(  # somebody always looks at the subject's records; fields are those of `Disclosed`
            (
                self._clock._now,
                "request",
                ANSWERED,
                *labels,
                subject.number,
                ask.role,
                found.records,
                found.age_days,
                found.bands,
                *window,
                recipient,
            )
        )
        if ask.category == "message":
            store = held or ask.operator.stores["message"]
            pieces = store.pieces(ask.at - ask.window_days, ask.at)
        else:
            pieces = ()
        return 1 + self.write_others(ask, subject, pieces, self._clock._now, recipient)

    def write_others(
        self, ask: Ask, subject: Subject, pieces: tuple[Piece, ...], now: float, recipient: str = "agency"
    ) -> int:
        """Write down who is exposed with a subject of whom something was found; return how many those are.

        They are everybody else behind an address, or at the other ends of the messages in `pieces` of time.
        """
        if ask.category == "ip_assignment" and not ask.operator.logs_ports:
            others = subject.people.behind_address(subject.number, ask.operator.name, ask.at)
        elif ask.category == "message":
            others = subject.people.partners(ask.operator, subject.number, pieces)
            others = others[others != np.uint64(subject.number)]
        else:
            return 0
        self._write_others(ask, subject, others, now, recipient)
        return len(others)

    def _write_others(self, ask: Ask, subject: Subject, others: NDArray[np.uint64], now: float, recipient: str) -> None:
        if not len(others):
            return
        labels = self._agency, ask.operator.entry, ask.category, subject.home.place
        stages = [("obtained", others)]
        if self.examines > 0:
            stages.append(("examined", chosen(fold(ask.key, EXAMINED), others, self.examines)))
        for stage, persons in stages:
            if len(persons):
                self._ledger.write(
                    DisclosedGroup(
                        now, "request", stage, *labels, persons, "bystander", now - ask.at, ask.at, recipient
                    )
                )
