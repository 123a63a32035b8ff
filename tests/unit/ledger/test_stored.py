import numpy as np
import pytest

from sim.ledger.facts import Purged
from sim.ledger.stored import held


def daily(rate: float, kept: float, days: int) -> list[Purged]:
    """Purges at midnight of a store that writes `rate` bytes a day and starts filled."""
    full = rate * kept
    first = Purged(0.0, "isp", "session", -kept, kept, full, full, 0.0, 0.0)
    return [
        first,
        *(Purged(float(d), "isp", "session", d - kept, kept, full + rate, full, 0.0, 0.0) for d in range(1, days)),
    ]


def test_the_mean_is_that_of_a_saw_tooth():
    line = held(daily(rate=10.0, kept=5.0, days=21))
    assert line.mean(line.bytes, 0.0, 20.0) == pytest.approx(50.0 + 10.0 / 2.0)


def test_a_part_of_a_tooth_is_cut_where_the_window_cuts_it():
    line = held(daily(rate=10.0, kept=5.0, days=21))
    assert line.mean(line.bytes, 2.5, 3.0) == pytest.approx(50.0 + 7.5)
    assert line.maximum(line.bytes, 2.25, 2.5) == pytest.approx(55.0)


def test_the_largest_value_is_the_one_just_before_a_purge_even_at_the_end():
    line = held(daily(rate=10.0, kept=5.0, days=21))
    assert line.maximum(line.bytes, 0.0, 3.0) == pytest.approx(60.0)


def test_values_at_points_are_those_after_a_purge():
    line = held(daily(rate=10.0, kept=5.0, days=21))
    assert line.at(np.array([0.0, 1.0, 1.5, 20.0, 25.0]), line.bytes).tolist() == [50.0, 50.0, 55.0, 50.0, 50.0]


def test_a_single_purge_is_a_level():
    line = held(daily(rate=10.0, kept=5.0, days=1))
    assert line.mean(line.bytes, 0.0, 20.0) == pytest.approx(50.0)
