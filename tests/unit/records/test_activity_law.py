import numpy as np
import pytest

from sim.records.activity_law import ActivityLaw, few_values, law_error


@pytest.mark.parametrize("cv", [0.05, 0.3, 0.7, 1.0, 1.2, 2.0, 5.0])
@pytest.mark.parametrize("longest", [1e-3, 1.0, 180.0, 72_000.0])
def test_the_chance_of_a_record_is_the_gammas_for_all_lengths(cv, longest):
    law = few_values(cv, longest)
    assert law_error(law, cv, longest) < 1e-6
    assert law.chance.sum() == pytest.approx(1.0, abs=1e-12)
    assert (law.chance >= 0).all()
    assert (law.z >= 0).all()
    lengths = np.array([0.02, 0.3, 0.9]) * longest  # by the closed form, written out again
    gamma = 1 - (1 + cv**2 * lengths) ** (-1 / cv**2)
    assert [law.chance @ -np.expm1(-law.z * length) for length in lengths] == pytest.approx(gamma, rel=2e-6)


def test_few_values_are_enough_where_little_happens():
    assert [few_values(1.0, longest).z.size for longest in (1e-3, 1.0, 5400.0)] == [4, 8, 20]


@pytest.mark.parametrize(("cv", "longest"), [(0.0, 50.0), (1.0, 0.0)])
def test_without_spread_or_window_one_value_is_enough(cv, longest):
    assert few_values(cv, longest).z.tolist() == [1.0]


def test_two_activities_of_the_right_mean_and_spread_would_not_do():
    # mean 1, variance 1, as the Gamma with cv 1
    assert law_error(ActivityLaw(np.array([0.0, 2.0]), np.array([0.5, 0.5])), 1.0, 10.0) > 0.1
