import pytest

from sim.build.operators import access_shares, sites
from tests.unit.build.places import begun

SERVED = """
operators:
  net: {count: 4, place: each region, market: 60 %}
  cable: {count: 2, market: 20 %}
  <rest>
"""


def classes(census, name="residents"):
    return {(part.place, part.access): part.size for part in census.populations[name].world.classes}


def test_operators_of_each_region_serve_it_and_others_serve_all(tmp_path):
    _, census = begun(tmp_path, SERVED.replace("<rest>", "other: {}"))
    for place, number in zip("abcd", "1234", strict=True):
        here = {access: size for (at, access), size in classes(census).items() if at == place}
        # 250 people: 60 % with their region's, 20 % with two alike, and the rest with the entry without a market
        assert here == {f"net/{number}": 150, "cable/1": 25, "cable/2": 25, "other": 50}


def test_whom_nobody_serves_has_no_access_operator(tmp_path):
    _, census = begun(tmp_path, SERVED.replace("<rest>", ""))
    assert [size for (_, access), size in classes(census).items() if access == ""] == [50] * 4
    assert sum(classes(census).values()) == 1000


def test_entries_without_a_market_share_what_the_others_leave_each_alike(tmp_path):
    text = SERVED.replace("<rest>", "x: {}\n  y: {count: 2}")
    context, _ = begun(tmp_path, text)
    shares = {part.name: part.share for part in access_shares(context, sites(context)) if part.place == "b"}
    assert shares["x"] == pytest.approx(0.1)
    assert shares["y/1"] == shares["y/2"] == pytest.approx(0.05)
    assert shares.keys() == {"net/2", "cable/1", "cable/2", "x", "y/1", "y/2"}


def test_where_an_entry_has_no_operator_those_without_a_market_serve_the_rest(tmp_path):
    text = """
operators:
  net: {count: 2, place: each region, market: 60 %}
  other: {}
"""
    given = begun(tmp_path, text)[1]
    assert {access: size for (at, access), size in classes(given).items() if at == "a"} == {"net/1": 150, "other": 100}
    assert {access: size for (at, access), size in classes(given).items() if at == "c"} == {"other": 250}


def test_operators_of_one_region_share_its_market(tmp_path):
    text = """
operators:
  net: {count: 8, place: each region, market: 60 %}
  cable: {market: 40 %}
"""
    _, census = begun(tmp_path, text)
    here = {access: size for (at, access), size in classes(census).items() if at == "a"}
    assert here == {"net/1": 75, "net/5": 75, "cable": 100}


def test_nobody_is_served_by_a_platform_or_a_transit_operator(tmp_path):
    text = """
operators:
  net: {market: 100 %}
  forum: {kind: platform, users: 40 %}
  hub: {kind: transit, place: b}
"""
    _, census = begun(tmp_path, text)
    assert {access for _, access in classes(census)} == {"net"}


def test_homes_by_table_degree_and_place(tmp_path):
    homes = {
        "{by: table, table: homes.csv, place: node, column: number}": [125, 125, 250, 500],
        "{by: place, place: c}": [0, 0, 1000, 0],
        "{by: equal}": [250, 250, 250, 250],
    }
    for home, numbers in homes.items():
        people = "people: {residents: {number: 1000 people, home: " + home + "}}\n"
        _, census = begun(tmp_path, people=people)
        assert [len(census.populations["residents"].world.people_at(place)) for place in "abcd"] == numbers
    by_degree = "people: {residents: {number: 600 people, home: {by: degree}}}\n"
    _, census = begun(tmp_path, people=by_degree)  # the link to the country abroad does not count
    assert [len(census.populations["residents"].world.people_at(place)) for place in "abcd"] == [100, 200, 200, 100]


def test_populations_are_numbered_one_behind_the_other(tmp_path):
    people = "people: {residents: {number: 30 people}, visitors: {number: 12 people}}\n"
    _, census = begun(tmp_path, people=people)
    assert [part.offset for part in census.populations.values()] == [0, 30]
    assert census.people == 42


def test_what_people_write_is_shared_out_over_the_accounts_they_have(tmp_path):
    text = """
operators:
  net: {market: 100 %}
  forum: {kind: platform, count: 2, users: 40 %, keeps: {post: 9 days}}
  market: {kind: platform, stands_for: 3, users: 20 %, keeps: {post: 9 days}}
"""
    people = "people: {residents: {number: 100 people, writes: {post: 7 per person day, session: 2 per person day}}}\n"
    _, census = begun(tmp_path, text, people=people)
    writes = census.populations["residents"].writes
    assert writes["post"] == (7.0, pytest.approx(2 * 0.4 + 3 * 0.2))
    assert writes["session"] == (2.0, 1.0)
