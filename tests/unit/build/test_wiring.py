"""A whole replication, built and played: who is played one by one, and what is the same whatever else is asked."""

import gc
import weakref

import numpy as np
import pytest

from sim.actors.copying import Taking
from sim.build.wiring import Wired, build
from sim.entry import load_scenario
from sim.ledger.facts import CopiedCrowd, Disclosed, LawChanged, Purged, RequestClosed, ScenarioChanged
from sim.measures.rows import Row
from sim.replication import play, simulate
from sim.verify.playing import facts_of
from sim.verify.worlds import world

TEXT = """
exposim: 1
start: 2022-01-03
end: 2022-01-31
panel: <panel>
people: {residents: {number: 300 people, writes: {session: 3 per person day}}}
operators: {net: {market: 100 %, keeps: {session: 9 days}}}
laws: {longer: {from: 2022-01-10, retention: {session: {at_least: 20 days}}}}
agencies: {police: {cases: {rate: 300 per 100 people per year}, asks: {for: {session: 100 %}, window: {fixed: 3 days}}}}
"""


def test_laws_come_before_purges_and_purges_before_requests_of_one_moment():
    facts = []
    play(build(world(TEXT, panel=0), seed=1, replication=0, journal=facts.append))
    on_day_7 = [type(fact) for fact in facts if getattr(fact, "time", None) == 7.0]
    assert on_day_7 == [LawChanged, Purged]
    purge = next(fact for fact in facts if isinstance(fact, Purged) and fact.time == 7.0)
    assert (purge.kept_days, purge.horizon) == (20.0, -3.0)  # what the day before left, not a day less


@pytest.mark.parametrize(("panel", "played"), [("0", 0), ("7", 7), ("all", 300), ("300", 300)])
def test_as_many_are_played_as_wanted_and_the_same_ones_each_time(panel, played):
    wired = [build(world(TEXT, panel=panel), seed=1, replication=0) for _ in range(2)]
    people = [sum(life.__qualname__ == "Person.life" for life in one.lives) for one in wired]
    assert people == [played, played]


def test_a_group_is_counted_by_its_members_and_changes_nothing_else():
    grouped = TEXT.replace("number: 300 people", "number: 300 people, groups: {journalists: {share: 60 %}}")
    loaded = world(grouped, panel=0)
    plain, rows = (
        [Row(*row) for row in simulate(one, seed=1, replication=0).rows] for one in (world(TEXT, panel=0), loaded)
    )
    assert [row for row in rows if not row.group] == plain
    (info,) = build(loaded, seed=1, replication=0).ledger.frame.groups.values()
    exposed = {fact.person for fact in facts_of(Disclosed, loaded, seed=1) if fact.stage == "obtained"}
    members = info.has(np.array(sorted(exposed), np.uint64))
    (found,) = [
        row.value
        for row in rows
        if (row.measure, row.group, row.stage) == ("exposure.persons", "journalists", "obtained")
    ]
    assert 4 < found == members.sum() < len(members)
    everybody = info.has(np.arange(301, dtype=np.uint64))
    assert abs(everybody.sum() - 180) < 4 * 72**0.5
    assert not everybody[300]  # nobody of this population


def test_replications_and_seeds_differ_and_one_is_the_same_again():
    drafted = {
        key: tuple(
            fact.drafted for fact in facts_of(RequestClosed, world(TEXT, panel=0), seed=key[0], replication=key[1])
        )
        for key in ((1, 0), (1, 1), (0, 1), (0, 0))
    }
    assert len(set(drafted.values())) == 4
    again = facts_of(RequestClosed, world(TEXT, panel=0), seed=0, replication=1)
    assert tuple(fact.drafted for fact in again) == drafted[0, 1]


def test_an_outcome_has_its_journal_only_where_it_is_asked_for():
    ticks = []
    plain = simulate(world(TEXT, panel=0), seed=1, replication=0, tick=ticks.append)
    kept = simulate(world(TEXT, panel=0), seed=1, replication=0, journal=True)
    assert plain.journal_text is None
    assert kept.journal_text.count("\n") == sum(kept.counts.values()) == sum(plain.counts.values())
    assert [row[:1] for row in plain.rows] == [row[:1] for row in kept.rows]
    assert repr(plain.rows) == repr(kept.rows)
    assert ticks == [part / 200 for part in range(1, 201)]


CROWDS = """
exposim: 1
start: 2022-01-03
end: 2022-01-31
people: {residents: {number: 400 thousand, writes: {session: 0.02 per person day}}}
operators: {net: {count: 3, place: home, market: 100 %, keeps: {session: 9 days}}}
laws: {visits: {inspection: {onsite: {may: [copy]}}}}
agencies:
  raiders: {inspectors: {staff: 40}, inspections: {rate: {onsite: 100 per year}, onsite: {copies: 10 %}}}
"""


def test_large_classes_are_drawn_when_the_run_ends():
    crowds = facts_of(CopiedCrowd, world(CROWDS), seed=1)
    assert len(crowds) == 3
    assert {fact.people for fact in crowds} == {133_333, 133_334}
    assert all(len(fact.events) > 2 for fact in crowds)


def journal(text: str, **values: object) -> list[object]:
    facts: list[object] = []
    play(build(world(text, panel=0, **values), seed=1, replication=0, journal=facts.append))
    return facts


NEUTRAL = [
    ("laws: {longer: {", "laws: {longer: {transition: 0 days, access: {width: 100 %}, "),
    ("laws: {longer: {", "laws: {longer: {access: {authorised_by: court, rejected: 0 %, late_review: {}}, "),
    ("laws: {longer: {", "laws: {longer: {freeze: {by: {by: officer, rejected: 100 %}, for: 9 days}, "),
    ("window: {fixed: 3 days}", "window: {fixed: 3 days}, lag: {report_to_freeze: {fixed: 1 day}}"),
    ("laws: {longer: {", "laws: {longer: {notify: {share: 0 %}, "),
    ("agencies:", "changes: {off: {on: 2022-01-20, off: true, set: {operators.net.keeps.session: 1 days}}}\nagencies:"),
    ("at_least: 20 days", "may_order: 20 days, ordered: 100 %, of: [net]"),
    ("at_least: 20 days}}}}", "at_least: 20 days}}}, z: {off: true, overrides: [longer], access: {width: 0 %}}}"),
]


@pytest.mark.parametrize(("before", "after"), NEUTRAL)
def test_what_is_switched_on_without_any_effect_changes_no_fact(before, after):
    assert before in TEXT
    assert list(map(repr, journal(TEXT.replace(before, after)))) == list(map(repr, journal(TEXT)))


def test_a_change_alters_nothing_before_its_day_and_no_case_ever():
    changed = "changes: {habit: {on: 2022-01-20, set: {operators.net.keeps.session: 25 days}}}\nagencies:"
    plain, other = journal(TEXT), journal(TEXT.replace("agencies:", changed))
    early = [[repr(fact) for fact in facts if getattr(fact, "time", 99.0) < 17.0] for facts in (plain, other)]
    assert early[0] == early[1]
    assert early[0]
    asked = [[(f.drafted, f.person) for f in facts if isinstance(f, RequestClosed)] for facts in (plain, other)]
    assert sorted(asked[0]) == sorted(asked[1])
    kept = [[fact.kept_days for fact in facts if isinstance(fact, Purged)] for facts in (plain, other)]
    assert (max(kept[0]), max(kept[1])) == (20.0, 25.0)
    assert ScenarioChanged(17.0, "habit") in other


def test_a_law_that_overrides_another_ends_its_duty_on_its_day():
    over = TEXT.replace("at_least: 20 days}}}}", "at_least: 20 days}}}, free: {from: 2022-01-20, overrides: [longer]}}")
    kept = {fact.time: fact.kept_days for fact in journal(over) if isinstance(fact, Purged)}
    assert [kept[time] for time in (6.0, 7.0, 16.0, 17.0)] == [9.0, 20.0, 20.0, 9.0]


@pytest.mark.parametrize("number", ["200 people", "300000 people"])  # one by one, and as a crowd
def test_a_replication_that_is_over_leaves_nothing_behind(number):
    """A worker plays hundreds: what one of them left in memory would be there for all that follow."""
    wired = build(load_scenario("two-isps", [f"people.residents.number={number}"]), seed=1, replication=0)
    play(wired)
    left = [weakref.ref(wired.ledger), weakref.ref(wired.clock)]
    del wired
    gc.collect()
    assert [one() for one in left] == [None, None]


def test_what_is_kept_for_the_end_of_a_run_is_let_go_of_at_once():
    """The collector would go through it object by object, of which there are hundreds of thousands."""
    gc.collect()
    gc.disable()
    before, kept = acts(), []
    try:
        wired = build(world(CROWDS), seed=1, replication=0)
        wired.endings.append(lambda: kept.extend([acts(), wired.clock.happened, room(wired)]))
        play(wired)
        assert kept[0] > before + 2
        assert kept[2] > 1e6
        assert (acts(), wired.clock.happened) == (before, kept[1])
        assert room(wired) < 1e3
    finally:
        gc.enable()


def acts() -> int:
    return sum(type(one) is Taking for one in gc.get_objects())


def room(wired: Wired) -> int:
    """Return the bytes that desks take."""
    return sum(array.nbytes for array in wired.clock.desks.rooms.arrays.values())
