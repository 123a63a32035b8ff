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
