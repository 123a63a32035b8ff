import numpy as np
import pytest

from sim.records.profile import Profile, clock_of

OFFICE = [9 <= hour % 24 < 17 and hour < 120 for hour in range(168)]
EVENING = [1 + (hour % 24) ** 2 for hour in range(168)]


def test_office_hours_carry_the_whole_week():
    profile = Profile(OFFICE)
    assert profile.clock(0.0) == 0.0
    assert profile.clock(7.0) == 7.0
    assert profile.clock(1.0) == pytest.approx(7 / 5)
    assert profile.clock(13 / 24) == pytest.approx(7 / 10)  # half of Monday's eight hours
    assert profile.clock(-7.0) == -7.0
    assert profile.clock(-0.5) == 0.0  # a Sunday
    assert profile.clock(-3.0) == pytest.approx(-7 / 5)  # Friday and the weekend


def test_the_inverse_takes_the_right_end_where_the_clock_stands_still():
    profile = Profile(OFFICE)
    assert profile.time(0.0) == pytest.approx(9 / 24)
    assert profile.time(profile.clock(1.0)) == pytest.approx(1 + 9 / 24)
    assert profile.time(-1e-3) == pytest.approx(-3 + 17 / 24, abs=1e-3)
    assert profile.time(7.0) == pytest.approx(7 + 9 / 24)


@pytest.mark.parametrize("weekday", range(7))
def test_the_week_starts_on_the_weekday_of_day_0(weekday):
    friday = Profile([24 * 4 <= hour < 24 * 5 for hour in range(168)], weekday)
    days = [friday.clock(day + 1.0) - friday.clock(float(day)) for day in range(7)]
    assert int(np.argmax(days)) == (4 - weekday) % 7


@pytest.mark.parametrize("hourly", [OFFICE, EVENING, [1.0] * 168])
def test_inverse_and_compiled_clock_agree_with_the_clock(hourly):
    profile = Profile(hourly, 3)
    times = np.linspace(-20, 20, 1999)
    clocks = np.array([profile.clock(time) for time in times])
    assert [clock_of(time, profile.week) for time in times] == clocks.tolist()
    assert (np.diff(clocks) >= 0).all()
    assert [profile.clock(time) for time in profile.times(clocks)] == pytest.approx(clocks, abs=1e-12)
    assert profile.times(clocks).tolist() == [profile.time(clock) for clock in clocks]


def test_an_even_profile_is_time_itself():
    assert Profile.even().flat
    assert Profile.even().clock(3.25) == Profile.even().time(3.25) == 3.25


@pytest.mark.parametrize(
    ("hourly", "weekday", "message"),
    [
        ([1.0] * 24, 0, "hourly: has 24 weights; wanted 168"),
        ([0.0] * 168, 0, "hourly: wanted finite weights"),
        ([-1.0] + [1.0] * 167, 0, "hourly: wanted finite weights"),
        ([float("nan")] * 168, 0, "hourly: wanted finite weights"),
        ([1.0] * 168, 7, "start_weekday: is 7; wanted 0"),
    ],
)
def test_what_is_no_week_is_refused(hourly, weekday, message):
    with pytest.raises(ValueError, match=message):
        Profile(hourly, weekday)
