"""What brings visits and what they leave behind, in a whole run."""

from math import sqrt

import pytest

from sim.replication import simulate
from tests.unit.build.places import loaded

HEAD = """
exposim: 1
start: 2024-01-01
end: 2026-01-01
places: {map: "node_link:chain.json", country: home, regions: {table: regions.csv}, abroad: {XX: {attach: d}}}
"""
WORLD = """
operators:
  net: {market: 100 %, count: 10, keeps: {session: 9 days}}
  shop: {kind: platform, users: 10 %, count: 2, stands_for: 40, keeps: {post: 9 days}<opened>}
laws: {visits: {inspection: {onsite: {may: [copy]}, again_after: 1 working days}}}
agencies:
  raiders:
    inspectors: {staff: 20, hours: always}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 6 per year}
      onsite: {takes: {fixed: 1 hour}, copies: 10 %<left>}
      <more>
    <watch>
effects:
  notice: {damage: {without: 5 % per visit}}
  duties: {decay: {security: 1 per year}, corrected: 50 %}
"""
REAL, YEARS = 50, 731 / 365.25


def rows(tmp_path, more="", left="", watch="", opened=""):
    text = WORLD
    for name, part in (("more", more), ("left", left), ("watch", watch), ("opened", opened)):
        text = text.replace(f"<{name}>", part)
    outcome = simulate(loaded(tmp_path, text, HEAD), seed=3, replication=0)
    return {(row.measure, row.period, *row.labels.items()): row.value for row in outcome.rows}


def test_what_is_set_to_nothing_changes_no_row(tmp_path):
    nothing = {
        "more": "targets: {random: 0 %, focus: [{opened_within: 1 year, weight: 1}, "
        "{incident_within: 1 year, weight: 1}]}\n"
        "      special: {congress: {from: 2024-05-01, to: 2024-06-01, times: 1}}\n"
        "      contractor: {share: 0 %, leaks: 5 per year}",
        "left": ", leaves_connection: {share: 0 %}",
        "watch": "watch: {operators: {from: [penalised, outage, found], times: 1}}",
        "opened": ", opened: {uniform: [0 years, 8 years]}",
    }
    assert repr(rows(tmp_path)) == repr(rows(tmp_path, **nothing))


def test_connections_open_are_visits_times_share_times_stay(tmp_path):
    found = rows(tmp_path, left=", leaves_connection: {share: 40 %, for: 10 days}")
    a_day = REAL * 6 / 365.25 * 0.4
    visits = a_day * 731
    assert found["inspection.connections", ""] == pytest.approx(a_day * 10, rel=4 / sqrt(visits))
    assert found["inspection.connections", ""] != pytest.approx(a_day * 20, rel=4 / sqrt(visits))
    # of 1,000 people, but for those of an operator in which no connection was left in two years
    connected = 1 - 2.718281828 ** (-6 * YEARS * 0.4)
    assert found["exposure.persons", "", ("stage", "reachable")] == pytest.approx(1000 * connected, rel=0.1)
    assert ("exposure.persons", "", ("stage", "reachable")) not in rows(tmp_path)
    assert ("inspection.connections", "", ("agency", "raiders")) not in rows(tmp_path)


def test_contractors_make_their_share_and_leak_in_the_end(tmp_path):
    found = rows(tmp_path, "contractor: {share: 30 %, leaks: 2 per year}")
    visits = REAL * 6 * YEARS
    assert found["inspection.contracted", ""] == pytest.approx(0.3 * visits, abs=4 * sqrt(0.3 * visits))
    # a copy taken u years before the end has leaked with chance 1 - exp(-2 u)
    leaked = 0.3 * visits * (1 - (1 - 2.718281828 ** (-2 * YEARS)) / (2 * YEARS))
    assert found["inspection.leaks", ""] == pytest.approx(leaked, abs=4 * sqrt(leaked))
    assert found["inspection.leaks", ""] != pytest.approx(0.3 * visits, abs=2 * sqrt(leaked))
    assert found["exposure.persons", "", ("stage", "obtained"), ("channel", "breach")] > 0


def test_every_shop_has_its_visits_each_year(tmp_path):
    weights = "targets: {weights: {shop: 0}, each_year: {shop: 2}}"
    found = rows(tmp_path, weights)
    # with one duty, each penalty is a re-inspection, which comes on top
    made, again = (found[f"inspection.{name}", "", ("operator", "shop")] for name in ("visits", "penalties"))
    planned = made - again
    assert planned == pytest.approx(2 * 40 * YEARS, abs=2 + 2 * 40 * 0.1)
    assert planned != pytest.approx(6 * 40 * YEARS, rel=0.5)


def test_a_watch_list_brings_visits_to_the_penalised(tmp_path):
    plain = rows(tmp_path)
    watched = rows(tmp_path, watch="watch: {operators: {from: [penalised], for: 60 days, times: 5}}")
    more = watched["inspection.visits", ""] - plain["inspection.visits", ""]
    # each penalty brings 4 times 6 visits a year for 60 days
    expected = plain["inspection.penalties", ""] * 24 * 60 / 365.25
    assert more == pytest.approx(expected, rel=0.5)
    assert more > 4 * sqrt(expected)
