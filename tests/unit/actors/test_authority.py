"""Who authorises a request by law: the agency's own step, somebody outside, nobody, or somebody afterwards."""

import pytest

from sim.actors.authority import Authority, Powers
from sim.actors.groups import Groups
from sim.actors.office import Step
from sim.law.over_time import OverTime
from sim.ledger.facts import DeskTurn, ReviewedLater
from tests.unit.actors.police import PLAIN, Police, no_time

GROUP = ("journalists", 99, 0.5)
GROUPS = Groups({"residents": (GROUP,)})


def judge(delay=2.0, rejected=0.0):
    return Step("judge", None, no_time, lambda u: delay, 0.0, rejected)


def ruled(powers, **asks):
    police = Police()
    own = police.step("authorise", 0.5, 3.0)
    police.office = PLAIN._replace(authorise=own)
    police.authority = Authority(OverTime(*powers(own)), GROUPS)
    return police, police.closed(**asks)


def members(police):
    subjects = [police.census.subject(person) for person in range(40)]
    return [subject.number for subject in subjects if GROUPS.of(subject) == ("journalists",)]


def test_an_authoriser_outside_takes_the_place_of_the_own_step():
    police, (fact,) = ruled(lambda own: (Powers(judge()),))
    assert (fact.reviewed, fact.authorised, fact.state) == (20.0, 22.0, "complete")
    assert [turn.desk for turn in police.stage.of(DeskTurn)] == ["alpha"]


def test_nobody_authorises_where_the_law_wants_nobody():
    _, (fact,) = ruled(lambda own: (Powers(None),))
    assert (fact.state, fact.authorised) == ("complete", 20.0)


@pytest.mark.parametrize(("says", "state"), [(0.24, "rejected"), (0.26, "complete")])
def test_an_authoriser_outside_rejects_its_share(says, state):
    _, (fact,) = ruled(lambda own: (Powers(judge(rejected=0.25)),), AUTHORISE_SAYS=says)
    assert fact.state == state


def test_the_law_is_read_when_the_request_comes_to_its_authoriser():
    for changed, authorised in ((19.0, 22.0), (20.0, 22.0), (20.1, 23.5)):
        _, (fact,) = ruled(lambda own, changed=changed: (Powers(own), [(changed, Powers(judge()))]))
        assert fact.authorised == authorised


def test_a_group_has_an_authoriser_of_its_own_whoever_else_is_asked_about():
    inside = members(Police())
    outside = [person for person in range(40) if person not in inside]
    assert 10 < len(inside) < 30
    for persons, authorised in (((inside[0],), 22.0), ((outside[0],), 20.0), ((outside[0], inside[0]), 22.0)):
        _, facts = ruled(lambda own: (Powers(None, {"journalists": judge()}),), persons=persons)
        assert {fact.authorised for fact in facts} == {authorised}


def test_of_two_groups_the_first_that_the_law_names_counts():
    both = Groups({"residents": (GROUP, ("lawyers", 99, 0.5))})
    police = Police()
    person = members(police)[0]
    for order, authorised in ((("lawyers", "journalists"), 25.0), (("journalists", "lawyers"), 22.0)):
        steps = {"lawyers": judge(5.0), "journalists": judge(2.0)}
        police = Police()
        police.authority = Authority(OverTime(Powers(None, {name: steps[name] for name in order})), both)
        (fact,) = police.closed(persons=(person,))
        assert fact.authorised == authorised


@pytest.mark.parametrize(("share", "state"), [(0.0, "justified"), (1.0, "unjustified")])
def test_urgent_requests_are_sent_first_and_reviewed_by_whoever_would_have_authorised(share, state):
    police, (fact,) = ruled(lambda own: (Powers(judge(), late_rejected=share, urgent=frozenset({1})),), grade=1)
    assert (fact.sent, fact.state) == (20.0, "complete")
    (review,) = police.stage.of(ReviewedLater)
    assert (review.sent, review.time, review.state, review.person, review.grade) == (20.0, 22.0, state, 5, 1)
    _, (other,) = ruled(lambda own: (Powers(judge(), late_rejected=share, urgent=frozenset({1})),), grade=2)
    assert other.sent == 22.0


def test_an_own_desk_reviews_later_too_and_what_is_under_way_at_the_end_is_open():
    police, _ = ruled(lambda own: (Powers(own, late_rejected=1.0, urgent=frozenset({1})),), grade=1)
    assert [(fact.time, fact.state) for fact in police.stage.of(ReviewedLater)] == [(20.5, "unjustified")]
    police, _ = ruled(lambda own: (Powers(judge(90.0), late_rejected=1.0, urgent=frozenset({1})),), grade=1)
    assert [(fact.time, fact.state) for fact in police.stage.of(ReviewedLater)] == [(60.0, "open")]


def test_where_no_law_asks_what_reviews_say_they_leave_no_fact():
    police = Police()
    police.office = PLAIN._replace(authorise=police.step("authorise", 0.5), urgent={"authorise": frozenset({1})})
    police.closed(grade=1)
    assert police.stage.of(ReviewedLater) == []
    assert "later review" in [turn.task for turn in police.stage.of(DeskTurn)]
