"""Working calendars in compiled code, against the calendar itself."""

from datetime import date

import numpy as np
import pytest

from sim.actors.desk import Desk
from sim.actors.desks import Desks
from sim.actors.process import Clock
from sim.ledger.accounts import Ledger
from sim.ledger.frame import Frame
from sim.queueing.hours import reached, reading
from sim.world.calendar import Calendar

START, DAYS = date(2018, 9, 20), 400.0
CALENDARS = {
    "an office": Calendar(START, 9, 17),
    "with holidays and swapped weekends": Calendar(START, 8.5, 18, country="CN"),
    "every day": Calendar(START, 7, 22, frozenset(range(7))),
    "to midnight": Calendar(START, 0, 24, country="GB"),
    "always": Calendar(START, always=True),
}


def compiled(calendar):
    """The state of a run with one desk on a calendar."""
    clock, ledger = Clock(), Ledger(Frame(START, DAYS))
    Desk(clock, calendar, ledger, name="desk", staff=1.0)
    desks = Desks.of(clock, ledger)
    desks.look()
    return desks.rooms.state


def times():
    """Times of the run: any, quarters of hours, and the moments around them."""
    rng = np.random.default_rng(1)
    quarters = rng.integers(0, int(DAYS) * 96, 400) / 96
    around = np.concatenate([np.nextafter(quarters, -np.inf), np.nextafter(quarters, np.inf)])
    found = np.concatenate([rng.uniform(0, DAYS, 400), quarters, around])
    return found[(found >= 0) & (found <= DAYS)].tolist()


@pytest.mark.parametrize("name", CALENDARS)
def test_the_working_clock_is_that_of_the_calendar(name):
    calendar, state = CALENDARS[name], compiled(CALENDARS[name])
    for time in times():
        read, is_open, opening = reading(state, 0, time)
        assert (read, is_open) == calendar.reading(time), time
        if not is_open:
            assert opening == calendar.next_open(time), time


@pytest.mark.parametrize("name", CALENDARS)
def test_work_ends_when_the_calendar_says(name):
    calendar, state = CALENDARS[name], compiled(CALENDARS[name])
    rng = np.random.default_rng(2)
    for time in times():
        for work in (rng.exponential(0.5), calendar.hours_per_day / 24, 1 / 24):
            read = calendar.worked(time) + work
            found, wanted = reached(state, 0, read), calendar.reached(read)
            assert found == wanted or min(found, wanted) > DAYS


def test_what_would_end_beyond_the_run_ends_never():
    calendar, state = CALENDARS["an office"], compiled(CALENDARS["an office"])
    assert reached(state, 0, calendar.worked(DAYS) + 30.0) == np.inf
    assert reading(state, 0, DAYS + 10.0) == (np.inf, False, np.inf)
