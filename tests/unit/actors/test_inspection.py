"""Inspections through one channel: when they come, what the law allows, what they take and break."""

from math import sqrt

import pytest

from sim.ledger.facts import DeficitClosed, DeskTurn, Outage
from tests.unit.actors.campaign import ALL, NOTICE, Campaign, first, law, share
from tests.unit.actors.stage import HOUR, office, statute


def test_visits_come_at_the_planned_rate_and_take_the_officers_hours():
    visits = first(Campaign(law(officers=3), per_day=0.5, decay=1e-9).visits())
    assert len(visits) == pytest.approx(200, abs=4 * sqrt(200))  # Poisson
    assert {round(visit.inspector_hours, 9) for visit in visits} == {3 * (6 + 2)}
    assert all(visit.time == pytest.approx(visit.started + 24 * HOUR) for visit in visits)
    assert {(visit.operator, visit.weight, visit.channel) for visit in visits} == {("alpha", 1.0, "onsite")}


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


def test_a_visit_that_the_law_does_not_allow_does_not_take_place():
    assert Campaign(statute()).visits() == []
    assert Campaign(law("remote")).visits() == []
    campaign = Campaign(law(dates={"from": 100, "to": 200}), decay=1e-9)
    times = [visit.started for visit in campaign.visits()]
    assert times
    assert all(100.0 <= time < 200.0 for time in times)
    assert len(campaign.stage.of(DeskTurn)) == len(times)


def test_a_visit_whose_turn_comes_after_the_repeal_does_not_take_place():
    campaign = Campaign(
        law(dates={"from": 0, "to": 28}), per_day=2.0, decay=1e-9, staff=1.0, calendar=office(), days=70.0, copies=0.2
    )
    visits = campaign.visits()
    # one a working day, of about 56 that came while the law was in force
    assert 15 <= len(visits) <= 20
    assert all(visit.started < 28.0 for visit in visits)
    assert len(campaign.taken) == len(visits)


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
    assert {(fact.hours, fact.subscriber_hours, fact.weight) for fact in events} == {(3.0, 1500.0, 1.0)}


def test_notice_avoids_a_part_of_the_damage():
    avoided = {"at_most": "50 %", "half_at": "2 days"}  # a quarter at two days of lead
    many, events = outages(law(**NOTICE), avoided=avoided)
    assert share(len(events), many, 0.4 * 0.75)
    assert not share(len(events), many, 0.4)
    without, unannounced = outages(law(), avoided=avoided)
    assert {fact.time for fact in events} < {fact.time for fact in unannounced}
    assert without == many


def test_each_visit_sees_the_duties_of_its_own_rule():
    may_copy = statute(visits={"from": 200, "inspection": {"onsite": {"may": ALL, "sees": ["retention"]}}},
                       before={"to": 200, "inspection": {"onsite": {"may": ALL, "sees": ["security"]}}})  # fmt: skip
    campaign = Campaign(may_copy, per_day=0.2, decay=0.05)
    campaign.visits()
    found = {(fact.duty, fact.found < 200.0) for fact in campaign.stage.of(DeficitClosed) if fact.found == fact.found}
    assert found == {("security", True), ("retention", False)}
