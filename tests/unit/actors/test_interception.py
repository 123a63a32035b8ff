"""Taps that see what is written, and looks through direct access."""

import pytest

from sim.actors.area import Area, Segment
from sim.actors.interception import Door, Ear, Looks, listening
from sim.actors.keeper import Keeper
from sim.actors.log_store import LogStore
from sim.actors.process import start
from sim.ledger.facts import Disclosed, Looked
from sim.ledger.frame import Period
from tests.unit.actors.shop import Shop
from tests.unit.actors.stage import Stage, give_store, operator, shelf

HALF = ((0, 1 << 63),)


def tap(home="town", marks=HALF):
    """A keeper of all that crosses it since the first day."""
    found = Keeper(name="wire", entry="wire", key=5, kind="tap", route_marks={home: marks})
    found.stores["session"] = LogStore(shelf(keeps=0.0), "session", ())
    return found


def listened(shop, keeper, *, opened=5.0, closes=38.0, backlog=False, stage="obtained"):
    ear = Ear(
        shop.stage.clock,
        shop.stage.ledger,
        shop.copying,
        keeper,
        agency="spies",
        stage=stage,
        key=9,
        opened=opened,
        closes=closes,
        backlog=backlog,
    )
    start(ear.life())
    shop.stage.run()
    return shop.stage.of(Disclosed)


def records_by_person(facts):
    found = {}
    for fact in facts:
        found[fact.person] = found.get(fact.person, 0) + fact.records
    return found


def test_a_tap_sees_every_record_that_crosses_it_while_it_is_open_once():
    shop, keeper = Shop(days=60.0, writes={"session": 0.4}), tap()
    facts = listened(shop, keeper, closes=47.0)
    there = {u: shop.people.count(keeper, "session", u, ((5.0, 47.0),)) for u in range(200)}
    assert records_by_person(facts) == {person: number for person, number in there.items() if number}
    everything = sum(shop.people.field("", "session").count(u, ((5.0, 47.0),)) for u in range(200))
    # half of the marks: Binomial(everything, 1/2)
    assert abs(sum(there.values()) - everything / 2) < 4 * (everything / 4) ** 0.5
    assert {(f.channel, f.stage, f.agency, f.operator, f.role) for f in facts} == {
        ("interception", "obtained", "spies", "wire", "bystander")
    }


def test_people_whose_route_leads_elsewhere_are_not_seen():
    assert listened(Shop(), tap(home="elsewhere")) == []
    assert listened(Shop(), tap(marks=((0, 0),))) == []


def test_windows_end_every_thirty_days_and_just_before_a_period_does():
    shop = Shop(days=80.0, warmup_days=10.0, periods=(Period("late", 50.0, 80.0),))
    facts = listened(shop, tap(), opened=0.0, closes=100.0)
    assert sorted({fact.time for fact in facts}) == pytest.approx([10.0, 40.0, 50.0, 80.0])
    assert all(time < end for time, end in zip(sorted({f.time for f in facts}), (10.0, 40.0, 50.0, 80.0), strict=True))


def test_direct_access_shows_what_is_held_at_its_opening_and_then_what_is_written():
    shop = Shop(days=40.0, writes={"session": 0.1})
    give_store(shop.alpha, "subscriber", float("inf"))
    facts = listened(shop, shop.alpha, opened=20.0, closes=35.0, backlog=True, stage="reachable")
    assert {fact.stage for fact in facts} == {"reachable"}
    assert {fact.person for fact in facts if fact.category == "subscriber"} == set(range(100))
    assert {fact.time for fact in facts if fact.category == "subscriber"} == {20.0}
    sessions = [fact for fact in facts if fact.category == "session"]
    # the shop keeps what is ten days old at day 20, and nobody purges it afterwards
    there = {u: shop.people.count(shop.alpha, "session", u, ((10.0, 35.0),)) for u in range(100)}
    assert records_by_person(sessions) == {person: number for person, number in there.items() if number}
    assert sorted({fact.time for fact in sessions}) == pytest.approx([20.0, 30.0, 35.0])


def test_what_is_over_at_once_is_never_seen():
    stage, seen = Stage(10.0), []
    start(listening(stage.clock, (), step=lambda: 3.0, until=0.0, see=seen.append))
    stage.run()
    assert seen == []


class Room(Shop):
    """The shop, and somebody with direct access to its operator and to a platform."""

    def __init__(self, *, per_day=0.5, people=1, opened=0.0, closes=40.0, with_forum=False, **more):
        super().__init__(**more)
        give_store(self.alpha, "subscriber", float("inf"))
        world = self.people.world
        doors = [Door(self.alpha, Area([Segment(world.key, 200, 0, 0, 100)]))]
        if with_forum:
            self.forum = operator(self.stage, "forum", kind="platform", share=0.05)
            give_store(self.forum, "subscriber", float("inf"))
            doors.append(Door(self.forum, Area([Segment(world.key, 200, 0, 0, 200)])))
        self.looks = Looks(
            self.stage.clock,
            self.stage.ledger,
            self.copying,
            doors,
            agency="spies",
            key=3,
            per_day=per_day,
            people=people,
            opened=opened,
            closes=closes,
        )

    def looked(self):
        start(self.looks.life())
        self.stage.run()
        return self.stage.of(Looked)


def test_a_look_reads_all_that_is_held_of_somebody_there():
    room = Room(people=4)
    looks = room.looked()
    facts = room.stage.of(Disclosed)
    assert looks
    for look in looks:
        own = [fact for fact in facts if fact.time == look.time]
        assert {fact.stage for fact in own} == {"obtained", "examined"}
        assert len({fact.person for fact in own}) == look.persons == look.found <= 4
        assert {fact.person // 100 for fact in own} == {0}  # alpha's
    sessions = [fact for fact in facts if fact.category == "session" and fact.stage == "examined"]
    held = {f: ((room.alpha.stores["session"].horizon, f.time),) for f in sessions}
    assert all(f.records == room.people.count(room.alpha, "session", f.person, held[f]) for f in sessions)


def test_a_higher_rate_brings_the_same_looks_earlier_and_at_the_same_people():
    few, many = Room(per_day=0.25), Room(per_day=0.5)
    slow, fast = few.looked(), many.looked()
    assert len(slow) < len(fast)
    assert [look.time for look in fast[: len(slow)]] == pytest.approx([look.time / 2 for look in slow])

    def people(room):
        return [f.person for f in room.stage.of(Disclosed) if (f.category, f.stage) == ("subscriber", "examined")]

    assert people(many)[: len(slow)] == people(few)


def test_nobody_looks_before_the_opening_or_after_the_end():
    times = [look.time for look in Room(per_day=5.0, opened=10.0, closes=20.0).looked()]
    assert 20 < len(times) < 90
    assert 10.0 < min(times) < max(times) < 20.0


def test_a_platform_is_looked_at_as_often_as_its_people_are_many():
    room = Room(per_day=20.0, with_forum=True)
    looks = room.looked()
    # 100 people with alpha, 10 with an account: Binomial(n, 1/11)
    forum, n = sum(look.operator == "forum" for look in looks), len(looks)
    assert abs(forum - n / 11) < 4 * (n * 10 / 121) ** 0.5
    people = {fact.person for fact in room.stage.of(Disclosed) if fact.operator == "forum"}
    holders = {u for u in range(200) if room.forum.serves(room.people.world.key, 200, u, "")}
    assert people
    assert people <= holders
