"""Decisions are keyed by what they are about: what is added elsewhere leaves them alone; more kept never finds less."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.build.wiring import build
from sim.ledger.facts import RequestClosed, Visited
from sim.replication import play
from sim.verify.worlds import world

TEXT = """
exposim: 1
start: 2022-01-03
end: 2022-03-04
people:
  residents:
    number: 500 people
    writes: {session: 3 per person day, ip_assignment: 1 per person day, account_activity: 1 per person day}
    behind_one_address: 2 people
operators:
  alpha: {market: 60 %, keeps: {session: 20 days, ip_assignment: 30 days}, desk: <desk>}
  beta: {market: 40 %, keeps: {session: 10 days, ip_assignment: 10 days}, desk: <desk>}
  forum: {kind: platform, users: 50 %, keeps: {account_activity: 15 days}, desk: <desk>}
laws:
  visits: {inspection: {onsite: {may: [copy, probe]}, remote: {notice: announce, lead: 2 days, may: [copy, probe]}}}
agencies:
  police:
    cases: {rate: 150 per 100 people per year}
    asks:
      lag: {act_to_report: {exponential: {mean: 10 days}}, report_to_request: {exponential: {mean: 1 day}}}
      window: {uniform: [0 days, 10 days]}
      requests_per_case: 1.4
      items_per_request: 1.3
      grades: {1: 10 %, 2: 20 %, 3: 70 %}
      for: {session: 40 %, ip_assignment: 30 %, account_activity: 30 %}
      about: {suspect: 80 %, victim: 20 %}
    inspectors: {staff: 40}
    inspections: {rate: {onsite: 20 per year, remote: 30 per year}, onsite: {copies: 5 %}, remote: {copies: 5 %}}
effects: {duties: {decay: {retention: 4 per year, security: 4 per year}}}
"""
WIDE_OPEN = "{staff: 1000, hours: always, handling: {fixed: 1 second}}"
OFFICE = "{staff: 1}"

# What is added comes first in its mapping, so that anything counted in order would be shifted.
ADDED = {
    "operator": ("operators", "  aaa: {kind: platform, users: 30 %, keeps: {post: 20 days}}"),
    "agency": (
        "agencies",
        "  aaa: {cases: {rate: 200 per 100 people per year}, asks: {for: {session: 100 %}, window: {fixed: 5 days}}}",
    ),
    "inspections": (
        "agencies",
        "  aaa: {inspectors: {staff: 30}, inspections: {rate: {onsite: 50 per year}, onsite: {copies: 10 %}}}",
    ),
    "law": ("laws", "  aaa: {from: 2022-02-01, retention: {session: {at_least: 60 days}}}"),
}
NO_VISITS = {"agencies.police.inspections": None}
HIGHER = {"agencies.police.cases.rate": "210 per 100 people per year"}


def facts_of(desk=OFFICE, changes=(), seed=3, added=None):
    """Every fact of a run of the world with changes, or with something added."""
    facts = []
    block, line = ADDED[added] if added else ("", "")
    text = TEXT.replace(f"\n{block}:\n", f"\n{block}:\n{line}\n") if added else TEXT
    loaded = world(text, desk=desk).with_(dict(changes))
    play(build(loaded, seed=seed, replication=0, journal=facts.append))
    return facts


def key_of(request):
    """What a request is about: numbers of its decisions, not of its outcome."""
    return (
        request.drafted,
        request.person,
        request.category,
        request.role,
        request.grade,
        request.asked_from,
        request.asked_to,
    )


def asked(facts):
    """What the police asked for of their own accord, and what was found."""
    requests = [fact for fact in facts if isinstance(fact, RequestClosed)]
    return {key_of(fact): fact for fact in requests if fact.agency == "police" and not fact.follow_up}


def visited(facts, channel):
    """When the police visited each of the operators that every world has."""
    return {
        (fact.operator, fact.started, fact.notice_given)
        for fact in facts
        if isinstance(fact, Visited) and fact.agency == "police" and fact.channel == channel and not fact.again
        if fact.operator in ("alpha", "beta", "forum")
    }


@pytest.fixture(scope="module")
def base():
    return facts_of()


@pytest.mark.parametrize("added", ADDED)
def test_what_is_added_elsewhere_leaves_cases_and_visits_alone(base, added):
    facts = facts_of(added=added)
    assert len(facts) != len(base)
    assert len(asked(base)) > 100
    assert asked(facts).keys() == asked(base).keys()
    for channel in ("onsite", "remote"):
        assert len(visited(base, channel)) > 5
        assert visited(facts, channel) == visited(base, channel)


def test_what_is_not_inspected_is_asked_all_the_same(base):
    facts = facts_of(changes=NO_VISITS)
    assert not visited(facts, "onsite")
    assert asked(facts).keys() == asked(base).keys()


def test_another_seed_gives_other_cases_and_visits(base):
    facts = facts_of(seed=4)
    assert not asked(facts).keys() & asked(base).keys()
    assert visited(facts, "onsite") != visited(base, "onsite")


def test_a_higher_rate_only_adds_cases(base):
    more = asked(facts_of(changes=HIGHER))
    assert asked(base).keys() < more.keys()
    other = asked(facts_of(changes=HIGHER, seed=4))
    assert not asked(base).keys() <= other.keys()


def found_with(days):
    """Records found by each request where every category is kept for `days`, with desks that never make one wait."""
    kept = {"alpha": ("session", "ip_assignment"), "beta": ("session", "ip_assignment"), "forum": ("account_activity",)}
    changes = {f"operators.{name}.keeps.{category}": f"{days} days" for name in kept for category in kept[name]}
    requests = asked(facts_of(WIDE_OPEN, changes | NO_VISITS))
    return {key: request.records for key, request in requests.items()}


@settings(max_examples=6, derandomize=True, deadline=None)
@given(shorter=st.integers(1, 40), longer_by=st.integers(1, 20))
def test_a_longer_retention_never_finds_less(shorter, longer_by):
    little, much = found_with(shorter), found_with(shorter + longer_by)
    assert little.keys() == much.keys()
    assert all(much[key] >= little[key] for key in little)
    assert sum(much.values()) > sum(little.values()) > 0
