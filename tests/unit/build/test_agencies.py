import pytest

from sim.actors.copying import Copying
from sim.build.agencies import area_of, build_dockets, build_requests, seats
from sim.build.inspections import build_inspectorates
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
        requests = build_requests(context, seat, census.count, [])
        rates[seat.entry, seat.number] = [
            docket._rate_per_day for docket in build_dockets(context, seat, census, requests, list(operators.values()))
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
    office = build_requests(context, seat, census.count, desks)._office
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


def rates(tmp_path, inspections, operators, laws="onsite: {officers: 2, may: [copy]}", staff=1):
    """Visits per day planned of each operator, by channel."""
    text = f"""
laws: {{visits: {{inspection: {{{laws}}}}}}}
agencies: {{raiders: {{inspectors: {{staff: {staff}}}, inspections: {inspections}}}}}
{operators}
"""
    context, census, built = operators_of(tmp_path, text)
    (seat,) = seats(context)
    copying = Copying(context.clock, context.ledger, census, census.count)
    parts = build_inspectorates(context, seat, list(built.values()), {}, copying, [])
    days = context.scenario.days
    open_share = context.calendar(None, "a").worked(days) / days
    return open_share, {p._plan.channel: {own.name: rate for own, rate in p._rates.items()} for p in parts}


PAIR = "operators: {net: {count: 3, stands_for: 12, market: 60 %}, cable: {market: 40 %}}"
ONSITE = "{effort: {onsite: 100 %}, planned: 60 %, onsite: {takes: {fixed: 7 hours}, travel: {fixed: 1 hour}} <more>}"


def test_visits_fill_the_planned_share_of_the_hours_over_all_real_operators(tmp_path):
    open_share, found = rates(tmp_path, ONSITE.replace("<more>", ""), PAIR)
    # 2 officers of 8 hours each; 13 real operators
    each = 0.6 * 24 * open_share / 16 / 13
    assert found == {"onsite": pytest.approx({"net/1": each, "net/2": each, "net/3": each, "cable": each})}


def test_weights_of_targets_shift_visits_between_entries(tmp_path):
    more = ", targets: {weights: {cable: 4}}"
    open_share, found = rates(tmp_path, ONSITE.replace("<more>", more), PAIR)
    unit = 0.6 * 24 * open_share / 16 / (12 + 4)
    assert found["onsite"] == pytest.approx({"net/1": unit, "net/2": unit, "net/3": unit, "cable": 4 * unit})


def test_a_fixed_rate_is_cut_down_to_what_the_hours_allow(tmp_path):
    open_share, few = rates(tmp_path, ONSITE.replace("<more>", ", rate: {onsite: 2 per year}"), PAIR)
    assert list(few["onsite"].values()) == pytest.approx([2 / 365.25] * 4)
    _, many = rates(tmp_path, ONSITE.replace("<more>", ", rate: {onsite: 900 per year}"), PAIR)
    assert list(many["onsite"].values()) == pytest.approx([24 * open_share / 16 / 13] * 4)


def test_channels_share_the_inspectors_by_effort(tmp_path):
    laws = "onsite: {may: [copy]}, remote: {may: [probe]}"
    visits = "{effort: {onsite: 25 %}, onsite: {takes: {fixed: 8 hours}}, remote: {takes: {fixed: 2 hours}}}"
    open_share, found = rates(tmp_path, visits, "operators: {net: {market: 100 %}}", laws, staff=4)
    hours = 0.9 * 24 * open_share
    assert found == {
        "onsite": {"net": pytest.approx(hours * 1 / 8)},
        "remote": {"net": pytest.approx(hours * 3 / 2)},
    }


def test_nobody_inspects_operators_of_another_country(tmp_path):
    operators = "operators: {net: {market: 100 %}, world: {kind: platform, place: XX, users: 10 %}}"
    _, found = rates(tmp_path, ONSITE.replace("<more>", ""), operators)
    assert set(found["onsite"]) == {"net"}
