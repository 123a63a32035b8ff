import numpy as np
import pytest
from scipy import stats

from sim.records.bulk import CERTAIN, BulkEvent
from sim.records.crowd import Crowd


def visits(windows, share=1.0, member=1.0, track=0):
    return [BulkEvent(10.0 * j, track, a, b, share, member, j) for j, (a, b) in enumerate(windows)]


def p_of_first(draw, missed):
    """Chi-square of the numbers first exposed at each event, and never, against chances of being missed so far."""
    n = 3_000_000
    first = draw.first["whole"][:, 0]
    return stats.chisquare([*first, n - first.sum()], -n * np.diff([1.0, *missed, 0.0])).pvalue


def gamma_missed(cv, lengths, tilt=0.0):
    """The chance of no record in L clock units, of those left after look-ups by activity (MODEL, section 2)."""
    lengths = np.asarray(lengths)
    return ((1 + cv**2 * (tilt + lengths)) / (1 + cv**2 * tilt)) ** (-1 / cv**2)


WINDOWS, UNIONS = [(0.0, 0.4), (0.2, 0.9), (0.9, 1.0), (0.95, 6.0), (50.0, 99.0)], [0.4, 0.9, 1.0, 6.0, 55.0]
SUMS = np.cumsum([0.4, 0.7, 0.1, 5.05, 49.0])  # as if windows did not overlap


@pytest.mark.parametrize("cv", [0.4, 1.0, 1.7])
def test_first_exposures_are_those_of_the_union_of_windows(cv):
    draw = Crowd(cv, visits(WINDOWS)).draw(3_000_000, [], 5)
    assert p_of_first(draw, gamma_missed(cv, UNIONS)) > 0.001
    assert p_of_first(draw, gamma_missed(cv, SUMS)) < 0.001
    assert p_of_first(draw, np.exp(-np.asarray(UNIONS))) < 0.001  # without spread of activity


def test_platform_membership_enters_as_a_share_that_can_be_exposed():
    draw = Crowd(1.0, visits(WINDOWS, member=0.3)).draw(3_000_000, [], 6)
    missed = gamma_missed(1.0, UNIONS)
    assert p_of_first(draw, 0.7 + 0.3 * missed) > 0.001
    assert p_of_first(draw, 0.694 + 0.306 * missed) < 0.001


def test_those_left_after_look_ups_are_less_active():
    draw = Crowd(1.2, visits(WINDOWS), tilt=0.5).draw(3_000_000, [], 7)
    assert p_of_first(draw, gamma_missed(1.2, UNIONS, tilt=0.5)) > 0.001
    assert p_of_first(draw, gamma_missed(1.2, UNIONS)) < 0.001


def test_tracks_are_independent_given_activity_only():
    events = [*visits([(0.0, 0.7)]), BulkEvent(5.0, 1, 0.0, 0.7, 1.0, 1.0, 9)]
    draw = Crowd(1.0, events).draw(3_000_000, [], 8)
    assert p_of_first(draw, gamma_missed(1.0, [0.7, 1.4])) > 0.001
    assert p_of_first(draw, gamma_missed(1.0, [0.7]) ** [1, 2]) < 0.001  # independent without condition


def test_a_store_that_holds_a_state_exposes_whoever_is_chosen():
    state = [BulkEvent(1.0 + j, 4, 2 * j * CERTAIN, (2 * j + 1) * CERTAIN, 0.2, 0.5, j) for j in range(3)]
    records = [BulkEvent(9.0, 0, 0.0, 0.7, 1.0, 1.0, 9)]
    draw = Crowd(1.0, [*state, *records]).draw(3_000_000, [], 8)
    unchosen = 0.5 + 0.5 * 0.8 ** np.arange(1, 4)
    assert p_of_first(draw, [*unchosen, unchosen[2] / 1.7]) > 0.001
    assert (draw.records[:3] == draw.exposed[:3]).all()  # one record of a state each
    assert draw.records[3, 0] > draw.exposed[3, 0]


# -- the joint law of small classes, against people one by one ------------------------------------------------

SMALL, MANY = 5, 30_000
MIXED = [
    BulkEvent(1.0, 0, 0.0, 1.2, 0.6, 1.0, 1),
    BulkEvent(2.0, 0, 0.7, 1.9, 0.6, 1.0, 2),
    BulkEvent(3.0, 1, 0.0, 0.8, 1.0, 0.7, 3),
]
LATE = ("late", 1.5, 3.5)


def drawn_rows(periods=(LATE,)):
    draw = Crowd(1.0, MIXED).draw(np.full(MANY, SMALL), list(periods), 9)
    return np.vstack([draw.exposed, draw.distinct["whole"], draw.distinct["late"]]).T


def brute_exposed(fresh=False, seed=4):
    """Whom each event exposes, every record drawn; `fresh` draws each window's records anew."""
    rng = np.random.default_rng(seed)
    z = rng.exponential(size=(MANY, SMALL))
    parts = rng.poisson(z[..., None] * [0.7, 0.5, 0.7]) > 0  # clock 0 to 0.7, to 1.2, to 1.9
    both = rng.poisson(z * 0.5) > 0 if fresh else parts[..., 1]
    held = [parts[..., 0] | parts[..., 1], both | parts[..., 2], rng.poisson(z * 0.8) > 0]
    return np.array([rows & (rng.random(z.shape) < chance) for rows, chance in zip(held, (0.6, 0.6, 0.7), strict=True)])


def brute_rows(**how):
    exposed = brute_exposed(**how)
    return np.vstack([exposed.sum(2), exposed.any(0).sum(1), exposed[1:].any(0).sum(1)]).T


def test_the_joint_law_of_events_and_distinct_people_is_that_of_brute_force(same_law):
    assert same_law(drawn_rows(), brute_rows()) > 0.001


def test_overlapping_windows_taken_for_independent_would_be_seen(same_law):
    assert same_law(drawn_rows(), brute_rows(fresh=True)) < 0.001


def test_a_longer_period_that_starts_earlier_holds_all_of_a_later_one():
    periods = [LATE, ("early", 0.5, 2.5), ("all", 0.0, 9.0), ("empty", 4.0, 5.0)]
    draw = Crowd(1.0, MIXED).draw(np.full(MANY, SMALL), periods, 9)
    assert (draw.distinct["all"] == draw.distinct["whole"]).all()
    assert (draw.distinct["late"] <= draw.distinct["all"]).all()
    assert (draw.distinct["early"] <= draw.distinct["all"]).all()
    assert draw.distinct["empty"].sum() == draw.first["empty"].sum() == 0
    assert draw.first["early"][2].sum() == 0
    assert (draw.first["late"][1] == draw.exposed[1]).all()


def test_repeats_of_two_events_have_the_law_of_brute_force(same_law):
    draw = Crowd(1.0, MIXED[:2]).draw(np.full(MANY, SMALL), [], 10)
    times = brute_exposed()[:2].sum(0)
    brute = np.vstack([(times == 1).sum(1), (times == 2).sum(1)]).T
    assert same_law(draw.bands["whole"][:, :2], brute) > 0.001
    assert draw.bands["whole"][:, 2].sum() == 0
    assert same_law(draw.bands["whole"][:, :2], brute[:, ::-1]) < 0.001


def test_mean_bands_of_many_events_are_near_those_of_brute_force():
    # windows that do not overlap: exact but for what members have in common, and here all are members
    events = visits([(float(j), j + 0.5) for j in range(9)], share=0.7)
    found = Crowd(1.0, events).draw(2_000_000, [], 11).bands["whole"][0] / 2e6
    z = np.random.default_rng(5).exponential(size=(200_000, 1))
    times = stats.binom.pmf(np.arange(10), 9, 0.7 * -np.expm1(-0.5 * z)).mean(0)
    wanted = np.array([times[1], times[2:6].sum(), times[6:].sum()])
    error = (wanted / 2e6 + wanted / 2e5) ** 0.5  # of the draw and of the mean over z
    assert (abs(found - wanted) < 3.3 * error).all()


# -- bookkeeping -----------------------------------------------------------------------------------------------


def mixed_draw(key=1):
    events = visits(WINDOWS, share=0.4) + visits([(0.0, 3.0)] * 4, share=0.1, member=0.2, track=3)
    return Crowd(1.0, events).draw(np.array([10**6, 8 * 10**9, 0, 70]), [("a", 5, 25), ("b", 25, 90)], key)


def test_counts_add_up():
    draw = mixed_draw()
    for period, first in draw.first.items():
        assert (first.sum(0) == draw.distinct[period]).all()
        assert (draw.bands[period].sum(1) == draw.distinct[period]).all()
        assert (first <= draw.exposed).all()
    least = draw.bands["whole"] @ [1, 2, 6]
    assert (least <= draw.exposed.sum(0) + 1).all()  # 1 for rounding
    assert (draw.records >= draw.exposed).all()
    assert (draw.exposed[:, 2] == 0).all()
    assert (draw.distinct["whole"] <= [10**6, 8 * 10**9, 0, 70]).all()


def test_the_same_key_draws_the_same_and_another_does_not():
    assert (mixed_draw(key=1).exposed == mixed_draw(key=1).exposed).all()
    assert (mixed_draw(key=1).exposed != mixed_draw(key=2).exposed).any()


def test_events_may_come_in_any_order():
    events = visits(WINDOWS, share=0.4)
    draw, turned = (Crowd(1.0, given).draw(10**6, [], 2) for given in (events, events[::-1]))
    assert (draw.exposed == turned.exposed[::-1]).all()


def test_no_events_expose_nobody():
    draw = Crowd(1.0, []).draw(np.array([5, 7]), [("a", 0, 1)], 1)
    assert draw.exposed.shape == (0, 2)
    assert draw.distinct["whole"].tolist() == draw.distinct["a"].tolist() == [0, 0]


def test_a_period_with_the_name_of_the_run_is_refused():
    with pytest.raises(ValueError, match="periods: one is named 'whole'"):
        Crowd(1.0, visits(WINDOWS)).draw(5, [("whole", 0, 1)], 1)
