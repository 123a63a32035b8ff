"""Account holders found for many requests at once are those who are found one by one."""

import numpy as np
import pytest

from sim.actors.area import Area, Segment
from sim.actors.by_accounts import ByAccounts
from sim.actors.habits import ITEMS, TRIES
from sim.actors.holders import NOBODY, Holders, holder_of
from sim.actors.identity import Curve
from sim.actors.register import Holding, Register
from sim.draw.hashing import fold
from sim.world.attributes import attribute_key
from tests.unit.actors.stage import Stage, operator, people

PEOPLE, OFFSET, REQUESTS = 300, 1000, 400
RESIDENTS = people(PEOPLE, offset=OFFSET)
AREA = Area([Segment(RESIDENTS.world.key, PEOPLE, 100, OFFSET + 100, 150)])  # a part of them
KEYS = np.arange(REQUESTS, dtype=np.uint64) * np.uint64(7919)
AT = np.linspace(-50.0, 90.0, REQUESTS)


def platforms(growth=0.0, removed=None, refused=None):
    """One platform that registers nobody, and one with a register."""
    stage = Stage(100.0)
    forum = operator(stage, "forum", kind="platform", share=0.4)
    shop = operator(stage, "shop", kind="platform", share=0.3)
    curve = Curve(0.5, 0.0, 0.0, ())
    holding = Holding(RESIDENTS.world.key, PEOPLE, OFFSET, attribute_key(1, 2, "identity"), curve, growth)
    shop.register = Register(shop.key, 0.3, {RESIDENTS.world.name: holding})
    if removed is not None:
        shop.register.remove(removed)
    if refused is not None:
        shop.register.refuse(refused)
    return [forum, shop]


CHANGES = {
    "as on the first day": {},
    "some are removed": {"removed": 20.0},
    "accounts are opened": {"growth": 0.01},
    "and some refused": {"growth": 0.02, "removed": 40.0, "refused": 10.0},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_many_are_found_as_each_is_by_itself(changes):
    there = platforms(**changes)
    which = np.arange(REQUESTS) % 2
    found = Holders(AREA, RESIDENTS, there).found(KEYS, which, AT)
    each = [holder_of(AREA, int(k), there[w], float(t)) for k, w, t in zip(KEYS, which, AT, strict=True)]
    assert found.tolist() == each
    assert len(set(each)) > 20


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_further_subjects_are_others_who_have_an_account(changes):
    there, which, many = platforms(**changes), np.arange(REQUESTS) % 2, np.arange(REQUESTS) % 4 + 1
    holders = Holders(AREA, RESIDENTS, there)
    first = holders.found(KEYS, which, AT)
    subjects, counts = holders.with_others(KEYS, first, many, which, AT)
    expected = []
    for key, one, wanted, platform, at in zip(KEYS, first, many, which, AT, strict=True):
        found = [int(one)]
        for item in range(1, wanted):
            own = fold(int(key), ITEMS + item)
            tried = (holder_of(AREA, fold(own, attempt), there[platform], float(at)) for attempt in range(TRIES))
            found.append(next(person for person in tried if person not in found))
        expected.append(found)
    assert np.split(subjects, np.cumsum(counts)[:-1])[5].tolist() == expected[5]
    assert subjects.tolist() == [person for found in expected for person in found]
    assert counts.tolist() == many.tolist()


def test_where_nobody_is_left_nobody_is_found():
    there = platforms(removed=0.0)
    gone = Holding(RESIDENTS.world.key, PEOPLE, OFFSET, attribute_key(1, 2, "identity"), Curve(0.0, 0.0, 0.0, ()), 0.0)
    there[1].register.holdings[RESIDENTS.world.name] = gone
    found = Holders(AREA, RESIDENTS, there).found(KEYS[:4], np.array([0, 1, 0, 1]), AT[-4:])
    assert (found == NOBODY).tolist() == [False, True, False, True]


def test_whoever_holds_fewer_than_a_request_wants_is_asked_about_those():
    there = platforms()
    there[0].share = 2 / PEOPLE
    area = Area([Segment(RESIDENTS.world.key, PEOPLE, 0, OFFSET, PEOPLE)])
    holders = Holders(area, RESIDENTS, there)
    which = np.zeros(3, np.int64)
    first = holders.found(KEYS[:3], which, AT[:3])
    subjects, counts = holders.with_others(KEYS[:3], first, np.array([3, 1, 2]), which, AT[:3])
    assert counts.tolist() == [2, 1, 2]
    assert len(set(subjects.tolist())) == 2


def test_platforms_are_chosen_by_accounts():
    forum, shop = platforms()
    choice = ByAccounts([forum, shop], [3.0, 1.0])
    numbers = np.array([0.01, 0.74, 0.76, 0.99])
    assert [choice(u) for u in numbers] == [forum, forum, shop, shop]
    assert choice.places(numbers).tolist() == [0, 0, 1, 1]
    assert ByAccounts([forum, shop], [0.0, 0.0])(0.9) is forum
    assert ByAccounts([forum, shop], [0.0, 0.0]).places(numbers).tolist() == [0, 0, 0, 0]


def test_whoever_looks_at_a_register_later_is_told_before_it_changes():
    (_, shop), told = platforms(), []
    own = shop.register
    own.before_change.append(lambda: told.append((list(own.removals), list(own.refusals))))
    own.refuse(5.0)
    own.refuse_no_more(9.0)
    own.remove(10.0)
    inf = float("inf")
    assert told == [([], []), ([], [(5.0, inf)]), ([], [(5.0, 9.0)])]
    assert (own.removals, own.refusals) == ([10.0], [(5.0, 9.0)])
    assert not own.is_still
