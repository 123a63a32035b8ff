"""The scenario from day to day: which edition holds when, and what is wrong with changes."""

from math import inf

import pytest

from sim.scenario.faults import ScenarioError
from sim.scenario.loading import Loaded
from sim.verify.worlds import world

HEAD = """
exposim: 1
start: 2020-01-01
end: 2020-03-01
people: {residents: {number: 1000 people, writes: {session: 1 per person day}}}
operators:
  alpha: {market: 60 %, keeps: {session: 30 days, ip_assignment: 5 days}}
  beta: {market: 40 %, keeps: {session: 10 days}}
agencies: {police: {cases: {rate: 100 per 100k people per year}, asks: {for: {session: 100 %}}}}
changes:
"""


def changing(*changes: str) -> Loaded:
    return world(HEAD + "".join(f"  {change}\n" for change in changes))


def kept(loaded: Loaded, operator: str = "alpha") -> list[tuple[float, tuple[str, ...], dict[str, float]]]:
    return [(e.time, e.changes, dict(e.scenario.operators[operator].keeps)) for e in loaded.editions]


def test_a_scenario_without_changes_has_one_edition_which_is_itself():
    loaded = world(HEAD.replace("changes:", ""))
    assert [(e.time, e.changes) for e in loaded.editions] == [(-inf, ())]
    assert loaded.editions[0].scenario == loaded.scenario


def test_from_its_day_on_a_change_is_laid_over_what_was_before():
    loaded = changing(
        "second: {on: 2020-02-20, set: {operators.alpha.keeps.session: 3 days}}",
        "first: {on: 2020-02-01, set: {operators.alpha.keeps: {session: 9 days, ip_assignment: null}}}",
    )
    assert kept(loaded) == [
        (-inf, (), {"session": 30.0, "ip_assignment": 5.0}),
        (31.0, ("first",), {"session": 9.0}),
        (50.0, ("second",), {"session": 3.0}),
    ]


def test_of_changes_of_one_day_the_later_name_holds():
    loaded = changing(
        "b: {on: 2020-02-01, set: {operators.alpha.keeps.session: 3 days}}",
        "a: {on: 2020-02-01, set: {operators.alpha.keeps.session: 9 days, operators.beta.keeps.session: 1 days}}",
    )
    assert kept(loaded)[1:] == [(31.0, ("a", "b"), {"session": 3.0, "ip_assignment": 5.0})]
    assert kept(loaded, "beta")[1][2] == {"session": 1.0}


def test_a_star_stands_for_each_and_a_name_beside_it_for_one():
    loaded = changing(
        "a: {on: 2020-02-01, set: {operators.*.keeps.session: 3 days, operators.beta.keeps.session: 4 days}}"
    )
    assert kept(loaded)[1][2] == {"session": 3.0, "ip_assignment": 5.0}
    assert kept(loaded, "beta")[1][2] == {"session": 4.0}


def test_what_is_off_or_comes_after_the_run_is_not_made_and_what_came_before_holds_from_the_start():
    loaded = changing(
        "off: {on: 2020-02-01, off: true, set: {operators.alpha.keeps.session: 3 days}}",
        "after: {on: 2020-03-01, set: {operators.alpha.keeps.session: 4 days}}",
        "before: {on: 2019-02-01, set: {operators.alpha.keeps.session: 9 days}}",
        "start: {on: 2020-01-01, set: {operators.beta.keeps.session: 8 days}}",
    )
    assert kept(loaded) == [(-inf, ("before", "start"), {"session": 9.0, "ip_assignment": 5.0})]
    assert kept(loaded, "beta")[0][2] == {"session": 8.0}
    assert [(w.code, w.path) for w in loaded.warnings] == [("W421", "changes.after.on"), ("W421", "changes.before.on")]


def test_a_policy_changes_what_a_change_sets():
    loaded = changing("habit: {on: 2020-02-01, set: {operators.alpha.keeps: {session: 9 days, ip_assignment: 1 days}}}")
    other = loaded.with_({"changes.habit.set.operators.alpha.keeps": {"ip_assignment": None, "location": "2 days"}})
    assert kept(other)[1][2] == {"session": 9.0, "location": 2.0, "ip_assignment": 5.0}  # no longer set, so unchanged
    assert len(loaded.with_({"changes.habit.off": True}).editions) == 1
    assert loaded.key != other.key


@pytest.mark.parametrize(
    ("more", "other"), [((), set()), (("d: {on: 2020-02-30, set: {}}",), {("E206", "changes.d.on", 15)})]
)
def test_faults_of_changes_are_told_at_their_place_all_at_once(more, other):
    with pytest.raises(ScenarioError) as error:
        changing(
            "a: {on: 2020-02-01, set: {operators.alpha.keeps.session: 3 apples}}",
            "aa: {on: 2020-02-01, set: {operators.gamma.keeps.session: 1 days}}",
            "b: {on: 2020-02-02, set: {operators.alpha.keeps.sesion: 3 days}}",
            "c: {on: 2020-02-02, set: {end: 2020-05-01, operators.alpha.market: 50 %}}",
            *more,
        )
    assert {(fault.code, fault.path, fault.mark.line) for fault in error.value.faults} == {
        ("E201", "changes.a.set.operators.alpha.keeps.session", 11),
        ("E302", "changes.aa.set.operators.gamma", 12),
        ("E203", "changes.b.set.operators.alpha.keeps.sesion", 13),
        ("E321", "changes.c.set.end", 14),
        ("E321", "changes.c.set.operators.alpha.market", 14),
        *other,
    }


def test_cases_that_are_not_there_cannot_change():
    with pytest.raises(ScenarioError, match="wanted 'cases' with a rate of 0 or more to begin with"):
        world(
            HEAD.replace("cases: {rate: 100 per 100k people per year}, ", "")
            + "  a: {on: 2020-02-01, set: {agencies.police.cases.rate: 1 per 100k people per year}}\n"
        )


def test_warnings_that_something_is_in_vain_hold_in_every_edition():
    law = "laws: {act: {retention: {session: {at_least: 20 days}}}}\n"
    asks = HEAD.replace("session: 100 %", "location: 100 %")
    text = "  a: {on: 2020-02-01, set: {operators.*.keeps: {session: <habit>, location: <location>}}}\n"

    def codes(habit: str, location: str) -> set[str]:
        loaded = world(asks.replace("changes:", law + "changes:") + text, habit=habit, location=location)
        return {warning.code for warning in loaded.warnings}

    assert codes("30 days", "1 days") == set()
    assert codes("30 days", "null") == {"W406"}


def test_the_resolved_scenario_has_the_same_editions():
    loaded = changing(
        "a: {on: 2020-02-01, set: {operators.*.keeps.session: {value: 3 days, source: somebody, status: verified}}}"
    )
    again = world(loaded.resolved())
    assert again.key == loaded.key
    assert kept(again) == kept(loaded)


def test_nothing_is_said_of_changes_of_what_could_not_be_read():
    text = HEAD.replace("market: 40 %", "market: 40 apples")
    with pytest.raises(ScenarioError) as error:
        world(text + "  a: {on: 2020-02-01, set: {operators.beta.keeps.session: 1 days}}\n")
    assert [(fault.code, fault.path) for fault in error.value.faults] == [("E201", "operators.beta.market")]
