"""A campaign of inspections: operators with two duties each, and inspectors who never sleep unless a test says so."""

from math import sqrt

import pytest

from sim.actors.attention import Pace
from sim.actors.desk import Desk
from sim.actors.duty import Duty
from sim.actors.inspection import Inspectorate
from sim.actors.process import start
from sim.actors.rounds import Rounds
from sim.actors.target import Peers
from sim.actors.visit import Plan
from sim.draw.hashing import name_key, plain_fold
from sim.draw.keyed import Decision
from sim.ledger.facts import Visited
from sim.scenario.blocks.effects import NoticeEffects
from tests.unit.actors.stage import ALWAYS_OPEN, HOUR, Stage, operator, statute

DAYS = 400.0
DRAW = Decision("visit", seed=2, replication=0)
ALL = ["consult", "copy", "probe"]


def law(channel="onsite", *, correct="10 days", again="5 days", dates=None, **rule):
    inspection = {channel: {"may": ALL, **rule}, "correct_within": correct, "again_after": again}
    return statute(visits={"inspection": inspection, **(dates or {})})


class Campaign:
    """Inspections of operators of one entry, each with a security and a retention duty."""

    def __init__(
        self,
        rules,
        *,
        channel="onsite",
        per_day=0.05,
        number=1,
        days=DAYS,
        decay=0.02,
        effects=None,
        given=1.0,
        corrected=1.0,
        staff=1000.0,
        calendar=ALWAYS_OPEN,
        copies=0.0,
        consults=0.0,
        hours=6.0,
        takes=None,
        duties=("security", "retention"),
        draw=DRAW,
        groups=0,
        weight=1.0,
        regular=0.0,
        layers=(),
        reasons=(),
        ages=None,
        connections=None,
        contractors=None,
        journal=True,
    ):
        self.stage = stage = Stage(days)
        if not journal:
            stage.ledger.journal = None
        self.operators = [operator(stage, f"alpha/{i + 1}", statute=rules, users=500.0) for i in range(number)]
        self.duties = {own.name: [self._duty(own, name, decay) for name in duties] for own in self.operators}
        self.peers = [
            Peers(
                stage.clock,
                stage.ledger,
                own,
                self.duties[own.name],
                groups=groups,
                weight=weight,
                decay=dict.fromkeys(duties, decay),
                key=own.key,
            )
            for own in self.operators
        ]
        self.taken = []
        self.desk = Desk(stage.clock, calendar, stage.ledger, name=f"police: {channel}", staff=staff)
        key = draw.at(plain_fold(8, name_key(channel)))
        self.part = Inspectorate(
            stage.clock,
            stage.ledger,
            self.desk,
            calendar,
            agency="police",
            days=days,
            key=key,
            plan=Plan(channel, takes or (lambda u: hours * HOUR), lambda u: 2 * HOUR, copies, consults, given),
            rounds=Rounds(key, days, dict.fromkeys(self.peers, Pace(per_day, per_day, regular)), layers, ages),
            reasons=reasons,
            connections=connections and connections(stage, self.take),
            contractors=contractors and contractors(stage, self.take),
            effects=NoticeEffects.model_validate(effects or {}),
            outage_takes=lambda u: 3 * HOUR,
            corrected=corrected,
            prepared=lambda visited: self.peers,
            takes=self.take,
        )

    def take(self, *taken):
        self.taken.append((self.stage.clock.now, *taken))

    def _duty(self, own, name, decay):
        draws = Decision(f"deficit {own.name} {name}", seed=1, replication=0)
        duty = Duty(
            self.stage.clock,
            self.stage.ledger,
            own,
            name,
            decay_per_day=decay,
            unit_exponential=lambda number: 2 * draws.uniform(number),
        )
        start(duty.life())
        return duty

    def visits(self):
        start(self.part.life())
        books = [peers.close_books for peers in self.peers]
        desks = [own.desk.close_books for own in self.operators]
        self.stage.run(*books, self.desk.close_books, *desks)
        return self.stage.of(Visited)


def first(visits):
    return [visit for visit in visits if not visit.again]


def finding(**effects):
    return {"finding": effects}


def share(part, whole, expected):
    """Whether a share of `whole` is as expected, to four standard errors."""
    return part / whole == pytest.approx(expected, abs=4 * sqrt(expected * (1 - expected) / whole))


NOTICE = {"notice": "announce", "lead": "2 days"}
