"""A watch list of people: who is on it is under live exposure, record by record, until the time is up."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import inf
from typing import Literal

from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.watch_reports import Report, Reports
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Watched
from sim.scenario.blocks.vocabulary import SUSPECTED

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
    reports : Reports
        Of the operators of the agency's country.

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
        reports: Reports,
    ) -> None:
        self._clock, self._ledger, self._agency = clock, ledger, agency
        self._sources, self._at_most, self._stays_days = frozenset(sources), at_most, stays_days
        self._reports = reports
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
        """Have what operators report of those who are listed written down at the end of the run."""
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
        """Have what was written since the last time reported."""
        now = self._clock._now
        if stay.reported < now:
            self._reports.add(Report(self._agency, stay.subject, stay.role, stay.reported, now))
            stay.reported = now

    def _write(self, stay: Stay, state: str) -> None:
        now = self._clock._now
        place, number = stay.subject.home.place, stay.subject.number
        self._post((now, stay.since, self._agency, place, number, stay.source, state))
