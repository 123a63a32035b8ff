import pytest

from sim.actors.area_records import Scene
from sim.actors.copying import Copying
from sim.build.agencies import area_of, build_dockets, build_requests, seats
from tests.unit.build.places import PLAIN, begun, operators_of

AGENCIES = """
agencies:
  national: {cases: {rate: 5 per 100 people per year}}
  local: {count: 4, place: each region, cases: {rate: 5 per 100 people per year}}
  abroad: {in: XX, cases: {rate: 5 per 100 people per year}}
  town: {place: c, cases: {rate: 5 per 100 people per year, picks: activity}}
  idle: {inspectors: {staff: 1}}
"""


def areas(tmp_path, people=None):
    given = {} if people is None else {"people": people}
    context, census = begun(tmp_path, PLAIN + AGENCIES, **given)
    return {
        (seat.entry, seat.number): [area_of(context, seat, census, part) for part in census.populations.values()]
        for seat in seats(context)
    }


def test_an_agency_of_a_country_has_all_of_its_people_and_others_those_of_their_place(tmp_path):
    found = {seat: [area.people for area in parts] for seat, parts in areas(tmp_path).items()}
    assert found == {
        ("national", 0): [1000],
        **{("local", number): [250] for number in range(4)},
        ("abroad", 0): [0],
        ("town", 0): [250],
        ("idle", 0): [1000],
    }


def test_areas_of_regions_part_the_country(tmp_path):
    found = areas(tmp_path)
    people = [found["local", n][0].person((i + 0.5) / 250, 0) for n in range(4) for i in range(250)]
    assert sorted(people) == list(range(1000))
    assert people == [found["national", 0][0].person((i + 0.5) / 1000, 0) for i in range(1000)]


def test_each_population_is_an_area_of_its_own_in_global_numbers(tmp_path):
    people = """
people:
  residents: {number: 30 people, home: {by: place, place: a}}
  visitors: {number: 12 people, home: {by: place, place: c}}
"""
    found = areas(tmp_path, people)
    assert [area.people for area in found["national", 0]] == [30, 12]
    assert found["town", 0][1].person(0.0, 1) >= 30  # where activity counts by the key alone
    assert [found["national", 0][1].person((i + 0.5) / 12, 0) for i in range(12)] == list(range(30, 42))


def test_agencies_have_ids_by_entry_and_number(tmp_path):
    context, _ = begun(tmp_path, PLAIN + AGENCIES)
    keys = {(seat.entry, seat.number): seat.key for seat in seats(context)}
    other, _ = begun(tmp_path, PLAIN + AGENCIES.replace("agencies:", "agencies:\n  aaa: {in: XX}"))
    more = {(seat.entry, seat.number): seat.key for seat in seats(other)}
    assert len(set(keys.values())) == len(keys)
    assert keys.items() < more.items()


def test_a_docket_for_each_population_with_people_at_the_rate_of_its_people(tmp_path):
    context, census, operators = operators_of(tmp_path, PLAIN + AGENCIES)
    rates = {}
    for seat in seats(context):
        requests = build_requests(context, seat, census.by_age, [])
        copying = Copying(context.clock, context.ledger, census, census.counts)
        scene = Scene(context.clock, context.ledger, census, copying, census.by_age, seat.entry, 0.0)
        rates[seat.entry, seat.number] = [
            docket._rate_per_day
            for docket in build_dockets(context, seat, scene, requests, list(operators.values())).values()
        ]
    assert rates == {
        ("national", 0): [pytest.approx(50 / 365.25)],
        **{("local", number): [pytest.approx(12.5 / 365.25)] for number in range(4)},
        ("abroad", 0): [],
        ("town", 0): [pytest.approx(12.5 / 365.25)],
        ("idle", 0): [],
    }


OFFICE = """
agencies:
  police:
    cases: {rate: 5 per 100 people per year}
    chain:
      spoc: {back: 20 %, declined: 5 %}
      authorise: {desk: {staff: 3}, delay: {fixed: 2 days}, rejected: 10 %}
      urgent: {grades: [1, 2], skips: [spoc], reviewed_within: 1 working days}
    abroad: {answered: 30 %, takes: {fixed: 6 days}}
"""


def test_an_office_has_the_steps_of_the_chain(tmp_path):
    context, census = begun(tmp_path, PLAIN + OFFICE)
    (seat,) = seats(context)
    desks = []
    office = build_requests(context, seat, census.by_age, desks).office
    assert office.draft is None
    assert (office.spoc.desk, office.spoc.back, office.spoc.turned_down) == (None, 0.2, 0.05)
    assert (office.authorise.turned_down, office.authorise.delay(0.3)) == (0.1, 2.0)
    assert desks == [office.authorise.desk]
    assert [office.skips(step, grade) for step in ("spoc", "authorise") for grade in (1, 2, 3)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert (office.voluntary_share, office.voluntary_takes(0.5)) == (0.3, 6.0)
    assert office.review_due(1.5) == pytest.approx(2 + 17 / 24)  # day 1 is a Tuesday
