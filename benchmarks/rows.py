"""The rows of the table: what is compared, and why the work is the same."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.peers import plain_queue
from sim.build.wiring import build
from sim.entry import load_scenario
from sim.records.field import RecordField
from sim.records.profile import Profile
from sim.replication import play, simulate

HERE = Path(__file__).parent


class Line(NamedTuple):
    """One measured comparison."""

    name: str
    value: float
    unit: str
    note: str


def seconds_to_play(scenario: str, settings: Sequence[str]) -> tuple[float, int]:
    """Return the seconds and the requests of one replication, building and measures left out."""
    loaded = load_scenario(scenario if scenario.startswith("cn-") else HERE / scenario, settings)
    wired = build(loaded, seed=1, replication=0)
    began = perf_counter()
    play(wired)
    return perf_counter() - began, wired.ledger.counted["RequestClosed"]


def against_plain_queue(
    name: str, scenario: str, settings: Sequence[str], *, pairs: int, customers: int, say: Callable[[str], None]
) -> Line:
    """Compare requests per second with the customers per second of a plain SimPy queue, in alternating pairs."""
    ratios = []
    for pair in range(pairs):
        seconds, requests = seconds_to_play(scenario, settings)
        peer = plain_queue(customers)
        ratios.append((requests / seconds) / (customers / peer))
        say(f"{name}: pair {pair + 1}: {requests / seconds:,.0f} requests/s, plain {customers / peer:,.0f} customers/s")
    note = "requests per second over customers per second of a plain SimPy M/M/124 (one process a customer)"
    return Line(name, median(ratios), "ratio", note)


def national(requests: int, pairs: int, say: Callable[[str], None]) -> Line:
    """1.4 billion people, one agency delay and a desk."""
    rate = requests / 1400
    staff = max(1, round(requests / 365 / 31 / 24 / 0.8))
    settings = [
        f"agencies.police.cases.rate={rate:g} per million people per year",
        f"operators.isp.desk.staff={staff}",
    ]
    return against_plain_queue("national", "national.yaml", settings, pairs=pairs, customers=requests, say=say)


def every_mechanism(pairs: int, say: Callable[[str], None]) -> Line:
    """Compare the main scenario without its played panel."""
    return against_plain_queue(
        "every mechanism", "cn-2018-order-151", ["panel=0"], pairs=pairs, customers=75_000, say=say
    )


def record_by_record(people: int, say: Callable[[str], None]) -> Line:
    """Compare the same model, and the same answers, with every record an event."""
    settings = [f"people.residents.number={people} people"]
    ours, requests = seconds_to_play("records.yaml", settings)
    events, same = seconds_to_play("records.yaml", [*settings, "panel=all"])
    say(f"records: {requests} requests; {ours:.2f} s from the field, {events:.1f} s with every record an event")
    if requests != same:
        raise ValueError(f"records: {requests} requests from the field, {same} played; wanted the same")
    note = f"{people:,} people, 30 records a day, 60 days, {requests:,} requests; building left out"
    return Line("records one by one", events / ours, "times", note)


def look_ups(rate_per_day: float, days: float, many: int = 20_000) -> Line:
    """Microseconds of a look-up in the record field through Python."""
    field = RecordField(1, 2, "session", rate_per_day, 1.0, Profile.even())
    field.count(0, ((0.0, days),))
    began = perf_counter()
    for person in range(many):
        field.count(person, ((0.0, days),))
    took = (perf_counter() - began) / many * 1e6
    return Line(f"look-up, {rate_per_day:g} a day, {days:g} days", took, "us", "one person, one window")


def main_scenario() -> Line:
    """Seconds of one whole replication of the main scenario, measures too."""
    outcome = simulate(load_scenario("cn-2018-order-151"), seed=1, replication=0)
    note = f"{outcome.counts['RequestClosed']:,} requests, panel of 200, build and measures included"
    return Line("main scenario, one replication", outcome.seconds, "s", note)
