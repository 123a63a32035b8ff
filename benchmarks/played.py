"""One replication, timed part by part; called in a fresh process."""

import resource
import sys
from collections.abc import Sequence
from math import nan
from pathlib import Path
from time import perf_counter, process_time
from typing import TypedDict

from sim.build.wiring import build
from sim.entry import load_scenario
from sim.ledger.balance import check
from sim.measures import TABLES, all_measures
from sim.measures.rows import Row
from sim.replication import apart, play
from sim.scenario.loading import Loaded
from sim.scenario.parameters import parameters

SCENARIOS = Path(__file__).parent / "scenarios"


class Played(TypedDict):
    """What a replication took."""

    requests: int
    events: int  # of SimPy
    build: float  # s, without loading the scenario
    play: float  # s
    count: float  # s, of balance checks and measures
    processor: float  # s of processor time, of all three: what others do on the machine hardly weighs on it
    play_processor: float  # s of processor time, of playing alone
    peak: float  # MB, of the process


def total(played: Played) -> float:
    """Return the seconds of a whole replication, ledger and measures on."""
    return played["build"] + played["play"] + played["count"]


def memory_mb() -> float:
    """Return the peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def played(scenario: str, settings: Sequence[str] = (), scale: float = 1.0) -> Played:
    """Play a scenario once, after a small run that loads the compiled kernels.

    Parameters
    ----------
    scenario : str
        A file beside this one, or a name of the catalogue.
    scale : float
        Multiplies the rates of all cases, and the staff of all desks with them.
    """
    return played_and_counted(scenario, settings, scale)[0]


def played_and_counted(scenario: str, settings: Sequence[str] = (), scale: float = 1.0) -> tuple[Played, list[Row]]:
    """Play a scenario once, as `played` does, and return its rows as well."""
    _once(_loaded("national.yaml", ["agencies.police.cases.rate=0.1 per million people per year"]))
    loaded = _loaded(scenario, settings)
    return _once(loaded if scale == 1.0 else _loaded(scenario, [*settings, *_scaled(loaded, scale)]))


def _loaded(scenario: str, settings: Sequence[str]) -> Loaded:
    file = SCENARIOS / scenario
    return load_scenario(file if file.exists() else scenario, settings)


def _scaled(loaded: Loaded, scale: float) -> list[str]:
    """Return the settings that multiply the rates of cases, and staff of desks so that they are as busy as before."""
    grown = []
    for value in parameters(loaded.scenario, loaded.document):
        if value.value is None:
            continue
        if value.path.endswith("desk.staff"):
            grown.append(f"{value.path}={scale * value.value:.12g}")
        elif value.path.endswith("cases.rate"):  # read as cases per person and day
            grown.append(f"{value.path}={scale * value.value * 1e6:.12g} per million people per day")
    return grown


def _once(loaded: Loaded) -> tuple[Played, list[Row]]:
    worked = process_time()
    with apart():  # what is played is let go of before the collector looks, as by `simulate`
        timed, rows = _parts(loaded)
    timed["processor"] = process_time() - worked
    return timed, rows


def _parts(loaded: Loaded) -> tuple[Played, list[Row]]:
    began = perf_counter()
    wired = build(loaded, seed=1, replication=0)
    built, play_from = perf_counter(), process_time()
    play(wired)
    ended, play_to = perf_counter(), process_time()
    ledger = wired.ledger
    check(ledger)
    rows = all_measures(ledger)
    for table in TABLES.values():
        table(ledger)
    timed = Played(
        requests=ledger.counted["RequestClosed"],
        events=wired.clock.happened,
        build=built - began,
        play=ended - built,
        count=perf_counter() - ended,
        processor=nan,  # known when all is let go of
        play_processor=play_to - play_from,
        peak=memory_mb(),
    )
    return timed, rows
