"""Copies from stores of small classes, person by person, and of large ones, drawn together."""

import pytest

from sim.actors.accounts import has_account
from sim.actors.copying import SMALL_CLASS, Copying, touches
from sim.actors.crowd import SEVERAL, draw_crowds
from sim.actors.people import Census
from sim.draw.hashing import plain_fold, plain_unit
from sim.ledger.facts import CopiedCrowd, Disclosed
from sim.ledger.frame import Period
from tests.unit.actors.stage import Stage, give_store, operator, people

KEY, NOW = 4321, 20.0


class Shop:
    """Two access operators and a platform, and the people of one town."""

    def __init__(self, number=200, *, writes=None, cv=1.0, days=40.0, **frame):
        self.stage = Stage(days, **frame)
        self.people = people(number, access=("alpha", "beta"), writes=writes or {"session": 2.0}, cv=cv)
        self.census = Census({"residents": self.people})
        self.copying = Copying(self.stage.clock, self.stage.ledger, self.census, self.census.count)
        self.alpha = operator(self.stage)
        give_store(self.alpha, "session", 10.0).shelf.purge(NOW)

    def take(self, *takings, share=0.3, of=None, stage="obtained", time=NOW):
        """Take at a time, or at the times, and hand back what was disclosed person by person."""
        for number, at in enumerate(takings or (time,)):
            self.stage.at(
                at,
                lambda number=number: self.copying.take(
                    of or self.alpha, agency="police", channel="onsite", stage=stage, key=KEY + number, share=share
                ),
            )
        self.stage.run()
        return self.stage.of(Disclosed)

    def chosen(self, persons, share, key=KEY):
        key = plain_fold(key, self.people.world.key)
        return {person for person in persons if plain_unit(plain_fold(key, person)) < share}


def test_the_people_are_those_whose_hash_of_visit_and_person_is_below_the_share():
    shop = Shop(writes={"session": 200.0})  # so many records that nobody chosen has none
    facts = shop.take()
    assert {fact.person for fact in facts} == shop.chosen(range(100), 0.3)  # 100 are with alpha
    assert 10 < len(facts) < 50
    assert len({fact.person for fact in facts}) == len(facts)


def test_records_are_those_that_a_look_up_would_find():
    shop = Shop()
    facts = shop.take(share=1.0)
    held = ((10.0, NOW),)
    counts = {person: shop.people.count(shop.alpha, "session", person, held) for person in range(100)}
    assert {fact.person: fact.records for fact in facts} == {u: n for u, n in counts.items() if n}
    assert 0 < len(facts) < 100  # those without records are not exposed
    assert all(fact.age_days == fact.records * 5.0 and fact.bands == (fact.records, 0, 0, 0) for fact in facts)
    assert {(fact.covered_from, fact.covered_to, fact.role, fact.time) for fact in facts} == {
        (10.0, NOW, "bystander", NOW)
    }


def test_access_operators_only_expose_their_own_class():
    shop = Shop()
    beta = operator(shop.stage, "beta")
    give_store(beta, "session", 10.0)
    assert {fact.person // 100 for fact in shop.take(share=1.0)} == {0}
    other = Shop()
    beta = operator(other.stage, "beta")
    give_store(beta, "session", 10.0).shelf.purge(NOW)
    assert {fact.person // 100 for fact in other.take(share=1.0, of=beta)} == {1}


def test_a_larger_share_only_adds_people():
    few, many = ({fact.person for fact in Shop().take(share=share)} for share in (0.2, 0.7))
    assert few < many


def test_visits_choose_anew():
    facts = Shop(writes={"session": 200.0}).take(NOW, NOW + 1.0, share=0.5)
    first, second = ({f.person for f in facts if f.time == time} for time in (NOW, NOW + 1.0))
    # of two independent halves of 100 a quarter is common to both: 25, standard deviation 4.3
    assert abs(len(first & second) - 25) < 4 * 4.3


def test_a_platform_exposes_account_holders_of_every_class():
    shop = Shop(writes={"post": 200.0})
    forum = operator(shop.stage, "forum", kind="platform", share=0.4)
    give_store(forum, "post", 10.0).shelf.purge(NOW)
    holders = {u for u in range(200) if has_account(forum.key, shop.people.world.key, 200, 0.4, u)}
    facts = shop.take(share=0.5, of=forum)
    assert {fact.person for fact in facts} == holders & shop.chosen(range(200), 0.5)
    assert {fact.person // 100 for fact in facts} == {0, 1}


def test_a_state_is_one_record_of_everybody_chosen():
    shop = Shop(writes={"session": 0.001})
    give_store(shop.alpha, "subscriber", float("inf"))
    facts = shop.take(share=0.3)
    states = [fact for fact in facts if fact.category == "subscriber"]
    assert {fact.person for fact in states} == shop.chosen(range(100), 0.3)
    assert {(fact.records, fact.age_days, fact.bands) for fact in states} == {(1, 0.0, (1, 0, 0, 0))}


def test_an_empty_store_exposes_nobody():
    shop = Shop()
    empty = operator(shop.stage, "beta")
    give_store(empty, "session", None)
    assert shop.take(share=1.0, of=empty) == []
    assert shop.copying.kept == []


def test_a_gap_is_not_copied():
    shop = Shop()
    store = shop.alpha.stores["session"]
    store.stop_recording(12.0)
    store.record_again(19.0)
    facts = shop.take(share=1.0)
    pieces = ((10.0, 12.0), (19.0, NOW))
    counts = {u: shop.people.count(shop.alpha, "session", u, pieces) for u in range(100)}
    assert {fact.person: fact.records for fact in facts} == {u: n for u, n in counts.items() if n}


def test_which_classes_an_operator_touches():
    stage = Stage()
    own, other = people(10, access=("alpha", "beta")).world.classes
    assert [touches(operator(stage), part) for part in (own, other)] == [True, False]
    assert [touches(operator(stage, "forum", kind="platform"), part) for part in (own, other)] == [True, True]
    for marks, touched in (({"town": ((0, 5),)}, True), ({"elsewhere": ((0, 5),)}, False)):
        assert touches(operator(stage, "hub", kind="transit", route_marks=marks), own) is touched


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
