"""Whoever keeps records of people: an operator, or a tap that writes down what passes it."""

from collections.abc import Mapping

from sim.actors.accounts import has_account
from sim.actors.log_store import LogStore
from sim.actors.register import Register
from sim.world.population import PeopleClass

Marks = tuple[tuple[int, int], ...]  # intervals of a record's 64-bit mark; () is every record


class Keeper:
    """Log stores, and whose records may be in them.

    Attributes
    ----------
    name, entry : str
        Name of this one, and of the scenario's entry that describes it.
    key : int
        64-bit key of entry and number: the id that draws are made with.
    kind : str
        An operator's kind, or `tap`.
    share : float [1]
        Of people who have an account, at a platform; the largest of any population.
    stores : dict of str to LogStore
        By category.
    route_marks : mapping from home to Marks, or None
        Of whoever sits on a route: which session records of people of a home pass here. None: all.
    register : Register or None
        Of platforms: since when and until when people have an account. None: those of the first day, throughout.
    reached : set of (population, place)
        Of access operators: where people move, so that anybody of the place may have been here.
    """

    __slots__ = ("entry", "key", "kind", "name", "reached", "register", "route_marks", "share", "stores")

    def __init__(
        self,
        *,
        name: str,
        entry: str,
        key: int,
        kind: str,
        share: float = 0.0,
        route_marks: Mapping[str, Marks] | None = None,
    ) -> None:
        self.name, self.entry, self.key, self.kind, self.share = name, entry, key, kind, share
        self.route_marks = route_marks
        self.stores: dict[str, LogStore] = {}
        self.register: Register | None = None
        self.reached: frozenset[tuple[str, str]] = frozenset()

    def share_of(self, population: str) -> float:
        """Return the share of the people of a population who have an account on the first day, at a platform."""
        return self.share if self.register is None else self.register.shares[population]

    def marks_of(self, home: str) -> Marks:
        """Return the marks of records that are logged here of people of a home; () is every record."""
        return () if self.route_marks is None else self.route_marks.get(home, ((0, 0),))

    def serves(self, population_key: int, people: int, person: int, home: PeopleClass) -> bool:
        """Whether there may be records of a person here, an index within a population of `people`."""
        if self.kind == "access":
            return self.may_serve(home)
        return self.kind != "platform" or has_account(self.key, population_key, people, self.share, person)

    def may_serve(self, home: PeopleClass) -> bool:
        """Whether people of a class have this access operator, or may have had it."""
        return home.access == self.name or (home.population, home.place) in self.reached
