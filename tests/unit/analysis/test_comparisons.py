import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.comparisons import paired
from analysis.estimates import estimate

DEFINITIONS = {"a": {"kind": "statistic"}, "c": {"kind": "count"}, "r": {"kind": "ratio", "scale": "share"}}


def rows(measure, values, denominators=None):
    values = np.asarray(values, float)
    below = np.full(len(values), np.nan) if denominators is None else np.asarray(denominators, float)
    above = values if denominators is not None else np.full(len(values), np.nan)
    return pd.DataFrame(
        {
            "replication": range(len(values)), "measure": measure, "unit": "1", "period": "",
            "value": values if denominators is None else values / below, "numerator": above, "denominator": below,
        }
    )  # fmt: skip


def test_a_difference_of_means_is_the_paired_t_interval():
    one, base = np.array([3.0, 5.0, 4.0, 9.0]), np.array([1.0, 4.0, 2.0, 8.0])
    (row,) = paired(rows("a", one), rows("a", base), DEFINITIONS).to_dict("records")
    wanted = stats.ttest_rel(one, base).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx(tuple(wanted))
    assert (row["base"], row["mean"], row["difference"], row["n"]) == (3.75, 5.25, 1.5, 4)
    assert row["relative"] == pytest.approx(1.5 / 3.75)
    assert row["variance_ratio"] == pytest.approx((one.var() + base.var()) / (one - base).var())


def test_a_ratio_is_a_ratio_of_sums():
    (row,) = paired(rows("r", [1, 3], [2, 8]), rows("r", [1, 1], [4, 6]), DEFINITIONS).to_dict("records")
    assert (row["mean"], row["base"]) == pytest.approx((0.4, 0.2))


def test_only_common_replications_count_and_a_missing_count_is_none():
    short = rows("c", [1.0, 2.0, 3.0])
    base = pd.concat([rows("c", [1.0, 1.0]), rows("r", [0.0] * 4, [1.0] * 4)])
    row = paired(short, base, DEFINITIONS).iloc[0]
    assert (row["n"], row["mean"]) == (3, 2.0)
    assert row["base"] == pytest.approx(2 / 3)


def test_more_replications_are_needed_while_the_interval_holds_zero():
    (row,) = paired(rows("a", [1.0, 4.0, 2.0]), rows("a", [1.0, 1.0, 1.0]), DEFINITIONS).to_dict("records")
    assert row["low"] < 0 < row["high"]
    reach = row["high"] - row["difference"]
    assert row["more"] == np.ceil(3 * (reach / row["difference"]) ** 2) - 3


def by_draw(values, draw):
    return rows("a", values).assign(draw=draw)


def test_differences_over_draws_leave_out_one_replication_of_all_draws():
    one = pd.concat([by_draw([3.0, 5.0, 4.0], 0), by_draw([6.0, 5.0, 9.0], 1)])
    base = pd.concat([by_draw([1.0, 4.0, 2.0], 0), by_draw([1.0, 2.0, 3.0], 1)])
    (row,) = paired(one, base, DEFINITIONS, over="draw").to_dict("records")
    averaged = (np.array([3.0, 5.0, 4.0]) - [1.0, 4.0, 2.0] + np.array([6.0, 5.0, 9.0]) - [1.0, 2.0, 3.0]) / 2
    wanted = stats.ttest_1samp(averaged, 0.0).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx(tuple(wanted))
    assert (row["n"], row["draws"], row["difference"]) == (3, 2, pytest.approx(averaged.mean()))
    assert (row["unknown_low"], row["unknown_high"]) == pytest.approx(tuple(np.quantile([5 / 3, 14 / 3], [0.05, 0.95])))


def test_a_pair_that_one_draw_lacks_is_no_pair_there():
    one = pd.concat([by_draw([3.0, 5.0], 0), by_draw([6.0, 8.0, 9.0], 1)])
    base = pd.concat([by_draw([1.0, 4.0, 2.0], 0), by_draw([1.0, 2.0], 1)])
    (row,) = paired(one, base, DEFINITIONS, over="draw").to_dict("records")
    assert (row["n"], row["difference"]) == (2, pytest.approx((1.5 + 5.5) / 2))


def pairs_of_counts(rng, rows_wanted, replications, ratio, *, apart=False):
    """Return counts of points and bases whose people differ between replications and are shared within a pair."""
    shape = (rows_wanted, replications)
    people = rng.gamma(16.0, 1 / 16.0, shape)
    theirs = rng.gamma(16.0, 1 / 16.0, shape) if apart else people
    return rng.poisson(150.0 * ratio * people), rng.poisson(150.0 * theirs)


def many_rows(values):
    frames = [rows("c", one).assign(period=str(number)) for number, one in enumerate(values)]
    return pd.concat(frames, ignore_index=True)


def test_the_interval_of_a_relative_difference_holds_as_often_as_it_says():
    one, base = pairs_of_counts(np.random.default_rng(20), 600, 12, 1.3)
    told = paired(many_rows(one), many_rows(base), DEFINITIONS)

    def held(wanted):
        return ((told["relative_low"] <= wanted) & (wanted <= told["relative_high"])).mean()

    error = np.sqrt(0.95 * 0.05 / 600)
    assert abs(held(0.3) - 0.95) < 3 * error
    assert held(0.36) < 0.95 - 3 * error  # a control: another ratio is not held


def test_the_interval_of_a_relative_difference_is_the_delta_methods_and_shared_draws_narrow_it():
    rng = np.random.default_rng(21)
    widths = {}
    for apart in (False, True):
        one, base = pairs_of_counts(rng, 200, 40, 1.3, apart=apart)
        told = paired(many_rows(one), many_rows(base), DEFINITIONS)
        residual = one - (one.mean(1) / base.mean(1))[:, None] * base
        delta = stats.t.ppf(0.975, 39) * residual.std(1, ddof=1) / np.sqrt(40) / base.mean(1)
        half = (told["relative_high"] - told["relative_low"]) / 2
        assert half.to_numpy() == pytest.approx(delta, rel=0.05)  # the two differ by terms of 1 / n
        widths[apart] = half.mean()
    # a ratio of 1.3 at 150 people: variances 1/195 + 1/150 of counting, and 2/16 of people where they are not shared
    wanted = np.sqrt((1 / 195 + 1 / 150 + 2 / 16) / (1 / 195 + 1 / 150))
    assert widths[True] / widths[False] == pytest.approx(wanted, rel=0.05)


def test_a_relative_difference_to_nothing_has_no_interval_and_cannot_fall_below_all():
    told = paired(rows("c", [3, 1, 2]), rows("c", [0, 0, 0]), DEFINITIONS).iloc[0]
    assert told[["relative", "relative_low", "relative_high"]].isna().all()
    told = paired(rows("c", [0, 0, 0]), rows("c", [3, 1, 2]), DEFINITIONS).iloc[0]
    assert (told["relative"], np.isnan(told["relative_low"])) == (-1.0, True)
    told = paired(rows("c", [0, 0, 9]), rows("c", [50, 61, 70]), DEFINITIONS).iloc[0]
    assert -1.0 <= told["relative_low"] < told["relative"] < told["relative_high"]


def test_a_base_has_the_interval_that_it_has_by_itself():
    one, base = rows("c", [3.0, 5.0, 4.0, 9.0]), rows("c", [1.0, 4.0, 2.0, 8.0])
    told, alone = paired(one, base, DEFINITIONS).iloc[0], estimate(base, DEFINITIONS).iloc[0]
    assert (told["base"], told["base_low"], told["base_high"]) == tuple(alone[["mean", "low", "high"]])
