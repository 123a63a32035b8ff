"""One replication: simulate(scenario, seed, replication) -> Outcome."""

import gc
from collections.abc import Callable
from time import perf_counter

from sim.build.wiring import Wired, build
from sim.ledger.accounts import CHUNK
from sim.ledger.balance import check
from sim.ledger.journal import Journal
from sim.ledger.outcome import Outcome
from sim.measures import all_measures, curves, flows, links_table, map_table, series
from sim.scenario.loading import Loaded

_TICKS = 200
# Facts and lives hold no cycles, so there is little for the collector to find; at its usual 700 objects its functions
# had at least a twelfth of the samples of a profile. It still looks, should a plugin leave cycles behind.
_SELDOM = (50_000, 20, 20)


def simulate(
    loaded: Loaded,
    *,
    seed: int,
    replication: int,
    journal: bool = False,
    tick: Callable[[float], None] | None = None,
) -> Outcome:
    """Run one replication and count its measures.

    Parameters
    ----------
    seed, replication : int
        Together they decide every number of the run.
    journal : bool
        Keep every fact, as text, in the outcome.
    tick : callable, optional
        Told now and then which share of the run is done.

    Raises
    ------
    BalanceError
        If the run does not add up.
    """
    began = perf_counter()
    kept = Journal() if journal else None
    wired = build(loaded, seed=seed, replication=replication, journal=kept)
    play(wired, tick)
    check(wired.ledger)
    ledger = wired.ledger
    return Outcome(
        replication=replication,
        seed=seed,
        rows=all_measures(ledger),
        series=series(ledger),
        curves=curves(ledger),
        places=map_table(ledger),
        links=links_table(ledger),
        flows=flows(ledger),
        seconds=perf_counter() - began,
        journal_text=kept.as_json_lines() if kept else None,
        counts=dict(ledger.counted),
    )


def play(wired: Wired, tick: Callable[[float], None] | None = None) -> None:
    """Run wired actors to the end, and write down what is open then."""
    wired.start()
    gc.collect()
    gc.freeze()  # what was built lives as long as the run: the collector need not look at it again
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        for part in range(1, _TICKS + 1):
            wired.clock.run_to(wired.days * part / _TICKS)
            wired.ledger.settle(CHUNK)
            if tick is not None:
                tick(part / _TICKS)
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
    for ending in wired.endings:
        ending()
    wired.ledger.close(wired.days)
