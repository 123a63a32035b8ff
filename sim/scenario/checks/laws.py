"""Checks of the laws: what they name, when they hold, and whether they contradict each other."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations

from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.vocabulary import LOGGABLE, Category
from sim.scenario.checks.finding import Finding, nothing_called
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.standing import standing, stretches
from sim.scenario.scenario import Scenario
from sim.scenario.units import show_days


def check_laws(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return unknown names, laws that are never in force or bind nobody, and contradicting duties."""
    for name, law in scenario.laws.items():
        yield from _names(scenario, name, law)
        yield from _idle(scenario, ground, name, law)
    circles = list(circular(scenario))
    yield from circles
    if not circles:
        yield from _contradictions(scenario, ground)


def in_force(scenario: Scenario, law: Law) -> bool:
    """Tell whether a law holds on any day of the run."""
    first, last = law.in_force
    return not law.off and first < scenario.end and last > scenario.start


def bound(scenario: Scenario, ground: Ground, law: Law, category: Category) -> set[str]:
    """Return the operator entries that a law's retention of a category binds: of a kind that may log it."""
    duty = law.retention[category]
    able = [name for name, operator in scenario.operators.items() if category in LOGGABLE[operator.kind]]
    return {name for name in able if duty.binds(name) and subject(scenario, ground, name, law)}


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
    for other in law.overrides:
        if other not in scenario.laws:
            text = nothing_called(other, "law", list(scenario.laws))
            yield Finding(("laws", name, "overrides"), "E302", text, (("laws", other),))


def circular(scenario: Scenario) -> Iterator[Finding]:
    """Find laws that override themselves, be it through others."""
    for name, law in scenario.laws.items():
        seen, following = set[str](), [other for other in law.overrides if other in scenario.laws]
        while following:
            other = following.pop()
            if other not in seen:
                seen.add(other)
                following += [further for further in scenario.laws[other].overrides if further in scenario.laws]
        if name in seen:
            text = f"leads from law {name!r} back to it; wanted laws that override each other in no circle"
            yield Finding(("laws", name, "overrides"), "E322", text, (("laws",),))


def _idle(scenario: Scenario, ground: Ground, name: str, law: Law) -> Iterator[Finding]:
    if law.off:
        return
    run = f"{scenario.start} to {scenario.end}"
    if not in_force(scenario, law):
        text = f"is in force {_dates(law)}, never during the run; wanted some day of {run}"
        yield Finding(("laws", name), "W401", text)
        return
    if ground.places and not any(subject(scenario, ground, operator, law) for operator in scenario.operators):
        countries = ", ".join(sorted(set(ground.country.values()))[:8])
        text = f"holds in {law.jurisdiction!r}, where no operator stands; the countries are {countries}"
        yield Finding(("laws", name), "W402", text, (("operators",), ("places",)))
    if law.transition and (not law.retention or law.counts[0] >= min(law.counts[1], scenario.end)):
        text = f"leaves no day of {run} on which a duty of retention of this law counts; wanted a shorter one"
        yield Finding(("laws", name, "transition"), "W424", text)
    for other in law.overrides:
        if other in scenario.laws and not _meet(scenario, law, scenario.laws[other]):
            text = f"names {other!r}, which is never in force beside this law; wanted one of {law.jurisdiction!r}"
            yield Finding(("laws", name, "overrides"), "W423", f"{text} at the same time", (("laws", other),))


def _dates(law: Law) -> str:
    first, last = law.in_force
    words = [f"from {first}"] if first > date.min else []
    return " ".join([*words, f"to {last}"] if last < date.max else words)


def _meet(scenario: Scenario, one: Law, other: Law) -> bool:
    """Tell whether two laws of one jurisdiction hold on the same day of the run."""
    if one.jurisdiction != other.jurisdiction or not (in_force(scenario, one) and in_force(scenario, other)):
        return False
    first = max(one.in_force[0], other.in_force[0], scenario.start)
    return first < min(one.in_force[1], other.in_force[1], scenario.end)


def _contradictions(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Find, on each day on which the laws change, duties that count together and cannot both be kept."""
    for day, _ in stretches(scenario):
        for jurisdiction in dict.fromkeys(law.jurisdiction for law in scenario.laws.values()):
            here = standing(scenario, jurisdiction, day)
            counting = {name: law for name, law in here.items() if law.counts[0] <= day}
            for lower, upper in permutations(counting.items(), 2):
                for category in lower[1].retention.keys() & upper[1].retention.keys():
                    yield from _contradiction(scenario, ground, lower, upper, category)


def _contradiction(
    scenario: Scenario, ground: Ground, lower: tuple[str, Law], upper: tuple[str, Law], category: Category
) -> Iterator[Finding]:
    """Find a minimum of one law over the maximum of another, for an operator that both bind."""
    under, over = lower[1].retention[category], upper[1].retention[category]
    minimum, maximum = under.shortest(ordered=under.may_bind), over.longest(ordered=over.may_bind)
    if minimum is None or minimum <= maximum:
        return
    both = bound(scenario, ground, lower[1], category) & bound(scenario, ground, upper[1], category)
    if both:
        text = (
            f"is {show_days(minimum)}, but law {upper[0]!r} lets {', '.join(sorted(both))} keep {category} no longer "
            f"than {show_days(maximum)} at the same time; wanted one of them changed, overridden or turned off"
        )
        key = "at_least" if under.may_order is None else "may_order"
        yield Finding(("laws", lower[0], "retention", category, key), "E304", text, (("laws", upper[0]), ("places",)))
