"""Windows that overlap in any way, against windows that slide, closed forms and brute force."""

import numpy as np
import pytest
from scipy import stats

from sim.records.bulk import CERTAIN, Among, BulkEvent, Part
from sim.records.crowd import Crowd
from sim.records.patterns import unexposed_chances

Z = np.array([0.1, 0.7, 1.9, 6.0])
SLIDING = [(0.0, 0.5), (0.2, 0.9), (0.9, 1.0), (0.95, 2.0), (1.0, 2.5), (9.0, 9.5)]
SHARES = [0.3, 0.6, 1.0, 0.2, 0.5, 0.9]


def event(time, parts, share=1.0, *, member=1.0, key=None, among=(), track=0):
    length = sum(end - start for _, start, end in parts) if parts else CERTAIN
    key = 100 + int(10 * time) if key is None else key
    return BulkEvent(time, track, 0.0, length, share, member, key, tuple(Part(*part) for part in parts), tuple(among))


def unexposed(events, z=Z, **how):
    return unexposed_chances(z, events, np.random.default_rng(1), **how)


def of_tracks(events):
    """The chance of no exposure at all, by the draw of a class of a billion people without spread of activity."""
    draw = Crowd(0.0, events).draw(10**9, [], 3)
    return 1.0 - np.cumsum(draw.first["whole"][:, 0]) / 1e9


@pytest.mark.parametrize("member", [1.0, 0.4])
def test_windows_that_slide_have_the_chances_of_hazards(member):
    sliding = [
        BulkEvent(float(j), 0, a, b, share, member, j)
        for j, ((a, b), share) in enumerate(zip(SLIDING, SHARES, strict=True))
    ]
    cut = [
        e._replace(parts=(Part(0, 0.4 * e.start, 0.4 * e.end), Part(1, 0.6 * e.start, 0.6 * e.end))) for e in sliding
    ]
    ours, theirs = of_tracks(cut), of_tracks(sliding)
    assert np.abs(ours - theirs).max() < 4 * (2 * 0.25 / 1e9) ** 0.5
    assert (
        np.abs(of_tracks([e._replace(parts=(Part(j, e.start, e.end),)) for j, e in enumerate(sliding)]) - theirs).max()
        > 1e-3
    )


def test_two_stores_of_one_route_are_exposed_by_the_union_of_what_they_hold():
    # the access operator holds all marks for 3 units, the transit operator 30 % of them for 8
    isp, transit = event(1.0, [(0, 1.5, 3.6), (1, 3.5, 8.4)]), event(2.0, [(0, 0.3, 3.9)])
    union = np.array([7.0, 7.0 + 3.6 - 2.1])
    assert unexposed([isp, transit]) == pytest.approx(np.exp(-np.outer(union, Z)))
    assert unexposed([transit, isp]) == pytest.approx(np.exp(-np.outer([3.6, 3.6 + 4.9 + 0.0], Z)))


def test_the_same_key_chooses_the_same_people():
    parts = [[(0, 0.0, 1.0)], [(0, 1.0, 2.0)]]
    same = unexposed([event(float(j), p, 0.3, key=7) for j, p in enumerate(parts)])
    anew = unexposed([event(float(j), p, 0.3, key=7 + j) for j, p in enumerate(parts)])
    assert same[1] == pytest.approx(0.7 + 0.3 * np.exp(-2 * Z))
    assert anew[1] == pytest.approx((0.7 + 0.3 * np.exp(-Z)) ** 2)
    wider = unexposed([event(0.0, parts[0], 0.3, key=7), event(1.0, parts[1], 0.5, key=7)])
    assert wider[1] == pytest.approx(0.5 + 0.3 * np.exp(-2 * Z) + 0.2 * np.exp(-Z))


def test_events_about_some_people_meet_in_those_that_they_have_in_common():
    low, high = (Among(5, *part) for part in ((0.0, 0.6), (0.4, 1.0)))
    found = unexposed([event(0.0, [(0, 0.0, 1.0)], among=[low]), event(1.0, [(0, 0.5, 2.0)], among=[high])])
    once, later, both = np.exp(-Z), np.exp(-1.5 * Z), np.exp(-2 * Z)
    assert found[1] == pytest.approx(0.4 * once + 0.2 * both + 0.4 * later)


def test_a_state_exposes_whoever_is_chosen_and_a_member():
    found = unexposed([event(0.0, [(0, 0.0, 1.0)], member=0.5), event(1.0, [], 0.2, member=0.5)])
    assert found[0] == pytest.approx(0.5 + 0.5 * np.exp(-Z))
    assert found[1] == pytest.approx(0.5 + 0.5 * 0.8 * np.exp(-Z))


def mixed(number=14):
    """Events whose windows are of different lengths and lanes, so that few patterns are alike."""
    return [event(float(j), [(j % 2, 0.3 * j - (3.0 if j % 3 else 1.0), 0.3 * j)], 0.4) for j in range(number)]


def test_patterns_are_thinned_without_bias():
    exact = unexposed(mixed(), most=10**6)
    thin = np.array([unexposed_chances(Z, mixed(), np.random.default_rng(i), most=24) for i in range(400)])
    error = thin.std(0) / 20.0
    assert (error[-1] > 0.0).all()  # it was thinned
    assert (np.abs(thin.mean(0) - exact) <= 4.5 * error + 1e-12).all()
    assert (np.abs(thin.mean(0) * 1.02 - exact)[-1] > 4.5 * error[-1])[:2].all()


def test_as_many_as_are_carried_on_are_next_to_exact():
    exact, found = unexposed(mixed(18), most=10**6), unexposed(mixed(18))
    assert np.abs(found / exact - 1.0).max() < 1e-3


MANY, SMALL = 30_000, 5


def route(fresh=False):
    """Three events at two operators of a route, and one at a platform that half of the people have."""
    twice = 3 if fresh else 0
    return [
        event(1.0, [(0, 0.0, 0.3), (1, 0.0, 0.7)], 0.6, key=1),
        event(2.0, [(twice, 0.1, 0.6)], 0.6, key=2),
        event(3.0, [(0, 0.5, 0.8), (1, 1.0, 1.4)], 0.7, key=1),
        event(4.0, [(0, 0.0, 0.9)], member=0.5, track=1),
    ]


def brute(seed=4):
    rng = np.random.default_rng(seed)
    z = rng.exponential(size=(MANY, SMALL))
    part = [rng.poisson(z * length) > 0 for length in (0.1, 0.2, 0.2, 0.1, 0.2, 0.7, 0.4)]
    first, second = rng.random((2, MANY, SMALL))
    exposed = np.array(
        [
            (part[0] | part[1] | part[5]) & (first < 0.6),  # lane 0 is cut at 0.1, 0.3, 0.5, 0.6, 0.8
            (part[1] | part[2] | part[3]) & (second < 0.6),
            (part[3] | part[4] | part[6]) & (first < 0.7),
            (rng.poisson(z * 0.9) > 0) & (rng.random(z.shape) < 0.5),
        ]
    )
    return np.vstack([exposed.any(0).sum(1), exposed[:3].any(0).sum(1), exposed[1:3].any(0).sum(1)]).T


def drawn(**how):
    periods = [("three", 0.5, 3.5), ("two", 1.5, 3.5)]
    draw = Crowd(1.0, route(**how)).draw(np.full(MANY, SMALL), periods, 9)
    return np.vstack([draw.distinct[name] for name in ("whole", "three", "two")]).T


def test_distinct_people_have_the_law_of_brute_force(same_law):
    assert same_law(drawn(), brute()) > 0.001


def test_stores_of_one_route_taken_for_independent_would_be_seen(same_law):
    assert same_law(drawn(fresh=True), brute()) < 0.001


def test_gamma_spread_of_activity_is_that_of_the_union():
    draw = Crowd(1.3, route()[:2]).draw(3_000_000, [], 5)
    lengths = np.array([1.0, 0.5, 1.3])
    missed = (1 + 1.69 * lengths) ** (-1 / 1.69)
    through = [0.4 + 0.6 * missed[0], 0.16 + 0.24 * missed[0] + 0.24 * missed[1] + 0.36 * missed[2]]
    first = draw.first["whole"][:, 0]
    chances = -3e6 * np.diff([1.0, *through, 0.0])
    assert stats.chisquare([*first, 3e6 - first.sum()], chances).pvalue > 0.001
