"""Area dumps: every access operator of a place is asked who was there when an act was done.

The person sought did a series of acts at their home place. People are at their home and nowhere else, so the dumps
of one case are about the people of one area at several times; those in all of them are the candidates.
"""

from collections.abc import Mapping
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.area import Area
from sim.actors.area_records import AreaRecords, Scene
from sim.actors.disclosure import Ask
from sim.actors.neighbourhood import share_of_place
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.actors.process import Life, start
from sim.actors.request import Requests
from sim.actors.request_row import NUMBERS
from sim.actors.searching import Act, Inquiries, Inquiry
from sim.draw.hashing import fold, plain_unit
from sim.draw.keyed import Decision, row
from sim.draw.variates import Sampler

_APART, _WINDOW, _REQUEST, _AREA = range(4)  # ids of the further numbers of a case's dumps


class DumpPlan(NamedTuple):
    """What an agency asks for by area, as the scenario's block has it."""

    share: float
    area: int | None
    times: int
    apart: Sampler
    window: Sampler
    category: str
    intersect: bool


class AreaDumps:
    """The area dumps of one docket's cases.

    Parameters
    ----------
    area : Area
        Who may be sought.
    access : mapping from name to Operator
        Access operators: all that serve people of the place are asked.
    """

    def __init__(
        self,
        scene: Scene,
        requests: Requests,
        plan: DumpPlan,
        *,
        area: Area,
        access: Mapping[str, Operator],
        draw: Decision,
    ) -> None:
        self._scene, self._requests, self._plan, self._draw = scene, requests, plan, draw
        self._area, self._access = area, access
        self._inquiries = Inquiries(scene.clock, scene.ledger, scene.agency)

    def of_case(self, act: Act) -> None:
        """Begin the dumps of a case, if it has any."""
        key = self._draw.at(act.key)
        if plain_unit(key) < self._plan.share:
            self._begin(act, key, self._scene.census.subject(self._area.person(act.u, act.key)))

    def close_books(self) -> None:
        """Write down the searches that are open when the run ends."""
        self._inquiries.close_books()

    def _begin(self, act: Act, key: int, sought: Subject) -> None:
        """Ask for one dump of each operator for each act, all at once."""
        scene, plan, place = self._scene, self._plan, sought.home.place
        inquiry = self._inquiries.open(Inquiry(act, scene.clock._now, plan.category, place, intersects=plan.intersect))
        share, own = share_of_place(scene.census, place, plan.area), fold(key, _AREA)
        operators = self._asked(place)
        dumps = [
            [
                AreaRecords(scene, operator, sought, share=share, key=own, read=not plan.intersect)
                for operator in operators
            ]
            for _ in range(plan.times)
        ]
        asks = [self._ask(act, key, number, dump) for number, of_act in enumerate(dumps) for dump in of_act]
        inquiry.states = ["open"] * len(asks) or inquiry.states
        for step, ask in enumerate(asks):
            start(self._pursue(inquiry, dumps, step, ask))
        if not asks:
            self._inquiries.close(inquiry)

    def _asked(self, place: str) -> list[Operator]:
        """Return the access operators that serve people of a place, in the order of the scenario."""
        people = self._scene.census.populations.values()
        there = [part for one in people for part in one.world.classes_at(place)]
        return [operator for operator in self._access.values() if any(map(operator.may_serve, there))]

    def _ask(self, act: Act, key: int, number: int, dump: AreaRecords) -> Ask:
        """Return the request for one dump: of the act of the case, or of the one that lies so many before it."""
        plan = self._plan
        before = fsum(plan.apart(_unit(key, _APART, earlier)) for earlier in range(number))
        own = fold(fold(fold(key, _REQUEST), number), dump.operator.key)
        return Ask(
            own,
            row(own, NUMBERS),
            dump.operator,
            plan.category,
            (Subject(-1, dump.sought.people, dump.sought.home),),
            act.role,
            act.grade,
            act.at - before,
            plan.window(_unit(key, _WINDOW, number)),
            sought=dump,
        )

    def _pursue(self, inquiry: Inquiry, dumps: list[list[AreaRecords]], step: int, ask: Ask) -> Life[None]:
        answer = yield from self._requests.life(ask)
        inquiry.states[step] = answer.states[0]
        if "open" not in inquiry.states:
            _conclude(inquiry, dumps)
            self._inquiries.close(inquiry)


def _conclude(inquiry: Inquiry, dumps: list[list[AreaRecords]]) -> None:
    """Count the people of a case's dumps and, where they are intersected, look at those who are in all of them."""
    everybody = [dump for of_act in dumps for dump in of_act]
    inquiry.persons = len(np.unique(np.concatenate([dump.persons for dump in everybody])))
    inquiry.listed = all(dump.listed for dump in everybody)
    if inquiry.intersects:
        always = _common([np.unique(np.concatenate([dump.persons for dump in of_act])) for of_act in dumps])
        for dump in dumps[0]:  # people may have had another operator at the earlier acts
            common = np.intersect1d(always, dump.persons, assume_unique=True)
            inquiry.candidates += len(common)
            inquiry.found |= dump.examine(common, inquiry.act, inquiry.category)


def _common(persons: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    found = persons[0]
    for other in persons[1:]:
        found = np.intersect1d(found, other, assume_unique=True)
    return found


def _unit(key: int, step: int, number: int) -> float:
    return plain_unit(fold(fold(key, step), number))
