"""Of how many people stores hold something, against the people of the field one by one."""

from math import exp, sqrt

import numpy as np
import pytest

from sim.actors.identity import Curve
from sim.actors.people_held import PeopleHeld, chance_of_a_record
from sim.actors.register import Holding, Register
from tests.unit.actors.shop import NOW, Shop
from tests.unit.actors.stage import give_store, operator


def held(shop, of):
    """The expected number of people at NOW."""
    found = []
    ask = PeopleHeld(shop.stage.clock, shop.census).at(of)
    shop.stage.at(NOW, lambda: found.append(ask()))
    shop.stage.run()
    return found[0]


@pytest.mark.parametrize("cv", [0.0, 1.0, 2.0])
def test_it_is_the_number_who_have_a_record_but_for_chance(cv):
    shop = Shop(8000, writes={"session": 0.08}, cv=cv)  # 0.8 records expected in ten days
    pieces = ((10.0, NOW),)
    there = sum(shop.people.count(shop.alpha, "session", person, pieces) > 0 for person in range(4000))
    expected = held(shop, shop.alpha)
    share = expected / 4000
    assert share == pytest.approx(chance_of_a_record(0.8, cv))
    assert there == pytest.approx(expected, abs=4 * sqrt(4000 * share * (1 - share)))
    assert abs(there - 4000 * chance_of_a_record(0.5, cv)) > 4 * sqrt(4000 * share * (1 - share))  # would be seen


def test_the_law_of_one_record():
    assert chance_of_a_record(0.5, 0.0) == pytest.approx(1 - exp(-0.5))
    assert chance_of_a_record(0.5, 1.0) == pytest.approx(1 - 1 / 1.5)


def test_a_platform_has_its_share_of_everybody():
    shop = Shop(writes={"post": 0.1})
    forum = operator(shop.stage, "forum", kind="platform", share=0.4)
    give_store(forum, "post", 10.0).shelf.purge(NOW)
    assert held(shop, forum) == pytest.approx(0.4 * 200 * 0.5)


def test_a_state_is_held_of_everybody_and_an_empty_store_holds_nobody():
    shop = Shop(writes={"session": 0.001})
    give_store(shop.alpha, "subscriber", float("inf"))
    assert held(shop, shop.alpha) == 100.0
    other = Shop()
    empty = operator(other.stage, "beta")
    give_store(empty, "session", None)
    assert held(other, empty) == 0.0


def test_a_state_is_held_only_of_those_who_were_there_before_the_store_stopped_recording():
    people = {}
    for stops in (False, True):
        shop = Shop(8000, writes={"post": 0.08})
        forum = operator(shop.stage, "forum", kind="platform", share=0.25)
        store = give_store(forum, "subscriber", float("inf"))
        forum.register = Register(
            forum.key, 0.25, {"residents": Holding(1, 8000, 0, 99, Curve(1.0, 0.0, 0.0, ()), 0.05)}
        )
        if stops:
            store.stop_recording(NOW / 2)
        people[stops] = held(shop, forum)
    assert people == {False: pytest.approx(2000 * (1 + 0.05 * NOW)), True: pytest.approx(2000 * (1 + 0.05 * NOW / 2))}


def test_a_transit_operator_logs_the_part_of_the_records_that_passes():
    shop = Shop(writes={"session": 0.2})
    hub = operator(shop.stage, "hub", kind="transit", route_marks={"town": ((0, 2**62),)})
    give_store(hub, "session", 10.0).shelf.purge(NOW)
    assert held(shop, hub) == pytest.approx(200 * (1 - 1 / (1 + 2.0 / 4)))


@pytest.mark.parametrize(("removed", "refused"), [(False, False), (True, False), (False, True), (True, True)])
def test_people_who_open_an_account_are_held_with_what_they_wrote_since(removed, refused):
    shop = Shop(8000, writes={"post": 0.08})
    forum = operator(shop.stage, "forum", kind="platform", share=0.3)
    give_store(forum, "post", 10.0).shelf.purge(NOW)
    holding = Holding(shop.people.world.key, 8000, 0, 99, Curve(0.6, 0.0, 0.0, ()), 0.05)
    forum.register = Register(forum.key, 0.3, {"residents": holding})
    if refused:
        forum.register.refuse(5.0)
    if removed:
        forum.register.remove(15.0)
    spans = forum.register.spans("residents", np.arange(8000, dtype=np.uint64))
    open_now = (spans.opened <= NOW) & (spans.closed > NOW)
    since = np.where(open_now, np.maximum(spans.opened, 10.0), NOW)
    chances = np.array([chance_of_a_record(length, 1.0) for length in (0.08 * (NOW - since)).tolist()])
    expected = chances.sum()
    error = np.sqrt((open_now * 0.44).sum() * 0.24)  # of how many of them have shown an identity
    assert held(shop, forum) == pytest.approx(expected, abs=4 * error)
    first_day = 0.3 * 8000 * (0.6 if removed else 1.0) * chance_of_a_record(0.8, 1.0)
    assert abs(first_day - expected) > 4 * error  # without those who opened theirs since
