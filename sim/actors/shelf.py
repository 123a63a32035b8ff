"""What stores of one kind hold: the part of an entry's stores that share practice, law and compliance."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from math import floor, fsum, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.law.over_time import OverTime, together
from sim.law.statute import Statute, kept_days
from sim.records.held import HeldSet, Piece

# Records of "account life" reach back to the opening of the account; accounts are at most this old when a run
# starts (assumption: ten years).
OLDEST_ACCOUNT_DAYS = 3652.5

Times = NDArray[np.float64]


class Crowd(NamedTuple):
    """People of one population whose records a shelf holds, as totals see them."""

    people: float  # real ones: scaled where an entry stands for more operators than it describes
    bytes_per_day: float  # of one person, at clock rate 1
    clock: Callable[[float], float]  # time -> clock of the weekly profile [day]


class Amount(NamedTuple):
    """What is held or written."""

    octets: float
    person_days: float

    def less(self, other: "Amount") -> "Amount":
        """Return what is left without another amount."""
        return Amount(self.octets - other.octets, self.person_days - other.person_days)


class _Total:
    """Running integral of people over a clock, less those whose operator has stopped recording.

    The integral is linear in the clock between changes, so what is held is a difference of two values of it.
    """

    __slots__ = ("_clock", "_levels", "_readings", "_sums", "_times")

    def __init__(self, people: float, clock: Callable[[float], float]) -> None:
        self._clock = clock
        self._times, self._sums, self._levels = [0.0], [0.0], [people]
        self._readings = [clock(0.0)]  # of the clock at the times, so that a purge job need not read it again

    def change(self, time: float, people: Iterable[float]) -> None:
        """Add people (or take them away) from `time` on, one number after the other."""
        self._sums.append(self.at(time))
        self._times.append(time)
        self._readings.append(self._clock(time))
        level = self._levels[-1]
        for number in people:
            level += number
        self._levels.append(level)

    def at(self, time: float) -> float:
        """Return the integral from time 0 to `time` [person day of clock]; negative in the past."""
        last = max(0, bisect_right(self._times, time) - 1)
        return self._sums[last] + self._levels[last] * (self._clock(time) - self._readings[last])

    def at_each(self, times: Times) -> Times:
        """Return `at` of many times; shape of `times` (n,). No change after a time changes it."""
        last = np.maximum(np.searchsorted(self._times, times, side="right") - 1, 0)
        sums, levels, readings = (np.array(known)[last] for known in (self._sums, self._levels, self._readings))
        found: Times = sums + levels * (np.array([self._clock(time) for time in times.tolist()]) - readings)
        return found


def _calendar_days(time: float) -> float:
    return time


class Shelf:
    """The stores of one category of operators that share an entry's practice, a jurisdiction and compliance.

    Deleted is deleted: the horizon never moves back, so a shelf whose retention is lengthened fills up day by day.
    It starts filled, as if the laws and the practice of the first day had always held.

    Parameters
    ----------
    practice_days : float or None, or one of them over time [day]
        What the operators keep where no law says otherwise; None: they do not log the category.
    every_days : float [day]
        Grid of the purge job, for what was held before the first day.

    Attributes
    ----------
    changes : tuple of float [day]
        Times at which the law or the practice changes.
    held : HeldSet
        What a store of the shelf holds if its operator never stopped recording.
    logs : bool
        Whether records of the category are written at all.
    kept_days : float
        Retention in force; 0 where nothing is logged.
    """

    def __init__(
        self,
        statute: Statute,
        *,
        category: str,
        practice_days: OverTime[float | None] | float | None,
        complies: bool,
        crowds: Sequence[Crowd],
        every_days: float = 1.0,
    ) -> None:
        practice = practice_days if isinstance(practice_days, OverTime) else OverTime(practice_days)
        ordered = together(statute.over_time(), practice)
        self.changes, self._crowds = ordered.changes, crowds
        self._kept = ordered.of(lambda both: kept_days(both[1], both[0], category, complies=complies))
        kept = self._kept.at(0.0)
        self.logs, self.kept_days = kept is not None, kept or 0.0
        self.held = HeldSet(max(-self.kept_days, -OLDEST_ACCOUNT_DAYS))
        self._every_days, self._recorded = every_days, HeldSet(-inf)
        self._purges, self._horizons = [0.0], [self.held.horizon]  # every time the horizon moved, for `held_at`
        if not self.logs:
            self.held.close(self.held.horizon)
            self._recorded.close(self.held.horizon)
        people = [crowd.people if self.logs else 0.0 for crowd in crowds]
        self._records = [_Total(number, crowd.clock) for number, crowd in zip(people, crowds, strict=True)]
        self._days = _Total(fsum(people), _calendar_days)
        self._stopped = [0.0 for _ in crowds]
        self._more = [0.0 for _ in crowds]  # people beyond those of the first day; less than 0 where some have gone
        self._taken: dict[tuple[Piece, ...], list[float]] = {}  # people whose records in these pieces were removed

    def purge(self, time: float) -> None:
        """Apply the retention in force at `time`: drop what is older, start or stop logging."""
        kept = self._kept.at(time)
        if (kept is not None) != self.logs:
            self.logs = not self.logs
            for times in (self.held, self._recorded):
                (times.open if self.logs else times.close)(time)
            there = zip(self._crowds, self._more, self._stopped, strict=True)
            people = [crowd.people + more - stopped for crowd, more, stopped in there]
            self._change(time, [people if self.logs else [-number for number in people]])
        self.kept_days = kept or 0.0
        if self.kept_days < inf:
            self.held.cut_before(time - self.kept_days)
        if self.held.horizon > self._horizons[-1]:
            self._purges.append(time)
            self._horizons.append(self.held.horizon)

    def held_at(self, time: float, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of [start, end) that were held at a past time, may it be before the first day."""
        start, end = max(start, self.horizon_at(time)), min(end, time)
        return self._recorded.pieces(start, end) if start < end else ()

    def horizon_at(self, time: float) -> float:
        """Return the purge horizon at a past time, may it be before the first day."""
        last = bisect_right(self._purges, time) - 1
        if last >= 0:
            return self._horizons[last]
        steps = floor(time / self._every_days) if self.kept_days < inf else 0  # steady before the first day
        return self._horizons[0] + steps * self._every_days

    def kept_at(self, time: float) -> float:
        """Return the retention in force at a time [day]; 0 where nothing is logged."""
        return self._kept.at(time) or 0.0

    def stop(self, time: float, people: Sequence[float]) -> None:
        """Note that operators with these people (by crowd) no longer record."""
        self._stopped = [before + number for before, number in zip(self._stopped, people, strict=True)]
        if self.logs:
            self._change(time, [[-number for number in people]])

    def resume(self, time: float, people: Sequence[float]) -> None:
        """Note that operators with these people (by crowd) record again."""
        self._stopped = [before - number for before, number in zip(self._stopped, people, strict=True)]
        if self.logs:
            self._change(time, [people])

    def come(self, time: float, people: Sequence[Sequence[float]], recording: Sequence[bool]) -> None:
        """Note that operators have more people (by crowd), all from one time on, and which of them record."""
        self._count_in(people, recording)
        if self.logs:
            self._change(time, list(compress(people, recording)))

    def leave(self, time: float, people: Sequence[float], pieces: tuple[Piece, ...], *, recording: bool) -> None:
        """Note that an operator's people (by crowd) are gone, and what it held of them in these pieces of time."""
        fewer = [-number for number in people]
        self._count_in([fewer], [recording])
        if self.logs and recording:
            self._change(time, [fewer])
        self._taken = {removed: gone for removed, gone in self._taken.items() if removed[-1][1] > self.held.horizon}
        if pieces:
            before = self._taken.get(pieces, [0.0 for _ in people])
            self._taken[pieces] = [old + number for old, number in zip(before, people, strict=True)]

    def _count_in(self, people: Sequence[Sequence[float]], recording: Sequence[bool]) -> None:
        for levels, own in ((self._more, people), (self._stopped, compress(people, [not one for one in recording]))):
            for numbers in own:
                for crowd, number in enumerate(numbers):
                    levels[crowd] += number

    def stored(self, now: float) -> Amount:
        """Return what is held now."""
        [amount] = self.stored_at(np.array([now]), np.array([self.held.horizon]))
        return amount

    def stored_at(self, times: Times, horizons: Times) -> list[Amount]:
        """Return what was held at times (n,) up to now, each with its horizon: of the people who have not left since.

        Who has come since, and who has begun or stopped to record, changes nothing of it.
        """
        horizons = np.minimum(times, horizons)
        written = [total.at_each(times) - total.at_each(horizons) for total in (*self._records, self._days)]
        octets = [crowd.bytes_per_day * own for crowd, own in zip(self._crowds, written[:-1], strict=True)]
        by_time = np.array([*octets, written[-1]]).T.tolist()
        found = [Amount(fsum(of_crowds), days) for *of_crowds, days in by_time]
        last = max((pieces[-1][1] for pieces in self._taken), default=-inf)
        for place in np.flatnonzero(horizons < last).tolist():
            found[place] = found[place].less(self._taken_away(float(horizons[place])))
        return found

    def _taken_away(self, horizon: float) -> Amount:
        """Return what would still be held of people who are gone, had it not been removed."""
        octets = days = 0.0
        for pieces, people in self._taken.items():
            left = [(max(start, horizon), end) for start, end in pieces if end > horizon]
            days += fsum(people) * fsum(end - start for start, end in left)
            octets += fsum(
                number * crowd.bytes_per_day * (crowd.clock(end) - crowd.clock(start))
                for number, crowd in zip(people, self._crowds, strict=True)
                for start, end in left
            )
        return Amount(octets, days)

    def written(self, now: float) -> float:
        """Return the bytes written since time 0."""
        return fsum(
            crowd.bytes_per_day * total.at(now) for crowd, total in zip(self._crowds, self._records, strict=True)
        )

    def _change(self, time: float, several: Sequence[Sequence[float]]) -> None:
        """Add people of some operators (by crowd) to the totals from `time` on."""
        for crowd, total in enumerate(self._records):
            total.change(time, [people[crowd] for people in several])
        self._days.change(time, map(fsum, several))
