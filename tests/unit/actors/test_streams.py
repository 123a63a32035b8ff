"""Takings as bulk events: which share records, which slide, and which overlap."""

import pytest

from sim.actors.copying import Taking
from sim.actors.streams import Known, class_events, stretches, width
from sim.records.bulk import CERTAIN, Among
from tests.unit.actors.stage import Stage, operator, people

HALF = ((0, 1 << 63),)
WRITES = {"session": 2.0, "location": 1.0, "post": 3.0, "content": 1.0}


@pytest.fixture
def cast():
    stage = Stage()
    hub = operator(stage, "hub", kind="transit", route_marks={"town": HALF})
    forum = operator(stage, "forum", kind="platform", share=0.4)
    return people(20, access=("alpha",), writes=WRITES), operator(stage), hub, forum


def taking(of, time, share=1.0, key=None, among=None, **held):
    pieces = tuple((name, ((start, time),)) for name, start in held.items())
    return Taking(time, "police", "onsite", "obtained", of, key or int(100 * time), share, pieces, among=among or {})


def events_of(population, *takings):
    return class_events(population, population.world.classes[0], takings)


def test_copies_of_one_store_slide_on_one_track(cast):
    population, alpha, *_ = cast
    first, second = events_of(population, taking(alpha, 10.0, 0.5, session=0.0), taking(alpha, 15.0, session=5.0))
    assert (first.track, first.start, first.end, first.parts) == (second.track, 0.0, 20.0, ())
    assert (second.start, second.end, first.share, first.member) == (10.0, 30.0, 0.5, 1.0)


def test_categories_kept_alike_are_one_window_and_others_overlap(cast):
    population, alpha, *_ = cast
    (alike,) = events_of(population, taking(alpha, 10.0, session=0.0, location=0.0))
    assert (alike.start, alike.end, alike.parts) == (0.0, 30.0, ())
    (unlike,) = events_of(population, taking(alpha, 10.0, session=0.0, location=6.0))
    assert sorted(part[1:] for part in unlike.parts) == [(0.0, 20.0), (6.0, 10.0)]
    assert unlike.end - unlike.start == 24.0


def test_operators_of_a_route_share_the_lane_of_the_marks_that_pass_both(cast):
    population, alpha, hub, _ = cast
    whole, half = events_of(population, taking(alpha, 10.0, session=0.0), taking(hub, 12.0, session=4.0))
    assert whole.track == half.track
    assert sorted(part[1:] for part in whole.parts) == [(0.0, 10.0), (0.0, 10.0)]
    assert [part[1:] for part in half.parts] == [(4.0, 12.0)]
    assert half.parts[0].lane in {part.lane for part in whole.parts}
    assert width(HALF) == 0.5


def test_platforms_are_tracks_of_their_own_with_members(cast):
    population, alpha, _, forum = cast
    isp, shop = events_of(population, taking(alpha, 10.0, session=0.0), taking(forum, 10.0, post=0.0))
    assert isp.track != shop.track
    assert (shop.member, shop.end, isp.member) == (0.4, 30.0, 1.0)


def test_copies_that_choose_by_one_key_are_one_track(cast):
    population, alpha, _, forum = cast
    acts = taking(alpha, 10.0, 0.3, 7, session=0.0), taking(forum, 11.0, 0.3, 7, post=0.0)
    assert len({event.track for event in events_of(population, *acts)}) == 1
    assert all(event.parts for event in events_of(population, *acts))
    everybody = [act._replace(share=1.0) for act in acts]
    assert len({event.track for event in events_of(population, *everybody)}) == 2


def test_who_is_asked_about_goes_with_the_event(cast):
    population, alpha, *_ = cast
    among = (Among(9, 0.0, 0.3),)
    (event,) = events_of(population, taking(alpha, 10.0, among={"residents": among}, session=0.0))
    assert event.among == among
    assert event.chance_chosen == pytest.approx(0.3)
    assert event.parts


def test_a_state_is_certain_and_leaves_the_network_to_itself(cast):
    population, alpha, hub, _ = cast
    state, route = events_of(
        population, taking(alpha, 10.0, session=0.0, ip_assignment=0.0), taking(hub, 12.0, session=4.0)
    )
    assert state.end - state.start == CERTAIN
    assert state.track != route.track
    assert route.end - route.start == pytest.approx(8.0)


def test_a_state_that_an_earlier_copy_of_a_platform_did_not_hold(cast):
    population, *_, forum = cast
    posts, everybody = events_of(
        population, taking(forum, 10.0, post=0.0), taking(forum, 12.0, post=0.0, subscriber=0.0)
    )
    assert posts.track == everybody.track
    assert posts.parts
    assert not everybody.parts
    assert everybody.end - everybody.start == CERTAIN


def test_a_window_that_goes_back_overlaps(cast):
    population, alpha, *_ = cast
    late, early = events_of(population, taking(alpha, 10.0, session=5.0), taking(alpha, 11.0, session=0.0))
    assert late.parts
    assert early.parts
    assert early.end - early.start == pytest.approx(22.0)


def test_stretches_leave_states_out(cast):
    population, alpha, *_ = cast
    found = stretches(taking(alpha, 10.0, session=0.0, subscriber=0.0), population.world.classes[0])
    assert [(part.category, part.start, part.end) for part in found] == [("session", 0.0, 10.0)]


def test_what_is_known_of_a_class_holds_for_others_of_which_a_route_sees_the_same(cast):
    population, alpha, *_ = cast
    quarter = ((0, 1 << 62),)
    hub = operator(Stage(), "hub", kind="transit", route_marks={"town": HALF, "village": quarter})
    town = population.world.classes[0]
    village = town._replace(place="village")
    takings, known = [taking(alpha, 10.0, session=0.0), taking(hub, 12.0, session=4.0)], Known()
    for part in (town, village, town._replace(first=5)):
        assert class_events(population, part, takings, known=known) == class_events(population, part, takings)
    assert class_events(population, town, takings) != class_events(population, village, takings)
    first, again = (class_events(population, town, takings, known=known) for _ in range(2))
    assert all(a is b for a, b in zip(first, again, strict=True))


def test_takings_of_one_reach_touch_the_same_classes(cast):
    population, alpha, hub, forum = cast
    town = population.world.classes[0]
    classes = [town, town._replace(place="village"), town._replace(access="beta"), town._replace(population="guests")]
    homes = [None, {"town"}, {"village"}]
    among = [{}, {"residents": None}, {"guests": (Among(1, 0.0, 0.5),)}]
    touched: dict[object, set[tuple[bool, ...]]] = {}
    for of in (alpha, hub, forum):
        for places in homes:
            for about in among:
                own = taking(of, 10.0, session=0.0, among=about)._replace(homes=places)
                touched.setdefault(own.reach, set()).add(tuple(own.touches(part) for part in classes))
    assert all(len(found) == 1 for found in touched.values())
    assert len(set.union(*touched.values())) > 4
