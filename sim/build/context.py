"""What every part of a build needs: the scenario, the clock, the ledger, and named draws."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from sim.actors.process import Clock
from sim.actors.watch_reports import Reports
from sim.build.entering import with_entering
from sim.build.geography import Geography
from sim.draw.hashing import name_key
from sim.draw.keyed import Decision
from sim.draw.variates import sampler
from sim.law.over_time import OverTime
from sim.law.statute import Statute
from sim.ledger.accounts import Ledger
from sim.scenario.editions import over_time
from sim.scenario.fields import Deadline as DeadlineBlock
from sim.scenario.fields import WorkingHours
from sim.scenario.loading import Loaded
from sim.scenario.scenario import Scenario
from sim.world.calendar import MONDAY_TO_FRIDAY, Calendar
from sim.world.deadline import Deadline
from sim.world.public_holidays import has_holidays

T = TypeVar("T")

__all__ = ["Context", "entity_key", "sampler"]


def entity_key(entry: str, number: int) -> int:
    """Return the id of an entity for draws: its entry's name and its number; contiguous ids never key draws."""
    return name_key("entity", entry, number)


class Context:
    """One replication under construction."""

    def __init__(self, loaded: Loaded, geography: Geography, *, seed: int, replication: int) -> None:
        self.loaded, self.geography = loaded, geography
        self.scenario: Scenario = with_entering(loaded.editions[0].scenario)  # as it stands on the first day
        self.clock = Clock()
        self.ledger: Ledger  # set once the frame is known
        self._seed, self._replication = seed, replication
        self.reports: dict[str, Reports] = {}  # to the watch lists of a country
        self._calendars: dict[tuple[object, ...], Calendar] = {}
        self._statutes: dict[str, Statute] = {}

    @cached_property
    def records_key(self) -> int:
        """64-bit key of the replication's records."""
        return self.decision("records").key

    def decision(self, name: str) -> Decision:
        """Return the numbers of a named decision."""
        return Decision(name, seed=self._seed, replication=self._replication)

    def over_time(self, read: Callable[[Scenario], T]) -> OverTime[T]:
        """Return a value of the scenario over time: what `read` makes of it after each of its changes."""
        return OverTime(*over_time(self.loaded.editions, read))

    def statute(self, jurisdiction: str) -> Statute:
        """Return what the laws of a jurisdiction say of its agencies: duties of single operators are left out."""
        if jurisdiction not in self._statutes:
            of = self.scenario
            self._statutes[jurisdiction] = Statute(of.laws, start=of.start, jurisdiction=jurisdiction)
        return self._statutes[jurisdiction]

    def calendar(self, hours: WorkingHours | None, place: str) -> Calendar:
        """Return the working calendar of a desk; those with equal hours and country share one.

        Without hours it is 09:00-17:00 on the working days of the place's country, where that is a country whose
        public holidays are known.
        """
        if hours is None:
            where = self.geography.country(place)
            country = where if has_holidays(where) else None
            key: tuple[object, ...] = (9.0, 17.0, MONDAY_TO_FRIDAY, country, False)
        else:
            key = (hours.opens, hours.closes, frozenset(hours.weekdays), hours.country, hours.always)
        if key not in self._calendars:
            opens, closes, weekdays, country_key, always = key
            self._calendars[key] = Calendar(self.scenario.start, opens, closes, weekdays, country_key, always=always)  # type: ignore[arg-type]  # the key's own types
        return self._calendars[key]

    def deadline(self, deadline: DeadlineBlock | None, calendar: Calendar) -> Deadline:
        """Return when an answer is due, for the time it was asked for; never without a deadline."""
        if deadline is None:
            return Deadline()
        return Deadline(deadline.days, calendar if deadline.working else None)
