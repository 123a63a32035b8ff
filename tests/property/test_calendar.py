from datetime import date, timedelta
from functools import cache
from math import floor

from hypothesis import given, settings
from hypothesis.strategies import composite, floats, frozensets, integers, lists, sampled_from

from sim.world.calendar import Calendar
from sim.world.public_holidays import public_holidays

START = date(2017, 11, 1)
ROUNDING = 1e-9  # a work item may end at closing this much early; sums of times of 1e3 days round at 1e-13

times = floats(-800.0, 1_200.0)
work = floats(0.0, 100.0)
fixed = settings(deadline=None, derandomize=True, max_examples=100)


@composite
def calendars(draw):
    opens = draw(integers(0, 90)) / 4
    closes = draw(integers(int(opens * 4) + 1, 96)) / 4
    weekdays = draw(frozensets(integers(0, 6), min_size=1))
    return Calendar(START, opens, closes, weekdays, draw(sampled_from([None, "CN", "GB-ENG"])))


def works(calendar: Calendar, day: int) -> bool:
    """The rule, from dates: what the calendar's tables must come to."""
    when = calendar.start + timedelta(day)
    if calendar.country is None:
        return when.weekday() in calendar.weekdays
    rests, swapped = public_holidays(calendar.country, when.year)
    if when.weekday() in calendar.weekdays:
        return when.toordinal() not in rests
    return when.toordinal() in swapped and {0, 1, 2, 3, 4} <= calendar.weekdays


@cache
def worked_on(calendar: Calendar, day: int, until_hour: float) -> float:
    hours = min(until_hour, calendar.closes_hour) - calendar.opens_hour
    return max(0.0, hours) / 24 if works(calendar, day) else 0.0


@fixed
@given(calendar=calendars(), time=times)
def test_open_is_what_the_dates_say(calendar, time):
    day = floor(time)
    opens, closes = day + calendar.opens_hour / 24, day + calendar.closes_hour / 24
    assert calendar.is_open(time) == (works(calendar, day) and opens <= time < closes)
    assert calendar.is_working_day(time) == works(calendar, day)


@fixed
@given(calendar=calendars(), start=times, days=floats(0.0, 60.0))
def test_open_time_is_the_sum_over_days(calendar, start, days):
    end = start + days
    whole = sum(worked_on(calendar, day, 24) for day in range(floor(start), floor(end)))
    first = worked_on(calendar, floor(start), (start - floor(start)) * 24)
    last = worked_on(calendar, floor(end), (end - floor(end)) * 24)
    assert abs(calendar.between(start, end) - (whole - first + last)) < ROUNDING
    assert abs(calendar.worked(end) - calendar.worked(start) - calendar.between(start, end)) < ROUNDING


@fixed
@given(calendar=calendars(), time=times, amount=work)
def test_after_undoes_worked(calendar, time, amount):
    end = calendar.after(time, amount)
    assert end >= time
    assert abs(calendar.between(time, end) - amount) < 2 * ROUNDING


@fixed
@given(calendar=calendars(), time=times, amount=floats(1e-6, 200.0))
def test_after_is_the_earliest_such_time(calendar, time, amount):
    end = calendar.after(time, amount)
    assert calendar.between(time, end - 1e-7) < amount
    assert calendar.is_open(end - 1e-7)


@fixed
@given(calendar=calendars(), time=times, amounts=lists(work, min_size=2, max_size=5))
def test_more_work_never_ends_earlier(calendar, time, amounts):
    ends = [calendar.after(time, amount) for amount in sorted(amounts)]
    assert ends == sorted(ends)


@fixed
@given(calendar=calendars(), time=times, first=floats(1e-6, 20.0), second=floats(1e-6, 20.0))
def test_work_may_be_cut_in_two(calendar, time, first, second):
    in_two = calendar.after(calendar.after(time, first), second)
    assert abs(calendar.between(time, in_two) - (first + second)) < 4 * ROUNDING


@fixed
@given(calendar=calendars(), a=times, b=times)
def test_open_time_never_falls_and_is_no_longer_than_time(calendar, a, b):
    a, b = min(a, b), max(a, b)
    assert -ROUNDING < calendar.worked(b) - calendar.worked(a) < b - a + ROUNDING


@fixed
@given(calendar=calendars(), time=times)
def test_next_open_and_next_close_take_turns(calendar, time):
    opening, closing = calendar.next_open(time), calendar.next_close(time)
    assert opening >= time
    assert closing > time
    assert calendar.is_open(opening)
    assert not calendar.is_open(closing) or calendar.hours_per_day == 24
    assert calendar.between(time, opening) == 0
    assert opening < closing


@fixed
@given(calendar=calendars(), time=times, number=integers(0, 30))
def test_a_legal_period_counts_working_days(calendar, time, number):
    day, left = floor(time), number
    while left > 0 or (number == 0 and not works(calendar, day)):
        day += 1
        left -= works(calendar, day)
    assert calendar.add_working_days(time, number) == day + calendar.closes_hour / 24


@fixed
@given(asked=lists(times, min_size=1, max_size=8), time=times, amount=work)
def test_answers_do_not_depend_on_what_was_asked_before(asked, time, amount):
    fresh, used = Calendar(START, country="CN"), Calendar(START, country="CN")
    for earlier in asked:
        used.worked(earlier)
        used.after(earlier, 1.0)
    assert used.worked(time) == fresh.worked(time)
    assert used.after(time, amount) == fresh.after(time, amount)
