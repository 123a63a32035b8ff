"""Precision of the points of a study, and the same numbers from another program's stopping rule."""

import numpy as np
import pytest
from sim_tools.output_analysis import OnlineStatistics, confidence_interval_method

from analysis import load_study
from sim.experiment.plans import block_wish, of_block, planned
from sim.experiment.studies import prepared, run_study
from sim.experiment.study_precision import play_to_precision
from sim.ledger.outcome import Outcome
from sim.measures import Row
from tests.unit.experiment import worlds

WISH = 0.1
NEEDED = WISH / (1.0 + WISH)
PERSONS, SHARE = "exposure.persons", "need.met_share"


def value(days: float, replication: int) -> float:
    """The spread grows with what is kept: 10 days are soon sure, 20 days are not."""
    noise = np.random.default_rng([int(days), replication]).normal()
    return 100.0 * (1.0 + 0.5 * days / 20.0 * noise) if days > 10.0 else 100.0 * (1.0 + 0.02 * noise)


def simulate(loaded, *, seed, replication, journal=False, tick=None):
    days = loaded.scenario.operators["isp"].keeps["session"]
    rows = [
        Row(PERSONS, "person", "", stage="obtained", value=value(days, replication)),
        Row(SHARE, "1", "", value=0.5, numerator=50.0, denominator=100.0),
    ]
    return Outcome(replication, seed, rows, {}, {}, {}, 0.0)


def play(tmp_path, name="out", study=worlds.STUDY, most=200, **wish):
    loaded = worlds.load(tmp_path, study)
    asked = block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None, precision=WISH)._replace(**wish)
    plan = planned(loaded, *of_block(loaded), asked)
    looks = []
    with prepared(tmp_path / name, plan) as folder:

        def rounds(now):
            looks.append(dict(now.counts))
            return run_study(now, folder, workers=0, simulate=simulate)

        return *play_to_precision(plan, folder, rounds, most=most), looks


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("precise")
    return folder / "out", *play(folder)


def test_each_point_has_as_many_replications_as_it_needs(played):
    path, plan, report, sure, looks = played
    assert report.complete
    assert sure["short"].replications == plan.counts["short"] == 10
    assert sure["as it is"].replications > 40
    assert max(one.over for one in sure.values()) <= 1.0
    assert report.played == report.wanted == sum(plan.counts.values())
    assert [look["as it is"] for look in looks] == sorted({look["as it is"] for look in looks})
    frame = load_study(path).frame([PERSONS]).set_index("policy")
    assert frame["n"].to_dict() == {"as it is": plan.counts["as it is"], "short": 10}


def test_another_programs_stopping_rule_agrees_at_every_look(played):
    """`sim-tools` has the plain t interval; ours is on the log scale, whose half-width is exp(reach) - 1."""
    _, plan, _, sure, looks = played
    level = 1.0 - 0.05 / 2  # two measures, a period
    for point, days in (("as it is", 20.0), ("short", 10.0)):
        values = np.array([value(days, replication) for replication in range(plan.counts[point])])
        for look in dict.fromkeys(one[point] for one in looks):
            theirs = OnlineStatistics(values[:look], alpha=1.0 - level).deviation
            stops = look == plan.counts[point]
            assert (np.expm1(theirs) <= NEEDED) == stops
        (persons,) = [width for width in sure[point].widths if width.measure == PERSONS]
        assert persons.relative == pytest.approx(np.expm1(theirs), rel=0.05)


def test_we_stop_no_earlier_than_another_programs_rule_and_not_much_later(played):
    _, plan, _, _, looks = played
    values = [value(20.0, replication) for replication in range(200)]
    theirs, _ = confidence_interval_method(
        values, alpha=0.025, desired_precision=np.log1p(NEEDED), min_rep=10, decimal_places=9
    )
    ours = plan.counts["as it is"]
    before = sorted({look["as it is"] for look in looks})[-2]
    assert before < theirs * 1.1
    assert theirs <= ours * 1.1 <= 2.2 * theirs


def test_a_later_call_plays_nothing_and_a_smaller_wish_only_what_is_missing(tmp_path):
    first = play(tmp_path)
    assert play(tmp_path)[1].played == 0
    plan, report, *_ = play(tmp_path, precision=WISH * 0.8)
    assert report.played == sum(plan.counts.values()) - sum(first[0].counts.values()) > 0


def test_the_budgets_of_a_point_and_of_the_study_are_kept(tmp_path):
    plan, report, sure, _ = play(tmp_path, most=15)
    assert plan.counts == {"as it is": 15, "short": 10}
    assert sure["as it is"].over > 1.0
    plan, report, sure, _ = play(tmp_path, "small", most_runs=27)
    assert report.wanted == sum(plan.counts.values()) == 27
    assert sure["as it is"].over > 1.0


def test_with_unknowns_it_is_the_average_over_draws_that_is_sure(tmp_path):
    plan, report, sure, _ = play(tmp_path, draws=4)
    assert report.wanted == 4 * (plan.counts["as it is"] + plan.counts["short"])
    assert all(one.over <= 1.0 for one in sure.values())
