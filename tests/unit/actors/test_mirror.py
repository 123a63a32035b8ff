"""Where a platform's records lie, who is asked for them, and when a mirror makes people reachable."""

import pytest

from sim.actors.census import Census
from sim.actors.mirror import Kept, Regions, Whereabouts, openings
from sim.law.over_time import OverTime
from sim.world.attributes import attribute
from tests.unit.actors.stage import Stage, give_store, operator, people

KEY = 99
RESIDENTS = people(200, offset=1000)
REGIONS = Regions({"residents": KEY}, {("residents", "CN"): (0.2, 0.7), ("residents", "US"): (0.7, 0.8)})


def world():
    stage = Stage()
    platform = operator(stage, "mail", kind="platform", country="US", share=0.5)
    give_store(platform, "content")
    give_store(platform, "subscriber")
    vault = operator(stage, "vault", kind="data_centre", country="CN", slower=2.0)
    return platform, vault, vault.as_mirror_of(platform, ["content", "post"])


def numbers(low, high):
    return [n for n in range(1000, 1200) if low <= attribute(KEY, n - 1000) < high]


def subject(number):
    return Census({"residents": people(1000, name="others"), "homes": RESIDENTS}).subject(number)


def test_a_mirror_is_its_operator_with_the_accounts_and_the_stores_of_the_platform():
    platform, vault, face = world()
    assert (face.name, face.entry, face.key, face.kind, face.share) == ("mail", "vault", platform.key, "platform", 0.5)
    assert (face.country, face.desk, face.slower) == ("CN", vault.desk, 2.0)
    assert face.stores == {"content": platform.stores["content"]}
    vault.condition("assistance", 1)
    assert face.has_deficit("assistance")
    assert vault.stores == {}


def test_each_person_is_of_one_region():
    has = {region: [n for n in range(1000, 1200) if REGIONS.has(region, subject(n))] for region in ("CN", "US", "HK")}
    assert has == {"CN": numbers(0.2, 0.7), "US": numbers(0.7, 0.8), "HK": []}
    assert has["CN"]
    assert has["US"]
    (among,) = REGIONS.among("CN")(RESIDENTS)
    assert among == (KEY, 0.2, 0.7)
    assert REGIONS.among("HK")(RESIDENTS) is None


@pytest.mark.parametrize(
    ("copied", "readable", "agency", "at_the_mirror"),
    [
        (False, True, "CN", True),
        (False, True, "US", True),
        (False, False, "CN", True),
        (True, True, "CN", True),
        (True, True, "US", False),
        (True, False, "CN", False),
    ],
)
def test_who_is_asked(copied, readable, agency, at_the_mirror):
    platform, _, face = world()
    kept = OverTime(None, [(10.0, Kept(face, "CN", copied, readable))])
    places = Whereabouts(platform, REGIONS, {"content": kept}, {})
    moved, other = subject(numbers(0.2, 0.7)[0]), subject(numbers(0.7, 0.8)[0])
    assert places.asked("content", moved, agency, 10.0) is (face if at_the_mirror else platform)
    assert places.asked("content", moved, agency, 9.9) is platform
    assert places.asked("content", other, agency, 10.0) is platform
    assert places.asked("subscriber", moved, agency, 10.0) is platform


def test_what_can_be_read_here_and_there():
    platform, _, face = world()
    kept = OverTime(None, [(10.0, Kept(face, "CN", False, False)), (20.0, Kept(face, "CN", False, True))])
    places = Whereabouts(platform, REGIONS, {"content": kept}, {"content": OverTime(True, [(15.0, False)])})
    assert [places.can_read(platform, "content", time) for time in (14.0, 15.0)] == [True, False]
    assert [places.can_read(face, "content", time) for time in (10.0, 20.0)] == [False, True]
    assert places.can_read(platform, "subscriber", 20.0)


def test_a_mirror_opens_when_it_comes_moves_or_becomes_readable():
    _, _, face = world()
    _, _, other = world()
    dark, bright, far = Kept(face, "CN", True, False), Kept(face, "CN", True, True), Kept(other, "CN", True, True)
    steps = [(5.0, dark), (10.0, bright), (15.0, dark), (16.0, far), (20.0, None), (30.0, bright), (99.0, far)]
    found = openings("content", OverTime(None, steps), begin=2.0, end=50.0)
    assert [(one.time, one.kept) for one in found] == [(5.0, dark), (10.0, bright), (16.0, far), (30.0, bright)]


def test_a_copy_that_becomes_a_move_opens_nothing_anew():
    _, _, face = world()
    copied, moved = Kept(face, "CN", True, True), Kept(face, "CN", False, True)
    assert [one.time for one in openings("content", OverTime(copied, [(9.0, moved)]), begin=0.0, end=50.0)] == [0.0]


def test_a_mirror_that_was_there_before_opens_when_people_begin_to_be_counted():
    _, _, face = world()
    kept = OverTime(Kept(face, "CN", False, True), [(3.0, None)])
    assert [one.time for one in openings("content", kept, begin=2.0, end=50.0)] == [2.0]
    assert openings("content", kept, begin=4.0, end=50.0) == []
