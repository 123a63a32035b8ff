"""What cannot be gone under: SimPy's bare events, and the kernels of the record field alone."""

from collections.abc import Iterator
from time import perf_counter

from benchmarks.line import Line
from benchmarks.peers.simpy_queue import bare_events
from sim.records.field import RecordField
from sim.records.profile import Profile

EVENTS = 300_000
WIDEST = (1.0, 30.0, 400.0)  # records a day; 400 is the widest that the main scenario has


def floor_rows() -> Iterator[Line]:
    """Microseconds of a bare event of SimPy, and of look-ups through Python."""
    yield Line("floor: an event of SimPy", bare_events(EVENTS) / EVENTS * 1e6, "us", "a timeout of one process")
    for rate_per_day in WIDEST:
        yield _look_up(rate_per_day, days=180.0, many=20_000)


def _look_up(rate_per_day: float, days: float, many: int) -> Line:
    field = RecordField(1, 2, "session", rate_per_day, 1.0, Profile.even())
    field.count(0, ((0.0, days),))
    began = perf_counter()
    for person in range(many):
        field.count(person, ((0.0, days),))
    took = (perf_counter() - began) / many * 1e6
    return Line(f"floor: look-up, {rate_per_day:g} a day, {days:g} days", took, "us", "one person, one window")
