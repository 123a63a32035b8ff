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
    copying = Copying(context.clock, context.ledger, census, census.count)
    everybody = list(build_peers(context, list(built.values())).values())
    parts = build_inspectorates(context, seat, everybody, copying, [])
    days = context.scenario.days
    open_share = context.calendar(None, "a").worked(days) / days
    return open_share, {p._plan.channel: {own.operator.name: rate for own, rate in p._rates.items()} for p in parts}


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
