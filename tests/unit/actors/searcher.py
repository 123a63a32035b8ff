"""An agency that searches: its act at day 20, two access operators, a platform, and people of one town."""

from types import SimpleNamespace

from sim.actors.area_dump import AreaDumps, DumpPlan
from sim.actors.area_records import Scene
from sim.actors.census import Census
from sim.actors.contact_chain import ChainPlan, ContactChains
from sim.actors.copying import Copying
from sim.actors.process import PURGE
from sim.actors.request import Requests
from sim.actors.searching import Act
from sim.draw.keyed import Decision
from tests.unit.actors.police import PLAIN
from tests.unit.actors.stage import Stage, give_store, operator, people

OPENED, AT, SOUGHT = 25.0, 20.0, 7
ACT = Act(99, 0.5, AT, "suspect", 3)


class Searcher:
    """Plays one search of a case; `SOUGHT` is whom it is about."""

    def __init__(self, *, writes=None, examines=0.0, handling=0.0, days=60.0, number=200, cv=1.0):
        self.stage = Stage(days)
        self.people = people(
            number, access=("alpha", "beta"), writes=writes or {"location": 6.0, "message": 1.0}, cv=cv
        )
        self.census = Census({"residents": self.people})
        takes = {"handling": lambda u: handling, "staff": 1.0}
        self.access = {name: operator(self.stage, name, **takes) for name in ("alpha", "beta")}
        for own in self.access.values():
            give_store(own, "location", 100.0)
        self.chat = operator(self.stage, "chat", kind="platform", share=1.0, **takes)
        give_store(self.chat, "message", 100.0)
        copying = Copying(self.stage.clock, self.stage.ledger, self.census, self.census.counts)
        self.scene = Scene(
            self.stage.clock, self.stage.ledger, self.census, copying, self.census.by_age, "police", examines
        )
        self.requests = Requests(
            self.stage.clock, self.stage.ledger, self.census.by_age, agency="police", jurisdiction="home",
            office=PLAIN, not_asked_if_expired=0.0, examines=examines,
        )  # fmt: skip
        self.area = SimpleNamespace(person=lambda u, key: SOUGHT, pick=lambda *_: SOUGHT)
        self.draw = Decision("search", seed=1, replication=0)

    def purge(self, of, category, before, time):
        """Purge a store at a time; nothing older than `before` is left."""
        store = of.stores[category]

        def life():
            yield self.stage.clock.at(time, PURGE)
            store.shelf.held.cut_before(before)

        self.stage.hand(life(), [])

    def dumps(self, **plan):
        given = {"share": 1.0, "area": None, "times": 1, "apart": lambda u: 5.0, "window": lambda u: 0.1}
        given |= {"category": "location", "intersect": False}
        return self._play(
            AreaDumps(
                self.scene, self.requests, DumpPlan(**given | plan), area=self.area, access=self.access, draw=self.draw
            )
        )

    def chain(self, hops=2, window=3.0, share=1.0, *, skip_hubs=False):
        plan = ChainPlan(share, hops, lambda u: window, skip_hubs)
        return self._play(
            ContactChains(self.scene, self.requests, plan, area=self.area, platform=lambda u: self.chat, draw=self.draw)
        )

    def _play(self, searches):
        self.stage.at(OPENED, lambda: searches.of_case(ACT))
        desks = [own.desk.close_books for own in (*self.access.values(), self.chat)]
        self.stage.run(searches.close_books, self.requests.close_books, *desks)
        return self
