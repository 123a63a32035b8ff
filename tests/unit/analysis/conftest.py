"""A results folder with known numbers: three replications, two periods, three places, two desks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.ledger.facts import RequestClosed
from sim.ledger.outcome import Outcome
from sim.ledger.trace import Trace
from sim.measures import Row
from sim.results.folder import ResultsFolder

PERIODS = ("", "before", "after")
STAGES = ("obtained", "examined")
PEOPLE = {"north": 600_000.0, "south": 400_000.0, "abroad": 0.0}
TIMES = [0.0, 30.0, 60.0, 90.0]
WORDS = {
    "start": "2021-01-01",
    "end": "2021-04-01",
    "time_line": [
        {"day": "2020-06-01", "what": "law old comes into force", "played": False},
        {"day": "2021-02-15", "what": "law new comes into force", "played": True},
        {"day": "2021-02-15", "what": "period after begins", "played": True},
    ],
    "parameters": [
        {
            "path": "laws.new.at_least",
            "read": "60 days",
            "range": "30 days to 90 days",
            "source": "",
            "status": "assumption",
        },
        {"path": "people.all.number", "read": "1 million", "range": "", "source": "census_2020", "status": "verified"},
    ],
    "assumed": "1 of 2 values are assumptions",
    "sources": [{"key": "census_2020", "title": "Census", "author": "Bureau", "year": "2020", "url": "", "note": ""}],
}
FACT = RequestClosed(
    time=50.0, agency="police", operator="isp", category="session", place="north", role="suspect", grade=2,
    state="complete", follow_up=False, person=7, drafted=40.0, reviewed=41.0, authorised=41.5, sent=42.0, received=42.0,
    started=44.0, answered=48.0, delivered=50.0, late=False, reworks=0, asked_from=0.0, asked_to=10.0, records=3,
    people=1,
)  # fmt: skip


def rows_of(replication: int) -> list[Row]:
    rows = []
    for number, period in enumerate(PERIODS):
        persons = 1000.0 * (number + 1) + 100.0 * replication
        rows += [
            Row("exposure.persons", "person", period, stage="obtained", value=persons),
            Row("exposure.persons", "person", period, stage="examined", value=persons / 10),
            Row("exposure.persons", "person", period, stage="obtained", role="suspect", value=persons / 100),
            Row("exposure.persons", "person", period, stage="obtained", role="bystander", value=persons * 0.99),
            Row("exposure.records", "record", period, stage="obtained", value=40.0),
        ]
        for desk, busy in (("isp", 30.0), ("police: draft", 10.0 + replication)):
            rows += [
                Row("desk.utilisation", "1", period, desk=desk, value=busy / 100, numerator=busy, denominator=100.0),
                Row("desk.wait", "day", period, desk=desk, value=busy / 10, numerator=busy, denominator=10.0),
                Row("desk.backlog", "1", period, desk=desk, value=busy / 20, numerator=busy, denominator=20.0),
            ]
    return rows


def outcome(replication: int) -> Outcome:
    shares = {"north": 0.002 + 0.0002 * replication, "south": 0.001, "abroad": np.nan}
    where = {"north": (10.0, 50.0), "south": (12.0, 45.0), "abroad": (np.nan, np.nan)}
    places = [
        (period, stage, place, *where[place], people, people * shares[place] if people else 0.0, shares[place])
        for period in PERIODS
        for stage in STAGES
        for place, people in PEOPLE.items()
    ]
    names = ("period", "stage", "place", "lon", "lat", "people", "persons", "share")
    ways = [
        (period, "obtained", role, "session", "isp", channel, "police", "agency", records)
        for period in PERIODS
        for role, channel, records in (("bystander", "onsite", 30.0), ("suspect", "request", 10.0))
    ]
    flows = ("period", "stage", "role", "category", "operator", "channel", "agency", "recipient", "records")
    values = np.array([[100.0, 110.0, 120.0, 130.0], [10.0, 10.0, 20.0, 20.0]]) + replication
    return Outcome(
        replication, 1, rows_of(replication),
        series={
            "time": np.tile(TIMES, 2), "series": ["load.stored"] * 8, "stage": [""] * 8, "desk": [""] * 8,
            "operator": ["isp"] * 4 + ["site"] * 4, "category": ["session"] * 8, "unit": ["byte"] * 8,
            "value": values.ravel(),
        },
        curves={
            "time": np.tile(TIMES[1:], 2), "stage": ["obtained"] * 3 + ["examined"] * 3,
            "at_risk": 1e6 - np.array([0.0, 1000.0, 2000.0, 0.0, 100.0, 200.0]),
            "first": np.array([0.0, 0.001, 0.002, 0.0, 0.0001, 0.0002]) * (1 + replication / 10),
        },
        places={name: list(column) for name, column in zip(names, zip(*places, strict=True), strict=True)},
        seconds=0.5,
        links={"one": ["north", "south"], "other": ["south", "abroad"], "length_km": np.array([600.0, np.nan])},
        flows={name: list(column) for name, column in zip(flows, zip(*ways, strict=True), strict=True)},
    )  # fmt: skip


def results_in(path: Path, replications: int = 3, ended: bool = True, words: dict[str, Any] = WORDS) -> Path:
    """Make a folder of results with so many replications."""
    provenance = {"seed": 1, "versions": {"exposim": "0.1.0"}}
    key = {"scenario": "abc", "seed": 1, "model": "0.1.0"}
    with ResultsFolder.create(path, key, "exposim: 1\n", provenance, words) as results:
        for replication in range(replications):
            with Trace(results.unfinished_trace(replication)) as trace:
                trace(FACT)
                trace(FACT._replace(state="withheld", sent=np.nan))
            results.add(outcome(replication))
        if ended:
            results.finish()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of results with so many replications."""

    def made(replications: int = 3, ended: bool = True, name: str = "results") -> Path:
        return results_in(tmp_path / name, replications, ended)

    return made
