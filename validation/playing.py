"""Play a small scenario some times, and hand back its facts or measures."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

from sim.build.wiring import build
from sim.entry import load_scenario
from sim.ledger.facts import CopiedCrowd, Fact, RequestClosed, Searched
from sim.measures import Row as Measured
from sim.replication import play, simulate

HERE = Path(__file__).parent
SEED = 2024
KEPT: tuple[type, ...] = (RequestClosed, Searched, CopiedCrowd)
F = TypeVar("F", bound=Fact)


@lru_cache(maxsize=16)
def _facts(scenario: str, settings: tuple[str, ...], replication: int) -> dict[type, list[Fact]]:
    """Return all facts of some types that a replication of a scenario writes down."""
    kept: dict[type, list[Fact]] = {kind: [] for kind in KEPT}

    def keep(fact: Fact) -> None:
        if type(fact) in kept:
            kept[type(fact)].append(fact)

    loaded = load_scenario(HERE / f"{scenario}.yaml", settings)
    play(build(loaded, seed=SEED, replication=replication, journal=keep))
    return kept


def facts(kind: type[F], scenario: str, settings: tuple[str, ...], replication: int) -> list[F]:
    """Return the facts of a type, one of `KEPT`, that a replication of a scenario writes down."""
    return cast("list[F]", _facts(scenario, settings, replication)[kind])


@lru_cache(maxsize=32)
def _rows(scenario: str, settings: tuple[str, ...], replication: int) -> tuple[Measured, ...]:
    loaded = load_scenario(HERE / f"{scenario}.yaml", settings)
    outcome = simulate(loaded, seed=SEED, replication=replication)
    return tuple(Measured(*row) for row in outcome.rows)


def measured(scenario: str, measure: str, settings: Sequence[str] = (), replication: int = 0, **labels: str) -> float:
    """Return a measure of the whole run for one set of labels."""
    for row in _rows(scenario, tuple(settings), replication):
        if (row.measure, row.period, row.labels) == (measure, "", labels):
            return row.value
    raise LookupError(f"{measure} {labels}: is no row of {scenario}")


def each(replications: int, value: Callable[[int], float]) -> list[float]:
    """Return a value of each replication."""
    return [value(replication) for replication in range(replications)]
