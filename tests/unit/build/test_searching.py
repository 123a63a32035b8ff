"""What adding searches to an agency changes, and what it leaves alone."""

import pytest

from sim.ledger.facts import NeedClosed, RequestClosed, Searched
from sim.replication import simulate
from sim.verify.checks.searched import searched_world
from sim.verify.playing import facts_of

SMALL = {"people": 3000, "cases": 20, "end": "2022-07-01"}
DUMPS = "{{share: {share} %, area: 100 people, times: 2, intersect: true}}"
CHAINS = "{{share: {share} %, hops: 2, window: 5 days}}"


def searched(share=None, **more):
    given = {} if share is None else {"dumps": DUMPS.format(share=share), "chains": CHAINS.format(share=share)}
    return searched_world(**given | SMALL | more)


def keys(facts):
    return {(fact.opened, fact.category) for fact in facts}


def test_searches_of_no_case_change_no_row():
    plain, none = (simulate(loaded, seed=1, replication=0, journal=True) for loaded in (searched(), searched(0)))
    assert repr(plain.rows) == repr(none.rows)  # NaN is not equal to itself
    assert plain.journal_text == none.journal_text


def test_searches_leave_the_requests_about_subjects_alone():
    with_searches = facts_of(RequestClosed, searched(50), seed=1)
    own = [fact for fact in with_searches if fact.category == "location" and fact.person >= 0]
    assert own == facts_of(RequestClosed, searched(), seed=1)
    assert len(with_searches) > 1.5 * len(own)


def test_a_higher_share_only_adds_searches():
    few, more = (keys(facts_of(Searched, searched(share), seed=1)) for share in (20, 60))
    assert 5 < len(few) < len(more)
    assert few < more


@pytest.mark.parametrize("share", [50, 100])
def test_each_search_is_a_need(share):
    searches = facts_of(Searched, searched(share), seed=1)
    needs = facts_of(NeedClosed, searched(share), seed=1)
    assert len(needs) == len(facts_of(NeedClosed, searched(), seed=1)) + len(searches)


def test_measures_of_searches_are_those_of_their_facts():
    loaded = searched(80)
    rows = {(row.measure, row.category): row for row in simulate(loaded, seed=1, replication=0).rows if not row.period}
    facts = facts_of(Searched, loaded, seed=1)
    dumps = [fact for fact in facts if fact.category == "location" and fact.intersects]
    chains = [fact for fact in facts if fact.category == "message" and fact.listed]
    assert rows["search.count", ""].value == len(facts)
    assert rows["search.candidates", "location"].value == pytest.approx(sum(f.candidates for f in dumps) / len(dumps))
    assert rows["search.found_share", "location"].value == 1.0
    assert rows["search.persons", "message"].value == pytest.approx(sum(f.persons for f in chains) / len(chains))
