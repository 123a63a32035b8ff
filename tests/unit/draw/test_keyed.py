from itertools import product

import numpy as np
import pytest

from sim.draw.hashing import plain_fold, plain_unit
from sim.draw.keyed import Decision, row

VISIT = Decision("visit", seed=1, replication=0)


def test_a_number_belongs_to_its_ids_whatever_was_asked_before():
    ids = list(product(range(5), range(5)))
    there = {pair: VISIT.uniform(*pair) for pair in ids}
    back = {pair: Decision("visit", seed=1, replication=0).uniform(*pair) for pair in reversed(ids)}
    assert there == back
    assert len(set(there.values())) == len(ids)


@pytest.mark.parametrize(
    "other",
    [
        Decision("case", seed=1, replication=0),
        Decision("visit", seed=0, replication=1),
        Decision("visit", seed=1, replication=1),
        Decision("visit", seed=10, replication=0),
        Decision("visit", seed=0, replication=0),
    ],
)
def test_name_seed_and_replication_each_make_other_numbers(other):
    assert other.uniform(7) != VISIT.uniform(7)


def test_many_at_once_are_those_one_by_one():
    ids = np.array([0, 5, 1 << 40, (1 << 64) - 1], np.uint64)
    assert VISIT.uniforms(ids).tolist() == [VISIT.uniform(number) for number in ids.tolist()]
    numbers, keys = VISIT.keyed_rows((8, 2), 30, 4, 6)
    assert numbers.shape == (4, 6)
    for i, key in enumerate(keys.tolist()):
        assert key == VISIT.at(8, 2, 30 + i)
        assert numbers[i].tolist() == [VISIT.uniform(8, 2, 30 + i, j) for j in range(6)] == row(key, 6)


def test_a_row_that_is_wanted_longer_begins_alike():
    assert row(3, 40)[:10] == row(3, 10)
    assert row(3, 10)[9] == plain_unit(plain_fold(3, 9))


def test_no_ids_give_the_decisions_own_number():
    assert VISIT.uniform() == plain_unit(VISIT.key)
