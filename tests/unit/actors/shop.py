"""Two access operators, a platform, and the people of one town, whose records somebody copies."""

from sim.actors.census import Census
from sim.actors.copying import Copying
from sim.draw.hashing import plain_fold, plain_unit
from sim.ledger.facts import Disclosed
from tests.unit.actors.stage import Stage, give_store, operator, people

KEY, NOW = 4321, 20.0


class Shop:
    """Two access operators and a platform, and the people of one town."""

    def __init__(self, number=200, *, writes=None, cv=1.0, days=40.0, **frame):
        self.stage = Stage(days, **frame)
        self.people = people(number, access=("alpha", "beta"), writes=writes or {"session": 2.0}, cv=cv)
        self.census = Census({"residents": self.people})
        self.copying = Copying(self.stage.clock, self.stage.ledger, self.census, self.census.counts)
        self.alpha = operator(self.stage)
        give_store(self.alpha, "session", 10.0).shelf.purge(NOW)

    def take(self, *takings, share=0.3, of=None, stage="obtained", time=NOW):
        """Take at a time, or at the times, and hand back what was disclosed person by person."""
        for number, at in enumerate(takings or (time,)):
            self.stage.at(
                at,
                lambda number=number: self.copying.take(
                    of or self.alpha, agency="police", channel="onsite", stage=stage, key=KEY + number, share=share
                ),
            )
        self.stage.run()
        return self.stage.of(Disclosed)

    def chosen(self, persons, share, key=KEY):
        key = plain_fold(key, self.people.world.key)
        return {person for person in persons if plain_unit(plain_fold(key, person)) < share}
