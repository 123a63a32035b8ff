"""Checks of the whole that are not told by a case file alone: amounts, and what is left in peace."""

import re
from pathlib import Path

import pytest

from sim.scenario.checks.ground import survey
from sim.scenario.checks.workload import desk_loads
from sim.scenario.document import read_text
from sim.scenario.faults import Fault
from sim.scenario.meaning import Meaning, meaning
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated
from sim.world.maps import place_list

TOWNS = place_list(("North", "South", "East"))
SMALL = """\
exposim: 1
start: 2020-01-06
end: 2020-03-06
places: {list: [North, South, East]}
people:
  residents: {number: 3000, home: equal, writes: {ip_assignment: 1 per person day}}
operators:
  isp:
    {market: 100 %, place: each region, count: 3, keeps: {ip_assignment: 30 days}, desk: {staff: 2, handling: 1 hour}}
laws:
  act: {in: North, retention: {ip_assignment: {at_least: 60 days}}}
agencies:
  police: {in: North, cases: {rate: 365.25 per 1000 people per year}}
"""


def read(text: str) -> tuple[Scenario, Meaning]:
    document = read_text(text, "small.yaml")
    scenario, faults = validated(Scenario, document)
    assert scenario is not None, faults
    return scenario, meaning(scenario, document, [Path("nowhere")], lambda places, folder: TOWNS)


def said(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in faults]


def with_block(text: str, block: str, entry: str) -> str:
    return text.replace(f"{block}:\n", f"{block}:\n  {entry}\n", 1)


def test_a_scenario_in_order_has_nothing_to_be_said():
    _, whole = read(SMALL)
    assert (whole.faults, whole.warnings) == ((), ())


def test_expected_cases_are_rate_times_people_of_the_area_times_days():
    _, whole = read(SMALL)
    assert whole.expected.cases == pytest.approx(60)  # one a day of North's 1,000 people
    assert whole.expected.requests == pytest.approx(whole.expected.cases)


def test_expected_requests_count_those_that_account_answers_lead_to():
    text = SMALL.replace("cases:", "asks: {for: {account_activity: 50 %, ip_assignment: 50 %}, follow: 80 %}, cases:")
    _, whole = read(text)
    assert whole.expected.requests == pytest.approx(1.4 * whole.expected.cases)


@pytest.mark.parametrize(("place", "areas"), [("place: each region, count: 3", 3), ("place: East", 1), ("count: 2", 2)])
def test_every_agency_opens_the_cases_of_its_area(place, areas):
    _, whole = read(SMALL.replace("{in: North, cases", f"{{in: North, {place}, cases"))
    assert whole.expected.cases == pytest.approx(areas * 60)


def test_offered_load_is_work_over_open_time():
    scenario, _ = read(SMALL.replace("staff: 2", "staff: 0.25"))
    ground = survey(scenario, lambda places, folder: TOWNS, lambda name: None, Path())
    (load,) = list(desk_loads(scenario, ground))
    # one item of an hour a day, against a quarter of a person for 40 of the 168 hours of a week
    assert (load.path, load.place) == (("operators", "isp", "desk"), "North")
    assert load.load == pytest.approx(1 / 24 / (0.25 * 40 / 168))


def test_steps_of_the_chain_get_what_the_steps_before_let_through():
    steps = "chain: {spoc: {desk: {}, back: 20 %, declined: 10 %}, authorise: {desk: {}}}, cases:"
    scenario, _ = read(SMALL.replace("cases:", steps))
    ground = survey(scenario, lambda places, folder: TOWNS, lambda name: None, Path())
    loads = {load.path[-2]: load.load for load in desk_loads(scenario, ground)}
    assert loads["authorise"] / loads["spoc"] == pytest.approx(0.7)  # of ten looks two send back and one declines


def inspecting(weights: str, more: str = "") -> str:
    law = f"visits: {{in: North, inspection: {{onsite: {{officers: 2, may: [copy]}}}}{more}}}"
    plan = f"inspectors: {{staff: 1}}, inspections: {{effort: {{onsite: 100 %}}, planned: 50 %, {weights}}}, cases:"
    return with_block(SMALL, "laws", law).replace("cases:", plan, 1)


def test_expected_visits_are_what_the_inspectors_hours_allow():
    _, whole = read(inspecting("onsite: {takes: 4 hours, travel: 1 hour}"))
    assert whole.expected.visits == pytest.approx(60 / 7 * 40 * 0.5 / (2 * 5))


def test_visits_to_operators_that_only_stand_behind_others_are_played_in_groups():
    site = "site: {kind: platform, users: 1 %, count: 3, stands_for: <real>, place: North}"
    text = with_block(
        inspecting("onsite: {takes: 4 hours, travel: 1 hour}, targets: {weights: {isp: 3}}"), "operators", site
    )
    all_visits = 60 / 7 * 40 * 0.5 / (2 * 5)
    assert read(text.replace("<real>", "9"))[1].expected.visits == pytest.approx(all_visits)
    in_groups = all_visits * (3 * 1 + 500_001 + 2) / (3 * 1 + 1_500_000)  # groups are rounded up, three times
    assert read(text.replace("<real>", "1.5 million"))[1].expected.visits == pytest.approx(in_groups, rel=1e-5)


def test_a_fixed_rate_of_visits_is_bounded_by_the_hours():
    rare = read(inspecting("rate: {onsite: 1 per day}, onsite: {takes: 1 hour}"))[1].expected.visits
    often = read(inspecting("rate: {onsite: 1000 per day}, onsite: {takes: 1 hour}"))[1].expected.visits
    assert rare == pytest.approx(60)
    assert often == pytest.approx(60 / 7 * 40 / 2)


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ("a: {in: North, retention: {ip_assignment: {at_most: 14 days}}}", ["act"]),
        ("a: {in: North, retention: {ip_assignment: {at_least: 10 days, then: delete}}}", ["act"]),
        ("a: {in: North, retention: {ip_assignment: {at_most: 60 days}}}", []),
        ("a: {in: North, off: true, retention: {ip_assignment: {at_most: 14 days}}}", []),
        ("a: {in: North, from: 2021-01-01, retention: {ip_assignment: {at_most: 14 days}}}", []),
        ("a: {in: South, retention: {ip_assignment: {at_most: 14 days}}}", []),
        ("a: {in: North, retention: {session: {at_most: 14 days}}}", []),
        ("a: {in: North, retention: {ip_assignment: {at_most: 14 days, of: [cafe]}}}", []),
    ],
)
def test_duties_contradict_only_where_both_bind_one_operator_at_one_time(duties, expected):
    cafe = "cafe: {kind: platform, users: 1 %, place: South, keeps: {ip_assignment: 1 day, session: 20 days}}"
    _, whole = read(with_block(with_block(SMALL, "laws", duties), "operators", cafe))
    assert [fault.path.split(".")[1] for fault in whole.faults if fault.code == "E304"] == expected


def test_a_law_after_another_does_not_contradict_it():
    laws = "a: {in: North, from: 2020-02-01, retention: {ip_assignment: {at_most: 14 days}}}"
    text = with_block(SMALL, "laws", laws)
    assert said(read(text)[1].faults) == [("E304", "laws.act.retention.ip_assignment.at_least")]
    assert said(read(text.replace("act: {in: North", "act: {in: North, to: 2020-02-01"))[1].faults) == []


def test_markets_are_compared_within_each_place():
    other = "other: {market: 50 %, keeps: {ip_assignment: 1 day}}"
    _, whole = read(with_block(SMALL, "operators", other))
    assert said(whole.faults) == [("E303", "operators.isp.market")]
    _, whole = read(with_block(SMALL, "operators", other).replace("100 %", "50 %"))
    assert said(whole.faults) == []


def test_operators_without_a_market_share_what_is_left():
    other = "other: {keeps: {ip_assignment: 1 day}}"
    _, whole = read(with_block(SMALL, "operators", other).replace("100 %", "60 %"))
    assert said(whole.faults + whole.warnings) == []


def test_people_without_an_access_operator_are_counted():
    _, whole = read(SMALL.replace("home: equal", "home: South").replace("100 %", "75 %"))
    (warning,) = whole.warnings
    assert (warning.code, warning.path) == ("W405", "operators")
    assert "25 % of people" in warning.text
    assert "'South'" in warning.text


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("market: 100 %", "market: 100 %, refuses: 5 %", "operators.isp.refuses"),
        ("cases:", "practice: {notice_given: {remote: 80 %}}, cases:", "agencies.police.practice.notice_given.remote"),
        ("cases:", "inspectors: {staff: 1}, inspections: {effort: {}}, cases:", "agencies.police.inspections"),
        ("act: {in: North", "act: {off: true, in: North", "operators.isp.complies"),
    ],
)
def test_levers_that_no_law_reaches_are_told(old, new, path):
    _, whole = read(SMALL.replace("market:", "complies: 90 %, market:").replace(old, new, 1))
    assert said(whole.warnings) == [("W402", path)]


@pytest.mark.parametrize("channel", ["onsite", "remote"])
def test_effort_spent_on_a_channel_that_no_law_allows_is_told(channel):
    text = inspecting("onsite: {copies: 1 %}").replace("{onsite: 100 %}", f"{{{channel}: 100 %}}")
    _, whole = read(text)
    expected = [] if channel == "onsite" else [("W402", "agencies.police.inspections.effort.remote")]
    assert said(whole.warnings) == expected


def test_a_map_that_cannot_be_read_is_one_fault_of_the_key_that_is_wrong():
    def places_of(places, folder):
        raise ValueError("drop: 'Nowhere' is no place of the map; wanted a place of the map")

    document = read_text(SMALL, "small.yaml")
    scenario, _ = validated(Scenario, document)
    whole = meaning(scenario, document, [Path()], places_of)
    assert said(whole.faults) == [("E305", "places.drop")]
    assert whole.expected.cases == 0


TABLE = "town,people\nNorth,3\nSouth,1\n"


def with_table(folder: Path, content: str | bytes) -> list[tuple[str, str]]:
    (folder / "homes.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    document = read_text(SMALL.replace("home: equal", "home: {table: homes.csv, place: town}"), "small.yaml")
    scenario, faults = validated(Scenario, document)
    assert scenario is not None, faults
    whole = meaning(scenario, document, [folder], lambda places, folder: TOWNS)
    return [(fault.code, fault.text) for fault in whole.faults]


def test_a_table_gives_the_people_of_places(tmp_path):
    (tmp_path / "homes.csv").write_text(TABLE)
    document = read_text(SMALL.replace("home: equal", "home: {table: homes.csv, place: town}"), "small.yaml")
    scenario, _ = validated(Scenario, document)
    whole = meaning(scenario, document, [tmp_path], lambda places, folder: TOWNS)
    assert whole.expected.cases == pytest.approx(0.75 * 3 * 60)


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        (TABLE.replace("South", "Suoth"), "E305", "line 3 of the table is 'Suoth', .* did you mean 'South'"),
        (TABLE.replace("1", "-1"), "E201", "line 3 of the table has '-1' in column 'people'; wanted 0 or more"),
        (TABLE.replace("1", "many"), "E201", "line 3 of the table has 'many'"),
        (TABLE.replace("3", "0").replace("1", "0"), "E204", "adds up to 0"),
        (TABLE.replace("town", "city"), "E302", "is 'town', which is no column of the table; wanted one of 'city'"),
        ("town,people\n", "E004", "has no rows"),
        ("", "E004", "has no rows"),
        (b"town,people\n\xff\xfe,1\n", "E002", "no CSV table of UTF-8 text"),
        ("town,people\nNorth\n", "E201", "line 2 of the table has"),
    ],
)
def test_a_table_that_is_wrong_is_told_line_by_line(tmp_path, content, code, text):
    ((found, said_text),) = with_table(tmp_path, content)
    assert found == code
    assert re.search(text, said_text)


def test_a_table_of_many_wrong_lines_is_told_in_few(tmp_path):
    found = with_table(tmp_path, "town,people\n" + "Atlantis,1\n" * 500)
    assert len(found) == 6
    assert found[-1][1].startswith("495 more lines") or found[0][1].startswith("495 more lines")


def test_a_table_of_ten_megabytes_is_refused(tmp_path):
    ((code, _),) = with_table(tmp_path, b"town,people\n" + b"North,1\n" * 1_300_000)
    assert code == "E003"


GROUNDS = """  narrow: {in: North, from: 2020-02-05, access: {width: 20 %}}
  wide: {in: North, from: 2020-02-15, access: {width: 50 %}}
"""


def test_the_forecast_counts_cases_with_a_ground_and_desks_are_judged_at_the_widest():
    plain, whole = read(SMALL)
    narrowed, less = read(with_block(SMALL, "laws", GROUNDS.strip()))
    share = (30 * 1.0 + 10 * 0.2 + 20 * 0.5) / 60
    assert less.expected.cases == pytest.approx(share * whole.expected.cases)
    from_start, least = read(with_block(SMALL, "laws", GROUNDS.strip().replace("from: 2020-02-05", "from: 2019-02-05")))
    towns = survey(plain, lambda places, folder: TOWNS, lambda name: None, Path())
    loads = [max(d.load for d in desk_loads(s, towns)) for s in (plain, narrowed, from_start)]
    assert loads[1:] == pytest.approx([loads[0], 0.5 * loads[0]])
    assert least.expected.cases < less.expected.cases


def test_a_ground_where_nobody_asks_has_no_effect():
    _, whole = read(with_block(SMALL, "laws", "odd: {in: South, access: {width: 50 %}}"))
    assert ("W402", "laws.odd.access.width") in said(whole.warnings)


def test_every_split_that_does_not_add_up_is_told_at_its_place():
    text = """\
exposim: 1
start: 2021-01-01
end: 2022-01-01
people: {residents: {number: 1000, writes: {session: 1 per person day}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 30 days}}}
agencies:
  police: {asks: {for: {session: 80 %, ip_assignment: 40 %}, about: {suspect: 99.4 %}, grades: {1: 80 %, 3: 40 %}}}
errors: {by: {operator: 50 %}, kind: {wrong_time: 99.6 %}}
"""
    _, faults = validated(Scenario, read_text(text, "small.yaml"))
    asks = "agencies.police.asks"
    assert said(sorted(faults)) == [
        ("E303", f"{asks}.for"), ("E303", f"{asks}.about"), ("E303", f"{asks}.grades"), ("E303", "errors.by"),
    ]  # fmt: skip
