"""Freezes of one agency: what they keep, for how long, and who releases it. Stores keep 10 days; acts at day 15."""

import pytest

from sim.actors.freezing import FreezePlan, Freezes, united
from sim.actors.office import Step
from sim.actors.operator import Operator
from sim.law.over_time import OverTime
from sim.ledger.facts import Disclosed, Frozen
from tests.unit.actors.police import Police, no_time

OFFICER = Step("officer", None, no_time, no_time)


def step(delay=0.0, rejected=0.0):
    return Step("court", None, no_time, lambda u: delay, 0.0, rejected)


def frozen(asked=20.0, start=40.0, order=OFFICER, longest=30.0, release=None, plans=None, purges=(30.0,), **asks):
    """Have the police ask for a freeze at day 20, and request at day 40 what the store has purged at day 30."""
    given = {key: asks.pop(key) for key in ("withheld", "jurisdiction", "handling") if key in asks}
    police = Police(**given)
    clock, ledger = police.stage.clock, police.stage.ledger
    plans, own = plans or OverTime(FreezePlan(order, longest, release)), given.get("jurisdiction", "home")
    police.freezes = Freezes(clock, ledger, plans, police.census.by_age, agency="police", jurisdiction=own)
    police.asked = asked
    for time in purges:
        for store in police.alpha.stores.values():
            police.stage.at(time, lambda store=store, time=time: store.shelf.purge(time))
    (fact, *_) = police.closed(start=start, **asks)
    return police, fact, police.stage.of(Frozen)


def test_what_was_frozen_is_found_and_what_was_not_is_gone():
    police, fact, (freeze,) = frozen()
    assert (fact.state, freeze.state) == ("complete", "used")
    assert fact.records == 1 + police.census.of(5).count(police.alpha, "session", 5, ((12.0, 15.0),))
    assert (freeze.ordered, freeze.time, freeze.days, freeze.gone_from) == (20.0, 40.0, 3.0, 22.0)
    assert {exposed.covered_from for exposed in police.stage.of(Disclosed)} == {12.0}
    _, fact, freezes = frozen(plans=OverTime(None))
    assert (fact.state, freezes) == ("expired", [])


def test_a_freeze_keeps_what_the_store_held_when_it_was_ordered():
    police, fact, (freeze,) = frozen(asked=24.0, purges=(23.0, 30.0))
    assert (fact.state, freeze.state, freeze.days) == ("partial", "used", 2.0)
    assert {exposed.covered_from for exposed in police.stage.of(Disclosed)} == {13.0}
    _, fact, (freeze,) = frozen(asked=31.0, at=21.0)
    assert (fact.state, freeze.state, freeze.days) == ("partial", "unused", 1.0)  # the store lost no more since
    _, fact, (freeze,) = frozen(asked=31.0)
    assert (fact.state, freeze.state, freeze.time) == ("expired", "nothing_held", 31.0)


def test_a_freeze_of_a_state_keeps_the_moment():
    _, fact, (freeze,) = frozen(category="ip_assignment")
    assert (fact.state, freeze.state, freeze.days) == ("complete", "used", 3.0)


def test_a_freeze_ends_with_its_longest_time():
    _, fact, (freeze,) = frozen(longest=19.0)
    assert (fact.state, freeze.state, freeze.time) == ("expired", "lapsed", 39.0)


def test_a_freeze_of_what_the_store_still_holds_is_not_used():
    _, fact, (freeze,) = frozen(start=25.0)
    assert (fact.state, freeze.state, freeze.time) == ("complete", "unused", 25.0)


def test_a_freeze_is_not_ordered_where_the_request_comes_first_the_law_is_not_yet_there_or_does_not_reach():
    assert frozen(asked=40.0)[2] == []
    assert frozen(order=step(delay=20.0))[2] == []
    assert frozen(plans=OverTime(None, [(21.0, FreezePlan(OFFICER, 30.0, None))]))[2] == []
    assert frozen(jurisdiction="elsewhere", VOLUNTARY=0.1)[2] == []


def test_whoever_orders_takes_time_and_may_turn_the_order_down():
    _, fact, (freeze,) = frozen(order=step(delay=2.0))
    assert (fact.state, freeze.ordered) == ("complete", 22.0)
    _, fact, (freeze,) = frozen(order=step(rejected=1.0))
    assert (fact.state, freeze.state, freeze.time) == ("expired", "rejected", 20.0)


def test_a_court_decides_before_what_only_the_freeze_keeps_is_handed_over():
    _, fact, (freeze,) = frozen(release=step(delay=3.0))
    assert (fact.state, fact.authorised, fact.sent, freeze.state) == ("complete", 40.0, 43.0, "used")
    _, fact, (freeze,) = frozen(release=step(rejected=1.0))
    assert (fact.state, freeze.state) == ("rejected", "not_released")
    assert str(fact.sent) == "nan"
    _, fact, (freeze,) = frozen(start=21.0, release=step(delay=3.0, rejected=1.0))
    assert (fact.state, fact.sent, freeze.state) == ("complete", 21.0, "unused")  # the store has to keep it anyway
    _, fact, (freeze,) = frozen(release=step(delay=12.0))
    assert (fact.state, freeze.state, freeze.time) == ("expired", "lapsed", 50.0)  # it lapsed while the court decided


def test_agencies_do_not_withhold_what_they_had_frozen():
    assert frozen(withheld=1.0)[1].state == "complete"
    assert frozen(withheld=1.0, longest=5.0)[1].state == "withheld"


def test_each_subject_has_a_freeze_and_those_of_open_requests_are_open():
    _, _, freezes = frozen(persons=(5, 7))
    assert [(freeze.person, freeze.state) for freeze in freezes] == [(5, "used"), (7, "used")]
    _, fact, (freeze,) = frozen(longest=90.0, handling=lambda u: 30.0)
    assert (fact.state, freeze.state, freeze.time) == ("open", "open", 60.0)


@pytest.mark.parametrize(("closed", "state"), [(19.0, "expired"), (21.0, "complete"), (90.0, "complete")])
def test_what_was_frozen_outlives_the_account_and_not_what_was_removed_before(monkeypatch, closed, state):
    monkeypatch.setattr(Operator, "account_span", lambda self, person: (-1000.0, closed))
    _, fact, (freeze,) = frozen(purges=())  # the store of the others still holds everything
    assert fact.state == state
    assert freeze.state == ("used" if closed == 21.0 else "unused")


def test_pieces_are_united_in_order():
    assert united([(3.0, 4.0)], [(1.0, 2.0), (3.5, 6.0)]) == ((1.0, 2.0), (3.0, 6.0))
    assert united([], []) == ()
