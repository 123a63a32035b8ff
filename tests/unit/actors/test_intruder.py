"""Breaches of one operator's stores."""

import pytest

from sim.actors.hazard import Hazard
from sim.actors.intruder import Intruder, watch
from sim.actors.process import start
from sim.ledger.facts import Breached, Disclosed, Endangered
from sim.ledger.frame import Period
from tests.unit.actors.shop import NOW, Shop
from tests.unit.actors.stage import MONDAY, give_store

KEY = 4  # unit exponential sums: 0.56, 2.79, 4.75, 5.43, 5.93, 6.82


class BrokenInto(Shop):
    """A shop whose operator alpha an intruder breaks into."""

    def __init__(self, *, per_day=0.05, dwell=0.0, takes=1.0, weight=1.0, days=40.0, **more):
        super().__init__(days=days, **more)
        self.hazard = Hazard(self.stage.clock, per_day=per_day, raised_by={"copies": 4.0}, people_held=lambda: 80.0)
        self.alpha.hazards.append(self.hazard)
        self.intruder = Intruder(
            self.stage.clock,
            self.stage.ledger,
            self.copying,
            self.hazard,
            name="criminals",
            operator=self.alpha,
            key=KEY,
            dwell=lambda u: dwell,
            takes=takes,
            weight=weight,
            days=days,
        )

    def breaches(self):
        start(self.intruder.life())
        start(watch(self.stage.clock, [self.intruder], self.stage.ledger.frame))
        self.stage.run(self.intruder.close_books)
        return self.stage.of(Breached)


def test_a_breach_steals_what_a_look_up_would_find():
    shop = BrokenInto()
    (first,) = shop.breaches()
    assert first.time == pytest.approx(11.2935, abs=1e-3)
    stolen = [fact for fact in shop.stage.of(Disclosed) if fact.time == first.time]
    there = {u for u in range(100) if shop.people.count(shop.alpha, "session", u, ((10.0, first.time),))}
    assert {fact.person for fact in stolen} == there
    assert first.persons == len(there)
    assert {(f.channel, f.stage, f.recipient, f.agency, f.role) for f in stolen} == {
        ("breach", "obtained", "intruder", "criminals", "bystander")
    }
    assert first.found == first.time
    assert (first.operator, first.agency, first.intruder) == ("alpha", "", "criminals")


def test_a_higher_hazard_brings_the_same_breaches_earlier():
    few, many = ([b.time for b in BrokenInto(per_day=rate).breaches()] for rate in (0.08, 0.24))
    assert len(few) < len(many)
    assert many[: len(few)] == pytest.approx([time / 3 for time in few])


def test_an_intruder_who_stays_takes_what_is_written_until_it_is_found():
    shop = BrokenInto(per_day=0.01, dwell=25.0, days=200.0, writes={"session": 0.3})
    (first,) = shop.breaches()
    assert first.found == pytest.approx(first.time + 25.0)
    taken = [f for f in shop.stage.of(Disclosed) if first.time < f.time <= first.found]
    inside = ((first.time, first.found),)
    counts = {u: shop.people.count(shop.alpha, "session", u, inside) for u in range(100)}
    found = dict.fromkeys(range(100), 0)
    for fact in taken:
        found[fact.person] += fact.records
    assert found == counts  # ten days are kept, so they are taken every ten days: nothing is purged before
    assert len({fact.time for fact in taken}) == 3


def test_whoever_is_not_found_in_the_run_is_written_down_at_its_end():
    shop = BrokenInto(per_day=0.05, dwell=1000.0)
    found = shop.breaches()
    assert found
    assert all(breach.found != breach.found for breach in found)
    assert max(fact.time for fact in shop.stage.of(Disclosed)) < 40.0  # what is taken last is counted in the run


def test_a_share_of_the_people_is_a_share_of_the_same_people_however_long_it_lasts():
    shop = BrokenInto(per_day=0.04, dwell=15.0, takes=0.4, writes={"session": 200.0})
    (breach,) = shop.breaches()
    own = [fact for fact in shop.stage.of(Disclosed) if breach.time <= fact.time <= breach.found]
    assert len({fact.person for fact in own}) == breach.persons
    assert 20 < breach.persons < 60


def test_states_are_stolen_once():
    shop = BrokenInto(per_day=0.04, dwell=20.0)
    give_store(shop.alpha, "subscriber", float("inf"))
    (breach,) = shop.breaches()
    states = [f for f in shop.stage.of(Disclosed) if f.category == "subscriber" and f.time <= breach.found]
    assert {fact.time for fact in states} == {breach.time}


def test_the_first_copy_of_an_inspection_raises_the_hazard_and_theft_does_not():
    plain, copied = BrokenInto(per_day=0.1), BrokenInto(per_day=0.1)  # 5.6 and 27.9
    copied.stage.at(
        12.0,
        lambda: copied.copying.take(copied.alpha, agency="p", channel="onsite", stage="obtained", key=1, share=0.1),
    )
    times = [breach.time for breach in plain.breaches()]
    sooner = [breach.time for breach in copied.breaches()]
    expected = [time if time < 12 else 12 + (time - 12) / 4 for time in times]
    assert len(times) == 2
    assert sooner[: len(times)] == pytest.approx(expected)


def test_what_was_in_danger_is_written_down_by_slice():
    shop = BrokenInto(per_day=0.2, takes=0.5, weight=3.0, warmup_days=10.0, periods=(Period("late", 30.0, 40.0),))
    shop.breaches()
    facts = shop.stage.of(Endangered)
    assert [(fact.started, fact.time) for fact in facts] == [(0.0, 10.0), (10.0, 30.0), (30.0, 40.0)]
    assert [fact.events for fact in facts] == pytest.approx([2.0, 4.0, 2.0])
    assert [fact.persons for fact in facts] == pytest.approx([2.0 * 40, 4.0 * 40, 2.0 * 40])
    assert {fact.weight for fact in facts} == {3.0}
    assert shop.stage.ledger.frame.start == MONDAY
    assert NOW < 30.0
