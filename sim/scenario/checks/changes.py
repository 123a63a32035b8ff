"""Checks of dated changes: when they are made, and whether they change anything."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.editions import Editions
from sim.scenario.scenario import Scenario


def check_changes(scenario: Scenario, editions: Editions) -> Iterator[Finding]:
    """Return changes of days outside the run, and those that set what is so already."""
    for name, change in scenario.changes.items():
        at = ("changes", name)
        if not change.off and not scenario.start <= change.on < scenario.end:
            when = "before the run: its values hold from the start" if change.on < scenario.start else "never made"
            text = f"is {change.on}, {when}; wanted a day of {scenario.start} to {scenario.end}"
            yield Finding((*at, "on"), "W421", text)
        elif name in editions.idle:
            yield Finding((*at, "set"), "W422", "sets what is so already; wanted other values, or no change", (at,))
