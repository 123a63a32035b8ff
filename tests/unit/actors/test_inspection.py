"""Inspections of an operator or a few through one channel; inspectors never sleep unless a test says otherwise."""

from math import sqrt

import pytest

from sim.actors.desk import Desk
from sim.actors.duty import Duty
from sim.actors.inspection import Inspectorate, Plan
from sim.actors.process import start
from sim.draw.keyed import Decision
from sim.ledger.facts import DeficitClosed, DeskTurn, Outage, Penalised, Visited
from sim.scenario.blocks.effects import NoticeEffects
from tests.unit.actors.stage import ALWAYS_OPEN, HOUR, Stage, office, operator, statute

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
        duties=("security", "retention"),
        draw=DRAW,
    ):
        self.stage = stage = Stage(days)
        self.operators = [
            operator(stage, f"alpha/{i + 1}", statute=rules, weight=2.0, users=500.0) for i in range(number)
        ]
        self.duties = {own.name: [self._duty(own, name, decay) for name in duties] for own in self.operators}
        self.taken = []
        self.desk = Desk(stage.clock, calendar, stage.ledger, name="police: visits", staff=staff)
        self.part = Inspectorate(
            stage.clock,
            stage.ledger,
            self.desk,
            calendar,
            agency="police",
            key=8,
            plan=Plan(channel, lambda u: hours * HOUR, lambda u: 2 * HOUR, copies, consults, given),
            rates=dict.fromkeys(self.operators, per_day),
            days=days,
            draw=draw,
            effects=NoticeEffects.model_validate(effects or {}),
            outage_takes=lambda u: 3 * HOUR,
            corrected=corrected,
            duties=self.duties,
            prepared=lambda visited: self.operators,
            takes=lambda *taken: self.taken.append((stage.clock.now, *taken)),
        )

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
        books = [duty.close_books for own in self.duties.values() for duty in own]
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


def test_visits_come_at_the_planned_rate_and_take_the_officers_hours():
    visits = first(Campaign(law(officers=3), per_day=0.5, decay=1e-9).visits())
    assert len(visits) == pytest.approx(200, abs=4 * sqrt(200))  # Poisson
    assert {round(visit.inspector_hours, 9) for visit in visits} == {3 * (6 + 2)}
    assert all(visit.time == pytest.approx(visit.started + 24 * HOUR) for visit in visits)
    assert {(visit.operator, visit.weight, visit.channel) for visit in visits} == {("alpha", 2.0, "onsite")}


def test_a_higher_rate_is_the_same_visits_closer_together():
    slow, fast = (first(Campaign(law(), per_day=rate, decay=1e-9).visits()) for rate in (0.1, 0.2))
    pairs = list(zip(slow, fast, strict=False))
    assert len(pairs) > 20
    assert [visit.started for visit, _ in pairs] == pytest.approx([2 * visit.started for _, visit in pairs])


def test_an_operator_that_is_added_leaves_the_visits_to_the_others_alone():
    alone = {visit.started for visit in first(Campaign(law(), decay=1e-9).visits())}
    assert alone < {visit.started for visit in first(Campaign(law(), number=3, decay=1e-9).visits())}


def test_hours_bound_the_visits():
    campaign = Campaign(law(), per_day=2.0, decay=1e-9, staff=1.0, calendar=office(), days=70.0)
    visits = campaign.visits()
    # eight hours each, one after the other from the first on; about 140 were planned
    open_days = office().between(visits[0].started, 70.0)
    assert len(visits) == int(open_days * 3) < 50
    turns = campaign.stage.of(DeskTurn)
    assert sum(turn.ended != turn.ended for turn in turns) > 60


@pytest.mark.parametrize(("notice", "lead"), [("none", 0.0), ("announce", 3.0), ("publish", 3.0)])
def test_notice_is_due_as_the_law_has_it(notice, lead):
    visits = first(Campaign(law(notice=notice, lead="3 days"), decay=1e-9).visits())
    assert {(visit.notice_due, visit.notice_given, visit.lead_days) for visit in visits} == {
        (notice != "none", notice != "none", lead)
    }


def test_practice_says_how_often_notice_is_given():
    visits = first(Campaign(law(notice="announce", lead="3 days"), per_day=2.0, decay=1e-9, given=0.3).visits())
    assert all(visit.notice_due for visit in visits)
    assert share(sum(visit.notice_given for visit in visits), len(visits), 0.3)
    assert {visit.lead_days for visit in visits if not visit.notice_given} == {0.0}


def test_the_lead_moves_no_visit():
    started = [
        [visit.started for visit in first(Campaign(law(notice="announce", lead=lead), decay=1e-9).visits())]
        for lead in ("0 days", "1 days", "30 days")
    ]
    assert started[0] == started[1] == started[2]


def test_what_is_found_is_corrected_by_the_deadline():
    campaign = Campaign(law(correct="10 days"))
    visits = first(campaign.visits())
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert len(closed) > 5
    assert {fact.how for fact in closed} == {"corrected"}
    assert all(fact.time == pytest.approx(fact.found + 10.0) for fact in closed)
    assert {fact.found for fact in closed} <= {visit.time for visit in visits if visit.found}
    assert campaign.stage.of(Penalised) == []
    assert not [visit for visit in campaign.stage.of(Visited) if visit.again]


def test_what_is_known_is_not_found_again():
    campaign = Campaign(law(correct="200 days"), per_day=0.5)
    visits = first(campaign.visits())
    found = sum(visit.found for visit in visits)
    found_once = [fact for fact in campaign.stage.of(DeficitClosed) if fact.found == fact.found]
    assert found == len(found_once)
    assert any(visit.open_deficits > visit.found for visit in visits)


def test_what_is_not_corrected_is_inspected_again_and_penalised():
    campaign = Campaign(law(correct="10 days", again="5 days"), corrected=0.0)
    visits = campaign.visits()
    again = [visit for visit in visits if visit.again]
    found = [visit for visit in visits if visit.found and not visit.again and visit.time < DAYS - 16.0]
    assert len(again) == len(found) > 5
    # ten days to correct, five days more, then a visit of eight hours
    assert [visit.time for visit in again] == pytest.approx([visit.time + 15.0 + 8 * HOUR for visit in found])
    assert [visit.found for visit in again] == [visit.found for visit in found]
    assert all(not visit.notice_due and visit.open_deficits == visit.found for visit in again)
    penalties = campaign.stage.of(Penalised)
    assert len(penalties) == sum(visit.found for visit in again)
    assert {fact.time for fact in penalties} == {visit.time for visit in again}
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert {fact.how for fact in closed} == {"penalised and corrected"}


def test_the_share_that_is_corrected():
    campaign = Campaign(law(correct="1 days", again="1 days"), corrected=0.6, per_day=0.5, number=20, decay=0.05)
    campaign.visits()
    closed = [fact.how for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert set(closed) == {"corrected", "penalised and corrected"}
    assert share(closed.count("corrected"), len(closed), 0.6)


def test_deadlines_in_working_days_end_at_closing():
    campaign = Campaign(law(correct="3 working days"), calendar=office())
    campaign.visits()
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how == "corrected"]
    assert closed
    assert all(fact.time == office().add_working_days(fact.found, 3) for fact in closed)
    assert {round(fact.time % 1 * 24, 6) for fact in closed} == {17.0}


def test_a_visit_finds_its_share():
    # what is found is mended at once, so every deficit that a visit meets is unknown
    campaign = Campaign(law(correct="0 days"), effects=finding(without="40 %"), per_day=0.5, number=5, decay=0.05)
    visits = first(campaign.visits())
    looked, found = sum(visit.open_deficits for visit in visits), sum(visit.found for visit in visits)
    assert share(found, looked, 0.4)
    assert not share(found, looked, 0.6)


NOTICE = {"notice": "announce", "lead": "2 days"}


def test_hidden_deficits_stay_and_are_not_seen():
    campaign = Campaign(
        law(**NOTICE), effects=finding(hidden={"at_most": "100 %", "half_at": "0 days"}), number=5, per_day=0.2
    )
    visits = first(campaign.visits())
    assert sum(visit.hidden for visit in visits) == sum(visit.open_deficits for visit in visits) > 20
    assert sum(visit.found + visit.mended for visit in visits) == 0
    assert {fact.how for fact in campaign.stage.of(DeficitClosed)} == {"open"}


def test_fixed_deficits_are_really_gone():
    campaign = Campaign(
        law(**NOTICE), effects=finding(fixed={"at_most": "100 %", "half_at": "0 days"}), number=5, per_day=0.2
    )
    visits = first(campaign.visits())
    assert sum(visit.mended for visit in visits) == sum(visit.open_deficits for visit in visits) > 20
    assert sum(visit.found + visit.hidden for visit in visits) == 0
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert {fact.how for fact in closed} == {"mended on notice"}
    assert len(closed) == sum(visit.mended for visit in visits)


def test_without_notice_nothing_is_hidden_or_fixed():
    both = {"at_most": "100 %", "half_at": "0 days"}
    for rules, given in ((law(), 1.0), (law(**NOTICE), 0.0)):
        campaign = Campaign(rules, effects=finding(hidden=both, fixed=both), given=given)
        visits = first(campaign.visits())
        assert sum(visit.hidden + visit.mended for visit in visits) == 0
        assert sum(visit.found for visit in visits) > 3


def test_the_share_hidden_grows_with_the_lead():
    # at most 80 %, half of it at 2 days: 40 % at 2 days
    campaign = Campaign(
        law(**NOTICE),
        effects=finding(hidden={"at_most": "80 %", "half_at": "2 days"}),
        number=20,
        per_day=0.3,
        decay=0.05,
        duties=("security",),
    )
    visits = first(campaign.visits())
    hidden, found = sum(visit.hidden for visit in visits), sum(visit.found for visit in visits)
    assert share(hidden, hidden + found, 0.4)
    assert not share(hidden, hidden + found, 0.8)


def test_a_published_notice_prepares_every_operator_of_the_class():
    fixed = finding(fixed={"at_most": "100 %", "half_at": "0 days"})

    def mended(notice):
        campaign = Campaign(law(notice=notice, lead="2 days"), effects=fixed, number=6, per_day=0.02, decay=0.03)
        campaign.part._rates = {campaign.operators[0]: 0.02}  # only the first is visited
        campaign.visits()
        return sum(fact.how == "mended on notice" for fact in campaign.stage.of(DeficitClosed)), campaign

    announced, campaign = mended("announce")
    assert announced == sum(visit.mended for visit in campaign.stage.of(Visited)) > 0
    published, campaign = mended("publish")
    assert published > 3 * announced
    assert sum(visit.mended for visit in campaign.stage.of(Visited)) < published


def test_a_probe_sees_only_the_security_duty():
    visits = first(Campaign(law("remote", may=["probe"]), channel="remote", decay=0.1, corrected=0.0).visits())
    assert {visit.open_deficits for visit in visits} == {0, 1}
    everything = first(Campaign(law("remote", may=["probe", "copy"]), channel="remote", decay=0.1).visits())
    assert max(visit.open_deficits for visit in everything) == 2


def test_a_visit_that_the_law_does_not_allow_does_not_take_place():
    assert Campaign(statute()).visits() == []
    assert Campaign(law("remote")).visits() == []
    campaign = Campaign(law(dates={"from": 100, "to": 200}), decay=1e-9)
    times = [visit.started for visit in campaign.visits()]
    assert times
    assert all(100.0 <= time < 200.0 for time in times)
    assert len(campaign.stage.of(DeskTurn)) == len(times)


def test_nobody_is_penalised_by_a_law_that_is_no_longer_in_force():
    campaign = Campaign(
        law(correct="100 days", again="100 days", dates={"from": 0, "to": 150}), corrected=0.0, number=10
    )
    visits = campaign.visits()
    assert sum(visit.found for visit in visits) > 10
    assert not [visit for visit in visits if visit.again and visit.started >= 150.0]
    assert campaign.stage.of(Penalised) == []


def test_nobody_copies_what_the_law_does_not_allow_or_the_agency_does_not_want():
    for may, copies, consults, stages in (
        (ALL, 0.2, 0.1, {("obtained", 0.2), ("examined", 0.1)}),
        (["copy", "probe"], 0.2, 0.1, {("obtained", 0.2)}),
        (["consult"], 0.2, 0.1, {("examined", 0.1)}),
        (["probe"], 0.2, 0.1, set()),
        (ALL, 0.0, 0.0, set()),
    ):
        campaign = Campaign(law(may=may), copies=copies, consults=consults, decay=1e-9)
        visits = campaign.visits()
        assert {(stage, part) for *_, stage, _, part in campaign.taken} == stages
        assert len(campaign.taken) == len(stages) * len(visits)
        assert {visit.copied for visit in visits} == {("obtained", 0.2) in stages}
        assert {visit.consulted for visit in visits} == {("examined", 0.1) in stages}
        assert {time for time, *_ in campaign.taken} <= {visit.time for visit in visits}


def test_a_re_inspection_copies_nothing():
    campaign = Campaign(law(), corrected=0.0, copies=0.2)
    visits = campaign.visits()
    assert len(campaign.taken) == len(first(visits)) < len(visits)


def test_each_visit_takes_under_a_key_of_its_own():
    campaign = Campaign(law(), copies=0.2, number=3, decay=1e-9)
    visits = campaign.visits()
    assert len({key for *_, key, _ in campaign.taken}) == len(visits)


def outages(rules, **damage):
    campaign = Campaign(rules, per_day=3.0, decay=1e-9, effects={"damage": {"without": "40 % per visit", **damage}})
    return len(campaign.visits()), campaign.stage.of(Outage)


def test_damage_comes_at_its_chance_and_costs_the_users_their_hours():
    many, events = outages(law())
    assert share(len(events), many, 0.4)
    assert {(fact.hours, fact.subscriber_hours, fact.weight) for fact in events} == {(3.0, 1500.0, 2.0)}


def test_notice_avoids_a_part_of_the_damage():
    avoided = {"at_most": "50 %", "half_at": "2 days"}  # a quarter at two days of lead
    many, events = outages(law(**NOTICE), avoided=avoided)
    assert share(len(events), many, 0.4 * 0.75)
    assert not share(len(events), many, 0.4)
    without, unannounced = outages(law(), avoided=avoided)
    assert {fact.time for fact in events} < {fact.time for fact in unannounced}
    assert without == many
