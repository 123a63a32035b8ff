"""The record field against the same model with every record a SimPy event."""

from hashlib import blake2b

from benchmarks.fresh import measured
from benchmarks.line import Line
from benchmarks.national import Say
from benchmarks.played import Played, played_and_counted

TIMES = 5  # that the short side is played; the median counts
MEASURES = ("exposure.persons", "exposure.records", "request.hit_share")


def record_rows(people: int, say: Say) -> list[Line]:
    """Compare the same model, and the same answers; loading and building are left out of both.

    Raises
    ------
    ValueError
        If the two do not give the same rows.
    """
    settings = [f"people.residents.number={people} people"]
    tried = [measured("benchmarks.records:counted", settings=settings) for _ in range(TIMES)]
    field, found, rows = sorted(tried, key=lambda run: run[0]["play_processor"])[TIMES // 2]
    events, met, same_rows = measured("benchmarks.records:counted", settings=[*settings, "panel=all"])
    one, other = field["play_processor"], events["play_processor"]
    say(f"records: {one:.3f} s from the field, {other:.1f} s with every record an event, {events['peak']:.0f} MB")
    if rows != same_rows:
        raise ValueError(f"records: measures {found} from the field, {met} played; wanted the same")
    work = f"{people:,} people, 30 records a day, 60 days, {field['requests']:,} requests"
    same = ", ".join(f"{name} {value:.6g} and {met[name]:.6g}" for name, value in found.items())
    return [
        Line("records one by one", other / one, "times", f"{work}; all rows equal: {same}"),
        Line("records one by one: events", events["events"] / field["events"], "times", "SimPy events of the two"),
    ]


def counted(settings: list[str]) -> tuple[Played, dict[str, float], str]:
    """Play the scenario; return its times, three of its measures and a digest of all rows. For a fresh process."""
    timed, rows = played_and_counted("records.yaml", settings)
    totals = {name: next(row.value for row in rows if row.measure == name) for name in MEASURES}
    return timed, totals, blake2b("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
