"""The law of ages wanted is found again from ages of which what is too old was cut off."""

from math import inf, nan

import numpy as np
import pytest
from scipy import stats

from analysis.bands import bands
from analysis.fitting import fit, fits

EDGES = [14.0, 30.0, 91.3, 182.6, 273.9, 365.25]
CUT = 365.25
LAWS = {
    "exponential": (stats.expon(scale=150.0), {"mean": 150.0}),
    "gamma": (stats.gamma(1 / 1.3**2, scale=150.0 * 1.3**2), {"mean": 150.0, "cv": 1.3}),
    "lognormal": (stats.lognorm(1.0, scale=90.0), {"median": 90.0, "spread": np.e}),
}
MANY = 4000  # wanted; of which some four fifths are seen


def table(law, rng, cut=CUT):
    """What is published of ages that were wanted by a law, where nothing over `CUT` was kept."""
    ages = law.rvs(MANY, random_state=rng)
    counts = np.histogram(ages, [0.0, *EDGES])[0]
    return bands(EDGES, counts, cut_days=cut)


def covered(family, replications, cut=CUT):
    """How often the intervals hold the true parameters, one count for each."""
    law, true = LAWS[family]
    rng = np.random.default_rng(11)
    found = [fit(table(law, rng, cut), family).parameters for _ in range(replications)]
    return np.array([[p.low <= true[p.key] <= p.high for p in one] for one in found]).sum(axis=0)


@pytest.mark.parametrize(("family", "replications"), [("exponential", 200), ("gamma", 60), ("lognormal", 60)])
def test_intervals_hold_the_law_that_was_cut_as_often_as_they_say(family, replications):
    for hits in covered(family, replications):
        assert stats.binomtest(hits, replications, 0.95).pvalue > 0.001


def test_without_the_cut_the_law_is_missed():
    """The control: fitted as it stands, the table says that nothing older was wanted."""
    assert (covered("exponential", 30, cut=inf) == 0).all()
    law, true = LAWS["exponential"]
    found = fit(table(law, np.random.default_rng(3), cut=inf), "exponential").parameters[0]
    assert found.high < 0.9 * true["mean"]


@pytest.mark.parametrize("family", LAWS)
def test_the_share_that_the_cut_hides_is_told_with_its_error(family):
    law, _ = LAWS[family]
    rng = np.random.default_rng(12)
    found = [fit(table(law, rng), family) for _ in range(20)]
    errors = [(one.seen - law.cdf(CUT)) / one.seen_error for one in found]
    assert abs(np.mean(errors)) < 3.3 / np.sqrt(20)
    assert 0.4 < np.std(errors) < 1.8  # 20 of variance 1: 0.001 and 0.999 quantiles


def test_the_right_family_is_told_from_others():
    for family, (law, _) in LAWS.items():
        found = fits(table(law, np.random.default_rng(5)))
        right = next(one for one in found if one.family == family)
        assert right.p > 0.001
        assert right.aic < found[0].aic + 4
    wrong = fits(table(LAWS["lognormal"][0], np.random.default_rng(5)))
    assert wrong[-1].family == "exponential"
    assert wrong[-1].p < 1e-6


def test_the_mean_of_uncut_exponential_ages_is_that_of_the_likelihood_by_hand():
    """Two bands and one parameter: exp(-90 / mean) is the share over 90 days."""
    found = fit(bands([90.0, inf], [60, 40]), "exponential")
    assert found.parameters[0].value == pytest.approx(-90 / np.log(0.4), rel=1e-6)
    assert found.deviance == pytest.approx(0.0, abs=1e-6)
    error_of_share = np.sqrt(0.4 * 0.6 / 100)
    assert found.parameters[0].error == pytest.approx(error_of_share * 90 / np.log(0.4) ** 2 / 0.4, rel=1e-3)


def test_a_table_that_does_not_tell_has_no_upper_end():
    found = fit(bands([182.6, 365.25], [100, 99], cut_days=365.25), "exponential")  # as good as uniform
    assert found.parameters[0].high == inf


def test_shares_alone_have_no_interval():
    found = fit(bands([90.0, 180.0, 365.0], [0.6, 0.3, 0.1]), "exponential", counted=False)
    assert found.parameters[0].value > 0
    assert np.isnan([found.parameters[0].low, found.parameters[0].error, found.aic, found.p]).all()


@pytest.mark.parametrize(
    ("edges", "counts", "cut", "wrong"),
    [
        ([90.0], [1], inf, "wanted 2 bands or more"),
        ([90.0, 80.0], [1, 2], inf, "do not rise"),
        ([90.0, 180.0], [1, -2], inf, "counts under 0"),
        ([90.0, nan], [1, 2], inf, "do not rise"),
        ([90.0, 180.0, inf], [5, 3, 2], 180.0, "has 2 beyond 180 days"),
        ([90.0, 180.0], [1, 2], 0.0, "wanted over 0"),
    ],
)
def test_a_table_that_cannot_be_is_refused(edges, counts, cut, wrong):
    with pytest.raises(ValueError, match=wrong):
        bands(edges, counts, cut_days=cut)


def test_too_few_bands_for_a_family_are_refused():
    with pytest.raises(ValueError, match="2 parameters; a table of 2 bands"):
        fit(bands([90.0, 180.0], [60, 40]), "gamma")
    with pytest.raises(ValueError, match="wanted one of exponential, gamma, lognormal"):
        fit(bands([90.0, 180.0], [60, 40]), "weibull")
