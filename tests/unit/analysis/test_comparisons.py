import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.comparisons import paired

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
