"""A watch list of people: who is on it is under live exposure, record by record, until the time is up."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch, Names
from sim.actors.people import People, Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.stays import follow
from sim.actors.watch_looks import Spells
from sim.actors.watch_reports import Listing, Reports
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Watched
from sim.scenario.blocks.vocabulary import SUSPECTED
from sim.world.population import PeopleClass

Source = Literal["flagged", "suspect"]
Times = NDArray[np.float64]
Whole = NDArray[np.int64]
Which = NDArray[np.bool_]

PARTS = 32
"""Of a run, after each of which it is worked out who was listed: what is reported is looked up beside the next."""
_FEW = 64  # fewer who have come wait for the next part: what it takes hangs on how often, hardly on how many

_SOURCES: Sequence[Source] = ("flagged", "suspect")


class _Coming(NamedTuple):
    """People who come to a list, in the order of time; all (n,)."""

    times: Times
    persons: Whole
    reasons: Whole  # twice the number of the listing, and the place among `_SOURCES`

    def at(self, which: "Which | slice | Whole") -> "_Coming":
        """Return some of them."""
        return _Coming(self.times[which], self.persons[which], self.reasons[which])


class _Expected(NamedTuple):
    """People who come as requests about them are opened, but for those that are found anew by then."""

    coming: _Coming
    are_found_anew: NDArray[np.bool_]  # requests of the batch, which is not kept with all it has
    requests: Whole  # (n,) of the batch


class _Stays(NamedTuple):
    """Stays on the list, in the order in which they began; all (n,)."""

    persons: Whole
    reasons: Whole
    since: Times
    until: Times
    reported: Times  # up to when operators have

    def at(self, which: Which) -> "_Stays":
        """Return some of them."""
        own = self.persons[which], self.reasons[which], self.since[which], self.until[which]
        return _Stays(*own, self.reported[which])


_NOBODY = _Coming(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64))


class WatchList:
    """The people whom one agency watches.

    Every operator of its country reports every record proper that a listed person writes with it, as it is written
    and whether or not it is kept. What one operator reports of one stay is one act; an act that spans periods is
    written in parts, so that each part falls in its own.

    Who of those who came was listed is worked out for many at a time (`stays.follow`): it hangs on who comes when, and
    nothing else in a run hangs on it. Where a journal is kept it is worked out as it happens.

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
        self._reports, self._cuts = reports, ledger.frame.cuts
        self._post, self._opened = ledger.writer(Watched), ledger.tally("watch")
        self._reasons: dict[int, tuple[Names, Whole]] = {}  # of the subjects of batches, by the identity of their names
        self._singly = list[tuple[float, int, int]]()
        self._expected = list[_Expected]()
        self._stays = _Stays(*_NOBODY[1:], *(np.empty(0) for _ in range(3)))
        ledger.waiting.insert(0, self._at_settling)  # before whoever looks up what is reported
        if ledger.journal is None:
            start(self._follow_in_parts(np.linspace(0.0, ledger.frame.days, PARTS + 1)[1:-1].tolist()))
        else:
            start(self._follow_at([cut for cut in self._cuts if cut > 0.0]))

    @property
    def roles(self) -> frozenset[str]:
        """Roles of subjects of cases who come on the list."""
        return SUSPECTED if "suspect" in self._sources else frozenset()

    def flagged(self, author: Subject) -> None:
        """Hear of somebody whose record was flagged and reported."""
        if "flagged" in self._sources:
            self._come(author, "flagged", "other")

    def subject(self, subject: Subject, role: str) -> None:
        """Hear of the subject of a request that is opened now."""
        if role in self.roles:
            self._come(subject, "suspect", role)

    def expect(self, batch: Batch) -> None:
        """Hear of requests that are opened later: their subjects come then, unless a request is found anew by then."""
        comes = np.array([role in self.roles for role in batch.names.roles])[batch.role]
        many = np.diff(batch.starts)
        items, requests = np.repeat(comes, many), np.repeat(np.flatnonzero(comes), many[comes])
        if not len(requests):
            return
        reasons = self._reasons_of(batch.names)[batch.homes[items], batch.role[requests]]
        coming = _Coming(batch.opened[requests], batch.subjects[items], reasons)
        self._expected.append(_Expected(coming, batch.is_found_anew, requests))
        if self._ledger.journal is not None:
            start(self._follow_at(coming.times.tolist()))

    def close_books(self) -> None:
        """Have what operators report of those who are listed written down at the end of the run."""
        self._work_in()
        now, stays = self._clock._now, self._stays
        self._report(stays, np.full(len(stays.since), now))
        self._write(np.full(len(stays.since), now), stays.since, stays.persons, stays.reasons, "open")

    def _come(self, subject: Subject, source: Source, role: str) -> None:
        reason = self._reason(subject.people, subject.home, role, source)
        self._singly.append((self._clock._now, subject.number, reason))
        if self._ledger.journal is not None:
            self._work_in()

    def _reason(self, people: People, home: PeopleClass, role: str, source: Source) -> int:
        return 2 * self._reports.number(Listing(self._agency, people, home, role)) + _SOURCES.index(source)

    def _reasons_of(self, names: Names) -> Whole:
        """Return the reasons for which subjects of batches come: -1 where they do not; shape (homes, roles)."""
        if id(names) not in self._reasons:
            found = [
                [self._reason(*home, role, "suspect") if role in self.roles else -1 for role in names.roles]
                for home in names.homes
            ]
            self._reasons[id(names)] = names, np.array(found, np.int64)
        return self._reasons[id(names)][1]

    def _follow_at(self, times: Iterable[float]) -> Life[None]:
        """Work out at some times, ascending, what has happened to the list."""
        for time in times:
            yield self._clock.at(time, ARRIVAL)
            self._work_in()

    def _follow_in_parts(self, times: Iterable[float]) -> Life[None]:
        """Work it out at some times, ascending, if many have come."""
        for time in times:
            yield self._clock.at(time, ARRIVAL)
            ends = (np.searchsorted(coming.times, time, side="right") for coming, _, _ in self._expected)
            if len(self._singly) + sum(ends) >= _FEW:
                self._work_in()

    def _at_settling(self, least: int) -> None:
        if least == 1:
            self._work_in()

    def _come_so_far(self) -> _Coming:
        """Return who has come since the last time."""
        now, found, later = self._clock._now, [_NOBODY], list[_Expected]()
        if self._singly:
            times, persons, reasons = zip(*self._singly, strict=True)
            found.append(_Coming(np.array(times), np.array(persons, np.int64), np.array(reasons, np.int64)))
            self._singly.clear()
        for coming, are_found_anew, requests in self._expected:
            end = int(np.searchsorted(coming.times, now, side="right"))
            found.append(coming.at(slice(end)).at(~are_found_anew[requests[:end]]))
            if end < len(requests):
                later.append(_Expected(coming.at(slice(end, None)), are_found_anew, requests[end:]))
        self._expected = later
        came = _Coming(*map(np.concatenate, zip(*found, strict=True)))
        return came.at(np.argsort(came.times, kind="stable"))

    def _work_in(self) -> None:
        """Work out who was on the list up to now, and write down which stays are over and who was turned away."""
        came, old, now = self._come_so_far(), self._stays, self._clock._now
        here = len(old.since)
        _, small = np.unique(np.concatenate([old.persons, came.persons]), return_inverse=True)
        which, until = follow(came.times, small[here:], old.until, small[:here], self._at_most, self._stays_days)
        begun = np.unique(which, return_index=True)[1]
        begun = begun[which[begun] >= here]
        new = came.at(begun)
        stays = _Stays(
            np.concatenate([old.persons, new.persons]), np.concatenate([old.reasons, new.reasons]),
            np.concatenate([old.since, new.times]), until, np.concatenate([old.reported, new.times]),
        )  # fmt: skip
        over, self._stays = stays.at(until <= now), stays.at(until > now)
        away = came.at(which < 0)
        self._opened[-1] += len(begun) + len(away.times)
        self._report(over, over.until)
        passed = max([cut for cut in self._cuts if cut <= now], default=-inf)
        self._report(self._stays, np.full(len(self._stays.since), passed))
        self._stays = self._stays._replace(reported=np.maximum(self._stays.reported, passed))
        self._write(away.times, away.times, away.persons, away.reasons, "full")
        self._write(over.until, over.since, over.persons, over.reasons, "ended")
        if self._ledger.journal is not None:
            ends = np.unique(until[which[which >= 0]])  # of those who came: when they would leave again
            for end in ends[ends > now].tolist():
                start(self._follow_at([end]))

    def _report(self, stays: _Stays, ends: Times) -> None:
        """Have what was written up to `ends` reported, as far as it has not been, period by period."""
        for begin, end in pairwise((-inf, *self._cuts, inf)):
            since, until = np.maximum(stays.reported, begin), np.minimum(ends, end)
            those = since < until
            self._reports.add(Spells(stays.reasons[those] >> 1, stays.persons[those], since[those], until[those]))

    def _write(self, times: Times, since: Times, persons: Whole, reasons: Whole, state: str) -> None:
        columns = (column.tolist() for column in (times, since, persons, reasons))
        for time, begun, person, reason in zip(*columns, strict=True):
            place, source = self._reports.listings[reason >> 1].home.place, _SOURCES[reason & 1]
            self._post((time, begun, self._agency, place, person, source, state))  # fields are those of `Watched`
