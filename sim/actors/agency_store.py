"""An agency's own store: what it obtained, for how long it keeps that, who misuses it and who steals it.

Nothing that happens to the store acts on the rest of the run. So it is read from the account of exposures when the
run ends, and misuse and theft are written down then, with the times at which they happened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.intruder import TAKES_EVERY_DAYS, unit_exponential
from sim.draw.hashing import plain_fold, plain_unit, units
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Breached, DisclosedGroup, Endangered, Misused
from sim.ledger.obtained import Obtained, Rows, obtained, person_days_held
from sim.records.ages import AGE_EDGES_DAYS

_DWELL, _FINDS, _AFTER = range(3)  # ids of the further numbers of a breach or a misuse
_PERSONS = 1 << 20
_NOTHING = Obtained(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.int64))


class Threat(NamedTuple):
    """One kind of intruder, as it threatens the store."""

    intruder: str
    key: int  # 64-bit key of (intruder, agency)
    per_day: float
    dwell: Sampler
    takes: float


class Insiders(NamedTuple):
    """Misuse by people of the agency."""

    key: int
    per_day: float
    people: int
    finds: Callable[[str], float]  # share of misuses that oversight finds, by the channel that the records came by
    after: Sampler


class AgencyStore:
    """The store of the agencies of one entry, which share it.

    Parameters
    ----------
    kept_days : float [day]
        `inf` keeps for ever.
    place_of : callable of (people,) to sequence of str
        Homes of people, by global number.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        agency: str,
        kept_days: float,
        insiders: Insiders,
        threats: Sequence[Threat],
        place_of: Callable[[NDArray[np.uint64]], NDArray[np.str_]],
    ) -> None:
        self._ledger, self._agency, self._kept_days = ledger, agency, kept_days
        self._insiders, self._threats, self._place_of = insiders, threats, place_of

    def close_books(self) -> None:
        """Write down what happened to the store, when the run ends."""
        if not self._threats and self._insiders.per_day <= 0.0:
            return
        self._ledger.settle()
        days, own = self._ledger.frame.days, self._insiders
        misuses = list(occasions(own.key, own.per_day, days))
        breaches = [list(occasions(threat.key, threat.per_day, days)) for threat in self._threats]
        held = person_days_held(self._ledger, self._agency, self._kept_days) if self._threats else {}
        rows = obtained(self._ledger, self._agency) if misuses or any(breaches) else _NOTHING
        for key, time in misuses:
            self._misuse(rows, key, time)
        for threat, its in zip(self._threats, breaches, strict=True):
            self._endanger(held, threat)
            for key, time in its:
                self._breach(rows, threat, key, time)

    def _misuse(self, rows: Obtained, key: int, time: float) -> None:
        """Look people up: records of the store are picked each alike, and their people looked at."""
        own = self._insiders
        first, last = rows.places(time - self._kept_days, time)
        many = last - first
        picked = [int(plain_unit(plain_fold(key, _PERSONS + i)) * many) for i in range(own.people)] if many else []
        some = rows.at([first + place for place in sorted(set(picked))])
        self._write(some, time, "misuse", "examined", self._agency, "agency")
        found = time + own.after(plain_unit(plain_fold(key, _AFTER)))
        seen = plain_unit(plain_fold(key, _FINDS)) < self._found_share(some) and found < self._ledger.frame.days
        self._ledger.opened("misuse")
        persons = len(np.unique(some.person))
        self._ledger.write(Misused(time, found if seen else nan, self._agency, persons))

    def _found_share(self, rows: Rows) -> float:
        """Return the share that oversight finds of misuses of such records: that of the best seen channel."""
        channels, of_code = self._ledger.exposures.codes.label("channel")
        by = {channels[number] for number in np.unique(of_code[rows.code]).tolist()}
        return max(map(self._insiders.finds, by), default=self._insiders.finds(""))

    def _breach(self, rows: Obtained, threat: Threat, key: int, time: float) -> None:
        """Steal what is held, then what comes in until somebody notices."""
        end = self._ledger.frame.days
        until = time + threat.dwell(plain_unit(plain_fold(key, _DWELL)))
        stolen = self._steal(rows, (time - self._kept_days, time), threat, key, time)
        last = time
        while last < min(until, end):
            start, last = last, min(last + TAKES_EVERY_DAYS, until, end)
            self._steal(rows, (start, last), threat, key, np.nextafter(last, -inf))
        self._ledger.opened("breach")
        found = until if until < end else nan
        self._ledger.write(Breached(time, found, threat.intruder, "", self._agency, 1.0, stolen))

    def _steal(self, rows: Obtained, span: tuple[float, float], threat: Threat, key: int, time: float) -> int:
        """Steal what came within [start, end) from the share of the people; return how many people that is."""
        stolen = rows.between(*span, lambda persons: units(np.uint64(key), persons) < threat.takes)
        self._write(stolen, time, "breach", "obtained", threat.intruder, "intruder")
        people = np.sort(stolen.person)  # a table of hashes, as `unique` has it, takes ten times as long
        return int(np.count_nonzero(np.diff(people))) + min(len(people), 1)

    def _endanger(self, held: Mapping[tuple[float, float], float], threat: Threat) -> None:
        """Write down what the hazard came to in each slice of time, from the days on which people were held in it."""
        for start, end in pairwise(sorted({0.0, *self._ledger.frame.cuts, self._ledger.frame.days})):
            persons = threat.per_day * threat.takes * held[start, end]
            events = threat.per_day * (end - start)
            self._ledger.write(Endangered(start, end, threat.intruder, "", self._agency, 1.0, events, persons))

    def _write(self, rows: Rows, time: float, channel: str, stage: str, agency: str, recipient: str) -> None:
        """Write down whom something exposed: a group for each category, home and band of age.

        Records are as old as the time since the agency obtained them, at least.
        """
        categories, of_code = self._ledger.exposures.codes.label("category")
        of_row = of_code[rows.code]
        for number in np.unique(of_row).tolist():
            persons, last = np.unique(rows.person[of_row == number][::-1], return_index=True)
            ages = np.maximum(time - rows.time[of_row == number][::-1][last], 0.0)
            for place, chosen in self._groups(persons, ages):
                age = float(ages[chosen].mean())
                labels = channel, stage, agency, self._agency, categories[number], place
                self._ledger.write(
                    DisclosedGroup(time, *labels, persons[chosen], "bystander", age, time - age, recipient)
                )

    def _groups(
        self, persons: NDArray[np.uint64], ages: NDArray[np.float64]
    ) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Return people of one home whose records are in one band of age."""
        places, bands = self._place_of(persons), np.searchsorted(AGE_EDGES_DAYS, ages)
        for place in np.unique(places).tolist():
            for band in np.unique(bands[places == place]).tolist():
                yield place, (places == place) & (bands == band)


def occasions(key: int, per_day: float, days: float) -> Iterator[tuple[int, float]]:
    """Return the key and the time of each event of a Poisson process in [0, days); the k-th is made from k.

    A higher rate brings the same events closer together and adds more at the end.
    """
    number, time = 0, 0.0
    while per_day > 0.0:
        own = plain_fold(key, number)
        time += unit_exponential(plain_unit(own)) / per_day
        if time >= days:
            return
        yield own, time
        number += 1
