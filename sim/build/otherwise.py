"""What stores held, and what they would have held without some of the laws.

What a shelf holds hangs on law and practice alone, and on nothing that happens in a run. So the shelf of a world
without a law is made and purged by itself, and both can be asked what was there at any moment of the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.actors.log_store import LogStore, Piece, purges
from sim.actors.operator import Operator
from sim.actors.shelf import Shelf
from sim.build.context import Context
from sim.build.operators import practice
from sim.law.over_time import OverTime
from sim.law.statute import Statute

Laws = frozenset[str]


@dataclass
class Otherwise:
    """Stores as they were, and as they would have been with laws taken away.

    Parameters
    ----------
    context : Context
    operators : sequence of Operator
        All described ones, with their stores.
    """

    context: Context
    operators: Sequence[Operator]
    _owners: dict[int, Operator] = field(default_factory=dict)
    _of: dict[str, set[int]] = field(default_factory=dict)  # shelves by category
    _shelves: dict[tuple[int, Laws], Shelf] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for operator in self.operators:
            for store in operator.stores.values():
                self._owners.setdefault(id(store.shelf), operator)
                self._of.setdefault(store.category, set()).add(id(store.shelf))

    def owner(self, store: LogStore) -> Operator | None:
        """Return an operator whose practice and laws are those of a store; None for what no operator keeps."""
        return self._owners.get(id(store.shelf))

    def held(self, store: LogStore, time: float, start: float, end: float, less: Laws) -> tuple[Piece, ...]:
        """Return the parts of [start, end) that a store held at a time, had some laws never been there.

        Deficits that made gaps are taken as they were; what those laws kept out is not added.
        """
        there = store.held_at(time, start, end)
        if not less or not there:
            return there
        return common(there, self.shelf(store, less).held_at(time, start, end))

    def shelf(self, store: LogStore, less: Laws) -> Shelf:
        """Return the shelf of a store in a world without some laws, purged to the end of the run."""
        key = (id(store.shelf), less)
        if key not in self._shelves:
            self._play(store, less)
        return self._shelves[key]

    def practice(self, store: LogStore) -> OverTime[float | None]:
        """Return how long whoever has a store keeps its category by habit [day], over time."""
        return practice(self.context, self._owners[id(store.shelf)].entry, store.category)

    def _play(self, store: LogStore, less: Laws) -> None:
        """Make and purge the stores of an entry, which are purged together."""
        entry, category = self._owners[id(store.shelf)].entry, store.category
        kinds = {
            key: owner for key, owner in self._owners.items() if owner.entry == entry and key in self._of[category]
        }
        made = {key: self._made(owner, category, less) for key, owner in kinds.items()}
        every = self.context.scenario.operators[entry].purge_every
        for time, _ in purges(list(made.values()), every, self.context.scenario.days):
            for shelf in made.values():
                shelf.purge(time)
        self._shelves |= {(key, less): shelf for key, shelf in made.items()}

    def _made(self, owner: Operator, category: str, less: Laws) -> Shelf:
        scenario = self.context.scenario
        statute = Statute(
            {name: law for name, law in scenario.laws.items() if name not in less},
            start=scenario.start,
            jurisdiction=owner.country,
            operator=owner.entry,
            notices=owner.statute.notices,
        )
        return Shelf(
            statute,
            category=category,
            practice_days=practice(self.context, owner.entry, category),
            complies=owner.complies,
            crowds=(),
            every_days=scenario.operators[owner.entry].purge_every,
        )


def common(one: Sequence[Piece], other: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return what two sets of pieces of time have in common, in order.

    Examples
    --------
    >>> common([(0, 4), (6, 9)], [(2, 7)])
    ((2, 4), (6, 7))
    """
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted(piece for piece in pairs if piece[0] < piece[1]))
