"""An agency that sends one request to one operator; desks are always open unless a test says otherwise."""

from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.disclosure import Ask
from sim.actors.office import Office, Step
from sim.actors.process import ARRIVAL
from sim.actors.request import Requests
from sim.actors.request_file import Answer
from sim.actors.request_row import NUMBERS, Column
from sim.ledger.facts import RequestClosed
from tests.unit.actors.stage import ALWAYS_OPEN, Stage, give_store, operator, people

KEY = 1234
PLAIN = Office(None, None, None, {}, lambda time: time + 1.0, lambda u: 0.25, 0.5, lambda u: 4.0)


def no_time(_: float) -> float:
    return 0.0


class Police:
    """An agency that asks at day 20 about records of day 15 and the 3 days before it."""

    def __init__(self, days=60.0, examines=0.0, withheld=0.0, jurisdiction="home", **own):
        self.stage = Stage(days)
        self.census = Census({"residents": people(40, writes={"session": 20.0, "message": 20.0})})
        self.alpha = operator(self.stage, **own)
        give_store(self.alpha, "session", 10.0)
        give_store(self.alpha, "ip_assignment", 10.0)
        self.answers: list[Answer] = []
        self._given = {"examines": examines, "not_asked_if_expired": withheld, "jurisdiction": jurisdiction}
        self.office = PLAIN
        self.authority = self.freezes = self.notices = None
        self.asked = 0.0
        self._desks = [self.alpha.desk]

    def desk(self, name="police: step", calendar=ALWAYS_OPEN, staff=100.0):
        self._desks.append(Desk(self.stage.clock, calendar, self.stage.ledger, name=name, staff=staff))
        return self._desks[-1]

    def step(self, name, takes=1.0, delay=0.0, back=0.0, turned_down=0.0, **desk):
        return Step(name, self.desk(f"police: {name}", **desk), lambda u: takes, lambda u: delay, back, turned_down)

    def asks(self, at=15.0, category="session", persons=(5,), grade=3, start=20.0, key=KEY, **numbers):
        """Send one request; `numbers` set columns of its row, all others are 0.5."""
        row = [0.5] * NUMBERS
        for column, value in numbers.items():
            row[getattr(Column, column)] = value
        subjects = tuple(self.census.subject(person) for person in persons)
        ask = Ask(key, row, self.alpha, category, subjects, "suspect", grade, at, 3.0)

        def life():
            yield self.stage.clock.at(start, ARRIVAL)
            self.requests.freeze(ask, self.asked)
            return (yield from self.requests.life(ask))

        self.stage.hand(life(), self.answers)

    def closed(self, purge_at=None, **asks):
        self.requests = Requests(
            self.stage.clock,
            self.stage.ledger,
            self.census.by_age,
            agency="police",
            office=self.office,
            authority=self.authority,
            freezes=self.freezes,
            notices=self.notices,
            **self._given,
        )
        self.asks(**asks)
        if purge_at is not None:
            for store in self.alpha.stores.values():
                self.stage.at(purge_at, lambda store=store: store.shelf.purge(purge_at))
        notices = [self.notices.close_books] if self.notices else []
        self.stage.run(self.requests.close_books, *notices, *(desk.close_books for desk in self._desks))
        return self.stage.of(RequestClosed)
