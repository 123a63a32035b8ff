from collections import Counter

import numpy as np
import pytest
from scipy import stats

from sim.actors.accounts import has_account
from sim.actors.area import Area, Segment
from sim.draw.hashing import plain_fold

# People 100 to 109 and 130 to 149 of a population of 60 (global numbers from 100 on), and 5 of another.
SEGMENTS = (Segment(22, 60, 0, 100, 10), Segment(22, 60, 30, 130, 20), Segment(44, 5, 0, 160, 5))
EVERYBODY = [*range(100, 110), *range(130, 150), *range(160, 165)]


def test_a_number_walks_through_everybody_of_the_area():
    area = Area(SEGMENTS)
    assert area.people == 35
    assert [area.person((i + 0.5) / 35, 0) for i in range(35)] == EVERYBODY
    assert area.person(1 - 2.0**-53, 0) == 164
    assert area.person(2.0**-53, 0) == 100


def test_an_area_without_people_is_empty():
    assert Area(()).people == 0


def picked(area: Area, many: int = 7000, **more: object) -> Counter:
    return Counter(area.pick(plain_fold(9, i), **more) for i in range(many))


def p_of_weights(counts: Counter, weights: dict[int, float]) -> float:
    """Of the law that people are picked in proportion to weights: chi-square."""
    expected = np.array(list(weights.values())) * counts.total() / sum(weights.values())
    return float(stats.chisquare([counts[u] for u in weights], expected).pvalue)


def test_people_are_picked_each_alike():
    counts = picked(Area(SEGMENTS))
    assert set(counts) == set(EVERYBODY)
    assert p_of_weights(counts, dict.fromkeys(EVERYBODY, 1.0)) > 0.001


def activity(person: int) -> float:
    return 0.2 + (person % 10) / 3


def test_by_activity_people_are_picked_in_proportion_to_it():
    area = Area(SEGMENTS, activity)
    weights = {u: activity(u) for u in EVERYBODY}
    counts = picked(area)
    assert p_of_weights(counts, weights) > 0.001
    # the control: a fifth more for every other person
    assert p_of_weights(counts, {u: w * (1.2 if u % 2 else 1.0) for u, w in weights.items()}) < 0.001


def test_by_activity_anybody_is_found_by_the_key_alone():
    area = Area(SEGMENTS, activity)
    assert area.person(0.1, 55) == area.person(0.9, 55) == area.pick(55)


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_only_account_holders_are_picked_at_a_platform(share):
    counts = picked(Area(SEGMENTS), 3000, operator_key=11, share=share)
    holders = {u for u in range(100, 150) if u in EVERYBODY and has_account(11, 22, 60, share, u - 100)}
    holders |= {u for u in range(160, 165) if has_account(11, 44, 5, share, u - 160)}
    assert set(counts) == holders
    assert p_of_weights(counts, dict.fromkeys(holders, 1.0)) > 0.001


@pytest.mark.parametrize("by", [None, activity])
def test_nobody_is_picked_where_nobody_has_an_account(by):
    assert Area(SEGMENTS, by).pick(1, operator_key=11, share=1e-6) is None
