"""A scenario with a study, and a stand-in for its simulation whose numbers can be worked out by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.entry import load_scenario
from sim.ledger.outcome import Outcome
from sim.measures import Row

SCENARIO = """\
exposim: 1
start: 2021-01-04
end: 2021-02-03
people: {residents: {number: 1000, writes: {session: {value: 5 per person day, range: [1, 20]}}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: {value: 20 days, range: [10 days, 30 days]}}}}
agencies: {police: {cases: {rate: 25 per 100 people per year}, asks: {for: {session: 100 %}}}}
"""
STUDY = """\
study:
  policies: {as it is: {}, short: {operators.isp.keeps.session: 10 days}}
  baseline: as it is
  replications: 3
  measures: [exposure.persons, need.met_share]
"""
NOISE = (0.0, 3.0, -1.0, 2.0, 5.0, -4.0, 1.0, 0.5)


def load(folder: Path, study: str = STUDY) -> Any:
    path = folder / "world.yaml"
    path.write_text(SCENARIO + study, encoding="utf-8")
    return load_scenario(path)


def worked_out(
    loaded: Any, *, seed: int, replication: int, journal: bool = False, tick: Callable[[float], None] | None = None
) -> Outcome:
    """Exposed people are the days kept, and noise that is the same at every point."""
    days = loaded.scenario.operators["isp"].keeps.get("session", 0.0)
    rows = [
        Row("exposure.persons", "person", "", stage="obtained", value=days + NOISE[replication % len(NOISE)]),
        Row("need.met_share", "1", "", value=days / 40, numerator=days, denominator=40.0),
    ]
    return Outcome(replication, seed, rows, {}, {}, {}, 0.0)


class Counted:
    """The stand-in, with the runs that it was asked for; `fails` names (days, replication) that do."""

    def __init__(self, *fails: tuple[float, int]) -> None:
        self.played: list[tuple[float, int]] = []
        self.fails = fails

    def __call__(self, loaded: Any, *, seed: int, replication: int, **more: Any) -> Outcome:
        run = (loaded.scenario.operators["isp"].keeps.get("session", 0.0), replication)
        self.played.append(run)
        if run in self.fails:
            raise ZeroDivisionError("desk has no staff")
        return worked_out(loaded, seed=seed, replication=replication)
