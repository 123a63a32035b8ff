import hashlib

import numpy as np
import pytest
from scipy import stats

from sim.draw.hashing import (
    MASK,
    chosen,
    fold,
    mix,
    name_key,
    number_of_three,
    plain_fold,
    plain_mix,
    plain_unit,
    unit,
    unit_row,
    unit_rows,
    units,
)

# First outputs of SplitMix64 from the seed 1234567, as rosettacode.org lists them ("Pseudo-random numbers/Splitmix64").
PUBLISHED = [
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
]
EXTREMES = [0, 1, 2, (1 << 63) - 1, 1 << 63, MASK - 1, MASK]


def undone_shift(y: int, by: int) -> int:
    """The x of y = x ^ (x >> by)."""
    x = y
    for _ in range(64 // by + 1):
        x = y ^ (x >> by)
    return x


def unmixed(y: int) -> int:
    """What SplitMix64's finaliser makes y of: its steps undone, the last first."""
    y = undone_shift(y, 31) * pow(0x94D049BB133111EB, -1, 1 << 64) & MASK
    y = undone_shift(y, 27) * pow(0xBF58476D1CE4E5B9, -1, 1 << 64) & MASK
    return undone_shift(y, 30)


def test_folding_0_1_2_into_a_key_gives_the_published_outputs_of_splitmix64():
    assert [plain_fold(1234567, number) for number in range(5)] == PUBLISHED


@pytest.mark.parametrize("x", [*EXTREMES, *PUBLISHED])
def test_the_finaliser_can_be_undone(x):
    assert unmixed(plain_mix(x)) == x


@pytest.mark.parametrize("x", [*EXTREMES, *PUBLISHED])
def test_compiled_hashes_are_those_of_plain_python(x):
    assert mix(np.uint64(x)) == plain_mix(x)
    assert unit(np.uint64(x)) == plain_unit(x)
    for number in EXTREMES:
        assert fold(np.uint64(x), np.uint64(number)) == plain_fold(x, number)


@pytest.mark.parametrize("key", [0, 1234567, MASK])
def test_no_two_ids_meet_under_one_key(key):
    ids = [*range(2000), *(x & MASK for x in range(-2000, 0))]
    assert len({plain_fold(key, number) for number in ids}) == len(ids)
    # and for all 2^64: undoing the finaliser and the odd multiple leads back to the id
    inverse = pow(0x9E3779B97F4A7C15, -1, 1 << 64)
    assert [((unmixed(plain_fold(key, number)) - key) * inverse - 1) & MASK for number in ids] == ids


def test_the_number_of_three_ids_is_that_of_each_folded_into_the_last():
    ids = (3, MASK, 0)
    for key in (0, 77, MASK):
        folded = key
        for one in ids:
            folded = plain_fold(folded, one)
        assert number_of_three(np.uint64(key), *map(np.uint64, ids)) == plain_unit(folded)
        assert number_of_three(np.uint64(key), *map(np.uint64, ids[::-1])) != plain_unit(folded)


def test_the_order_of_ids_counts():
    assert plain_fold(plain_fold(7, 1), 2) != plain_fold(plain_fold(7, 2), 1)


@pytest.mark.parametrize(("h", "number"), [(0, 2.0**-53), (MASK, 1 - 2.0**-53), (1 << 63, 0.5 + 2.0**-53)])
def test_units_lie_strictly_between_0_and_1(h, number):
    assert plain_unit(h) == number
    assert 0.0 < plain_unit(h) < 1.0


def p_uniform(numbers: np.ndarray) -> float:
    """Of the law that numbers are uniform on (0, 1): Kolmogorov and Smirnov."""
    return float(stats.kstest(numbers, "uniform").pvalue)


def test_units_of_neighbouring_ids_are_uniform_and_independent():
    numbers = units(np.uint64(5), np.arange(20_000, dtype=np.uint64))
    assert p_uniform(numbers) > 0.001
    # standard error of a correlation of n pairs: 1 / sqrt(n); four of them
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 4 / np.sqrt(len(numbers))


def test_units_that_leave_a_fiftieth_out_would_be_seen():
    numbers = units(np.uint64(5), np.arange(20_000, dtype=np.uint64))
    assert p_uniform(numbers * 0.98) < 0.001
    assert abs(np.corrcoef(numbers, numbers + 0.5 * numbers[::-1])[0, 1]) > 4 / np.sqrt(len(numbers))


def test_rows_and_blocks_hold_the_units_of_their_ids():
    key = 99
    assert unit_row(np.uint64(key), 5).tolist() == [plain_unit(plain_fold(key, j)) for j in range(5)]
    assert units(np.uint64(key), np.array([3, MASK], np.uint64)).tolist() == [
        plain_unit(plain_fold(key, j)) for j in (3, MASK)
    ]
    numbers, keys = unit_rows(np.uint64(key), np.uint64(10), 3, 4)
    assert keys.tolist() == [plain_fold(key, 10 + i) for i in range(3)]
    assert numbers.tolist() == [[plain_unit(plain_fold(int(k), j)) for j in range(4)] for k in keys]


def test_a_name_is_hashed_with_the_length_of_each_part():
    assert name_key("decision", 1) == int.from_bytes(
        hashlib.blake2b(b"8:decision;1:1;", digest_size=8).digest(), "little"
    )
    assert len({name_key("ab", "c"), name_key("a", "bc"), name_key("abc"), name_key("ab;1:c")}) == 4
    assert name_key("people", 1) == name_key("people", "1")


def test_those_chosen_are_those_whose_number_is_below_the_share():
    ids = np.arange(1000, dtype=np.uint64) * np.uint64(7919)
    below = ids[units(np.uint64(11), ids) < 0.3]
    assert 250 < len(below) < 350
    assert chosen(np.uint64(11), ids, 0.3).tolist() == below.tolist()
    assert chosen(np.uint64(11), ids, 0.0).tolist() == []
    assert chosen(np.uint64(11), ids, 1.0).tolist() == ids.tolist()
