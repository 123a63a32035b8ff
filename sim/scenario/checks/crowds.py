"""What the draw of large classes cannot do, and so is refused before anything runs."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding
from sim.scenario.scenario import Scenario

MOST_PEOPLE = 100_000  # the largest class that is gone through person by person (sim.actors.copying.SMALL_CLASS)


def check_crowds(scenario: Scenario) -> Iterator[Finding]:
    """Refuse copies that inspections take from a transit operator or exchange of a large population.

    Such a store shares records with the access operators' stores of the same people, which is followed person by
    person and not where a class is drawn as a crowd.
    """
    routed = [name for name, operator in scenario.operators.items() if operator.kind in ("transit", "exchange")]
    large = [name for name, people in scenario.people.items() if people.number > MOST_PEOPLE]
    if not routed or not large:
        return
    for name, agency in scenario.agencies.items():
        plan = agency.inspections
        for channel, visit in (("onsite", plan.onsite), ("remote", plan.remote)) if plan else ():
            for lever, share in (("copies", visit.copies), ("consults", visit.consults)):
                if plan and share > 0 and any(plan.targets.weights.get(entry, 1.0) > 0 for entry in routed):
                    yield Finding(
                        ("agencies", name, "inspections", channel, lever),
                        "E307",
                        f"takes records of '{routed[0]}' too, of population '{large[0]}' of over {MOST_PEOPLE:,} people; "
                        f"wanted a smaller population, or 'targets: {{weights: {{{routed[0]}: 0}}}}'",
                        (("people",), ("operators",)),
                    )
