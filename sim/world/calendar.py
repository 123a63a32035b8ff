"""Working calendars: when a desk is open, and how much open time lies between two times."""

from datetime import MAXYEAR, date
from math import ceil, floor, inf

from sim.world.public_holidays import public_holidays

MONDAY_TO_FRIDAY = frozenset(range(5))
_STEP = 366
_LAST = date.max.toordinal()
# A service that ends at closing must not spill into the next opening through rounding: 1e-9 day is 0.09 ms,
# a thousand times the rounding error of a time of 10,000 days.
_ROUNDING = 1e-9


class Calendar:
    """Opening hours on the working days of a country.

    A working day is one of `weekdays` that is no public holiday; where a country swaps weekend days for working
    days, they count for those who work Monday to Friday. A working day is open on [opens, closes). Work stops at
    closing and resumes at the next opening. Times are days since local midnight of `start`, and may be negative.

    Parameters
    ----------
    start : date
        Day 0.
    opens_hour, closes_hour : float [hour], 0 <= opens < closes <= 24
        A day of 0 to 24 closes and reopens at midnight.
    weekdays : frozenset of int, Monday is 0
    country : str, optional
        ISO 3166 code whose public holidays are kept, such as "CN" or "GB-ENG"; None keeps none.
    always : bool
        Open round the clock, holidays too. Weekdays and country then serve legal deadlines only, and the hours
        are not read.

    Raises
    ------
    ValueError
        If the hours are out of order, a weekday is not in 0-6, there are no weekdays, or the country is unknown;
        later, if a time outside the years 1 to 9999 is asked about.

    Examples
    --------
    >>> office = Calendar(date(2024, 1, 1), 9, 17)  # a Monday
    >>> office.is_open(0.5), office.next_open(0.75) * 24  # from 18:00 to Tuesday 09:00
    (True, 33.0)
    >>> office.after(0.5, 8 / 24) * 24  # 8 hours of work from Monday noon end on Tuesday at noon
    36.0
    """

    __slots__ = (
        "_closes",
        "_closing",
        "_days",
        "_first",
        "_length",
        "_low",
        "_opening",
        "_opens",
        "_ranks",
        "_read",
        "always",
        "closes_hour",
        "country",
        "opens_hour",
        "start",
        "weekdays",
    )

    def __init__(
        self,
        start: date,
        opens_hour: float = 9.0,
        closes_hour: float = 17.0,
        weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
        country: str | None = None,
        *,
        always: bool = False,
    ) -> None:
        if always:
            opens_hour, closes_hour = 0.0, 24.0
        if not 0 <= opens_hour < closes_hour <= 24:
            raise ValueError(f"hours: are {opens_hour:g} to {closes_hour:g}; wanted 0 <= opening < closing <= 24")
        if not weekdays or not weekdays <= frozenset(range(7)):
            raise ValueError(f"weekdays: are {sorted(weekdays)}; wanted some of 0 (Monday) to 6 (Sunday)")
        if country is not None:
            public_holidays(country, start.year)  # an unknown country is said here, not at the first look-up
        self.start, self.weekdays, self.country, self.always = start, weekdays, country, always
        self.opens_hour, self.closes_hour = opens_hour, closes_hour
        self._opens, self._closes = opens_hour / 24, closes_hour / 24
        self._length = self._closes - self._opens
        # _ranks[i]: number of working days from day 0 to day _low + i, not counting the latter; below 0 in the past.
        # _days: the working days known so far; the first of them has rank _first.
        self._low, self._ranks = 0, [0]
        self._first, self._days = 0, list[int]()
        # The working day that was asked about last: most questions of a desk are about the day of the one before,
        # and need no look-up then.
        self._opening, self._closing, self._read = 0.0, -inf, 0.0  # `_read`: worked until the opening

    @property
    def hours_per_day(self) -> float:
        """Open hours of a working day."""
        return self.closes_hour - self.opens_hour

    @property
    def hours_per_week(self) -> float:
        """Open hours of a week without holidays."""
        return self.hours_per_day * (7 if self.always else len(self.weekdays))

    def is_working_day(self, time: float) -> bool:
        """Whether the day of `time` is a working day, at whatever hour."""
        day = floor(time)
        return self._rank(day + 1) > self._rank(day)

    def is_open(self, time: float) -> bool:
        """Whether the calendar is open at `time`; it is at an opening and is not at a closing."""
        return self.next_open(time) == time

    def next_open(self, time: float) -> float:
        """Return the first time from `time` on at which the calendar is open: `time` itself if it is."""
        if self.always:
            return time
        rank, passed = self._turn(time)
        return time if passed > 0 else self._day(rank) + self._opens

    def next_close(self, time: float) -> float:
        """Return the first closing after `time`; infinity if the calendar never closes."""
        if self.always:
            return float("inf")
        return self._day(self._turn(time)[0]) + self._closes

    def worked(self, time: float) -> float:
        """Return the open time from time 0 to `time` [day of open time]; below 0 in the past.

        A day of 8 open hours adds 1/3. The function is piecewise linear, never falls, and is undone by `after`.
        """
        if self.always:
            return time
        rank, passed = self._turn(time)
        return rank * self._length + passed

    def reading(self, time: float) -> tuple[float, bool]:
        """Return `worked(time)` and whether the calendar is open then, at the price of one."""
        if self.always:
            return time, True
        if self._opening <= time < self._closing:
            return self._read + (time - self._opening), True
        rank, passed = self._turn(time)
        day = self._day(rank)
        self._opening, self._closing, self._read = day + self._opens, day + self._closes, rank * self._length
        return self._read + passed, passed > 0.0 or time == self._opening

    def reached(self, reading: float) -> float:
        """Return the earliest time at which `worked` reaches a reading [day of open time]."""
        if self.always:
            return reading
        passed = reading - self._read
        if _ROUNDING < passed < self._length - _ROUNDING and self._closing > -inf:
            return self._opening + passed
        rank = ceil((reading - _ROUNDING) / self._length) - 1
        day = self._day(rank)
        return self._on(day, max(0.0, reading - rank * self._length))

    def between(self, a: float, b: float) -> float:
        """Return the open time in [a, b) [day of open time]; negative if b < a."""
        if self.always:
            return b - a
        (rank_a, passed_a), (rank_b, passed_b) = self._turn(a), self._turn(b)
        return (rank_b - rank_a) * self._length + (passed_b - passed_a)

    def after(self, time: float, work_days: float) -> float:
        """Return the earliest time by which `work_days` of open time have passed since `time`.

        Work that ends at closing ends there, not at the next opening; no work ends at `time`, open or not.

        Parameters
        ----------
        time : float [day]
        work_days : float [day of open time], >= 0
        """
        if work_days <= 0:
            return time
        if self.always:
            return time + work_days
        rank, passed = self._turn(time)
        passed += work_days
        if passed > self._length:
            later = ceil((passed - _ROUNDING) / self._length) - 1
            rank += later
            passed -= later * self._length
        day = self._day(rank)
        return max(time, self._on(day, passed))

    def add_working_days(self, time: float, number: int) -> float:
        """Return the end of a legal period: closing on the `number`-th working day after the day of `time`.

        A period of 0 working days ends on the day of `time`, or on the next working day if that is none.
        """
        day = floor(time)
        last = self._rank(day) if number == 0 else self._rank(day + 1) + number - 1
        return self._day(last) + self._closes

    def working_days(self, last: int) -> list[int]:
        """Return the working days from day 0 to day `last`."""
        self._rank(last + 1)
        return self._days[-self._first : self._rank(last + 1) - self._first]

    def _turn(self, time: float) -> tuple[int, float]:
        """Return the rank of the first working day that closes after `time`, and the open time passed on it."""
        day = floor(time)
        place = day - self._low
        if not 0 <= place < len(self._ranks) - 1:
            self._know(day)
            place = day - self._low
        rank = self._ranks[place]
        if self._ranks[place + 1] == rank:
            return rank, 0.0
        if time >= day + self._closes:
            return rank + 1, 0.0
        return rank, max(0.0, time - (day + self._opens))

    def _on(self, day: int, passed: float) -> float:
        """Return when so much open time of a working day has passed; at closing exactly, not a bit before it."""
        close = day + self._closes
        time = day + self._opens + passed
        return close if time > close - _ROUNDING else time

    def _rank(self, day: int) -> int:
        """Return the number of working days from day 0 to `day`, not counting the latter."""
        if not 0 <= day - self._low < len(self._ranks):
            self._know(day)
        return self._ranks[day - self._low]

    def _day(self, rank: int) -> int:
        """Return the working day of this rank; the first working day from day 0 on has rank 0."""
        while rank >= self._first + len(self._days):
            self._know(self._low + len(self._ranks) + _STEP)
        while rank < self._first:
            self._know(self._low - _STEP)
        return self._days[rank - self._first]

    def _know(self, day: int) -> None:
        """Extend what is known to `day`, by a year at least and by as much again as is known at most."""
        known, high = len(self._ranks), self._low + len(self._ranks) - 1
        if day >= high:
            for new in range(high, max(day + 2, high + min(known, 10 * _STEP))):
                self._append(new)
        else:
            self._prepend(min(day, self._low - min(known, 10 * _STEP)))

    def _append(self, day: int) -> None:
        works = self._works(day)
        if works:
            self._days.append(day)
        self._ranks.append(self._ranks[-1] + works)

    def _prepend(self, low: int) -> None:
        new = [day for day in range(low, self._low) if self._works(day)]
        self._first -= len(new)
        self._days[:0] = new
        working, rank, ranks = set(new), self._first, list[int]()
        for day in range(low, self._low):
            ranks.append(rank)
            rank += day in working
        self._ranks[:0] = ranks
        self._low = low

    def _works(self, day: int) -> bool:
        ordinal = self.start.toordinal() + day
        if not 1 <= ordinal <= _LAST:
            raise ValueError(f"calendar: day {day} lies outside the years 1 to {MAXYEAR}; wanted a time within them")
        usual = (ordinal - 1) % 7 in self.weekdays  # ordinal 1 was a Monday
        if self.country is None:
            return usual
        holidays = public_holidays(self.country, date.fromordinal(ordinal).year)
        if usual:
            return ordinal not in holidays.rests
        return self.weekdays >= MONDAY_TO_FRIDAY and ordinal in holidays.works
