"""Contact chains: from a subject, the contacts whose messages a platform still holds, their contacts, and so on."""

from collections.abc import Callable
from typing import NamedTuple

from sim.actors.area import Area
from sim.actors.area_records import Scene
from sim.actors.disclosure import Ask
from sim.actors.holders import holder_of
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.actors.process import Life, start
from sim.actors.request import Requests
from sim.actors.request_row import NUMBERS
from sim.actors.searching import ANSWERED, Act, Inquiries, Inquiry
from sim.actors.trail import Trail
from sim.draw.hashing import fold, plain_unit
from sim.draw.keyed import Decision, row
from sim.draw.variates import Sampler

_PLATFORM, _SUBJECT, _WINDOW, _HOP = range(4)  # ids of the further numbers of a case's chain
MESSAGE = "message"


class ChainPlan(NamedTuple):
    """How an agency follows contacts, as the scenario's block has it."""

    share: float
    hops: int
    window: Sampler
    skip_hubs: bool


class ContactChains:
    """The contact chains of one docket's cases.

    A chain starts as any request about a subject's messages does, which exposes those who exchanged them. Each
    further hop is a request of its own about everybody reached by the last: it passes the agency's steps and the
    platform's desk, and what was purged meanwhile leads no further.

    Parameters
    ----------
    area : Area
        From whom chains start.
    platform : callable of a number in (0, 1)
        The platform that a chain stays on.
    """

    def __init__(
        self,
        scene: Scene,
        requests: Requests,
        plan: ChainPlan,
        *,
        area: Area,
        platform: Callable[[float], Operator],
        draw: Decision,
    ) -> None:
        self._scene, self._requests, self._plan, self._draw = scene, requests, plan, draw
        self._area, self._platform = area, platform
        self._inquiries = Inquiries(scene.clock, scene.ledger, scene.agency)

    def of_case(self, act: Act) -> None:
        """Begin the chain of a case, if it has one."""
        key = self._draw.at(act.key)
        if plain_unit(key) >= self._plan.share:
            return
        platform = self._platform(plain_unit(fold(key, _PLATFORM)))
        holder = holder_of(self._area, fold(key, _SUBJECT), platform, act.at)
        subject = None if holder is None else self._scene.census.subject(holder)
        place = subject.home.place if subject else ""
        inquiry = self._inquiries.open(Inquiry(act, self._scene.clock._now, MESSAGE, place))
        if subject is None:
            self._inquiries.close(inquiry)
        else:
            start(self._life(inquiry, key, subject, platform))

    def close_books(self) -> None:
        """Write down the searches that are open when the run ends."""
        self._inquiries.close_books()

    def _life(self, inquiry: Inquiry, key: int, subject: Subject, platform: Operator) -> Life[None]:
        """Ask about the subject, then hop by hop about those reached, until an answer leads no further."""
        ask = self._ask(inquiry.act, key, subject, platform)
        inquiry.states = []
        answer = yield from self._requests.life(ask)
        inquiry.states.append(answer.states[0])
        if answer.states[0] in ANSWERED:
            trail = Trail(self._scene, ask, skip_hubs=self._plan.skip_hubs)
            inquiry.persons = trail.persons
            for hop in range(1, self._plan.hops):
                if not trail.leads_on:
                    break
                answer = yield from self._requests.life(self._next(ask, hop, trail))
                inquiry.states.append(answer.states[0])
                inquiry.persons, inquiry.listed = trail.persons, trail.listed
                if answer.states[0] not in ANSWERED:
                    break
        self._inquiries.close(inquiry)

    def _ask(self, act: Act, key: int, subject: Subject, platform: Operator) -> Ask:
        own = fold(key, _HOP)
        window = self._plan.window(plain_unit(fold(key, _WINDOW)))
        return Ask(own, row(own, NUMBERS), platform, MESSAGE, (subject,), act.role, act.grade, act.at, window)

    @staticmethod
    def _next(first: Ask, hop: int, trail: Trail) -> Ask:
        own = fold(first.key, hop)
        return first._replace(key=own, numbers=row(own, NUMBERS), follow_up=True, sought=trail)
