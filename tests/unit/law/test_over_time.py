import numpy as np
import pytest

from sim.law.over_time import OverTime, together


def test_a_value_holds_from_its_moment_up_to_the_next():
    found = OverTime(1.0, [(3.0, 2.0), (5.0, 4.0)])
    assert [found.at(time) for time in (-1e9, 2.999, 3.0, 4.999, 5.0, 1e9)] == [1.0, 1.0, 2.0, 2.0, 4.0, 4.0]
    assert found.at_each(np.array([0.0, 3.0, 4.0, 7.0])).tolist() == [1.0, 2.0, 2.0, 4.0]


def test_equal_neighbours_are_one_step_and_of_one_moment_the_last_value_holds():
    found = OverTime("a", [(1.0, "a"), (2.0, "b"), (2.0, "c"), (3.0, "c"), (4.0, "a"), (4.0, "c")])
    assert (found.changes, found.values) == ((2.0,), ("a", "c"))


def test_a_value_that_never_changes_has_no_changes():
    found = OverTime(None)
    assert (found.changes, found.at(5.0), found.at_each(np.array([1.0])).tolist()) == ((), None, [None])


def test_what_is_made_of_a_value_changes_no_more_often():
    found = OverTime(1, [(1.0, -1), (2.0, 3)]).of(abs)
    assert (found.changes, found.values) == ((2.0,), (1, 3))


def test_two_values_together_change_when_either_does():
    found = together(OverTime("a", [(1.0, "b"), (4.0, "c")]), OverTime(0, [(1.0, 1), (2.0, 2)]))
    assert found.changes == (1.0, 2.0, 4.0)
    assert found.values == (("a", 0), ("b", 1), ("b", 2), ("c", 2))


@pytest.mark.parametrize(
    ("start", "end", "values"), [(0.0, 3.0, (1,)), (0.0, 3.1, (1, 2)), (3.0, 9.0, (2, 4)), (6.0, 9.0, (4,))]
)
def test_the_values_of_a_time_are_those_that_hold_before_its_end(start, end, values):
    assert OverTime(1, [(3.0, 2), (5.0, 4)]).within(start, end) == values


def test_changes_out_of_order_are_refused():
    with pytest.raises(ValueError, match="wanted them in order of time"):
        OverTime(1, [(3.0, 2), (2.0, 4)])
