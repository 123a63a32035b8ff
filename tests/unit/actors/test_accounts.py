import itertools

import numpy as np
import pytest
from scipy import stats

from sim.actors.accounts import has_account, have_accounts, holders, pick_holder
from sim.draw.hashing import plain_fold

FORUM, RESIDENTS = 11, 22


def members(share: float, people: int = 500, operator: int = FORUM, population: int = RESIDENTS) -> set[int]:
    return {u for u in range(people) if has_account(operator, population, people, share, u)}


@pytest.mark.parametrize("share", [0.0, 0.002, 0.37, 0.5, 0.501, 0.999, 1.0])
@pytest.mark.parametrize("people", [1, 2, 5, 101, 500])
def test_the_share_is_exact(share, people):
    assert len(members(share, people)) == holders(people, share)


def test_a_larger_share_only_adds_people():
    nested = [members(share) for share in (0.01, 0.1, 0.5, 0.9, 1.0)]
    assert all(few < many for few, many in itertools.pairwise(nested))


def test_platforms_and_populations_have_members_of_their_own():
    # of two independent halves of 500 a quarter is common to both: 125, standard deviation 5.6
    own = members(0.5)
    for other in (members(0.5, operator=12), members(0.5, population=23)):
        assert abs(len(own & other) - 125) < 4 * 5.6


def test_many_at_once_are_those_one_by_one():
    found = have_accounts(FORUM, RESIDENTS, 500, 0.3, 120, 200)
    assert found.tolist() == [has_account(FORUM, RESIDENTS, 500, 0.3, u) for u in range(120, 320)]
    assert have_accounts(FORUM, RESIDENTS, 500, 1.0, 0, 3).tolist() == [True] * 3


def ground(*segments: tuple[int, int, int, int]):
    """Segments (population key, people, first, size) as `pick_holder` takes them."""
    keys, people, firsts, sizes = zip(*segments, strict=True)
    starts = np.cumsum([0, *sizes])
    return starts, np.array(firsts, np.int64), np.array(keys, np.uint64), np.array(people, np.int64)


def holding_places(arrays, share: float) -> list[int]:
    """The places of an area whose people have an account, gone through one by one."""
    starts, firsts, keys, people = arrays
    found = []
    for s in range(len(firsts)):
        for place in range(starts[s], starts[s + 1]):
            person = int(firsts[s] + place - starts[s])
            if has_account(FORUM, int(keys[s]), int(people[s]), share, person):
                found.append(place)
    return found


def picks(arrays, share: float, many: int) -> np.ndarray:
    keys = [plain_fold(3, number) for number in range(many)]
    return np.array([pick_holder(np.uint64(key), *arrays, np.uint64(FORUM), share) for key in keys])


def p_even(found: np.ndarray, places: list[int]) -> float:
    """Of the law that picks fall on each place alike: chi-square."""
    counts = np.array([np.sum(found == place) for place in places])
    return float(stats.chisquare(counts).pvalue)


# Two parts of one population and one of another and smaller one; below and above a share of 1 %.
AREA = ground((22, 6000, 0, 2500), (22, 6000, 4000, 1500), (44, 3000, 500, 2000))


@pytest.mark.parametrize("share", [0.004, 0.0099, 0.0101, 0.03])
def test_only_members_of_the_area_are_picked_and_each_alike(share):
    places = holding_places(AREA, share)
    found = picks(AREA, share, 60 * len(places))
    assert set(found.tolist()) == set(places)
    assert p_even(found, places) > 0.001


@pytest.mark.parametrize("share", [0.004, 0.03])
def test_members_who_are_picked_a_quarter_too_rarely_would_be_seen(share):
    places = holding_places(AREA, share)
    found = picks(AREA, share, 200 * len(places))
    few = set(places[: len(places) // 2])
    thinned = found[[place not in few or i % 4 != 0 for i, place in enumerate(found.tolist())]]
    assert p_even(thinned, places) < 0.001


def test_where_everybody_has_an_account_anybody_is_picked():
    small = ground((22, 10, 2, 5), (44, 7, 0, 3))
    found = picks(small, 1.0, 4000)
    assert p_even(found, list(range(8))) > 0.001


@pytest.mark.parametrize(("people", "share"), [(5, 0.5), (7, 0.5), (25, 0.1), (3, 0.5)])
def test_halves_of_a_person_are_rounded_alike_by_both_ways(people, share):
    town = ground((22, people, 0, people))
    places = holding_places(town, share)
    assert set(picks(town, share, 200).tolist()) == (set(places) or {-1})


@pytest.mark.parametrize("share", [1e-9, 0.2])
def test_an_area_without_members_gives_nobody(share):
    outside = [u for u in range(10) if not has_account(FORUM, 22, 10, 0.2, u)]
    lonely = ground((22, 10, outside[0], 1))
    assert picks(lonely, share, 3).tolist() == [-1] * 3


def test_the_same_key_picks_the_same_person():
    assert picks(AREA, 0.03, 20).tolist() == picks(AREA, 0.03, 20).tolist()
