"""Copies from the stores of small classes, person by person."""

import itertools
from math import fsum

import pytest

from sim.actors.accounts import has_account
from sim.actors.copying import touches
from sim.actors.identity import Curve
from sim.actors.register import Holding, Register
from sim.draw.hashing import plain_fold, plain_unit
from sim.ledger.facts import Disclosed
from sim.records.bulk import Among
from tests.unit.actors.shop import KEY, NOW, Shop
from tests.unit.actors.stage import Stage, give_store, operator, people


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


def test_a_platform_exposes_records_since_an_account_was_opened_and_until_it_is_removed():
    shop = Shop(writes={"post": 200.0})
    forum = operator(shop.stage, "forum", kind="platform", share=0.4)
    give_store(forum, "post", 10.0).shelf.purge(NOW)
    holding = Holding(shop.people.world.key, 200, 0, 99, Curve(0.7, 0.0, 0.0, ()), 0.02)
    forum.register = Register(forum.key, 0.4, {"residents": holding})
    forum.register.removals.append(17.0)
    facts = {fact.person: fact for fact in shop.take(share=1.0, of=forum)}
    spans = {u: forum.register.span(u) for u in range(200)}
    assert facts.keys() == {u for u, (opened, closed) in spans.items() if opened < NOW < closed}
    assert {u: fact.covered_from for u, fact in facts.items()} == {u: max(spans[u][0], 10.0) for u in facts}
    assert sum(spans[u][0] > 10.0 for u in facts) > 5
    assert sum(closed == 17.0 for _, closed in spans.values()) > 5


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


def take(shop, **how):
    """Take once with whatever is said, and hand back what was disclosed."""
    given = {"agency": "police", "channel": "breach", "stage": "obtained", "key": KEY, "share": 1.0}
    shop.stage.at(NOW, lambda: shop.copying.take(shop.alpha, **given | how))
    shop.stage.run()
    return shop.stage.of(Disclosed)


def test_only_some_categories_and_a_window_of_time():
    shop = Shop(writes={"session": 2.0, "location": 2.0})
    give_store(shop.alpha, "location", 10.0).shelf.purge(NOW)
    facts = take(shop, categories=["location"], window=(5.0, 12.0))
    assert {fact.category for fact in facts} == {"location"}
    counts = {u: shop.people.count(shop.alpha, "location", u, ((10.0, 12.0),)) for u in range(100)}
    assert {fact.person: fact.records for fact in facts} == {u: n for u, n in counts.items() if n}


def test_a_window_that_nothing_is_held_of_exposes_nobody():
    assert take(Shop(), window=(0.0, 10.0)) == []
    assert take(Shop(), window=(NOW, NOW + 3.0)) == []


def test_only_people_whose_number_lies_in_an_interval():
    def numbers(low, high):
        return lambda people: (Among(77, low, high),)

    writes = {"session": 200.0}
    low, high, all_of_them = (
        {fact.person for fact in take(Shop(writes=writes), among=numbers(*part))}
        for part in ((0.0, 0.4), (0.4, 1.0), (0.0, 1.0))
    )
    assert low == {u for u in range(100) if plain_unit(plain_fold(77, u)) < 0.4}
    assert low | high == all_of_them
    assert not low & high
    assert take(Shop(), among=lambda people: None) == []


def test_only_people_of_some_homes():
    assert take(Shop(), homes={"elsewhere"}) == []
    assert len(take(Shop(writes={"session": 200.0}), homes={"town"})) == 100


@pytest.mark.parametrize("narrow", [{"homes": {"elsewhere"}}, {"among": lambda people: None}], ids=["homes", "among"])
@pytest.mark.parametrize("narrow_first", [True, False])
def test_whom_one_act_touches_says_nothing_of_another(narrow, narrow_first):
    """Acts on all of an operator's people share what classes these are; those on some of them do not."""
    shop = Shop(writes={"session": 200.0})
    acts = [narrow, {}] if narrow_first else [{}, narrow]
    for number, given in enumerate([*acts, {}]):
        how = {"agency": "police", "channel": "onsite", "stage": "obtained", "key": number, "share": 1.0}
        shop.stage.at(NOW + number, lambda how=how, given=given: shop.copying.take(shop.alpha, **how, **given))
    shop.stage.run()
    times = [fact.time for fact in shop.stage.of(Disclosed)]
    assert [times.count(NOW + number) for number in range(3)] == [100 if not given else 0 for given in [*acts, {}]]


def test_who_received_the_records_is_written_down():
    assert {fact.recipient for fact in take(Shop())} == {"agency"}
    assert {fact.recipient for fact in take(Shop(), recipient="intruder")} == {"intruder"}


def test_an_age_is_that_of_the_middle_of_each_window_within_a_band():
    shop = Shop(100, writes={"session": 0.3}, days=700.0)
    give_store(shop.alpha, "session", 600.0).shelf.purge(650.0)
    facts = shop.take(share=1.0, time=650.0)
    assert len(facts) > 40
    cuts = [50.0, 650.0 - 365.25, 650.0 - 182.625, 650.0 - 91.3125, 650.0]
    for fact in facts:
        parts = list(itertools.pairwise(cuts))
        counted = [shop.people.count(shop.alpha, "session", fact.person, (part,)) for part in parts]
        assert fact.bands == tuple(reversed(counted))
        assert fact.records == sum(counted)
        middles = [650.0 - 0.5 * (a + b) for a, b in parts]
        assert fact.age_days == fsum(n * age for n, age in zip(counted, middles, strict=True))
        inside = [part for part, n in zip(parts, counted, strict=True) if n]
        assert (fact.covered_from, fact.covered_to) == (inside[0][0], inside[-1][1])
