"""A watch list of people: who is on it is under live exposure, record by record, until the time is up."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import inf
from typing import Literal

import numpy as np

from sim.actors.accounts import accounts_of
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup, Watched
from sim.records.field import RecordField
from sim.scenario.blocks.vocabulary import STATES, SUSPECTED

Source = Literal["flagged", "suspect"]


class Stay:
    """One person on the list: since when, until when, and up to when operators have reported."""

    __slots__ = ("reported", "role", "since", "source", "subject", "until")

    def __init__(self, subject: Subject, source: Source, role: str, since: float, until: float) -> None:
        self.subject, self.source, self.role = subject, source, role
        self.since = self.reported = since
        self.until = until


class WatchList:
    """The people whom one agency watches.

    Every operator of its country reports every record proper that a listed person writes with it, as it is written
    and whether or not it is kept. What one operator reports of one stay is one act; an act that spans periods is
    written in parts, so that each part falls in its own.

    Parameters
    ----------
    sources : sequence of Source
        What brings people on the list.
    at_most : int
        People on the list at any time.
    stays_days : float, > 0
        How long somebody stays, from the latest reason on.
    operators : sequence of Operator
        Those that report.

    Attributes
    ----------
    before : list of callable
        Told before anything happens to the list: whoever was turned away meanwhile is named then (`turn_away`).
    fills : list of callable of bool
        Told whether the list is full, whenever somebody comes or goes.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        *,
        agency: str,
        sources: Sequence[Source],
        at_most: int,
        stays_days: float,
        operators: Sequence[Operator],
    ) -> None:
        self._clock, self._ledger, self._agency = clock, ledger, agency
        self._sources, self._at_most, self._stays_days = frozenset(sources), at_most, stays_days
        self._access = {operator.name: operator for operator in operators if operator.kind == "access"}
        self._platforms = [operator for operator in operators if operator.kind == "platform"]
        self._keys = np.array([operator.key for operator in self._platforms], np.uint64)
        self._shares = np.array([platform.share_at(ledger.frame.days) for platform in self._platforms], np.float64)
        self._cuts = (*ledger.frame.cuts, inf)
        self._listed: dict[int, Stay] = {}
        self._post, self._opened = ledger.writer(Watched), ledger.tally("watch")  # most are turned away
        self.before: list[Callable[[], None]] = []
        self.fills: list[Callable[[bool], None]] = []

    @property
    def is_full(self) -> bool:
        """Whether whoever comes is turned away, but for those who are listed."""
        return len(self._listed) >= self._at_most

    def flagged(self, author: Subject) -> None:
        """Hear of somebody whose record was flagged and reported."""
        self._enter(author, "flagged", "other")

    @property
    def roles(self) -> frozenset[str]:
        """Roles of subjects of cases who come on the list."""
        return SUSPECTED if "suspect" in self._sources else frozenset()

    def subject(self, subject: Subject, role: str) -> None:
        """Hear of the subject of a case."""
        if role in SUSPECTED:
            self._enter(subject, "suspect", role)

    def turn_away(self, persons: Sequence[int], places: Sequence[str], times: Sequence[float]) -> None:
        """Hear of suspects (global numbers) who came while the list was full; those listed stay longer.

        It has not changed since the first of them came.
        """
        away = 0
        for person, place, time in zip(persons, places, times, strict=True):
            listed = self._listed.get(person)
            if listed is not None:
                listed.until = max(listed.until, time + self._stays_days)
                continue
            away += 1
            self._post((time, time, self._agency, place, person, "suspect", "full"))  # fields are those of `Watched`
        self._ledger.opened("watch", away)

    def _settle(self) -> None:
        for told in self.before:
            told()

    def _tell(self) -> None:
        for told in self.fills:
            told(self.is_full)

    def close_books(self) -> None:
        """Write down, at the end of the run, what operators reported of those who are listed."""
        self._settle()
        for stay in list(self._listed.values()):
            self._report(stay)
            self._write(stay, "open")

    def _enter(self, subject: Subject, source: Source, role: str) -> None:
        """Put somebody on the list, or let a stay last longer; turn people away while the list is full."""
        if source not in self._sources:
            return
        self._settle()
        now = self._clock._now
        listed = self._listed.get(subject.number)
        if listed is not None:
            listed.until = now + self._stays_days
            return
        self._opened[-1] += 1
        if self.is_full:
            self._post((now, now, self._agency, subject.home.place, subject.number, source, "full"))
            return
        stay = self._listed[subject.number] = Stay(subject, source, role, now, now + self._stays_days)
        self._tell()
        start(self._stay(stay))

    def _stay(self, stay: Stay) -> Life[None]:
        """Watch one person until the time is up, which may be put off meanwhile."""
        clock = self._clock
        while clock._now < stay.until:
            cut = self._cuts[bisect_right(self._cuts, stay.reported)]
            yield clock.at(min(stay.until, cut), ARRIVAL)
            self._settle()
            if clock._now >= cut:
                self._report(stay)
        self._report(stay)
        del self._listed[stay.subject.number]
        self._tell()
        self._write(stay, "ended")

    def _report(self, stay: Stay) -> None:
        """Write down what operators have reported since the last time."""
        since, now = stay.reported, self._clock._now
        if now <= since:
            return
        for operator in self._serving(stay.subject):
            opened, closed = operator.account_span(stay.subject.number)
            first, last = max(since, opened), min(now, closed)
            own = stay.subject.people.served(operator, stay.subject.number, ((first, last),)) if first < last else ()
            for category in operator.stores if own else ():
                if category not in STATES and category in stay.subject.people.writes:
                    for piece in own:
                        self._report_category(stay, operator, category, *piece)
        stay.reported = now

    def _serving(self, subject: Subject) -> list[Operator]:
        """Return the operators that a person uses: the access operator, and platforms with an account at some time."""
        world = subject.people.world
        person = subject.number - subject.people.offset
        has = accounts_of(self._keys, world.key, world.number, self._shares, person)
        own = [operator for operator in self._access.values() if operator.may_serve(subject.home)]
        return [*own, *(self._platforms[i] for i in np.flatnonzero(has).tolist())]

    def _report_category(self, stay: Stay, operator: Operator, category: str, since: float, now: float) -> None:
        people, person = stay.subject.people, stay.subject.number
        records = people.field_of(operator, category)
        many = records.count(person - people.offset, ((since, now),))
        if not many:
            return
        first = first_record(records, person - people.offset, since, now)
        labels = self._agency, operator.entry, category, stay.subject.home.place
        for stage in ("obtained", "examined"):  # somebody looks at whoever is watched
            self._ledger.write(
                Disclosed(
                    first, "monitoring", stage, *labels, person, stay.role, many, 0.0, (many, 0, 0, 0), since, now
                )
            )
        if category == "message":
            others = people.partners(operator, person, ((since, now),))
            if len(others):
                self._ledger.write(
                    DisclosedGroup(first, "monitoring", "obtained", *labels, others, "bystander", 0.0, first)
                )

    def _write(self, stay: Stay, state: str) -> None:
        now = self._clock._now
        place, number = stay.subject.home.place, stay.subject.number
        self._post((now, stay.since, self._agency, place, number, stay.source, state))


def first_record(records: RecordField, person: int, start: float, end: float) -> float:
    """Return when a person who has records in [start, end) writes the first of them, without listing them all."""
    reach = min(end - start, 1.0 / records.rate_per_day)
    while True:
        times = records.times(person, start, min(end, start + reach))
        if times.size:
            return float(min(max(times[0], start), end))
        if start + reach >= end:
            return start  # within rounding of the window's end
        reach *= 4.0
