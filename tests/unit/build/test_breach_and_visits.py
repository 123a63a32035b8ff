"""Where inspections and intruders meet: connections raise the hazard, a breach that was found brings visits."""

import pytest

from sim.entry import load_scenario
from sim.replication import simulate

WORLD = """\
exposim: 1
start: 2021-01-01
end: 2023-01-01
people: {residents: {number: 1000 people, writes: {session: 2 per person day}}}
operators: {isp: {count: 20, market: 100 %, keeps: {session: 20 days}}}
laws: {act: {inspection: {remote: {may: [probe]}}}}
agencies:
  police:
    inspectors: {staff: 50, hours: always}
    inspections:
      rate: {onsite: 0 per year, remote: 1 per year}
      remote: {takes: {fixed: 1 hours}, leaves_connection: {share: SHARE, for: 100 years}}
WATCH
intruders:
  thieves: {hazard: 0.2 per year, raised_by: {connection: 5}, takes: 1 %}
"""


def breaches(folder, share="100 %", watch=""):
    path = folder / "world.yaml"
    path.write_text(WORLD.replace("SHARE", share).replace("WATCH", watch))
    outcome = simulate(load_scenario(path), seed=2, replication=0)
    rows = {row.measure: row.value for row in outcome.rows if not row.period and not row.labels}
    return rows["breach.expected_events"], rows["inspection.visits"]


def test_a_connection_raises_the_hazard_from_the_first_visit_on(tmp_path):
    """Of 20 operators, visited once a year: 5 x 0.2 a year from the first visit on, 0.2 before it."""
    years, rate = 730 / 365.25, 0.2
    waiting = 1 - 2.718281828 ** (-years)  # expected years before the first visit, of 2
    expected = 20 * rate * (waiting + 5 * (years - waiting))
    spread = 20**0.5 * rate * 4 * 0.7  # the time before the first visit has a deviation under 0.7 years
    found, _ = breaches(tmp_path)
    assert found == pytest.approx(expected, abs=3 * spread)
    never, _ = breaches(tmp_path, share="0 %")
    assert never == pytest.approx(20 * rate * years)
    assert abs(never - expected) > 3 * spread  # the control: without connections it is far off


def test_a_breach_that_was_found_brings_visits(tmp_path):
    watch = "    watch: {operators: {from: [breach], for: 365 days, times: 20}}"
    _, visits = breaches(tmp_path, watch=watch)
    _, without = breaches(tmp_path)
    assert without == pytest.approx(40, abs=3 * 40**0.5)
    assert visits > without + 100
