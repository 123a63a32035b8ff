"""Checks of the laws: what they name, when they hold, and whether they contradict each other."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations

from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.vocabulary import Category
from sim.scenario.checks.finding import Finding, nothing_called
from sim.scenario.checks.ground import Ground
from sim.scenario.scenario import Scenario
from sim.scenario.units import show_days


def check_laws(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return unknown operators, laws that are never in force or bind nobody, and contradicting duties."""
    for name, law in scenario.laws.items():
        yield from _names(scenario, name, law)
        yield from _idle(scenario, ground, name, law)
    for (one, lower), (other, upper) in permutations(scenario.laws.items(), 2):
        if _together(scenario, lower, upper):
            for category in lower.retention.keys() & upper.retention.keys():
                yield from _contradiction(scenario, ground, (one, lower), (other, upper), category)


def in_force(scenario: Scenario, law: Law) -> bool:
    """Tell whether a law holds on any day of the run."""
    first, last = law.in_force
    return not law.off and first < scenario.end and last > scenario.start


def bound(scenario: Scenario, ground: Ground, law: Law, category: Category) -> set[str]:
    """Return the operator entries that a law's retention of a category binds."""
    of = law.retention[category].of
    return {name for name in scenario.operators if (not of or name in of) and subject(scenario, ground, name, law)}


def subject(scenario: Scenario, ground: Ground, operator: str, law: Law) -> bool:
    """Tell whether any operator of an entry stands in the jurisdiction of a law."""
    entry = scenario.operators[operator]
    standing = ground.standing(entry.place, entry.count)
    return any(ground.country.get(place) == law.jurisdiction for place in standing)


def _names(scenario: Scenario, name: str, law: Law) -> Iterator[Finding]:
    for category, duty in law.retention.items():
        for operator in duty.of:
            if operator not in scenario.operators:
                text = nothing_called(operator, "operator", list(scenario.operators))
                yield Finding(("laws", name, "retention", category, "of"), "E302", text, (("operators", operator),))


def _idle(scenario: Scenario, ground: Ground, name: str, law: Law) -> Iterator[Finding]:
    if law.off:
        return
    if not in_force(scenario, law):
        first, last = law.in_force
        until = "" if last == date.max else f" to {last}"
        run = f"{scenario.start} to {scenario.end}"
        text = f"is in force from {first}{until}, never during the run; wanted some day of {run}"
        yield Finding(("laws", name), "W401", text)
    elif ground.places and not any(subject(scenario, ground, operator, law) for operator in scenario.operators):
        countries = ", ".join(sorted(set(ground.country.values()))[:8])
        text = f"holds in {law.jurisdiction!r}, where no operator stands; the countries are {countries}"
        yield Finding(("laws", name), "W402", text, (("operators",), ("places",)))


def _together(scenario: Scenario, one: Law, other: Law) -> bool:
    """Tell whether two laws of one jurisdiction hold on the same day of the run."""
    if one.jurisdiction != other.jurisdiction or not (in_force(scenario, one) and in_force(scenario, other)):
        return False
    first = max(one.in_force[0], other.in_force[0], scenario.start)
    return first < min(one.in_force[1], other.in_force[1], scenario.end)


def _contradiction(
    scenario: Scenario, ground: Ground, lower: tuple[str, Law], upper: tuple[str, Law], category: Category
) -> Iterator[Finding]:
    """Find a minimum of one law over the maximum of another, for an operator that both bind."""
    minimum, maximum = lower[1].retention[category].at_least, upper[1].retention[category].longest
    if minimum is None or minimum <= maximum:
        return
    both = bound(scenario, ground, lower[1], category) & bound(scenario, ground, upper[1], category)
    if both:
        text = (
            f"is {show_days(minimum)}, but law {upper[0]!r} lets {', '.join(sorted(both))} keep {category} no longer "
            f"than {show_days(maximum)} at the same time; wanted one of them changed, or turned off"
        )
        path = ("laws", lower[0], "retention", category, "at_least")
        yield Finding(path, "E304", text, (("laws", upper[0]), ("places",)))
