from math import inf
from types import SimpleNamespace

import pytest

from sim.actors.operator import look_up
from sim.records.ages import band_of, by_age, cut_at_bands
from sim.world.population import PeopleClass
from tests.unit.actors.stage import Stage, give_store, operator

NOW = 50.0
SOMEBODY = SimpleNamespace(number=7, people=SimpleNamespace(paths=None))
OF_ALPHA, OF_BETA = (PeopleClass("residents", "home", name, 0, 9) for name in ("alpha", "beta"))


def per_day(operator, category, person, pieces):
    """A person who writes 2 records a day, evenly."""
    return round(sum(2 * (end - start) for start, end in pieces))


def aged(count):
    """Records by age where `count` says how many there are."""
    return lambda operator, category, person, pieces, now, act: by_age(
        lambda piece: count(operator, category, person, (piece,)), pieces, now, act
    )


def nothing(operator, category, person, pieces):
    return 0


@pytest.fixture
def alpha():
    """An operator whose session store holds days 20 to 50, less day 30 to 32."""
    own = operator(Stage())
    store = give_store(own, "session", keeps=30.0)
    store.shelf.purge(NOW)
    store.stop_recording(30.0)
    store.record_again(32.0)
    give_store(own, "ip_assignment", keeps=30.0).shelf.purge(NOW)
    return own


def found(own, at, window, count=per_day, category="session"):
    return look_up(own, category, SOMEBODY, at, window, NOW, aged(count))


def test_all_that_was_asked_is_complete(alpha):
    answer = found(alpha, 45.0, 10.0)
    assert (answer.state, answer.records, answer.covered_from, answer.covered_to) == ("complete", 21, 35.0, 45.0)
    assert answer.age_days == 20 * 10.0 + 5.0  # 20 records of a mean age of 10 days, and the act
    assert answer.bands == (21, 0, 0, 0)


def test_the_act_alone_is_one_record(alpha):
    answer = found(alpha, 45.0, 0.0, nothing)
    assert (answer.state, answer.records, answer.age_days) == ("complete", 1, 5.0)
    assert (answer.covered_from, answer.covered_to) == (45.0, 45.0)


def test_of_a_window_that_reaches_behind_the_horizon_a_part_is_found(alpha):
    answer = found(alpha, 25.0, 10.0)
    assert (answer.state, answer.records, answer.covered_from, answer.covered_to) == ("partial", 11, 20.0, 25.0)


def test_of_a_window_over_a_gap_a_part_is_found(alpha):
    answer = found(alpha, 35.0, 10.0)
    assert (answer.state, answer.records) == ("partial", 17)
    assert (answer.covered_from, answer.covered_to) == (25.0, 35.0)
    # 10 records of days 25 to 30, 6 of days 32 to 35, and the act
    assert answer.age_days == pytest.approx(10 * 22.5 + 6 * 16.5 + 15.0)


def test_an_act_in_a_gap_leaves_the_window_before_it(alpha):
    answer = found(alpha, 31.0, 5.0)
    assert (answer.state, answer.records, answer.covered_from, answer.covered_to) == ("partial", 8, 26.0, 30.0)


@pytest.mark.parametrize(("at", "window"), [(19.999, 0.0), (15.0, 10.0), (-400.0, 5.0)])
def test_what_is_behind_the_horizon_has_expired(alpha, at, window):
    assert found(alpha, at, window).state == "expired"
    assert found(alpha, at, window).records == 0


def test_the_moment_of_the_horizon_is_held(alpha):
    assert found(alpha, 20.0, 0.0).state == "complete"


def test_what_a_gap_swallowed_was_never_held(alpha):
    assert found(alpha, 31.5, 1.0).state == "never_held"


def test_a_window_before_an_unrecorded_act_that_holds_no_record_finds_nothing(alpha):
    assert found(alpha, 31.0, 5.0, nothing).state == "never_held"


def test_a_category_without_a_store_was_never_held(alpha):
    assert found(alpha, 45.0, 1.0, category="location").state == "never_held"


def test_a_state_is_found_if_and_only_if_its_moment_is_held(alpha):
    def not_asked(*_):
        raise AssertionError("states are not counted")

    assert found(alpha, 45.0, 40.0, not_asked, "ip_assignment").state == "complete"
    assert found(alpha, 45.0, 40.0, not_asked, "ip_assignment").records == 1
    assert found(alpha, 19.0, 0.0, not_asked, "ip_assignment").state == "expired"


@pytest.mark.parametrize(
    ("age", "band"),
    [(0.0, 0), (91.3125, 0), (91.4, 1), (182.625, 1), (182.7, 2), (365.25, 2), (365.3, 3), (9999.0, 3)],
)
def test_bands_of_age_are_those_of_published_tables(age, band):
    assert band_of(age) == band


def test_a_window_is_cut_at_the_borders_of_the_bands():
    assert cut_at_bands(0.0, 50.0, 50.0) == [(0.0, 50.0)]
    assert cut_at_bands(0.0, 400.0, 400.0) == [
        (0.0, 34.75),
        (34.75, 217.375),
        (217.375, 308.6875),
        (308.6875, 400.0),
    ]
    assert cut_at_bands(34.75, 100.0, 400.0) == [(34.75, 100.0)]


def test_records_of_a_long_window_fall_into_their_bands():
    own = operator(Stage())
    give_store(own, "session", keeps=inf)
    answer = look_up(own, "session", SOMEBODY, 400.0, 400.0, 400.0, aged(per_day))
    # 2 a day over 91.3125, 91.3125, 182.625 and 34.75 days, and the act
    assert answer.bands == (183 + 1, 183, 365, 70)
    assert answer.age_days == pytest.approx(183 * 45.65625 + 183 * 136.96875 + 365 * 273.9375 + 70 * 382.625)


def test_an_agency_knows_what_is_gone_by_the_retention_in_force(alpha):
    assert not alpha.is_gone("session", 20.0, NOW)
    assert alpha.is_gone("session", 19.9, NOW)
    assert alpha.is_gone("location", 49.9, NOW)
    assert not alpha.is_gone("session", 31.0, NOW)  # nobody outside knows of the gap


def test_who_is_served_depends_on_the_kind_of_operator():
    stage = Stage()
    assert operator(stage).serves(1, 100, 5, OF_ALPHA)
    assert not operator(stage).serves(1, 100, 5, OF_BETA)
    assert operator(stage, "hub", kind="transit").serves(1, 100, 5, OF_BETA)
    forum = operator(stage, "forum", kind="platform", share=0.4)
    assert sum(forum.serves(1, 100, person, OF_BETA) for person in range(100)) == 40


def test_marks_of_homes_that_a_route_does_not_pass_are_empty():
    hub = operator(Stage(), "hub", kind="transit", route_marks={"east": ((5, 9),)})
    assert (hub.marks_of("east"), hub.marks_of("west")) == (((5, 9),), ((0, 0),))
    assert operator(Stage()).marks_of("east") == ()
