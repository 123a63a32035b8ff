import pytest

from sim.actors.copying import Copying
from sim.build.agencies import seats
from sim.build.inspections import build_inspectorates
from sim.build.stores import build_peers
from tests.unit.build.places import operators_of


def rates(tmp_path, inspections, operators, laws="onsite: {officers: 2, may: [copy]}", staff=1):
    """Visits per day planned of each operator, by channel."""
    text = f"""
laws: {{visits: {{inspection: {{{laws}}}}}}}
agencies: {{raiders: {{inspectors: {{staff: {staff}}}, inspections: {inspections}}}}}
{operators}
"""
    context, census, built = operators_of(tmp_path, text)
    (seat,) = seats(context)
    copying = Copying(context.clock, context.ledger, census, census.counts)
    everybody = list(build_peers(context, list(built.values())).values())
    parts = build_inspectorates(context, seat, everybody, copying, [])
    days = context.scenario.days
    open_share = context.calendar(None, "a").worked(days) / days
    return open_share, {
        p.plan.channel: {own.operator.name: pace.base for own, pace in p._rounds.paces.items()} for p in parts
    }


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


def test_a_fixed_rate_is_that_of_an_operator_of_weight_1(tmp_path):
    more = ", rate: {onsite: 2 per year}, targets: {weights: {cable: 4, net: 0}}"
    _, found = rates(tmp_path, ONSITE.replace("<more>", more), PAIR)
    assert found["onsite"] == pytest.approx({"net/1": 0.0, "net/2": 0.0, "net/3": 0.0, "cable": 8 / 365.25})


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


def paces(tmp_path, more, operators=PAIR):
    """Paces of each operator on site, and the visits a day that the planned share of the hours allows."""
    text = f"""
laws: {{visits: {{inspection: {{onsite: {{officers: 2, may: [copy]}}}}}}}}
agencies: {{raiders: {{inspectors: {{staff: 1}}, inspections: {ONSITE.replace("<more>", more)}}}}}
{operators}
"""
    context, census, built = operators_of(tmp_path, text)
    (seat,) = seats(context)
    copying = Copying(context.clock, context.ledger, census, census.counts)
    everybody = list(build_peers(context, list(built.values())).values())
    (part,) = build_inspectorates(context, seat, everybody, copying, [])
    days = context.scenario.days
    allowed = 24 * context.calendar(None, "a").worked(days) / days / 16
    return {own.operator.name: pace for own, pace in part._rounds.paces.items()}, allowed, part


def total(found, each=lambda pace: pace.base + pace.regular):
    return sum(each(pace) * (1 if name == "cable" else 4) for name, pace in found.items())


def test_a_random_share_goes_to_all_alike(tmp_path):
    found, allowed, _ = paces(tmp_path, ", targets: {weights: {cable: 4, net: 0}, random: 25 %}")
    assert found["net/1"].base == pytest.approx(0.25 * 0.6 * allowed / 13)
    assert found["cable"].base == pytest.approx(0.6 * allowed * (0.75 + 0.25 / 13))
    assert total(found) == pytest.approx(0.6 * allowed)
    assert found["net/1"].raised == 0.0


def test_yearly_visits_come_first_and_are_cut_down_to_the_hours(tmp_path):
    found, allowed, _ = paces(tmp_path, ", targets: {each_year: {cable: 2}}")
    assert found["cable"].regular == pytest.approx(2 / 365.25)
    assert found["net/1"].base == pytest.approx(0.6 * (allowed - 2 / 365.25) / 13)
    found, allowed, _ = paces(tmp_path, ", targets: {each_year: {net: 900}}")
    assert found["net/1"].regular == pytest.approx(allowed / 12)
    assert total(found) == pytest.approx(allowed)


OPENED = PAIR.replace("cable: {market: 40 %}", "cable: {market: 40 %, opened: {uniform: [0 years, 8 years]}}")


def test_a_focus_on_the_young_shares_out_the_same_hours(tmp_path):
    found, allowed, part = paces(tmp_path, ", targets: {focus: [{opened_within: 1 year, weight: 5}]}", OPENED)
    young = part._rounds._ages["cable"].share_within(365.25, 60.0)
    assert young == pytest.approx(1 / 8, abs=0.02)
    unit = 0.6 * allowed / (12 + 1 + 4 * young)
    assert [found[name].base for name in ("net/1", "cable")] == pytest.approx([unit, unit])
    (layer,) = part._rounds._layers
    assert (layer.extra, layer.opened_within) == (4.0, 365.25)


def test_special_periods_incidents_and_watch_lists_are_beside_the_plan(tmp_path):
    more = ", targets: {focus: [{incident_within: 2 years, weight: 3}]}"
    more += ", special: {congress: {from: 2024-01-11, to: 2024-01-21, times: 4}}"
    found, allowed, part = paces(tmp_path, more)
    assert total(found) == pytest.approx(0.6 * allowed)
    (layer,) = part._rounds._layers
    assert layer == ("special congress", 3.0, 10.0, 20.0, float("inf"))
    (reason,) = part._reasons
    assert (reason.days, reason.extra, "breach" in reason.incidents) == (730.5, 2.0, True)
