from datetime import date, timedelta
from math import inf

import pytest

from sim.law.reach import compels
from sim.law.statute import Statute
from sim.scenario.blocks.laws import Law
from sim.scenario.provisions.access import AccessRule

DAY_0 = date(2020, 1, 1)


def day(number: int) -> str:
    return (DAY_0 + timedelta(days=number)).isoformat()


def statute(operator: str = "alpha", jurisdiction: str = "home", **laws: dict) -> Statute:
    read = {name: Law.model_validate(law) for name, law in laws.items()}
    return Statute(read, start=DAY_0, jurisdiction=jurisdiction, operator=operator)


def keep(least: str | None = None, most: str | None = None, **more: object) -> dict:
    duty = {key: value for key, value in (("at_least", least), ("at_most", most)) if value}
    return {"session": duty | more}


def test_of_several_laws_the_longest_minimum_and_the_shortest_maximum_hold():
    both = statute(
        a={"retention": keep("10 days", "90 days")},
        b={"retention": keep("30 days", "60 days")},
        c={"retention": keep("20 days")},
    ).at(0.0)
    assert (both.at_least["session"], both.at_most["session"]) == (30.0, 60.0)
    assert set(both.laws) == {"a", "b", "c"}


def test_categories_do_not_mix():
    rules = statute(a={"retention": keep("10 days") | {"message": {"at_most": "3 days"}}}).at(0.0)
    assert (rules.at_least["session"], rules.at_most["session"]) == (10.0, inf)
    assert (rules.at_least["message"], rules.at_most["message"]) == (0.0, 3.0)


def test_a_law_counts_from_midnight_of_its_first_day_to_that_of_its_last():
    found = statute(a={"from": day(5), "to": day(9), "retention": keep("10 days")})
    assert found.changes == (5.0, 9.0)
    in_force = [bool(found.at(time).laws) for time in (-1e6, 4.999999, 5.0, 8.999999, 9.0, 1e6)]
    assert in_force == [False, False, True, True, False, False]


def test_a_law_without_dates_was_always_there_and_changes_nothing():
    found = statute(a={"retention": keep("10 days")})
    assert found.changes == ()
    assert found.at(-1e9).at_least == found.at(1e9).at_least == {"session": 10.0}


def test_a_law_before_the_run_is_in_force_when_it_begins():
    found = statute(a={"from": day(-400), "retention": keep("10 days")})
    assert found.changes == (-400.0,)
    assert found.at(0.0).laws == ("a",)
    assert found.at(-400.5).laws == ()


ONSITE = {
    "old": {"from": day(1), "inspection": {"onsite": {"notice": "announce", "officers": 3}}},
    "new": {"from": day(7), "inspection": {"remote": {"officers": 2}}, "access": {"refusable": True}},
}


def test_of_what_has_no_order_the_later_law_holds_whatever_the_order_in_the_file():
    for laws in (ONSITE, dict(reversed(ONSITE.items()))):
        found = statute(**laws)
        assert found.at(3.0).channel("onsite").officers == 3
        assert found.at(3.0).channel("remote") is None
        assert not found.at(3.0).access.refusable
        assert found.at(7.0).channel("onsite").officers == 3  # the later law says nothing of this channel
        assert found.at(7.0).channel("remote").officers == 2
        assert found.at(7.0).access.refusable


def test_a_later_law_that_says_nothing_of_a_field_leaves_the_earlier_one_in_force():
    found = statute(**ONSITE, newest={"from": day(8), "retention": keep("9 days")}).at(9.0)
    assert found.channel("remote").officers == 2
    assert found.access.refusable
    assert found.laws == ("old", "new", "newest")


def test_of_laws_of_one_day_the_later_name_holds():
    found = statute(
        b={"from": day(1), "access": {"refusable": True}}, a={"from": day(1), "access": {"refusable": False}}
    )
    assert found.at(2.0).laws == ("a", "b")
    assert found.at(2.0).access.refusable


def test_no_law_allows_no_channel_and_orders_nothing():
    nothing = statute().at(0.0)
    assert nothing.channel("onsite") is None
    assert nothing.channel("remote") is None
    assert (nothing.laws, nothing.at_least, nothing.at_most, nothing.access) == ((), {}, {}, AccessRule())


def test_a_duty_of_named_operators_binds_them_only():
    law = {"a": {"retention": keep("10 days", of=["alpha", "beta"])}, "b": {"retention": keep("4 days")}}
    assert statute("alpha", **law).at(0.0).at_least == {"session": 10.0}
    assert statute("gamma", **law).at(0.0).at_least == {"session": 4.0}


def test_laws_of_elsewhere_and_laws_switched_off_do_not_count():
    law = {"from": day(3), "retention": keep("10 days")}
    found = statute(elsewhere=law | {"in": "DE"}, off=law | {"off": True})
    assert found.changes == ()
    assert found.at(5.0).laws == ()
    assert statute(jurisdiction="DE", elsewhere=law | {"in": "DE"}).at(5.0).laws == ("elsewhere",)


def test_deletion_when_the_duty_ends_is_a_maximum():
    rules = statute(a={"retention": keep("10 days", then="delete")}).at(0.0)
    assert rules.at_most == {"session": 10.0}
    zero = statute(a={"retention": {"session": {"at_most": "0 days"}}}).at(0.0)
    assert zero.at_most == {"session": 0.0}


@pytest.mark.parametrize(
    ("agency", "country", "can"), [("CN", "CN", True), ("CN", "US", False), ("home", "home", True)]
)
def test_an_agency_compels_operators_of_its_jurisdiction(agency, country, can):
    assert compels(agency, country) is can


def test_a_law_that_another_overrides_gives_way_while_that_one_is_in_force():
    found = statute(
        old={"retention": keep("90 days"), "inspection": {"onsite": {}}, "access": {"refusable": True}},
        new={"from": day(5), "to": day(9), "overrides": ["old"], "retention": keep(most="7 days")},
    )
    assert [found.at(time).at_least.get("session") for time in (4.9, 5.0, 9.0)] == [90.0, 0.0, 90.0]
    assert [found.at(time).at_most["session"] for time in (4.9, 5.0, 9.0)] == [inf, 7.0, inf]
    assert [found.at(time).laws for time in (4.9, 5.0, 9.0)] == [("old",), ("new",), ("old",)]
    assert found.at(5.0).channel("onsite") is None
    assert not found.at(5.0).access.refusable


@pytest.mark.parametrize(
    ("overrides", "standing"),
    [
        ({}, "abc"),
        ({"a": ["b"]}, "ac"),
        ({"a": ["b"], "b": ["c"]}, "ac"),  # what gives way overrides nothing itself
        ({"a": ["b", "c"], "b": ["c"]}, "a"),
        ({"c": ["a"], "b": ["c"]}, "ab"),
        ({"a": ["elsewhere"]}, "abc"),
    ],
)
def test_who_gives_way_overrides_nothing(overrides, standing):
    laws = {name: {"overrides": overrides.get(name, []), "retention": keep("1 days")} for name in "abc"}
    assert "".join(statute(**laws).at(0.0).laws) == standing


def test_a_law_that_is_off_or_of_elsewhere_overrides_nothing():
    law = {"overrides": ["a"], "retention": keep("2 days")}
    for idle in (law | {"off": True}, law | {"in": "DE"}):
        assert statute(a={"retention": keep("1 days")}, b=idle).at(0.0).at_least == {"session": 1.0}


def test_duties_of_retention_count_after_the_transition_and_all_else_at_once():
    law = {"from": day(5), "transition": "9.5 days", "retention": keep("90 days"), "access": {"refusable": True}}
    found = statute(a=law)
    assert found.changes == (5.0, 15.0)  # from the first midnight after it
    assert [found.at(time).at_least for time in (4.0, 14.9, 15.0)] == [{}, {}, {"session": 90.0}]
    assert [found.at(time).laws for time in (4.0, 14.9, 15.0)] == [(), ("a",), ("a",)]
    assert found.at(5.0).access.refusable


def test_a_law_repealed_in_its_transition_never_counts_for_records():
    law = {"from": day(5), "to": day(9), "transition": "6 months", "retention": keep("90 days")}
    assert all(statute(a=law).at(float(time)).at_least == {} for time in range(400))


def test_a_period_that_may_be_ordered_binds_operators_with_a_notice():
    duty = {"session": {"may_order": "60 days", "then": "delete"}, "message": {"at_least": "9 days"}}
    read = {"ipa": Law.model_validate({"retention": duty})}

    def rules(notices):
        return Statute(read, start=DAY_0, jurisdiction="home", operator="alpha", notices=notices).at(0.0)

    for all_of_them in (None, frozenset({("ipa", "session")})):
        assert rules(all_of_them).at_least == {"session": 60.0, "message": 9.0}
        assert rules(all_of_them).at_most["session"] == 60.0
    for others in (frozenset(), frozenset({("dripa", "session"), ("ipa", "message")})):
        assert rules(others).at_least == {"session": 0.0, "message": 9.0}
        assert rules(others).at_most["session"] == inf


def test_of_access_each_field_is_that_of_the_later_law_that_says_it():
    found = statute(
        a={"from": day(1), "access": {"refusable": True, "width": "20 %"}},
        b={"from": day(3), "access": {"width": "50 %"}},
        c={"from": day(5), "access": {"refusable": False, "authorised_by": "court"}},
    )
    seen = [found.at(time).access for time in (0.0, 1.0, 3.0, 5.0)]
    assert [rule.ground for rule in seen] == [1.0, 0.2, 0.5, 0.5]
    assert [rule.refusable for rule in seen] == [None, True, True, False]
    assert [rule.authorised_by for rule in seen] == [None, None, None, "court"]


def test_of_ways_abroad_each_category_is_what_the_later_law_says_of_it():
    found = statute(
        a={"from": day(1), "access": {"abroad": {"content": "mutual_assistance", "post": "voluntary"}}},
        b={"from": day(3), "access": {"abroad": {"content": "e_evidence"}}},
    )
    assert [found.at(time).access.abroad for time in (0.0, 1.0, 3.0)] == [
        {},
        {"content": "mutual_assistance", "post": "voluntary"},
        {"content": "e_evidence", "post": "voluntary"},
    ]


def test_an_authoriser_comes_with_its_own_time_and_share():
    both = statute(
        a={"access": {"authorised_by": "prosecutor", "rejected": "20 %", "delay": {"fixed": "1 day"}}},
        b={"from": day(5), "access": {"authorised_by": "court", "protected": {"journalists": "judge"}}},
    )
    early, late = both.at(0.0).access.authorisation, both.at(5.0).access.authorisation
    assert (early.by, early.rejected, early.delay.mean) == ("prosecutor", 0.2, 1.0)
    assert (late.by, late.rejected, late.delay.mean) == ("court", 0.0, 0.0)
    assert both.at(0.0).access.protected is None
    assert both.at(5.0).access.protected["journalists"].by == "judge"
