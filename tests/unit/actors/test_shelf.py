from math import inf

import pytest

from sim.actors.shelf import OLDEST_ACCOUNT_DAYS, Amount, Crowd
from sim.records.profile import Profile
from tests.unit.actors.stage import shelf, statute

PEOPLE, BYTES = 100.0, 20.0
CROWD = (Crowd(PEOPLE, BYTES, lambda time: time),)


def days(amount: Amount) -> float:
    """Days that are held of everybody; bytes must say the same."""
    assert amount.octets == pytest.approx(amount.person_days * BYTES, rel=1e-12, abs=1e-6)
    return amount.person_days / PEOPLE


def retention(day: int, **duty: str) -> dict:
    return {"from": day, "retention": {"session": duty}}


def test_a_store_starts_filled_as_the_law_and_practice_of_the_first_day_have_it():
    laws = statute(old={"retention": {"session": {"at_least": "30 days"}}}, new=retention(5, at_least="60 days"))
    found = shelf(keeps=10.0, laws=laws, crowds=CROWD)
    assert (found.held.horizon, found.kept_days, days(found.stored(0.0))) == (-30.0, 30.0, 30.0)
    assert found.held.holds(-30.0)
    assert not found.held.holds(-30.1)


def test_a_steady_store_holds_its_period_after_each_purge_and_grows_between():
    found = shelf(keeps=10.0, crowds=CROWD)
    for time in (1.0, 2.0, 3.0):
        found.purge(time)
        assert days(found.stored(time)) == pytest.approx(10.0)
        assert days(found.stored(time + 0.75)) == pytest.approx(10.75)


def test_lengthened_retention_fills_day_by_day_for_deleted_is_deleted():
    found = shelf(keeps=10.0, laws=statute(new=retention(5, at_least="30 days")), crowds=CROWD)
    held = []
    for day in range(40):
        found.purge(float(day))
        held.append(days(found.stored(float(day))))
    # the purge of day 4 left 10 days; that of day 5 comes after the law, so the store grows from day 4 on
    assert held == pytest.approx([min(30.0, 10.0 + max(0, day - 4)) for day in range(40)])


def test_shortened_retention_cuts_at_once():
    found = shelf(keeps=30.0, laws=statute(new=retention(5, at_most="10 days")), crowds=CROWD)
    found.purge(4.0)
    assert days(found.stored(5.0)) == pytest.approx(31.0)
    found.purge(5.0)
    assert days(found.stored(5.0)) == pytest.approx(10.0)
    assert found.held.horizon == -5.0


def test_deleted_stays_deleted_when_the_law_is_repealed():
    laws = statute(brief=retention(5, at_most="1 days") | {"to": 6})
    found = shelf(keeps=30.0, laws=laws, crowds=CROWD)
    for day in (5.0, 6.0, 10.0):
        found.purge(day)
    assert found.kept_days == 30.0
    assert found.held.horizon == 4.0
    assert days(found.stored(10.0)) == pytest.approx(6.0)


def test_a_law_that_orders_logging_starts_it_and_its_end_stops_it_and_deletes():
    laws = statute(brief=retention(5, at_least="3 days") | {"to": 20})
    found = shelf(keeps=None, laws=laws, crowds=CROWD)
    assert (found.logs, days(found.stored(4.0))) == (False, 0.0)
    found.purge(5.0)
    assert found.logs
    assert days(found.stored(7.0)) == pytest.approx(2.0)
    assert found.held.pieces(-10.0, 7.0) == ((5.0, 7.0),)
    found.purge(19.0)
    assert days(found.stored(20.0)) == pytest.approx(4.0)
    found.purge(20.0)
    assert (found.logs, days(found.stored(25.0)), found.held.pieces(0.0, 25.0)) == (False, 0.0, ())


def test_a_minimum_of_nothing_logs_nothing():
    found = shelf(keeps=None, laws=statute(new=retention(5, at_least="0 days")), crowds=CROWD)
    found.purge(5.0)
    assert not found.logs


def test_who_does_not_comply_keeps_to_practice():
    found = shelf(keeps=10.0, laws=statute(new=retention(5, at_least="30 days")), crowds=CROWD, complies=False)
    found.purge(5.0)
    assert found.kept_days == 10.0


def test_account_life_is_bounded_and_never_purged():
    found = shelf(keeps=inf, crowds=CROWD)
    found.purge(100.0)
    assert found.held.horizon == -OLDEST_ACCOUNT_DAYS
    assert days(found.stored(100.0)) == pytest.approx(OLDEST_ACCOUNT_DAYS + 100.0)


def test_people_whose_operator_stops_recording_leave_a_hole_in_the_totals():
    found = shelf(keeps=10.0, crowds=CROWD)
    found.stop(2.0, [25.0])
    found.resume(6.0, [25.0])
    # 10 days of 100 people, less 4 days of 25
    assert found.stored(8.0).person_days == pytest.approx(18 * 100 - 4 * 25)
    found.purge(8.0)
    assert found.stored(8.0).person_days == pytest.approx(10 * 100 - 4 * 25)
    found.purge(14.0)  # the horizon, day 4, cuts the hole in two
    assert found.stored(14.0).person_days == pytest.approx(10 * 100 - 2 * 25)
    assert found.written(14.0) == pytest.approx(BYTES * (14 * 100 - 4 * 25))


def test_who_had_stopped_when_logging_began_is_still_missing():
    found = shelf(keeps=None, laws=statute(new=retention(5, at_least="30 days")), crowds=CROWD)
    found.stop(2.0, [25.0])
    found.purge(5.0)
    found.resume(7.0, [25.0])
    assert found.stored(9.0).person_days == pytest.approx(4 * 100 - 2 * 25)


def test_what_was_held_plus_written_less_purged_is_held():
    clock = Profile([9.0 if 9 <= hour % 24 < 17 else 1.0 for hour in range(168)]).clock
    crowds = (Crowd(100.0, 20.0, clock), Crowd(40.0, 3.0, lambda time: time))
    laws = statute(longer=retention(5, at_least="30 days"), shorter=retention(20, at_most="4 days"))
    found = shelf(keeps=10.0, laws=laws, crowds=crowds)
    first, purged = found.stored(0.0).octets, 0.0
    for half_day in range(60):
        before = found.stored(half_day / 2).octets
        found.purge(half_day / 2)
        purged += before - found.stored(half_day / 2).octets
    assert purged > 1000
    assert first + found.written(31.3) - purged == pytest.approx(found.stored(31.3).octets, rel=1e-9)


def test_two_populations_are_added_up():
    crowds = (Crowd(100.0, 20.0, lambda time: time), Crowd(50.0, 2.0, lambda time: 2 * time))
    held = shelf(keeps=10.0, crowds=crowds).stored(0.0)
    assert held == Amount(10 * (100 * 20 + 50 * 2 * 2), 1500.0)


def test_people_who_leave_take_what_was_held_of_them_with_them():
    laws = statute(longer=retention(25, at_least="30 days"))
    found, fewer = shelf(laws=laws, crowds=CROWD), shelf(laws=laws, crowds=(CROWD[0]._replace(people=60.0),))
    for time in range(1, 60):
        for own in (found, fewer):
            own.purge(float(time))
        if time == 20:
            before = found.stored(20.5)
            found.leave(20.5, [40.0], found.held.pieces(found.held.horizon, 20.5), recording=True)
            assert found.stored(20.5).person_days == pytest.approx(0.6 * before.person_days)
        if time > 20:
            assert days(found.stored(time + 0.3)) == pytest.approx(days(fewer.stored(time + 0.3)))
    assert found.written(59.0) == pytest.approx(BYTES * (100.0 * 20.5 + 60.0 * 38.5))


def test_people_who_leave_an_operator_that_does_not_record_are_not_missed_twice():
    found = shelf(crowds=CROWD)
    found.stop(2.0, [50.0])
    found.leave(4.0, [10.0], ((-10.0, 2.0),), recording=False)
    found.resume(6.0, [40.0])
    assert found.written(10.0) == pytest.approx(BYTES * (100 * 2 + 50 * 4 + 90 * 4))
    assert found.stored(10.0).person_days == pytest.approx(90 * 12 + 50 * 4 + 90 * 4)


def test_people_who_come_are_written_about_from_then_on_also_after_a_pause():
    duty = {"retention": {"session": {"at_least": "30 days"}}}
    found = shelf(keeps=None, laws=statute(one={"from": 0, "to": 10, **duty}, two={"from": 20, **duty}), crowds=CROWD)
    found.come(5.0, [[20.0]], [True])
    found.purge(10.0)
    found.come(15.0, [[10.0]], [True])
    assert found.written(20.0) == pytest.approx(BYTES * (100 * 5 + 120 * 5))
    found.purge(20.0)
    assert found.written(22.0) == pytest.approx(BYTES * (100 * 5 + 120 * 5 + 130 * 2))


def test_who_comes_to_an_operator_that_does_not_record_is_written_about_when_it_does_again():
    found = shelf(crowds=CROWD)
    found.stop(2.0, [50.0])
    found.come(4.0, [[10.0], [20.0]], [True, False])
    found.resume(6.0, [70.0])
    assert found.written(10.0) == pytest.approx(BYTES * (100 * 2 + 50 * 2 + 60 * 2 + 130 * 4))


def test_what_was_held_at_a_past_time_is_known():
    found = shelf(keeps=10.0, laws=statute(new=retention(5, at_least="12 days")), crowds=CROWD)
    for time in (1.0, 2.0, 5.0, 6.0, 9.0):
        found.purge(time)
    for time, oldest in ((0.5, -10.0), (1.0, -9.0), (2.5, -8.0), (5.5, -7.0), (9.0, -3.0)):
        assert found.held_at(time, -50.0, 50.0) == ((oldest, time),)
    assert found.held_at(-0.5, -50.0, 50.0) == ((-11.0, -0.5),)  # steady before the first day, with its grid
    assert found.held_at(-3.0, -50.0, 50.0) == ((-13.0, -3.0),)
    assert found.held_at(9.0, -50.0, -4.0) == ()


def test_gaps_of_the_past_are_known_after_a_purge_has_passed_them():
    found = shelf(keeps=None, laws=statute(new={"from": 5, "to": 8, "retention": {"session": {"at_least": "4 days"}}}))
    for time in range(1, 20):
        found.purge(float(time))
    assert found.held_at(7.0, 0.0, 50.0) == ((5.0, 7.0),)
    assert found.held_at(4.0, 0.0, 50.0) == ()
    assert found.held_at(9.0, 0.0, 50.0) == ()  # kept no longer once no law orders it
