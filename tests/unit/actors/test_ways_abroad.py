"""Requests to operators of other countries: by which way they go, how long it takes, and what is not asked."""

import pytest

from sim.actors.office import Way
from sim.draw.hashing import fold, plain_unit
from sim.ledger.facts import DeskTurn
from tests.unit.actors.police import KEY, PLAIN, Police
from tests.unit.actors.stage import statute

TEN_MONTHS = Way(0.4, lambda u: 30.0, lambda u: 30.0)
ORDERS = Way(0.4, lambda u: 10.0, lambda u: 0.5)
NOT_ASKED_BELOW = plain_unit(fold(KEY, 995))  # the number of the request that decides


def police(category="session", way="mutual_assistance", **ways):
    found = Police(days=90.0, jurisdiction="elsewhere", statute=statute(act={"access": {"abroad": {category: way}}}))
    found.office = PLAIN._replace(abroad=ways)
    return found


@pytest.mark.parametrize(("u", "state"), [(0.39, "complete"), (0.41, "refused")])
def test_a_category_goes_the_way_that_the_law_of_the_operator_opens(u, state):
    (fact,) = police(mutual_assistance=TEN_MONTHS._replace(takes=lambda u: 6.0)).closed(VOLUNTARY=u)
    assert (fact.state, fact.received, str(fact.delivered)) == (state, 23.0, "26.0" if state == "complete" else "nan")


def test_another_category_goes_by_free_will():
    (fact,) = police("content", mutual_assistance=TEN_MONTHS).closed(VOLUNTARY=0.45)
    assert (fact.state, fact.received, fact.delivered) == ("complete", 22.0, 24.0)


def test_at_home_nothing_of_it_counts():
    own = Police(statute=statute(act={"access": {"abroad": {"session": "mutual_assistance"}}}))
    own.office = PLAIN._replace(abroad={"mutual_assistance": TEN_MONTHS._replace(not_asked=1.0)})
    (fact,) = own.closed(VOLUNTARY=0.9)
    assert (fact.state, fact.delivered) == ("complete", 20.0)


def test_by_a_way_that_an_agency_does_not_know_nothing_is_given():
    (fact,) = police(way="e_evidence", mutual_assistance=TEN_MONTHS).closed(VOLUNTARY=1e-9)
    assert (fact.state, fact.received) == ("refused", 20.0)


@pytest.mark.parametrize(("grade", "received"), [(1, 20.25), (2, 25.0), (3, 25.0)])
def test_an_order_of_grade_1_is_an_emergency(grade, received):
    (fact,) = police(way="e_evidence", e_evidence=ORDERS).closed(VOLUNTARY=0.1, grade=grade)
    assert fact.received == received


@pytest.mark.parametrize(("share", "state"), [(0.99, "not_asked"), (1.01, "complete")])
def test_a_share_of_needs_is_not_asked_where_the_way_is_too_long(share, state):
    way = TEN_MONTHS._replace(takes=lambda u: 4.0, not_asked=NOT_ASKED_BELOW / share)
    (fact,) = police(mutual_assistance=way).closed(VOLUNTARY=0.1)
    assert fact.state == state
    assert (str(fact.sent) == "nan") == (state == "not_asked")


def test_an_authority_hands_requests_on():
    own = police()
    step = own.step("mutual assistance", 3.0)
    own.office = PLAIN._replace(abroad={"mutual_assistance": TEN_MONTHS._replace(takes=lambda u: 2.0, office=step)})
    (fact,) = own.closed(VOLUNTARY=0.1)
    assert (fact.sent, fact.received, fact.delivered) == (20.0, 24.0, 25.0)
    (turn,) = [turn for turn in own.stage.of(DeskTurn) if turn.desk == "police: mutual assistance"]
    assert (turn.task, turn.arrived, turn.ended) == ("mutual assistance", 20.0, 23.0)


def test_what_cannot_be_read_is_given_out_as_nothing():
    own = Police()
    own.alpha.can_read = lambda category, time: category != "session"
    (fact,) = own.closed()
    assert (fact.state, fact.records, fact.people) == ("unreadable", 0, 0)
    own = Police()
    own.alpha.can_read = lambda category, time: False
    (gone,) = own.closed(at=1.0, purge_at=19.0)
    assert gone.state == "expired"  # there is nothing that one could fail to read
