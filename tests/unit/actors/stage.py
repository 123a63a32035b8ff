"""A stage for one actor: a clock, a ledger that keeps every fact, small calendars, and operators to play with."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np

from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.log_store import LogStore
from sim.actors.operator import Operator
from sim.actors.people import People, Writing
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.shelf import Crowd, Shelf
from sim.draw.hashing import name_key
from sim.law.statute import Statute
from sim.ledger.accounts import Ledger
from sim.ledger.balance import check
from sim.ledger.facts import Fact
from sim.ledger.frame import Frame
from sim.records.contacts import Contacts
from sim.records.profile import Profile
from sim.scenario.blocks.laws import Law
from sim.world.calendar import Calendar
from sim.world.population import PeopleClass, Population

F = TypeVar("F")
T = TypeVar("T")

MONDAY = date(2024, 1, 1)  # day 0
HOUR = 1 / 24
NEVER = float("nan")
ALWAYS_OPEN = Calendar(MONDAY, always=True)


def office() -> Calendar:
    """9 to 17 from Monday to Friday."""
    return Calendar(MONDAY, 9.0, 17.0)


class Stage:
    """A run of `days` in which a test starts what it wants to see."""

    def __init__(self, days: float = 100.0, **frame: Any) -> None:
        self.clock = Clock()
        self.days = days
        self.facts: list[Fact] = []
        self.ledger = Ledger(Frame(MONDAY, days, **frame), self.facts.append)

    def of(self, kind: type[F]) -> list[F]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def at(self, time: float, action: Callable[[], object]) -> None:
        """Do something at a time, after all that is due then."""

        def later() -> Life[None]:
            yield self.clock.at(time, ARRIVAL + 1)
            action()

        start(later())

    def hand(self, life: Life[T], results: list[T]) -> None:
        """Start a life whose result is kept."""

        def whole() -> Life[None]:
            results.append((yield from life))

        start(whole())

    def run(self, *endings: Callable[[], None]) -> None:
        """Run to the end, close the books and check that they balance."""
        self.clock.run(self.clock.at(self.days, ARRIVAL + 2))
        for ending in endings:
            ending()
        self.ledger.close()
        check(self.ledger)


def statute(operator: str = "alpha", **laws: Mapping[str, Any]) -> Statute:
    """The laws of a jurisdiction `home`; `from` and `to` as numbers of days."""
    read = {}
    for name, law in laws.items():
        dates = {key: (MONDAY + timedelta(days=law[key])).isoformat() for key in ("from", "to") if key in law}
        read[name] = Law.model_validate({**law, **dates})
    return Statute(read, start=MONDAY, jurisdiction="home", operator=operator)


def operator(stage: Stage, name: str = "alpha", **changes: Any) -> Operator:
    """An access operator with an office that is always open and has staff for everybody, and no stores."""
    calendar = changes.pop("calendar", ALWAYS_OPEN)
    desk = Desk(stage.clock, calendar, stage.ledger, name=name, staff=changes.pop("staff", 1000.0))
    given: dict[str, Any] = {
        "name": name,
        "entry": name.partition("/")[0],
        "key": name_key("entity", name),
        "kind": "access",
        "place": "town",
        "country": "home",
        "weight": 1.0,
        "complies": True,
        "statute": statute(name),
        "desk": desk,
        "calendar": calendar,
        "handling": lambda u: 0.0,
        "answers_in": lambda time: NEVER,
        "share": 0.0,
        "users": 100.0,
        "logs_ports": False,
        "refuses": 0.0,
    }
    return Operator(**given | changes)


def shelf(
    category: str = "session",
    keeps: float | None = 10.0,
    laws: Statute | None = None,
    crowds: tuple[Crowd, ...] = (),
    *,
    complies: bool = True,
) -> Shelf:
    return Shelf(laws or statute(), category=category, practice_days=keeps, complies=complies, crowds=crowds)


def give_store(to: Operator, category: str = "session", keeps: float | None = 10.0, **more: Any) -> LogStore:
    """Give an operator a store of a category; nobody purges it."""
    more.setdefault("crowds", (Crowd(1.0, 1.0, lambda time: time),))
    store = LogStore(shelf(category, keeps, more.pop("laws", to.statute), **more), category, (1.0,))
    to.stores[category] = store
    return store


def people(
    number: int = 100,
    *,
    access: tuple[str, ...] = ("alpha",),
    writes: Mapping[str, float] | None = None,
    behind: int = 4,
    offset: int = 0,
    name: str = "residents",
    cv: float = 1.0,
    master: int = 77,
    place: str = "town",
) -> People:
    """People of one town in classes of equal size, one for each access operator."""
    size = number // len(access)
    world = Population(name, [PeopleClass(name, place, a, i * size, size) for i, a in enumerate(access)])
    return People(
        world,
        offset=offset,
        master=master,
        writes={category: Writing(rate, 1.0) for category, rate in (writes or {"session": 3.0}).items()},
        activity_cv=cv,
        profile=Profile.even(),
        behind_one_address=behind,
        contacts=lambda: Contacts(master, number, 6.0, 3.0, 0, 0.0),
    )


def counted(source, keeper, category, number, pieces):
    """Records of one person (global number) in pieces of time, as a census or panel has them."""
    residents = (source if isinstance(source, Census) else source._census).of(number)
    starts, ends = np.array(pieces).reshape(1, -1, 2).transpose(2, 0, 1).copy()
    persons = np.array([number - residents.offset], np.uint64)
    return int(source.counts(keeper, category, residents, persons, starts, ends).sum())
