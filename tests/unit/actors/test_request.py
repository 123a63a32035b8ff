"""A request from its draft to its answer, one stage at a time; times in days."""

import pytest

from sim.actors.request_file import Answer
from sim.ledger.facts import DeskTurn, Disclosed
from tests.unit.actors.police import PLAIN, Police
from tests.unit.actors.stage import statute


def test_an_office_without_steps_sends_at_once():
    police = Police(handling=lambda u: 1.5, answers_in=lambda time: time + 1.0)
    (fact,) = police.closed()
    assert (fact.drafted, fact.reviewed, fact.authorised, fact.sent, fact.received, fact.started) == (20.0,) * 6
    assert (fact.answered, fact.delivered, fact.time) == (21.5, 21.5, 21.5)
    assert (fact.state, fact.late, fact.grade, fact.role, fact.place, fact.operator) == (
        "complete",
        True,
        3,
        "suspect",
        "town",
        "alpha",
    )
    assert (fact.asked_from, fact.asked_to, fact.person, fact.reworks, fact.follow_up) == (12.0, 15.0, 5, 0, False)
    assert fact.records == 1 + police.census.of(5).count(police.alpha, "session", 5, ((12.0, 15.0),))
    assert police.answers == [Answer(("complete",))]


def test_every_step_takes_its_turn():
    police = Police(handling=lambda u: 2.0, answers_in=lambda time: time + 2.0)
    police.office = PLAIN._replace(
        draft=police.step("draft", 1.0), spoc=police.step("spoc", 0.5), authorise=police.step("authorise", 0.25, 3.0)
    )
    (fact,) = police.closed()
    assert (fact.drafted, fact.reviewed, fact.authorised, fact.sent, fact.answered) == (20.0, 21.5, 24.75, 24.75, 26.75)
    assert not fact.late  # answered within two days of being received
    tasks = [(turn.desk, turn.task, turn.arrived) for turn in police.stage.of(DeskTurn)]
    assert tasks == [
        ("police: draft", "draft", 20.0),
        ("police: spoc", "spoc", 21.0),
        ("police: authorise", "authorise", 21.5),
        ("alpha", "request", 24.75),
    ]


def test_the_work_of_a_request_is_that_of_its_number():
    (fact,) = Police(handling=lambda u: 10 * u).closed(HANDLING=0.12)
    assert fact.answered == pytest.approx(21.2)


@pytest.mark.parametrize(("says", "state"), [(0.29, "declined"), (0.31, "complete")])
def test_a_review_declines_its_share(says, state):
    police = Police()
    police.office = PLAIN._replace(spoc=police.step("spoc", 0.5, turned_down=0.3))
    (fact,) = police.closed(REVIEW_SAYS=says)
    assert fact.state == state
    if state == "declined":
        assert (fact.time, fact.records, fact.people) == (20.5, 0, 0)
        assert (str(fact.sent), str(fact.answered), str(fact.reviewed)) == ("nan", "nan", "nan")
        assert police.stage.of(Disclosed) == []


@pytest.mark.parametrize(("says", "state"), [(0.19, "rejected"), (0.21, "complete")])
def test_an_authoriser_rejects_its_share(says, state):
    police = Police()
    police.office = PLAIN._replace(authorise=police.step("authorise", 0.5, turned_down=0.2))
    (fact,) = police.closed(AUTHORISE_SAYS=says)
    assert fact.state == state
    assert fact.reviewed == 20.0


def test_what_is_sent_back_is_drafted_and_reviewed_again_on_numbers_of_its_own():
    police = Police()
    police.office = PLAIN._replace(
        draft=police.step("draft", 1.0), spoc=police.step("spoc", 0.5, back=0.3, turned_down=0.1)
    )
    (fact,) = police.closed(REVIEW_SAYS=0.2)
    assert fact.reworks >= 1
    # each round: a quarter of a day of rework, a draft of a day, half a day of review
    assert fact.reviewed == pytest.approx(20.0 + 1.0 + 0.5 + fact.reworks * 1.75)
    assert [turn.task for turn in police.stage.of(DeskTurn)].count("draft") == 1 + fact.reworks


def test_after_rework_a_request_may_still_be_declined():
    states = set()
    for key in range(60):
        police = Police()
        police.office = PLAIN._replace(spoc=police.step("spoc", 0.5, back=0.3, turned_down=0.3))
        (fact,) = police.closed(REVIEW_SAYS=0.2, key=key)
        assert fact.reworks >= 1
        states.add(fact.state)
    assert states == {"declined", "complete"}


def test_an_urgent_request_skips_authorisation_and_is_reviewed_later():
    police = Police()
    police.office = PLAIN._replace(
        authorise=police.step("authorise", 0.5, 3.0, turned_down=1.0), urgent={"authorise": frozenset({1})}
    )
    (fact,) = police.closed(grade=1)
    assert (fact.state, fact.authorised, fact.sent) == ("complete", 20.0, 20.0)
    later = next(turn for turn in police.stage.of(DeskTurn) if turn.desk == "police: authorise")
    assert (later.task, later.grade, later.arrived, later.ended, later.due) == ("later review", 1, 20.0, 20.5, 21.0)


def test_another_grade_does_not_skip():
    police = Police()
    police.office = PLAIN._replace(
        authorise=police.step("authorise", 0.5, 3.0), urgent={"authorise": frozenset({1}), "spoc": frozenset({2})}
    )
    (fact,) = police.closed(grade=2)
    assert fact.authorised == 23.5


@pytest.mark.parametrize(("u", "state"), [(0.39, "refused"), (0.41, "complete")])
def test_an_operator_refuses_its_share_where_the_law_lets_it(u, state):
    lax = statute(lax={"access": {"refusable": True}})
    (fact,) = Police(refuses=0.4, statute=lax, handling=lambda u: 2.0).closed(REFUSED=u)
    assert (fact.state, fact.answered) == (state, 22.0)
    (strict,) = Police(refuses=0.4).closed(REFUSED=u)
    assert strict.state == "complete"


@pytest.mark.parametrize(("u", "state"), [(0.49, "complete"), (0.51, "refused")])
def test_abroad_a_share_is_answered_of_free_will_and_the_way_takes_time(u, state):
    (fact,) = Police(jurisdiction="elsewhere", handling=lambda u: 1.0).closed(VOLUNTARY=u)
    assert (fact.sent, fact.received, fact.answered, fact.state) == (20.0, 22.0, 23.0, state)
    if state == "complete":
        assert fact.delivered == fact.time == 25.0
    (compelled,) = Police(handling=lambda u: 1.0).closed(VOLUNTARY=u)
    assert (compelled.state, compelled.delivered) == ("complete", 21.0)


@pytest.mark.parametrize(("u", "state"), [(0.69, "withheld"), (0.71, "expired")])
def test_an_agency_withholds_its_share_of_what_it_knows_to_be_gone(u, state):
    (fact,) = Police(withheld=0.7).closed(at=8.5, purge_at=19.0, WITHHELD=u)
    assert fact.state == state
    assert str(fact.delivered) == ("nan" if state == "withheld" else "20.0")
    (known,) = Police(withheld=0.7).closed(at=15.0, purge_at=19.0, WITHHELD=u)
    assert known.state == "complete"


def test_what_is_purged_while_a_request_waits_is_gone_when_its_turn_ends():
    there = Police(handling=lambda u: 4.0).closed(at=15.0, purge_at=23.9)
    gone = Police(handling=lambda u: 4.0).closed(at=13.5, purge_at=23.9)
    assert [there[0].state, gone[0].state] == ["partial", "expired"]
    assert there[0].records < Police().closed(at=15.0)[0].records


def test_a_purge_after_the_turn_takes_nothing_back():
    police = Police(jurisdiction="elsewhere", handling=lambda u: 1.0)
    (fact,) = police.closed(at=15.0, purge_at=24.0, VOLUNTARY=0.1)
    assert (fact.answered, fact.delivered, fact.state) == (23.0, 25.0, "complete")
