"""Who is told of an answer, and when."""

import pytest

from sim.actors.notices import NoticePlan, Notices
from sim.law.over_time import OverTime
from sim.ledger.facts import Notified
from tests.unit.actors.police import Police


def told(plans, **asks):
    police = Police()
    police.notices = Notices(police.stage.clock, police.stage.ledger, plans, agency="police")
    police.closed(**asks)
    return [(fact.person, fact.exposed, fact.time, fact.told) for fact in police.stage.of(Notified)]


def plan(share=1.0, after=7.0):
    return NoticePlan(share, lambda u: after)


def test_subjects_are_told_after_the_answer():
    assert told(OverTime(plan()), persons=(5, 7)) == [(5, 20.0, 27.0, True), (7, 20.0, 27.0, True)]
    assert told(OverTime(plan(after=0.0))) == [(5, 20.0, 20.0, True)]


def test_the_law_of_the_day_of_the_answer_counts():
    assert told(OverTime(None, [(20.5, plan())])) == []
    assert told(OverTime(plan(), [(20.5, None)])) == [(5, 20.0, 27.0, True)]


def test_who_is_not_told_by_the_end_is_not_told():
    assert told(OverTime(plan(after=50.0))) == [(5, 20.0, 60.0, False)]


def test_who_was_not_found_is_not_told():
    assert told(OverTime(plan()), at=5.0, start=40.0, purge_at=39.0) == []


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.5, 8, 32), (1.0, 40, 40)])
def test_a_share_is_told_and_a_larger_one_adds(share, least, most):
    some = {person for person, *_ in told(OverTime(plan(share)), persons=tuple(range(40)))}
    assert least <= len(some) <= most
    assert some <= {person for person, *_ in told(OverTime(plan(0.5 + share / 2)), persons=tuple(range(40)))}
