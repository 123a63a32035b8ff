"""Checks of ranges: each belongs to one number, can be read, and holds its value."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.document import Document
from sim.scenario.parameters import Ranges
from sim.scenario.scenario import Scenario


def check_ranges(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Return the ranges that are wrong."""
    for path, text in Ranges(scenario, document).wrong:
        at = path if "range" in path else (*path, "range")
        yield Finding(at, "E015", text)
