from datetime import date, timedelta

import holidays
import numpy as np
import pytest

from sim.world.calendar import Calendar
from sim.world.public_holidays import has_holidays, public_holidays

MONDAY = date(2024, 1, 1)


def office(
    start: date = MONDAY, country: str | None = None, weekdays: frozenset[int] = frozenset(range(5))
) -> Calendar:
    return Calendar(start, 9, 17, weekdays, country)


def mean_opening_wait_hours(calendar: Calendar) -> float:
    """Over a week. Waits are linear between whole hours, so the midpoint rule on minutes is exact."""
    minutes = (np.arange(7 * 24 * 60) + 0.5) / (24 * 60)
    return float(np.mean([calendar.next_open(time) - time for time in minutes])) * 24


def test_mean_opening_wait_is_the_closed_form():
    assert mean_opening_wait_hours(office()) == pytest.approx((4 * 16**2 + 64**2) / 2 / 168, rel=1e-9)


def test_the_closed_form_would_see_one_more_open_hour():
    assert abs(mean_opening_wait_hours(Calendar(MONDAY, 9, 18)) - 15.238) > 0.5


def test_it_is_open_at_opening_and_not_at_closing():
    calendar = office()
    assert calendar.is_open(9 / 24)
    assert not calendar.is_open(17 / 24)
    assert calendar.is_open(np.nextafter(17 / 24, 0))
    assert not calendar.is_open(np.nextafter(9 / 24, 0))
    assert not calendar.is_open(5.5)  # a Saturday


@pytest.mark.parametrize("day", [0, 4, 7, 3 * 365, 9_000, -7, -365 * 3 + 1])
def test_what_opens_is_open_whatever_the_rounding(day):
    calendar = Calendar(MONDAY, 8.3, 17.7)
    opening = calendar.next_open(day)
    assert calendar.is_open(opening)
    assert calendar.next_open(opening) == opening
    closing = calendar.next_close(opening)
    assert not calendar.is_open(closing)
    assert calendar.after(opening, 9.4 / 24) == pytest.approx(closing, abs=1e-9)


def test_next_open_and_next_close_skip_the_weekend():
    calendar = office()
    friday_evening = 4 + 20 / 24
    assert calendar.next_open(friday_evening) == 7 + 9 / 24
    assert calendar.next_close(friday_evening) == 7 + 17 / 24
    assert calendar.next_close(4 + 10 / 24) == 4 + 17 / 24


def test_work_stops_at_closing_and_resumes_at_opening():
    calendar = office()
    assert calendar.after(15 / 24, 3 / 24) == pytest.approx(1 + 10 / 24)
    assert calendar.after(4 + 16 / 24, 9 / 24) == pytest.approx(7 + 17 / 24)  # ends on Monday at closing
    assert calendar.after(5.0, 1 / 24) == pytest.approx(7 + 10 / 24)


def test_work_that_fills_the_day_ends_at_closing_whatever_the_rounding():
    calendar = office()
    openings = [day + 9 / 24 for day in range(10_000) if day % 7 < 5]
    assert all(calendar.after(opening, 8 / 24) <= opening + 9 / 24 for opening in openings)
    assert all(calendar.after(opening, 16 / 24) - opening < 4 for opening in openings)


def test_no_work_ends_at_once_even_when_closed():
    assert office().after(5.5, 0.0) == 5.5


def test_open_time_is_counted_in_days_of_open_time():
    calendar = office()
    assert calendar.worked(0.0) == 0.0
    assert calendar.worked(1.0) == pytest.approx(1 / 3)
    assert calendar.worked(7.0) == pytest.approx(5 / 3)
    assert calendar.worked(-7.0) == pytest.approx(-5 / 3)
    assert calendar.between(10 / 24, 7 + 10 / 24) == pytest.approx(5 / 3)
    assert calendar.hours_per_day == 8
    assert calendar.hours_per_week == 40


def test_a_calendar_that_never_closes():
    calendar = Calendar(MONDAY, country="GB", always=True)
    assert calendar.is_open(0.0)
    assert calendar.next_open(5.3) == 5.3
    assert calendar.next_close(5.3) == float("inf")
    assert calendar.worked(-3.0) == -3.0
    assert calendar.after(5.3, 2.0) == 7.3
    assert calendar.between(1.0, 4.0) == 3.0
    assert calendar.hours_per_week == 168
    assert calendar.add_working_days(3.5, 1) == 5.0  # Friday, at midnight: a legal deadline keeps the weekend
    assert calendar.add_working_days(4.5, 1) == 8.0


def test_a_legal_period_ends_at_closing_of_its_last_working_day():
    calendar = office()
    assert calendar.add_working_days(0.5, 1) == 1 + 17 / 24
    assert calendar.add_working_days(0.99, 5) == 7 + 17 / 24
    assert calendar.add_working_days(4.2, 10) == 18 + 17 / 24
    assert calendar.add_working_days(5.2, 1) == 7 + 17 / 24  # from a Saturday
    assert calendar.add_working_days(5.2, 0) == 7 + 17 / 24
    assert calendar.add_working_days(1.2, 0) == 1 + 17 / 24


def test_national_day_2018_closes_china_for_a_week_and_opens_the_saturday_before():
    calendar = office(start=date(2018, 9, 28), country="CN")
    assert calendar.is_working_day(0.0)
    assert calendar.is_open(1.5)  # Saturday and Sunday, 29 and 30 September, were worked in exchange
    assert calendar.is_open(2.5)
    assert calendar.next_open(2 + 17 / 24) == 10 + 9 / 24  # Monday, 8 October
    assert calendar.add_working_days(2.5, 1) == 10 + 17 / 24


def test_an_exchanged_saturday_opens_only_those_who_work_the_whole_week():
    calendar = office(start=date(2018, 9, 28), country="CN", weekdays=frozenset({0, 1}))
    assert not calendar.is_open(1.5)


def test_bank_holidays_of_england_2018():
    calendar = office(start=date(2018, 1, 1), country="GB-ENG")
    closed = [
        date(2018, 1, 1) + timedelta(day) for day in range(365) if day % 7 < 5 and not calendar.is_working_day(day)
    ]
    assert [f"{day:%m-%d}" for day in closed] == [
        "01-01",
        "03-30",
        "04-02",
        "05-07",
        "05-28",
        "08-27",
        "12-25",
        "12-26",
    ]


def test_a_countrys_own_code_holds_what_its_parts_share():
    easter_monday = date(2018, 4, 2).toordinal()
    assert easter_monday not in public_holidays("GB", 2018).rests
    assert easter_monday in public_holidays("GB-ENG", 2018).rests


def test_holidays_of_the_past_are_kept_too():
    calendar = office(start=date(2018, 1, 2), country="GB")
    assert not calendar.is_working_day(-1.0)
    assert not calendar.is_working_day(-8.0 + 0.5)  # Christmas Day was a Monday
    assert calendar.is_working_day(-4.0)


@pytest.mark.parametrize(("opens", "closes"), [(22, 6), (9, 9), (-1, 8), (9, 25)])
def test_hours_out_of_order_are_refused(opens, closes):
    with pytest.raises(ValueError, match=rf"hours: are {opens} to {closes}; wanted"):
        Calendar(MONDAY, opens, closes)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7}), frozenset({-1, 0})])
def test_bad_weekdays_are_refused(weekdays):
    with pytest.raises(ValueError, match=r"weekdays: are .*; wanted some of 0"):
        Calendar(MONDAY, 9, 17, weekdays)


def test_unknown_countries_are_refused_with_the_nearest():
    with pytest.raises(ValueError, match="country 'XX': no public holidays are known"):
        office(country="XX")
    with pytest.raises(ValueError, match=r"did you mean .*CN"):
        office(country="cn")
    with pytest.raises(ValueError, match="country 'GB-EN': GB has no such part; did you mean ENG"):
        office(country="GB-EN")


@pytest.mark.parametrize("country", ["CHN", "China", "UK", "XNYS", "HolidayBase", "", "-ENG"])
def test_other_names_that_the_library_knows_are_no_codes(country):
    with pytest.raises(ValueError, match="no public holidays are known for it"):
        public_holidays(country, 2021)


def test_a_country_is_found_without_loading_all_of_them(monkeypatch):
    def load_all(**_):
        raise AssertionError("all countries are loaded")

    monkeypatch.setattr(holidays, "list_supported_countries", load_all)
    assert date(1987, 4, 20).toordinal() in public_holidays("GB-ENG", 1987).rests
    assert [has_holidays(one) for one in ("GB-WLS", "GB-XX", "a town", "")] == [True, False, False, False]
    with pytest.raises(AssertionError, match="all countries are loaded"):
        public_holidays("XX", 1987)


def test_a_time_past_the_year_9999_is_refused():
    with pytest.raises(ValueError, match="lies outside the years 1 to 9999"):
        office(start=date(9999, 12, 1)).next_open(40.0)


def test_years_past_the_tables_raise_no_warning():
    assert public_holidays("IN", 1970) is not None
    assert public_holidays("CN", 12_000).rests == frozenset()
