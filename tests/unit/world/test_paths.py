from itertools import pairwise

import numpy as np
import pytest

from sim.world.homes import HomeShare
from sim.world.paths import Paths
from sim.world.population import build_population

SERVED = {"east": [("large", 0.7), ("small", 0.3)], "west": [("small", 1.0)]}
PEOPLE = build_population("residents", 1000, [HomeShare("east", 0.8), HomeShare("west", 0.2)], SERVED)
SOME = range(0, 1000, 37)


def paths(**rates):
    return Paths(1, PEOPLE, SERVED, **rates)


def test_at_time_0_everybody_has_the_operator_of_the_class():
    often = paths(moves_per_day=0.5)
    assert all(often.access_at(person, 0.0) == PEOPLE.class_of(person).access for person in range(1000))


def test_spells_with_all_operators_make_up_the_time_and_agree_with_each_moment():
    often = paths(moves_per_day=0.1)
    for person in SOME:
        spells = sorted(
            (*piece, name) for name in ("large", "small") for piece in often.within(person, ((-50.0, 60.0),), name)
        )
        assert spells[0][0] == -50.0
        assert spells[-1][1] == 60.0
        assert all(one[1] == other[0] and one[2] != other[2] for one, other in pairwise(spells))
        for start, end, name in spells:
            assert often.access_at(person, 0.5 * (start + end)) == name


def test_windows_in_any_order_see_one_path():
    often = paths(moves_per_day=0.1, leaves_per_day=0.01)
    for person in SOME:
        whole = often.within(person, ((-50.0, 60.0),), "small")
        parts = [piece for cut in ((30.0, 60.0), (-50.0, 30.0)) for piece in often.within(person, (cut,), "small")]
        assert sum(b - a for a, b in parts) == pytest.approx(sum(b - a for a, b in whole))


def test_many_people_are_as_each_of_them():
    often = paths(moves_per_day=0.1, leaves_per_day=0.02)
    persons = np.arange(len(PEOPLE.people_at("east")), dtype=np.uint64)
    have = often.who_have(persons, "east", "small", 20.0)
    alone = [often.is_present(p, 20.0) and often.access_at(p, 20.0) == "small" for p in persons.tolist()]
    assert have.tolist() == alone
    assert 0 < have.sum() < len(persons)
    entry, gone = often.spans(persons)
    assert (entry == -np.inf).all()
    assert gone.tolist() == pytest.approx([often.span(p)[1] for p in persons.tolist()])


def test_a_higher_rate_brings_the_same_moves_earlier():
    slow, fast = paths(leaves_per_day=0.01), paths(leaves_per_day=0.02)
    assert all(fast.span(p)[1] == pytest.approx(slow.span(p)[1] / 2) for p in SOME)


def test_nobody_moves_where_there_is_one_operator():
    often = paths(moves_per_day=5.0)
    assert {often.access_at(person, 300.0) for person in PEOPLE.people_at("west")} == {"small"}


def test_those_who_enter_are_not_there_before():
    later = paths(enters_within=100.0)
    entry, gone = later.spans(np.arange(1000, dtype=np.uint64))
    assert entry.min() > 0.0
    assert entry.max() < 100.0
    assert np.isinf(gone).all()
    assert later.within(3, ((0.0, 200.0),)) == ((entry[3], 200.0),)
