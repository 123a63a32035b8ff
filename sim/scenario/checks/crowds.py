"""What the model cannot do for many people, and so is refused before anything runs."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.scenario import PLAY_ALL, Scenario

MOST_PLAYED = 100_000  # a process each, and every record in memory


def check_crowds(scenario: Scenario) -> Iterator[Finding]:
    """Refuse panels beyond memory."""
    people = sum(population.number for population in scenario.people.values())
    played = people if scenario.panel == PLAY_ALL else min(scenario.panel, people)
    if played > MOST_PLAYED:
        yield Finding(("panel",), "E308", f"plays {played:,} people; wanted at most {MOST_PLAYED:,}", (("people",),))
