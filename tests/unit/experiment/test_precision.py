from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates import estimate
from sim.experiment.keeping import prepare
from sim.experiment.precision import LEAST, further, read_precision, run_to_precision
from sim.experiment.runner import run_replications
from sim.ledger.outcome import Outcome
from sim.measures import Row
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds


def noisy(cv: float):
    def simulate(loaded, *, seed, replication, journal=False, tick=None):
        value = 100.0 * (1.0 + cv * np.random.default_rng([seed, replication]).normal())
        rows = [
            Row("exposure.persons", "person", "", stage="obtained", value=value),
            Row("service.outage", "subscriber hour", "", value=0.0),
        ]
        return Outcome(replication, seed, rows, {}, {}, {}, 0.0)

    return simulate


def reach(tmp_path: Path, cv: float, wish: float, **more):
    loaded = worlds.load(tmp_path, "")
    with prepare(tmp_path / "out", loaded, seed=1) as folder:

        def play(n: int):
            return run_replications(loaded, replications=n, seed=1, workers=0, folder=folder, simulate=noisy(cv))

        return run_to_precision(play, folder.path, wish, **more)


def test_replications_are_added_until_the_wish_is_met(tmp_path):
    precise = reach(tmp_path, cv=0.5, wish=0.2)
    (width,) = precise.widths
    assert precise.reached
    assert width.relative <= 0.2 / 1.2
    assert 10 < precise.report.wanted < 2 * (1.96 * 0.5 / (0.2 / 1.2)) ** 2  # twice what known variance would ask
    assert precise.nothing == ("service.outage",)


def test_no_fewer_than_ten_are_played_and_no_more_than_the_budget(tmp_path):
    assert reach(tmp_path, cv=0.001, wish=0.5).report.wanted == 10
    (tmp_path / "b").mkdir()
    precise = reach(tmp_path / "b", cv=0.5, wish=0.01, most=15)
    assert precise.report.wanted == 15
    assert not precise.reached


@pytest.mark.parametrize(("given", "share"), [("5%", 0.05), ("5 %", 0.05), (0.1, 0.1)])
def test_a_precision_is_a_share(given, share):
    assert read_precision(given) == pytest.approx(share)


@pytest.mark.parametrize(("given", "code"), [("5", "E202"), ("0 %", "E204"), ("5 days", "E201"), (2.0, "E204")])
def test_anything_else_is_a_fault(given, code):
    with pytest.raises(ScenarioError, match=code):
        read_precision(given)


def stopped(truth: float = 1.0, experiments: int = 1000, cv: float = 0.5, wish: float = 0.1) -> float:
    """How often the interval holds the mean, 1, when it is that of the look at which the rule stops."""
    draws = np.random.default_rng(8).gamma(cv**-2, cv**2, (experiments, 200))
    count, held = np.full(experiments, LEAST), np.zeros(experiments, bool)
    left = np.arange(experiments)
    while left.size:
        parts = [(np.full(count[one], one), np.arange(count[one]), draws[one, : count[one]]) for one in left]
        place, replication, value = (np.concatenate(column) for column in zip(*parts, strict=True))
        rows = pd.DataFrame({"replication": replication, "measure": "m", "unit": "1", "place": place, "value": value})
        told = estimate(rows.assign(numerator=np.nan, denominator=np.nan), {"m": {"kind": "statistic"}})
        over = (told["high"] / told["mean"] - 1.0).to_numpy() / (wish / (1.0 + wish))
        held[left] = (told["low"] <= truth) & (told["high"] >= truth)
        count[left] = [further(n, o, 200) if o > 1.0 else n for n, o in zip(count[left], over, strict=True)]
        left = left[over > 1.0]
    return float(held.mean())


def test_intervals_at_which_the_rule_stops_hold_nearly_as_often_as_others():
    assert 0.925 <= stopped() <= 0.97  # looking again costs up to a per cent; the standard error is 0.7 %


def test_another_mean_would_be_seen():
    assert stopped(truth=1.05) < 0.925
