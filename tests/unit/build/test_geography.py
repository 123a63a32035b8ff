from datetime import date
from math import isnan

from sim.build.agencies import build_requests, seats
from sim.build.geography import Geography, places_of
from tests.unit.build.places import HEAD, PLAIN, begun, loaded

NOWHERE = HEAD.splitlines()[1:4]
ONE_PLACE = "\n".join(["", *NOWHERE, ""])


def geography(tmp_path, places: str) -> Geography:
    return Geography(loaded(tmp_path, PLAIN, ONE_PLACE + f"places: {places}\n"))


def test_without_places_there_is_one(tmp_path):
    found = Geography(loaded(tmp_path, PLAIN, ONE_PLACE))
    assert found.places == found.inland == found.regions == ("home",)
    assert found.country("home") == "home"
    assert all(isnan(number) for number in found.position("home"))


def test_places_of_a_map_belong_to_its_country_and_those_abroad_to_their_own(tmp_path):
    given = loaded(tmp_path, PLAIN)
    found = Geography(given)
    assert found.places == tuple(places_of(given.scenario.places, tmp_path)) == ("a", "b", "c", "d", "XX")
    assert found.inland == ("a", "b", "c", "d")
    assert [found.country(place) for place in found.places] == ["home"] * 4 + ["XX"]
    assert found.position("b") == (11.0, 50.0)
    assert isnan(found.position("XX")[0])
    assert found.routes.path("a", "XX") == ("a", "b", "c", "d", "XX")


def test_each_place_of_a_list_is_a_country_of_its_own(tmp_path):
    text = "agencies: {police: {in: DE}}\n" + PLAIN
    found = Geography(loaded(tmp_path, text, ONE_PLACE + "places: {list: [DE, FR]}\n"))
    assert [found.country(place) for place in found.places] == ["DE", "FR"]


def test_without_a_table_every_place_that_is_not_abroad_is_a_region(tmp_path):
    found = geography(tmp_path, '{map: "node_link:chain.json", abroad: {XX: {attach: a}}}')
    assert found.regions == ("a", "b", "c", "d")


def test_a_table_names_the_regions_each_once(tmp_path):
    given = loaded(tmp_path, PLAIN)
    (tmp_path / "regions.csv").write_text("node\nc\na\nc\n")
    assert Geography(given).regions == ("c", "a")


def test_dropped_places_are_gone(tmp_path):
    found = geography(tmp_path, '{map: "node_link:chain.json", drop: [d]}')
    assert found.places == ("a", "b", "c")


def test_entities_stand_in_each_region_or_are_dealt_out_over_a_list(tmp_path):
    found = Geography(loaded(tmp_path, PLAIN))
    assert found.spread(("each region",), 6) == ["a", "b", "c", "d", "a", "b"]
    assert found.spread(("c",), 3) == ["c"] * 3
    assert found.spread(("d", "b"), 3) == ["d", "b", "d"]
    assert found.spread((), 2) == ["a", "a"]


def test_the_frame_counts_the_people_of_each_place(tmp_path):
    people = """
people:
  residents: {number: 80 people, home: {by: table, table: homes.csv, place: node, column: number}}
  visitors: {number: 20 people, home: {by: place, place: b}}
"""
    context, _ = begun(tmp_path, people=people)
    frame = context.ledger.frame
    assert {place.name: place.people for place in frame.places} == {"a": 10, "b": 30, "c": 20, "d": 40, "XX": 0}
    assert (frame.people, frame.offsets) == (100, {"residents": 0, "visitors": 80})
    assert frame.class_ranges == {
        ("residents", "a", "net"): (0, 10),
        ("residents", "b", "net"): (10, 20),
        ("residents", "c", "net"): (20, 40),
        ("residents", "d", "net"): (40, 80),
        ("visitors", "b", "net"): (80, 100),
    }


def test_an_agency_without_a_place_keeps_the_calendar_of_a_place_of_its_country(tmp_path):
    found = Geography(loaded(tmp_path, PLAIN))
    assert found.first_of("home") == "a"
    assert found.first_of("XX") == "XX"
    assert found.first_of("nowhere") == "a"


def test_desks_of_an_agency_abroad_open_on_the_working_days_of_its_country(tmp_path):
    places = "\nexposim: 1\nstart: 2024-01-01\nend: 2024-03-01\nplaces: {list: [FR, CN]}\n"
    agency = "agencies: {bureau: {in: CN, chain: {draft: {desk: {staff: 1}}}}}\n"
    context, census = begun(tmp_path, PLAIN + agency, places)
    (seat,), desks = seats(context), []
    build_requests(context, seat, census.by_age, desks)
    (desk,) = desks
    lunar_new_year = (date(2024, 2, 12) - date(2024, 1, 1)).days + 0.5  # a Monday
    assert not desk._calendar.reading(lunar_new_year)[1]
    assert desk._calendar.reading(lunar_new_year - 28)[1]
