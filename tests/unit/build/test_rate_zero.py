"""Every mechanism, switched on at rate zero, changes no row; at a rate over zero it changes some."""

import pytest

from sim.replication import simulate
from sim.verify.worlds import world
from tests.unit.build.mechanisms import BASE, MECHANISMS, NEEDS
from tests.unit.build.mechanisms_beyond import MORE, MORE_NEEDS

ALL, ALL_NEEDS = {**MECHANISMS, **MORE}, {**NEEDS, **MORE_NEEDS}


def rows_of(**changes):
    loaded = world(BASE).with_(changes) if changes else world(BASE)
    return frozenset(repr(tuple(row)) for row in simulate(loaded, seed=3, replication=0).rows)


@pytest.fixture(scope="module")
def base():
    return rows_of()


@pytest.mark.parametrize("name", ALL)
def test_at_rate_zero_it_changes_no_row_and_over_zero_some(base, name):
    before = rows_of(**ALL_NEEDS[name]) if name in ALL_NEEDS else base
    off, on = (rows_of(**changes) for changes in ALL[name])
    assert before <= off
    assert on != before
    assert on != off
