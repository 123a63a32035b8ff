"""Checks of what an agency plans beside the base of its visits: every year, for a focus, in special periods."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.inspecting import Inspections
from sim.scenario.blocks.vocabulary import PRIVATE_CONTENT
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import in_force
from sim.scenario.checks.workload import yearly_load
from sim.scenario.scenario import Scenario

_RESTS_ON: tuple[Path, ...] = (("places",), ("laws",), ("operators",))


def check_inspections(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return what cannot be visited, and what brings no visit."""
    for name, agency in scenario.agencies.items():
        at: Path = ("agencies", name)
        if agency.watch.operators is not None and agency.inspections is None:
            yield _inert((*at, "watch", "operators"), "the agency inspects nobody")
        if agency.inspections is not None:
            at = (*at, "inspections")
            yield from _unknown(scenario, agency.inspections, at)
            yield from _yearly(scenario, ground, agency, at)
            yield from _special(scenario, agency, at)
            yield from _levers(scenario, agency.inspections, at)
    yield from _operators(scenario)


def _inert(path: Path, why: str) -> Finding:
    return Finding(path, "W402", f"has no effect: {why}", _RESTS_ON)


def _unknown(scenario: Scenario, plan: Inspections, at: Path) -> Iterator[Finding]:
    for entry in plan.targets.each_year:
        if entry not in scenario.operators:
            text = nothing_called(entry, "operator", list(scenario.operators))
            yield Finding((*at, "targets", "each_year", entry), "E302", text, (("operators", entry),))


def _yearly(scenario: Scenario, ground: Ground, agency: Agency, at: Path) -> Iterator[Finding]:
    """Warn of visits every year for which there are no hours."""
    if not agency.inspections or not agency.inspections.targets.each_year or not ground.places:
        return
    place, load = yearly_load(scenario, ground, agency)
    if load > 1.0:
        where = repr(place or agency.jurisdiction)
        text = f"takes {load:.3g} times the inspectors' hours on site, at {where}; wanted at most as many hours"
        yield Finding((*at, "targets", "each_year"), "W431", text, _RESTS_ON)


def _special(scenario: Scenario, agency: Agency, at: Path) -> Iterator[Finding]:
    """Warn of special periods in which nobody may inspect."""
    laws = [
        law
        for law in scenario.laws.values()
        if law.inspection and law.jurisdiction == agency.jurisdiction and in_force(scenario, law)
    ]
    for name, period in agency.inspections.special.items() if agency.inspections else ():
        begins, ends = max(period.begins, scenario.start), min(period.ends, scenario.end)
        allowed = any(max(begins, law.in_force[0]) < min(ends, law.in_force[1]) for law in laws)
        if begins >= ends or not allowed:
            what = "within the run" if begins >= ends else "on which a law allows inspections"
            text = f"is from {period.begins} to {period.ends}, which brings no visit; wanted days {what}"
            yield Finding((*at, "special", name), "W432", text, _RESTS_ON)


def _levers(scenario: Scenario, plan: Inspections, at: Path) -> Iterator[Finding]:
    young = any(focus.opened_within is not None for focus in plan.targets.focus)
    if young and not any(operator.opened for operator in scenario.operators.values()):
        yield _inert((*at, "targets", "focus"), "no operator says when it was 'opened'")
    if plan.contractor and plan.contractor.leaks > 0 and not (plan.onsite.copies or plan.remote.copies):
        yield _inert((*at, "contractor", "leaks"), "no visit takes copies")


def _operators(scenario: Scenario) -> Iterator[Finding]:
    plans = [agency.inspections for agency in scenario.agencies.values() if agency.inspections]
    asked = any(focus.opened_within is not None for plan in plans for focus in plan.targets.focus)
    for name, operator in scenario.operators.items():
        if operator.opened and not asked:
            yield _inert(("operators", name, "opened"), "no agency's focus asks when an operator was opened")
    duties = scenario.effects.duties
    if duties.slower > 1 and not duties.decay.get("assistance"):
        yield _inert(("effects", "duties", "slower"), "the duty of assistance never decays")
    if duties.unreadable > 0 and not (duties.decay.get("assistance") and _asks_for_content(scenario)):
        why = "the duty of assistance never decays, or no agency asks for content or messages"
        yield _inert(("effects", "duties", "unreadable"), why)


def _asks_for_content(scenario: Scenario) -> bool:
    asking = [agency.asks.categories for agency in scenario.agencies.values() if agency.cases is not None]
    return any(share > 0 and name in PRIVATE_CONTENT for categories in asking for name, share in categories.items())
