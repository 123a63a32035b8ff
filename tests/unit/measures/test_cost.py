"""Costs against sums made by hand: a large and a small access operator, a law in force for half of the run."""

import pytest

from sim.entry import load_scenario
from sim.replication import simulate

WORLD = """\
exposim: 1
start: 2021-01-01
end: 2022-01-01
people:
  residents: {number: 1000 people, activity_cv: 0, writes: {session: 10 per person day}}
operators:
  large: {market: 90 %, keeps: {session: 20 days}, record_size: {session: 1 MB}, desk: {handling: {fixed: 2 hours}}}
  small:
    count: 2
    stands_for: 20
    market: 10 %
    complies: COMPLIES
    keeps: {session: 20 days}
    record_size: {session: 1 MB}
    desk: {handling: {fixed: 1 hour}}
laws:
  mandate: {from: 2021-07-02, off: OFF, retention: {session: {at_least: 20 days}}}
agencies:
  police:
    cases: {rate: 500 per 1k people per year}
    asks: {for: {session: 100 %}}
    chain: {draft: {desk: {staff: 4, handling: {fixed: 30 minutes}}}}
"""
COSTS = """\
costs:
  currency: EUR
  price_year: 2021
  staff: 50 EUR per hour
  agency_staff: 40 EUR per hour
  storage: 100 EUR per TB per year
  fixed: 20 thousand EUR per year
  recovery: 30 EUR per item
  reimbursed: {fixed: 25 %}
  operators: {small: {storage: 300 EUR per TB per year}}
"""
IN_FORCE = 183 / 365  # 2 July to 31 December
DAY_TB = 10 * 1e6 / 1e12  # of a person


def rows(folder, costs=COSTS, *, off="false", complies="100 %"):
    """Value and unit of the whole run, by measure and labels."""
    path = folder / "world.yaml"
    path.write_text((WORLD + costs).replace("OFF", off).replace("COMPLIES", complies))
    outcome = simulate(load_scenario(path), seed=3, replication=0)
    return {(row.measure, *row.labels.values()): row for row in outcome.rows if not row.period}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return rows(tmp_path_factory.mktemp("costs"))


def value(found, *key):
    return found[key].value


def test_fixed_costs_are_those_of_every_real_operator_for_as_long_as_the_law_orders(found):
    assert value(found, "load.cost", "fixed") == pytest.approx(20_000 * (1 + 20) * IN_FORCE)


def test_storage_costs_what_is_held_on_average(found):
    held = {"large": 900 * 20.5 * DAY_TB, "small": 100 * 20.5 * DAY_TB}  # 20 days, and half a day until the purge
    assert value(found, "load.cost", "storage") == pytest.approx(100 * held["large"] + 300 * held["small"], rel=1e-3)


def test_staff_costs_the_hours_of_work_at_the_desks(found):
    hours = {desk: value(found, "desk.hours", desk) for desk in ("large", "small", "police: draft")}
    assert all(number > 40 for number in hours.values())
    own = 50 * (hours["large"] + hours["small"])
    assert value(found, "load.cost", "staff") * 365 / 365.25 == pytest.approx(own + 40 * hours["police: draft"])


def test_recovery_changes_hands_and_adds_up_to_nothing(found):
    answered = sum(row.value for key, row in found.items() if key[0] == "request.count" and key[1:] in STATES)
    assert answered > 100
    assert value(found, "load.cost", "recovery") == pytest.approx(0.0, abs=1e-6)
    by_agency = 30 * answered * 365.25 / 365
    drafting = 40 * value(found, "desk.hours", "police: draft") * 365.25 / 365
    assert value(found, "load.cost", "agency") == pytest.approx(by_agency + drafting)


STATES = [("complete",), ("partial",), ("expired",), ("never_held",)]


def test_the_state_pays_its_share_and_the_total_is_what_all_payers_pay(found):
    fixed = value(found, "load.cost", "fixed")
    assert value(found, "load.cost", "state") == pytest.approx(0.25 * fixed)
    payers = sum(value(found, "load.cost", payer) for payer in ("operator", "agency", "state"))
    assert payers == pytest.approx(value(found, "load.cost"))


def test_the_small_pay_more_per_head(found):
    large, small = (value(found, "load.cost_per_subscriber", name) for name in ("large", "small"))
    assert small * 100 == pytest.approx(value(found, "load.cost", "small"))
    assert large * 900 == pytest.approx(value(found, "load.cost", "large"))
    assert small > 30 * large


def test_the_unit_names_currency_and_price_year(found):
    assert found["load.cost",].unit == "EUR of 2021 per year"
    assert found["load.cost_per_subscriber",].unit == "EUR of 2021 per subscriber year"


def test_a_repeal_ends_the_fixed_costs(tmp_path):
    some = rows(tmp_path, COSTS, off="false, to: 2021-10-01")
    assert value(some, "load.cost", "fixed") == pytest.approx(20_000 * 21 * 91 / 365)


def test_without_a_law_in_force_nobody_pays_for_systems(tmp_path):
    assert value(rows(tmp_path, off="true"), "load.cost", "fixed") == 0.0


def test_whoever_does_not_comply_pays_for_no_system(tmp_path):
    some = rows(tmp_path, complies="0 %")
    assert value(some, "load.cost", "fixed") == pytest.approx(20_000 * IN_FORCE)


BESIDE = """\
  shop: {kind: platform, users: 50 %}
  vault: {kind: data_centre}
laws:
"""


def test_whoever_logs_nothing_that_is_ordered_pays_for_no_system(tmp_path, found):
    """An order to keep sessions asks nothing of a platform or a data centre."""
    path = tmp_path / "world.yaml"
    path.write_text((WORLD + COSTS).replace("OFF", "false").replace("COMPLIES", "100 %").replace("laws:\n", BESIDE))
    outcome = simulate(load_scenario(path), seed=3, replication=0)
    (fixed,) = [row for row in outcome.rows if row.labels == {"cost": "fixed"} and not row.period]
    assert fixed.value == pytest.approx(value(found, "load.cost", "fixed"))


def test_costs_change_no_other_row(tmp_path, found):
    without = rows(tmp_path, "")
    others = {key: row for key, row in found.items() if not key[0].startswith("load.cost")}
    assert {key: row[:-2] for key, row in without.items()} == {key: row[:-2] for key, row in others.items()}
    assert not [key for key in without if key[0].startswith("load.cost")]
