from collections import Counter

import numpy as np
import pytest
from scipy import stats

from sim.draw.hashing import plain_fold
from sim.records.permutation import permute, plain_permute, unpermute, unpermute_range, walk_all

U = np.uint64


@pytest.mark.parametrize("n", [1, 2, 3, 5, 100, 256, 257, 1000])
def test_every_number_is_met_once_and_found_again(n):
    there = [int(permute(U(9), n, x)) for x in range(n)]
    assert sorted(there) == list(range(n))
    assert [int(unpermute(U(9), n, y)) for y in there] == list(range(n))
    assert [plain_permute(9, n, x) for x in range(n)] == there
    assert unpermute_range(U(9), n, 0, n).tolist() == [there.index(y) for y in range(n)]


@pytest.mark.parametrize("n", [2**33 - 25, 2**36, 2**36 + 1, 2**61 + 3])
def test_large_sets(n):
    for x in (0, 1, n // 3, n - 1):
        there = permute(U(2**64 - 5), n, x)
        assert there < n
        assert unpermute(U(2**64 - 5), n, there) == x
        assert plain_permute(2**64 - 5, n, x) == there


@pytest.mark.parametrize("n", [1, 3, 129, 257, 2**33 - 25, 2**61 + 3])
def test_many_numbers_walk_as_each_of_them(n):
    """129 and 257 of 256 and 512 numbers: every other one walks on, some of them several times."""
    numbers = np.array([n * i // 70 for i in range(70)], U)
    there = numbers.copy()
    walk_all(U(9), n, there, False)
    assert there.tolist() == [permute(U(9), n, x) for x in numbers]
    walk_all(U(9), n, there, True)
    assert there.tolist() == numbers.tolist()


def p_of_pairs(n, permuted, keys=40_000):
    """Of the law "any two numbers go to any two places alike", over keys."""
    pairs = Counter((permuted(plain_fold(1, i), n, 0), permuted(plain_fold(1, i), n, 1)) for i in range(keys))
    return stats.chisquare([pairs[a, b] for a in range(n) for b in range(n) if a != b]).pvalue


@pytest.mark.parametrize("n", [3, 5, 21])
def test_pairs_go_anywhere_alike(n):
    assert p_of_pairs(n, lambda key, n, x: int(permute(U(key), n, x))) > 0.001


def test_a_mere_shift_would_be_seen():
    assert p_of_pairs(10, lambda key, n, x: (key + x) % n) < 0.001


def test_places_are_uniform_in_a_large_set():
    n = 829_000_000
    there = [int(permute(U(4), n, x)) / n for x in range(20_000)]
    assert stats.kstest(there, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(there[1:], there[:-1])[0, 1]) < 3.3 / 20_000**0.5
