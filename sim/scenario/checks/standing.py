"""Which laws hold on which days of the run."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from sim.scenario.blocks.laws import Law, in_command
from sim.scenario.scenario import Scenario


def stretches(scenario: Scenario) -> Iterator[tuple[date, date]]:
    """Yield the first day and the day after the last of each part of the run in which the laws do not change."""
    borders = {day for law in scenario.laws.values() for day in (*law.in_force, law.counts[0])}
    within = {day for day in borders if scenario.start < day < scenario.end}
    yield from pairwise(sorted({scenario.start, *within, scenario.end}))


def standing(scenario: Scenario, jurisdiction: str, day: date) -> dict[str, Law]:
    """Return the laws of a jurisdiction in force on a day that give way to no other, the latest at the end."""
    here = {n: w for n, w in scenario.laws.items() if w.jurisdiction == jurisdiction and w.holds_on(day)}
    found = in_command(here)
    return dict(sorted(found.items(), key=lambda item: (item[1].in_force[0], item[0])))


def grounds(scenario: Scenario, jurisdiction: str) -> Iterator[tuple[float, float]]:
    """Yield days, and the share of cases for which the law then gives a ground."""
    for first, last in stretches(scenario):
        laws = standing(scenario, jurisdiction, first).values()
        widths = [law.access.width for law in laws if law.access is not None and law.access.width is not None]
        yield float((last - first).days), widths[-1] if widths else 1.0
