"""How time and memory grow with the size of the world, one size at a time, each in a fresh process."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks.fresh import measured
from benchmarks.line import Line
from benchmarks.national import PEOPLE, Say, settings
from benchmarks.peers.queue import DAYS, LOAD
from benchmarks.played import Played, total


class Sweep(NamedTuple):
    """One size, varied.

    Attributes
    ----------
    sizes : tuple of float
        In increasing order.
    per : str
        `request` where the work is counted by the request, `run` where it is the replication.
    """

    name: str
    sizes: tuple[float, ...]
    per: str
    note: str


def growth_rows(requests: int, most: int, rounds: int, say: Say, only: Sequence[str] = ()) -> list[Line]:
    """Return the exponent of each growth, and what the largest size takes over the smallest.

    Parameters
    ----------
    requests : int
        Of each run, where requests are not what is varied.
    most : int
        The most requests of a run where they are.
    rounds : int
        How often every size is played, in turn; the median counts.
    only : sequence of str, optional
        Names of the sizes to vary; all if left out.
    """
    counts = tuple(float(10**power) for power in range(4, 8) if 10**power <= most)
    sweeps = (
        Sweep("people", (1e4, 1e6, 1.4e9, 8e9), "request", "from a town to the world, as many requests"),
        Sweep("requests", counts, "request", "of 1.4 billion people"),
        Sweep("operators", (10, 100, 1000, 3000), "run", "that share the same people and requests"),
        Sweep("nodes", (38, 300, 1000, 3000), "run", "places of a map with an operator each, as many requests"),
        Sweep("look-ups a person", (1, 5, 20), "request", "as many requests about fewer people"),
        Sweep("records a day", (0.02, 1, 30, 400), "request", "that a person writes, 180 days of them looked through"),
    )
    return [
        line
        for sweep in sweeps
        if len(sweep.sizes) > 1 and (not only or sweep.name in only)
        for line in _grown(sweep, requests, rounds, say)
    ]


def _grown(sweep: Sweep, requests: int, rounds: int, say: Say) -> list[Line]:
    tried: list[list[float]] = [[] for _ in sweep.sizes]
    for _ in range(rounds):
        runs: list[Played] = []
        for size, times_of_size in zip(sweep.sizes, tried, strict=True):
            run: Played = measured("benchmarks.played:played", **_options(sweep.name, size, requests))
            told = f"{run['processor']:.2f} s of processor time, {total(run):.2f} s"
            say(f"{sweep.name} {size:g}: {told}, {run['requests']:,} requests, {run['peak']:.0f} MB")
            times_of_size.append(run["processor"] / (run["requests"] if sweep.per == "request" else 1))
            runs.append(run)
    times = [median(of_size) for of_size in tried]
    sizes = f"{sweep.sizes[0]:g} to {sweep.sizes[-1]:g} {sweep.note}; processor time a {sweep.per}"
    memory = f"{runs[0]['peak']:.0f} to {runs[-1]['peak']:.0f} MB"
    note = f"{sizes}, largest over smallest; {memory}"
    rounds_of = [largest / smallest for smallest, largest in zip(tried[0], tried[-1], strict=True)]
    return [
        Line(f"growth: {sweep.name}", times[-1] / times[0], "times", note, tuple(rounds_of)),
        Line(f"growth: {sweep.name}, exponent", _exponent(sweep.sizes, times), "", "slope of log time over log size"),
    ]


def _exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def _options(name: str, size: float, requests: int) -> dict[str, object]:
    """Return the scenario and settings of one size."""
    base = settings(int(size) if name == "requests" else requests)
    people = {"people": size, "look-ups a person": requests / size}.get(name, PEOPLE)
    if people != PEOPLE:
        base[0] = f"agencies.police.cases.rate={100 * requests / people:.12g} per 100 people per year"
        base.append(f"people.residents.number={people:.0f} people")
    if name == "operators":
        base += [f"operators.isp.count={size:g}", f"operators.isp.desk.staff={requests / DAYS / size / 24 / LOAD:.12g}"]
    if name == "records a day":
        base.append(f"people.residents.writes.session={size:g} per person day")
    if name == "nodes":
        base[1] = f"operators.isp.desk.staff={requests / DAYS / size / 24 / LOAD:.12g}"
        base += [f'places.map="generator:barabasi_albert(n={size:g}, m=2, seed=1)"', f"operators.isp.count={size:g}"]
    return {"scenario": "nodes.yaml" if name == "nodes" else "national.yaml", "settings": base}
