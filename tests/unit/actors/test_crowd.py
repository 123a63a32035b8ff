"""Copies from the stores of large classes, drawn together when the run ends."""

import pytest

from sim.actors.copying import SMALL_CLASS
from sim.actors.crowd import draw_crowds
from sim.actors.labelled import SEVERAL
from sim.ledger.facts import CopiedCrowd, Disclosed
from sim.ledger.frame import Period
from sim.records.bulk import Among
from tests.unit.actors.shop import KEY, NOW, Shop
from tests.unit.actors.stage import give_store

NUMBER = 4 * SMALL_CLASS


def crowded(*times, writes=None, cv=1.0, share=0.2, category=None, keeps=10.0, stages=("obtained",), **frame):
    """The fact about a large class of whose stores a share is taken at some times."""
    shop = Shop(NUMBER, writes=writes, cv=cv, **frame)
    if category:
        give_store(shop.alpha, category, keeps).shelf.purge(NOW)
    for stage in stages[1:]:
        shop.stage.at(times[0], lambda stage=stage: shop.copying.take(
            shop.alpha, agency="police", channel="onsite", stage=stage, key=KEY, share=share / 2
        ))  # fmt: skip
    assert shop.take(*times, share=share, stage=stages[0]) == []
    assert len(shop.copying.kept) == len(times) + len(stages) - 1
    before = len(shop.stage.facts)
    draw_crowds(shop.stage.ledger, shop.people, shop.copying.kept, 99)
    facts = shop.stage.facts[before:]
    assert all(isinstance(fact, CopiedCrowd) for fact in facts)
    return facts


def test_counts_of_a_crowd_lie_within_bounds():
    (fact,) = crowded(NOW, NOW + 1.0, NOW + 2.0, periods=(Period("late", 21.0, 40.0),))
    size = NUMBER // 2
    assert (fact.population, fact.place, fact.people, fact.periods) == ("residents", "town", size, ("", "late"))
    assert all(0 < event.first <= event.exposed < size for event in fact.events)
    assert next(event.first for event in fact.events) == fact.events[0].exposed
    whole, late = fact.distinct.tolist()
    assert max(event.exposed for event in fact.events) < whole < sum(event.exposed for event in fact.events)
    assert whole == sum(event.first for event in fact.events)
    assert fact.events[1].exposed < late < whole
    assert fact.repeats.sum(axis=1).tolist() == [whole, late]
    assert all(event.records >= event.exposed and event.age_days > 0 for event in fact.events)


def p_exposed(exposed, size, share, length, cv):
    """z of the number exposed under `share (1 - (1 + cv^2 L)^(-1/cv^2))`."""
    chance = share * (1 - (1 + cv**2 * length) ** (-1 / cv**2))
    return (exposed - size * chance) / (size * chance * (1 - chance)) ** 0.5


def test_the_number_exposed_has_the_law_of_a_person_gone_through():
    (fact,) = crowded(NOW, writes={"session": 0.05})
    (event,) = fact.events
    assert abs(p_exposed(event.exposed, NUMBER // 2, 0.2, 0.5, 1.0)) < 4
    # the control: a tenth more records held
    assert abs(p_exposed(event.exposed, NUMBER // 2, 0.2, 0.55, 1.0)) > 4
    assert event.records / event.exposed == pytest.approx(1.5, rel=0.02)  # mean L over chance of any: 0.5 / (1/3)


def test_small_and_large_classes_agree():
    """A class as large as may be is gone through person by person; its number exposed has the crowd's law."""
    size = SMALL_CLASS
    shop = Shop(2 * size, writes={"session": 0.05})
    exposed = len(shop.take(share=0.2))
    assert shop.copying.kept == []
    assert abs(p_exposed(exposed, size, 0.2, 0.5, 1.0)) < 4
    assert abs(p_exposed(exposed, size, 0.22, 0.5, 1.0)) > 4


def test_a_state_exposes_everybody_who_is_chosen():
    (fact,) = crowded(NOW, writes={"session": 0.001}, category="subscriber", keeps=float("inf"))
    (event,) = fact.events
    size = NUMBER // 2
    assert event.category == SEVERAL
    assert abs(event.exposed - 0.2 * size) < 4 * (size * 0.2 * 0.8) ** 0.5
    # a subscriber's entry each, and sessions of 0.01 on average
    assert event.records == pytest.approx(1.01 * event.exposed, rel=0.005)


def test_stages_are_drawn_apart_and_each_once():
    facts = crowded(NOW, stages=("obtained", "examined"))
    assert [{event.stage for event in fact.events} for fact in facts] == [{"obtained"}, {"examined"}]
    assert facts[1].events[0].exposed < facts[0].events[0].exposed


def test_mean_ages_are_those_of_what_was_held():
    (fact,) = crowded(NOW, writes={"session": 0.05})
    (event,) = fact.events
    assert event.age_days / event.records == pytest.approx(5.0)


def test_a_part_of_the_people_and_of_the_time_has_the_law_of_a_person_gone_through():
    """Some of the people, a window, a chosen share: a class gone through and a crowd have one law."""

    def exposed(number):
        shop = Shop(number, writes={"session": 0.05})
        for time, share in ((NOW, 0.4), (NOW + 1.0, 0.5)):
            shop.stage.at(time, lambda share=share: shop.copying.take(
                shop.alpha, agency="police", channel="breach", stage="obtained", key=KEY, share=share,
                window=(12.0, NOW + 1.0), among=lambda people: (Among(77, 0.2, 0.8),), recipient="intruder",
            ))  # fmt: skip
        shop.stage.run()
        draw_crowds(shop.stage.ledger, shop.people, shop.copying.kept, 99)
        return shop.stage

    size = 2 * SMALL_CLASS  # the same key at both times: of the 50 % of the second, 40 % were there at the first
    chance = 0.6 * (0.4 * (1 - 1 / 1.45) + 0.1 * (1 - 1 / 1.45))
    (fact,) = exposed(NUMBER).of(CopiedCrowd)
    persons = {fact.person for fact in exposed(2 * SMALL_CLASS).of(Disclosed)}
    for found, number in ((int(fact.distinct[0]), size), (len(persons), SMALL_CLASS)):
        assert abs(found - number * chance) < 4 * (number * chance * (1 - chance)) ** 0.5
        assert abs(found - number * 1.05 * chance) > 4 * (number * chance * (1 - chance)) ** 0.5
    assert {event.recipient for event in fact.events} == {"intruder"}


def test_nothing_taken_draws_nothing():
    shop = Shop()
    draw_crowds(shop.stage.ledger, shop.people, [], 99)
    assert shop.stage.facts == []


def test_a_crowd_is_drawn_the_same_again_and_otherwise_under_another_key():
    def numbers(key):
        shop = Shop(NUMBER, writes={"session": 0.05})
        shop.take()
        draw_crowds(shop.stage.ledger, shop.people, shop.copying.kept, key)
        (fact,) = shop.stage.of(CopiedCrowd)
        return fact.events[0].exposed, fact.events[0].records

    assert numbers(1) == numbers(1) != numbers(2)
