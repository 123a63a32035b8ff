"""Intruders and agencies' own stores in whole runs."""

import pytest

from sim.ledger.facts import Breached, CopiedCrowd, Endangered
from sim.replication import simulate
from sim.verify.playing import facts_of
from sim.verify.worlds import world

PLAIN = """
exposim: 1
start: 2020-01-01
end: 2021-01-01
warmup: 20 days
people:
  residents: {number: <number>, writes: {session: 0.01 per person day, ip_assignment: 1 per person day}}
operators:
  net: {count: 2, market: 60 %, keeps: {session: 90 days, ip_assignment: 30 days}}
  cable: {market: 40 %, keeps: {session: 50 days}}
  shop: {kind: platform, count: 2, stands_for: 6, users: 10 %, keeps: {account_activity: 30 days}}
agencies:
  police:
    cases: {rate: <rate>}
    <police>
  raiders:
    inspectors: {staff: 1}
    inspections: {effort: {onsite: 100 %}, onsite: {copies: 1 %}}
laws:
  visits: {inspection: {onsite: {may: [copy]}}}
<more>
"""
HOLDS = "holds: {obtained: 1 year}"
CRIMINALS = "intruders: {criminals: {hazard: 2 per year, dwell: {fixed: 40 days}}}"


def built(*, police="examines: 0 %", more="", number="1000 people", rate="200 per 1k people per year", text=PLAIN):
    return world(text, police=police, more=more, number=number, rate=rate)


def journal(**parts):
    return simulate(built(**parts), seed=1, replication=0, journal=True).journal_text


@pytest.mark.parametrize(
    ("police", "more"),
    [
        (HOLDS, ""),
        ("holds: {obtained: forever, reuse: 0 %, misuse: {rate: 0 per year, people: 9}}", ""),
        ("oversight: {finds: 50 %}", ""),
        (HOLDS, "intruders: {criminals: {hazard: 0 per year, raised_by: {copies: 9}, dwell: {fixed: 9 days}}}"),
        (HOLDS, "intruders: {criminals: {hazard: 9 per year, takes: 0 %}}"),
        (HOLDS, "intruders: {criminals: {hazard: 9 per year, operators: [], agencies: []}}"),
    ],
)
def test_what_is_switched_on_at_nothing_changes_no_row(police, more):
    assert journal(police=police, more=more) == journal()


def test_intruders_add_facts_and_leave_all_others_alone():
    plain, broken = journal().splitlines(), journal(more=CRIMINALS).splitlines()
    added = [line for line in broken if '"breach"' in line or '"criminals"' in line]
    assert added
    assert [line for line in broken if line not in set(added)] == plain


def test_insiders_and_thieves_add_facts_and_leave_all_others_alone():
    police = "holds: {obtained: 1 year, misuse: {rate: 30 per year, people: 2}}"
    plain, misused = journal().splitlines(), journal(police=police).splitlines()
    added = [line for line in misused if '"misuse"' in line.lower() or '"Misused"' in line]
    assert added
    assert [line for line in misused if line not in set(added)] == plain


def times(of, **parts):
    return {(b.intruder, b.time) for b in facts_of(Breached, built(**parts), seed=1) if b.operator == of}


def test_another_intruder_and_another_target_leave_breaches_alone():
    one = "intruders: {criminals: {hazard: 2 per year, operators: [net], agencies: []}}"
    two = "intruders: {criminals: {hazard: 2 per year}, spies: {hazard: 1 per year}}"
    alone, among = times("net", more=one), times("net", more=two)
    assert {time for name, time in among if name == "criminals"} == {time for _, time in alone} != set()
    assert times("cable", more=one) == set()


def test_breaches_of_an_access_operator_that_stands_for_many_take_the_people_of_one():
    more = "intruders: {criminals: {hazard: 1 per year, operators: [net], agencies: []}}"
    single = facts_of(Endangered, built(more=more), seed=1)
    text = PLAIN.replace("count: 2, market", "count: 2, stands_for: 10, market")
    many = facts_of(Endangered, built(more=more, text=text), seed=1)
    assert [fact.events for fact in many] == pytest.approx([5 * fact.events for fact in single])
    assert [fact.persons for fact in many] == pytest.approx([fact.persons for fact in single])
    breaches = facts_of(Breached, built(more=more, text=text), seed=1)
    assert {breach.weight for breach in breaches} == {1.0}
    assert all(20 < breach.persons < 110 for breach in breaches)  # a fifth of 300, by chance


def test_breaches_of_a_platform_count_for_all_that_it_stands_for():
    more = "intruders: {criminals: {hazard: 3 per year, operators: [shop], agencies: []}}"
    assert {breach.weight for breach in facts_of(Breached, built(more=more), seed=1)} == {3.0}


def value(outcome, name, **labels):
    (row,) = [r for r in outcome.rows if r.measure == name and r.labels == labels and not r.period]
    return row.value


def test_large_classes_are_stolen_from_as_a_crowd():
    loaded = built(more=CRIMINALS, number="2 million people", rate="1 per 100k people per year")
    outcome = simulate(loaded, seed=1, replication=0)
    crowds = facts_of(CopiedCrowd, loaded, seed=1)
    stolen = [event for crowd in crowds for event in crowd.events if event.channel == "breach"]
    breaches = facts_of(Breached, loaded, seed=1)
    at = {(b.time, b.operator) for b in breaches}
    first = [event for event in stolen if (event.time, event.operator) in at]
    assert 0 < len(first) < len(stolen)
    assert {event.recipient for event in stolen} == {"intruder"}
    net = sum(event.exposed for event in first if event.operator == "net" and event.time >= 20.0)
    assert value(outcome, "breach.persons", operator="net") == net > 0
    assert net % 600_000 == 0  # a store of who had which address holds everybody
    assert value(outcome, "breach.expected_persons", operator="net") == pytest.approx(
        2 * (346 / 365.25) * 1_200_000, rel=1e-3
    )
