"""Play a world and hand back the facts of one type."""

from typing import TypeVar

from sim.build.wiring import build
from sim.ledger.facts import Fact
from sim.replication import apart, play
from sim.scenario.loading import Loaded

F = TypeVar("F", bound=Fact)


class _Kept(list[F]):
    """Facts of one type, as the journal of a run."""

    def __init__(self, kind: type[F]) -> None:
        super().__init__()
        self._kind = kind

    def __call__(self, fact: Fact) -> None:
        if isinstance(fact, self._kind):
            self.append(fact)


@apart()
def facts_of(kind: type[F], loaded: Loaded, *, seed: int, replication: int = 0) -> list[F]:
    """Return the facts of a type that a replication writes down, in order."""
    kept = _Kept(kind)
    play(build(loaded, seed=seed, replication=replication, journal=kept))
    return kept
