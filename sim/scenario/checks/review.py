"""The check of a scenario's review: one that nobody has compared with its sources a second time says so."""

from collections.abc import Iterator

from sim.scenario.blocks.vocabulary import NOT_REVIEWED
from sim.scenario.checks.finding import Finding
from sim.scenario.scenario import Scenario


def check_review(scenario: Scenario) -> Iterator[Finding]:
    """Return the warning of a scenario that says it is not reviewed; one that says nothing gets none."""
    if scenario.review == NOT_REVIEWED:
        text = "its numbers were taken from their sources once, and nobody has done so a second time to compare"
        yield Finding(("review",), "W414", f"is '{NOT_REVIEWED}': {text}")
