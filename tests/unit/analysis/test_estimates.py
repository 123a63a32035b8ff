import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates import estimate

DEFINITIONS = {
    "people": {"scale": "positive", "kind": "count"},
    "hours": {"scale": "positive", "kind": "count"},
    "share": {"scale": "share", "kind": "ratio"},
    "busy": {"scale": "share", "kind": "average"},
    "wait": {"scale": "positive", "kind": "average"},
    "median": {"scale": "positive", "kind": "statistic"},
    "change": {"scale": "real", "kind": "statistic"},
}
UNITS = {"people": "person", "hours": "staff hour"}


def table(measure: str, values=None, above=None, below=None, replications=None, **labels) -> pd.DataFrame:
    above, below = (np.nan if one is None else np.asarray(one, float) for one in (above, below))
    with np.errstate(invalid="ignore"):
        values = above / below if values is None else np.asarray(values, float)
    replications = range(len(values)) if replications is None else replications
    plain = {"measure": measure, "unit": UNITS.get(measure, "1"), "period": "", "place": "", **labels}
    return pd.DataFrame(
        {"replication": replications, **plain, "value": values, "numerator": above, "denominator": below}
    )


def one(*args, level: float = 0.95, **kwargs) -> pd.Series:
    (row,) = estimate(table(*args, **kwargs), DEFINITIONS, level=level).itertuples()
    return row


def covered(measure: str, truth: float, draw, many: int = 600) -> float:
    """Share of many runs whose interval holds the truth; every run is a place of one table."""
    runs = [table(measure, **draw(), place=f"{run}") for run in range(many)]
    found = estimate(pd.concat(runs, ignore_index=True), DEFINITIONS)
    return float(((found["low"] <= truth) & (truth <= found["high"])).mean())


RNG = np.random.default_rng(20)
ERROR = 4.0 * np.sqrt(0.95 * 0.05 / 600)  # four binomial standard errors of a coverage of 95 % in 600 runs


def test_the_interval_of_a_positive_measure_covers_its_mean():
    share = covered("people", 100.0, lambda: {"values": RNG.gamma(16.0, 100.0 / 16.0, 10)})
    assert share == pytest.approx(0.95, abs=ERROR)


def test_the_interval_of_a_share_covers_its_mean_although_people_of_a_replication_are_alike():
    """Each replication has its own chance, Beta(20, 60); a binomial interval is the control and must fail."""

    def draw():
        below = RNG.integers(200, 400, 10)
        return {"above": RNG.binomial(below, RNG.beta(20.0, 60.0, 10)), "below": below}

    assert covered("share", 0.25, draw) == pytest.approx(0.95, abs=ERROR)
    naive = []
    for _ in range(600):
        above, below = (np.sum(one) for one in draw().values())
        half = 1.96 * np.sqrt(above / below * (1.0 - above / below) / below)
        naive.append(abs(above / below - 0.25) <= half)
    assert np.mean(naive) < 0.95 - ERROR


def test_a_ratio_is_one_of_sums_and_its_error_the_jackknifes():
    above, below = np.array([1.0, 5.0, 2.0, 8.0]), np.array([4.0, 10.0, 8.0, 10.0])
    row = one("wait", above=above, below=below)
    assert row.mean == pytest.approx(16.0 / 32.0)
    others = np.log([(16.0 - a) / (32.0 - b) for a, b in zip(above, below, strict=True)])
    error = np.sqrt(3.0 / 4.0 * ((others - others.mean()) ** 2).sum())
    reach = stats.t.ppf(0.975, 3) * error
    assert [row.low, row.high] == pytest.approx(np.exp(np.log(0.5) + np.array([-reach, reach])))


def test_the_jackknife_of_a_mean_on_the_plain_scale_is_students_interval():
    values = RNG.normal(0.0, 1.0, 8)
    low, high = stats.t.interval(0.9, 7, values.mean(), stats.sem(values))
    row = one("change", values, level=0.9)
    assert (row.mean, row.low, row.high) == pytest.approx((values.mean(), low, high))


def test_none_in_any_replication_gets_the_exact_poisson_bound():
    row = one("people", np.zeros(5))
    assert (row.mean, row.low) == (0.0, 0.0)
    assert row.high == pytest.approx(stats.chi2.ppf(0.975, 2) / 2.0 / 5.0)
    assert row.high * 5.0 == pytest.approx(3.689, abs=0.001)


def test_a_share_of_none_or_of_all_gets_a_bound_by_its_trials():
    none, everything = one("share", above=[0, 0], below=[60, 40]), one("share", above=[60, 40], below=[60, 40])
    assert (none.low, none.high) == pytest.approx((0.0, 0.03689), abs=1e-5)
    assert (everything.low, everything.high) == pytest.approx((1.0 - 0.03689, 1.0), abs=1e-5)
    assert one("share", above=[0, 0], below=[1, 1]).high == 1.0


def test_amounts_that_are_all_zero_say_nothing_of_counts():
    assert (one("hours", np.zeros(5)).high, one("busy", above=[0, 0], below=[9, 9]).high) == (0.0, 0.0)


def test_one_replication_has_no_interval():
    row = one("people", [3.0])
    assert (row.mean, row.n) == (3.0, 1)
    assert np.isnan([row.low, row.high]).all()


def test_equal_values_have_an_interval_without_width():
    row = one("people", [3.0, 3.0, 3.0])
    assert (row.low, row.mean, row.high) == (3.0, 3.0, 3.0)


def test_one_event_in_all_leaves_the_log_scale_and_is_cut_at_zero():
    row = one("people", [0.0, 0.0, 0.0, 4.0])
    assert row.low == 0.0 < row.mean == 1.0 < row.high


def test_what_is_missing_from_a_replication_is_none_for_a_count_and_unknown_for_a_statistic():
    here = pd.concat(
        [
            table("people", [2.0, 4.0]),
            table("people", [6.0], place="here"),
            table("share", above=[1.0], below=[2.0], place="here"),
            table("median", [6.0], place="here"),
        ]
    )
    found = estimate(here, DEFINITIONS).set_index(["measure", "place"])
    assert found.loc[("people", "here"), ["mean", "n"]].tolist() == [3.0, 2]
    assert found.loc[("share", "here"), ["mean", "n"]].tolist() == [0.5, 1]
    assert found.loc[("median", "here"), ["mean", "n"]].tolist() == [6.0, 1]


def test_a_ratio_of_nothing_to_nothing_is_unknown():
    row = one("share", above=[0, 0], below=[0, 0])
    assert np.isnan(row.mean)
    assert row.n == 0


def test_design_points_are_estimated_apart():
    rows = pd.concat([table("people", [1.0, 3.0], policy="a"), table("people", [9.0, 9.0, 9.0], policy="b")])
    found = estimate(rows, DEFINITIONS).set_index("policy")
    assert found["mean"].to_dict() == {"a": 2.0, "b": 9.0}
    assert found["n"].to_dict() == {"a": 2, "b": 3}


def test_without_definitions_rows_with_a_denominator_are_ratios():
    rows = pd.concat([table("share", above=[1.0, 3.0], below=[2.0, 4.0]), table("people", [1.0, 3.0])])
    assert estimate(rows)["mean"].tolist() == pytest.approx([4.0 / 6.0, 2.0])


def test_an_average_over_draws_leaves_out_one_replication_of_all_draws():
    first, second = table("change", [1.0, 3.0, 2.0], draw=0), table("change", [5.0, 6.0, 10.0], draw=1)
    (row,) = estimate(pd.concat([first, second]), DEFINITIONS, over="draw").itertuples()
    averaged = np.array([3.0, 4.5, 6.0])
    assert (row.low, row.high) == pytest.approx(stats.t.interval(0.95, 2, averaged.mean(), stats.sem(averaged)))
    assert (row.mean, row.n, row.draws) == (4.5, 3, 2)
    assert (row.unknown_low, row.unknown_high) == pytest.approx(tuple(np.quantile([2.0, 7.0], [0.05, 0.95])))


def test_a_count_that_a_draw_lacks_is_none_there_but_a_run_that_is_missing_says_nothing():
    both = [table("people", [2.0, 4.0], draw=0), table("share", above=[1.0, 1.0], below=[2.0, 2.0], draw=1)]
    found = estimate(pd.concat(both), DEFINITIONS, over="draw").set_index("measure")
    assert found.loc["people", ["mean", "n", "draws"]].tolist() == [1.5, 2, 2]
    short = [table("people", [2.0, 4.0], draw=0), table("people", [6.0], draw=1)]
    assert estimate(pd.concat(short), DEFINITIONS, over="draw")["mean"].tolist() == [(3.0 + 6.0) / 2]


def test_nothing_in_any_draw_gets_the_bound_of_one_draw():
    nothing = pd.concat([table("people", np.zeros(5), draw=draw) for draw in range(20)])
    assert estimate(nothing, DEFINITIONS, over="draw")["high"].tolist() == pytest.approx([3.689 / 5], abs=1e-3)
