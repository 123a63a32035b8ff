"""Operators that stand for many: each visit is to one real operator or to a group, whose hours it takes."""

from math import exp, sqrt

import pytest

from sim.actors.peer_duty import PeerDuty, Published
from sim.actors.target import Peers
from sim.ledger.facts import DeficitClosed, DeskTurn, Penalised
from sim.scenario.blocks.operators import Operator as Block
from tests.unit.actors.campaign import NOTICE, Campaign, finding, first, law
from tests.unit.actors.stage import Stage, office, operator

MANY = {"groups": 50, "weight": 4.0}


def test_every_real_operator_is_visited_at_the_rate_planned():
    visits = first(Campaign(law(), per_day=0.05, **MANY).visits())
    described, groups = ([v for v in visits if v.weight == weight] for weight in (1.0, 4.0))
    assert len(described) + len(groups) == len(visits)
    assert len(described) == pytest.approx(20, abs=4 * sqrt(20))
    assert len(groups) == pytest.approx(50 * 20, abs=4 * sqrt(1000))


def test_a_visit_takes_the_hours_of_all_whom_it_stands_for():
    campaign = Campaign(law(), **MANY)
    visits = campaign.visits()
    turns = [turn for turn in campaign.stage.of(DeskTurn) if turn.ended == turn.ended]
    assert 24 * sum(turn.work_days for turn in turns) == pytest.approx(
        sum(v.weight * v.inspector_hours for v in visits)
    )
    assert {round(24 * turn.work_days, 9) for turn in turns} == {8.0, 32.0}


def test_hours_of_visits_are_never_more_than_there_are():
    campaign = Campaign(law(), per_day=0.2, staff=2.5, calendar=office(), days=200.0, **MANY)
    hours = sum(visit.weight * visit.inspector_hours for visit in campaign.visits())  # of some 64,000 planned
    there_are = 24 * 2.5 * office().worked(200.0)
    assert 0.9 * there_are < hours <= there_are


def test_deficits_of_peers_are_found_corrected_and_penalised_as_those_of_the_described():
    campaign = Campaign(law(correct="10 days", again="5 days"), corrected=0.6, per_day=0.1, **MANY)
    campaign.visits()
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open" and fact.weight == 4.0]
    assert {fact.how for fact in closed} == {"corrected", "penalised and corrected"}
    assert all(fact.opened < fact.found < fact.time for fact in closed)
    assert all(fact.time == pytest.approx(fact.found + 10.0) for fact in closed if fact.how == "corrected")
    penalised = sum(fact.how == "penalised and corrected" for fact in closed)
    assert len([fact for fact in campaign.stage.of(Penalised) if fact.weight == 4.0]) == penalised
    assert penalised / len(closed) == pytest.approx(0.4, abs=4 * sqrt(0.24 / len(closed)))


@pytest.mark.parametrize(("notice", "looked_at"), [("announce", True), ("publish", False)])
def test_a_duty_that_a_visit_does_not_see_counts_as_looked_at_where_its_own_notice_may_have_mended_it(
    notice, looked_at, monkeypatch
):
    """A published notice mends those of the described operators; of peers nobody looks at what no visit sees."""
    seen, close = [], Peers.close_books
    monkeypatch.setattr(
        Peers, "close_books", lambda self: seen.append(dict(map(_many, self._first.items()))) or close(self)
    )
    rules = law("remote", notice=notice, lead="2 days", may=["probe"])
    Campaign(rules, channel="remote", **MANY, effects=finding(fixed={"at_most": "50 %", "half_at": "1 day"})).visits()
    ((security, retention),) = [(of["security"], of["retention"]) for of in seen]
    assert security > 40
    assert (retention == security) if looked_at else retention == 0


def _many(item):
    return item[0], len(item[1])


@pytest.mark.parametrize("per_day", [0.0, 0.002])
def test_peers_that_nobody_visits_have_deficits_too(per_day):
    # corrected never and not penalised within the run, so every duty that decayed stays open, visited or not
    campaign = Campaign(law(correct="500 days"), per_day=per_day, days=50.0, groups=3000, weight=2.0, number=3)
    campaign.visits()
    left = sum(fact.weight for fact in campaign.stage.of(DeficitClosed))
    real, share = 3 * 6001 * 2, 1 - exp(-0.02 * 50.0)
    seen = 3 * 64 * 2  # groups that are shown for those never visited, of each operator and duty
    assert left / real == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / seen))
    assert left / real != pytest.approx(share * 1.25, abs=4 * sqrt(share * (1 - share) / seen))


@pytest.mark.parametrize("looks", [(), (10.0,), (10.0, 60.0)])
def test_duties_that_are_neglected_after_a_look_at_them_are_open_at_the_end(looks):
    stage, seen = Stage(100.0), []
    known = {"groups": 200, "weight": 2.0, "decay": {"security": 0.01}, "key": 3, "shown": 200}
    peers = Peers(stage.clock, stage.ledger, operator(stage), [], **known)
    for time in looks:
        stage.at(time, lambda: seen.append(sum(len(peers.group(number).duties()) for number in range(200))))
    stage.run(peers.close_books)
    opened = [fact.opened for fact in stage.of(DeficitClosed)]
    assert seen == [sum(begun <= time for begun in opened) for time in looks]
    assert {(fact.how, fact.weight) for fact in stage.of(DeficitClosed)} == {("open", 2.0)}
    assert len(opened) == pytest.approx(200 * (1 - exp(-1.0)), abs=4 * sqrt(200 * 0.63 * 0.37))


def test_only_visits_to_the_described_operator_take_from_its_stores():
    campaign = Campaign(law(), copies=0.2, **MANY)
    visits = campaign.visits()
    assert len(campaign.taken) == sum(visit.weight == 1.0 for visit in first(visits)) > 0


def test_a_published_notice_reaches_peers_whether_or_not_they_are_visited():
    fixed = finding(without="0 %", fixed={"at_most": "100 %", "half_at": "0 days"})

    def mended(notice):
        campaign = Campaign(law(**NOTICE | {"notice": notice}), per_day=0.002, effects=fixed, **MANY)
        campaign.visits()
        return sum(fact.weight for fact in campaign.stage.of(DeficitClosed) if fact.how == "mended on notice")

    assert mended("publish") > 5 * mended("announce") > 0


def test_of_several_notices_the_first_that_mends_is_found_by_one_number():
    shares, told = (0.0, 0.3, 0.5, 1.0, 0.2), Published()
    for time, share in enumerate(shares):
        told.tell(float(time), share)
    many = 20_000
    when = [told.mended(0.5, 77, number) for number in range(many)]
    for time, chance in ((1.0, 0.3), (2.0, 0.7 * 0.5), (3.0, 0.35), (4.0, 0.0)):
        assert when.count(time) / many == pytest.approx(chance, abs=4 * sqrt(chance * (1 - chance) / many))
    assert {told.mended(3.5, 77, number) for number in range(100)} == {4.0, float("inf")}


def test_a_known_deficit_is_not_mended_by_a_notice():
    stage, told = Stage(20.0), Published()
    duty = PeerDuty(
        stage.clock, stage.ledger, operator(stage), "security", weight=2.0, decay_per_day=1e9, key=5, published=told
    )
    stage.at(1.0, lambda: duty.found() if duty.is_open else None)
    stage.at(2.0, lambda: told.tell(2.0, 1.0))
    seen = []
    stage.at(3.0, lambda: seen.append((duty.is_open, duty.is_known)))
    stage.at(4.0, duty.lost_sight_of)
    stage.at(5.0, lambda: seen.append((duty.is_open, duty.is_known)))
    stage.at(6.0, lambda: told.tell(6.0, 1.0))
    stage.run(duty.close_books)
    assert seen == [(True, True), (True, False)]
    assert [fact.time for fact in stage.of(DeficitClosed)] == [6.0, 20.0]


@pytest.mark.parametrize(
    ("count", "stands_for", "groups", "in_a_group"),
    [(3, None, 0, 1.0), (3, 3, 0, 1.0), (3, 9, 2, 1.0), (2, 3, 1, 0.5), (10, 5_000_000, 50_000, 9.99998)],
)
def test_groups_are_as_small_as_half_a_million_of_them_allow(count, stands_for, groups, in_a_group):
    block = Block(count=count) if stands_for is None else Block(count=count, stands_for=stands_for)
    assert (block.groups, block.in_a_group) == (groups, pytest.approx(in_a_group))
    assert count * (1 + block.groups * block.in_a_group) == pytest.approx(stands_for or count)
