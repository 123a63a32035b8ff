"""One replication: simulate(scenario, seed, replication) -> Outcome."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sim.build.causes import Cause, Causes, Spared, Tally
from sim.build.chains import Chain, Story, story
from sim.build.reasons import Kept, Without
from sim.build.wiring import Wired, build
from sim.ledger.accounts import CHUNK
from sim.ledger.balance import check
from sim.ledger.facts import CopiedCrowd, CopyEvent
from sim.ledger.journal import Journal
from sim.ledger.outcome import Outcome
from sim.ledger.trace import Trace, trace_lines
from sim.ledger.watching import Seeker, Watch
from sim.measures import TABLES, all_measures
from sim.measures.paid import check_paid
from sim.scenario.loading import Loaded

__all__ = [
    "Cause",
    "Causes",
    "Chain",
    "CopiedCrowd",
    "CopyEvent",
    "Kept",
    "NobodyError",
    "Outcome",
    "Seeker",
    "Spared",
    "Story",
    "Without",
    "apart",
    "caused",
    "play",
    "simulate",
    "sought",
    "trace_lines",
    "watched",
]

_TICKS = 200
# Facts and lives hold no cycles, so there is little for the collector to find; at its usual 700 objects its functions
# had at least a twelfth of the samples of a profile, at 500,000 a fortieth where as many objects wait for something. It
# still looks, should a plugin leave cycles behind.
_SELDOM = (2_000_000, 20, 20)


@contextmanager
def apart() -> Iterator[None]:
    """Let the collector look at what a run makes, seldom while it lasts and once at its end, and at nothing else.

    A run leaves cycles, which hold arrays: they have to go before the next one. Looking at all that was there before,
    libraries among it, would take longer than a short run itself.
    """
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.collect()
        gc.unfreeze()


@apart()
def simulate(
    loaded: Loaded,
    *,
    seed: int,
    replication: int,
    journal: bool | Path = False,
    tick: Callable[[float], None] | None = None,
    measures_alone: bool = False,
) -> Outcome:
    """Run one replication and count its measures.

    Parameters
    ----------
    seed, replication : int
        Together they decide every number of the run.
    journal : bool or Path
        Keep every fact: as text in the outcome, or as a trace in a file that is written while the run goes on.
    tick : callable, optional
        Told now and then which share of the run is done.
    measures_alone : bool
        Leave the tables beside the measures empty: over time, by place, of links and of flows.

    Raises
    ------
    BalanceError
        If the run does not add up.
    """
    began = perf_counter()
    with _journal(journal) as kept:
        wired = build(loaded, seed=seed, replication=replication, journal=kept)
        _to_the_end(wired, tick)
    ledger = wired.ledger
    return Outcome(
        replication=replication,
        seed=seed,
        rows=all_measures(ledger),
        **{name: {} if measures_alone else table(ledger) for name, table in TABLES.items()},
        seconds=perf_counter() - began,
        journal_text=kept.as_json_lines() if isinstance(kept, Journal) else None,
        counts=dict(ledger.counted),
    )


def _journal(wish: bool | Path) -> AbstractContextManager[Journal | Trace | None]:
    return Trace(wish) if isinstance(wish, Path) else nullcontext(Journal() if wish else None)


@apart()
def watched(
    loaded: Loaded, *, seed: int, replication: int, person: int, tick: Callable[[float], None] | None = None
) -> tuple[Sequence[tuple[Any, ...]], Story]:
    """Run one replication, watching one person; return its measures and what it says of the person.

    Parameters
    ----------
    person : int
        Global number: populations in the order of the scenario, one behind the other.

    Raises
    ------
    NobodyError
        If there is no such person; nothing is played then.
    """
    watch = Watch(person)
    wired = build(loaded, seed=seed, replication=replication, journal=watch, looks=watch.looks)
    if person >= wired.census.people:
        raise NobodyError(person, wired.census.people - 1)
    _to_the_end(wired, tick)
    return all_measures(wired.ledger), story(wired, watch)


@apart()
def sought(loaded: Loaded, *, seed: int, replication: int, request: int | None = None) -> Seeker:
    """Run one replication until it is known whom to watch.

    Parameters
    ----------
    request : int or None
        Number of a request item in the order in which they end, from 1; None: whoever is exposed first.
    """
    seeker = Seeker(request, loaded.scenario.warmup)
    wired = build(loaded, seed=seed, replication=replication, journal=seeker)
    with suppress(_Enough):
        play(wired, partial(_until_found, seeker))
    return seeker


@apart()
def caused(
    loaded: Loaded,
    *,
    seed: int,
    replication: int,
    journal: bool | Path = False,
    tick: Callable[[float], None] | None = None,
) -> tuple[Sequence[tuple[Any, ...]], Causes]:
    """Run one replication; return its measures and what its exposures came from. `journal` is not looked at."""
    tally = Tally()
    tally.wired = build(loaded, seed=seed, replication=replication, journal=tally, looks=tally.looks)
    _to_the_end(tally.wired, tick)
    return all_measures(tally.wired.ledger), tally.causes()


class NobodyError(IndexError):
    """A number that no person has; `last` is the highest one that there is, those who enter later among them."""

    def __init__(self, person: int, last: int) -> None:
        super().__init__(f"person {person}; wanted 0 to {last}")
        self.last = last


class _Enough(Exception):  # noqa: N818  # not an error: what was looked for is found
    pass


def _until_found(seeker: Seeker, _: float) -> None:
    if seeker.found:
        raise _Enough


def _to_the_end(wired: Wired, tick: Callable[[float], None] | None) -> None:
    play(wired, tick)
    check(wired.ledger)
    check_paid(wired.ledger)


def play(wired: Wired, tick: Callable[[float], None] | None = None) -> None:
    """Run wired actors to the end, and write down what is open then."""
    wired.start()
    for part in range(1, _TICKS + 1):
        wired.clock.run_to(wired.days * part / _TICKS)
        wired.ledger.settle(CHUNK)
        if tick is not None:
            tick(part / _TICKS)
    for ending in wired.endings:
        ending()
    wired.ledger.close(wired.days)
    wired.let_go()
