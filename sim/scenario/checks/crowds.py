"""What the model cannot do for many people, and so is refused before anything runs."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.scenario import PLAY_ALL, Scenario

MOST_PEOPLE = 100_000  # the largest class that is gone through person by person (sim.actors.copying.SMALL_CLASS)


MOST_PLAYED = 100_000  # a process each, and every record in memory


def check_crowds(scenario: Scenario) -> Iterator[Finding]:
    """Refuse panels beyond memory, and copies of large populations that are followed person by person only.

    A store of a transit operator or exchange shares records with the access operators' stores of the same people;
    people picked by activity are likelier to be in a copied store. Both are followed where people are gone through
    one by one, and not where a class is drawn as a crowd.
    """
    people = sum(population.number for population in scenario.people.values())
    played = people if scenario.panel == PLAY_ALL else min(scenario.panel, people)
    if played > MOST_PLAYED:
        yield Finding(("panel",), "E308", f"plays {played:,} people; wanted at most {MOST_PLAYED:,}", (("people",),))
    large = [name for name, people in scenario.people.items() if people.number > MOST_PEOPLE]
    if not large:
        return
    by_activity = [
        name for name, agency in scenario.agencies.items() if agency.cases and agency.cases.picks == "activity"
    ]
    for name, agency in scenario.agencies.items():
        for path in _levers(name, agency):
            if not by_activity:
                continue
            why, wanted = f"meets people whom '{by_activity[0]}' picks by activity", "'picks: people'"
            text = f"{why}, of population '{large[0]}' of over {MOST_PEOPLE:,} people; wanted fewer people, or {wanted}"
            yield Finding(path, "E307", text, (("people",), ("operators",), ("agencies",)))


def _levers(name: str, agency: Agency) -> Iterator[Path]:
    """Return the shares of stores that an agency's visits take, where they are over 0."""
    plan = agency.inspections
    if plan is None:
        return
    for channel, visit in (("onsite", plan.onsite), ("remote", plan.remote)):
        for lever, share in (("copies", visit.copies), ("consults", visit.consults)):
            if share > 0:
                yield ("agencies", name, "inspections", channel, lever)
