"""Warnings of levers that move nothing: a key is written, and practice or another value overrules it."""

from collections.abc import Iterable, Iterator
from typing import get_args

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.vocabulary import InspectionChannel, Measure
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import bound, in_force, subject
from sim.scenario.provisions.inspection import ChannelRule
from sim.scenario.scenario import Scenario
from sim.scenario.units import show_days

_CHANNELS: tuple[InspectionChannel, ...] = get_args(InspectionChannel)
_ALL: tuple[Path, ...] = (("places",), ("laws",), ("operators",))


def check_levers(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return the levers that are inert, and what is asked for in vain."""
    for name, law in scenario.laws.items():
        if in_force(scenario, law):
            yield from _leads(name, law)
            yield from _duties(scenario, ground, name, law)
            yield from _width(scenario, name, law)
    if not ground.places:
        return
    for name in scenario.operators:
        yield from _operator(scenario, ground, name)
    for name, agency in scenario.agencies.items():
        yield from _inspections(scenario, name, agency)
        yield from _asked(scenario, name, agency)


def _inert(path: Path, why: str) -> Finding:
    return Finding(path, "W402", f"has no effect: {why}", _ALL)


def _leads(name: str, law: Law) -> Iterator[Finding]:
    for channel, rule in _rules([law]):
        if rule.lead > 0 and rule.notice == "none":
            path = ("laws", name, "inspection", channel, "lead")
            yield _inert(path, f"notice of the channel {channel} is 'none'; wanted 'announce' or 'publish' with it")


def _duties(scenario: Scenario, ground: Ground, name: str, law: Law) -> Iterator[Finding]:
    """Warn of a minimum that everybody whom it binds keeps by habit."""
    for category, duty in law.retention.items():
        minimum, bound_by_it = duty.shortest(ordered=True), bound(scenario, ground, law, category)
        habits = [scenario.operators[operator].keeps.get(category, 0.0) for operator in bound_by_it]
        if habits and minimum and duty.at_most is None and duty.then == "keep" and min(habits) >= minimum:
            path = ("laws", name, "retention", category, "at_least" if duty.may_order is None else "may_order")
            yield _inert(path, f"whoever it binds keeps {category} for {show_days(min(habits))} or longer by habit")


def _width(scenario: Scenario, name: str, law: Law) -> Iterator[Finding]:
    """Warn of a ground for asking where no agency opens cases."""
    asking = [a for a in scenario.agencies.values() if a.cases is not None and a.jurisdiction == law.jurisdiction]
    if law.access is not None and law.access.width is not None and not asking:
        yield _inert(("laws", name, "access", "width"), f"no agency in {law.jurisdiction!r} opens cases")


def _operator(scenario: Scenario, ground: Ground, name: str) -> Iterator[Finding]:
    operator, at = scenario.operators[name], ("operators", name)
    laws = [law for law in scenario.laws.values() if in_force(scenario, law) and subject(scenario, ground, name, law)]
    if operator.complies < 1 and not any(law.retention for law in laws):
        yield _inert((*at, "complies"), "no law in force orders it to keep anything")
    if operator.refuses > 0 and not any(law.access and law.access.refusable for law in laws):
        yield _inert((*at, "refuses"), "no law in force makes requests refusable")


def _rules(laws: Iterable[Law]) -> Iterator[tuple[InspectionChannel, ChannelRule]]:
    for law in laws:
        for channel in _CHANNELS:
            rule: ChannelRule | None = getattr(law.inspection, channel) if law.inspection else None
            if rule is not None:
                yield channel, rule


def _inspections(scenario: Scenario, name: str, agency: Agency) -> Iterator[Finding]:
    at, plan = ("agencies", name), agency.inspections
    laws = [w for w in scenario.laws.values() if w.jurisdiction == agency.jurisdiction and in_force(scenario, w)]
    rules = list(_rules(laws))
    for channel, share in agency.practice.notice_given.items():
        if share > 0 and not any(c == channel and rule.notice != "none" for c, rule in rules):
            yield _inert(
                (*at, "practice", "notice_given", channel), f"no law in force gives notice of {channel} visits"
            )
    if plan is None:
        return
    if not rules:
        yield _inert((*at, "inspections"), f"no law in force in {agency.jurisdiction!r} allows inspections")
        return
    for channel in plan.effort:
        if plan.effort[channel] > 0 and channel not in [c for c, _ in rules]:
            yield _inert((*at, "inspections", "effort", channel), f"no law in force allows {channel} inspections")
    for channel in _CHANNELS:
        yield from _takings(plan.onsite if channel == "onsite" else plan.remote, channel, rules, at)


def _takings(
    visit: object, channel: InspectionChannel, rules: list[tuple[InspectionChannel, ChannelRule]], at: Path
) -> Iterator[Finding]:
    takings: tuple[tuple[str, Measure], ...] = (("copies", "copy"), ("consults", "consult"))
    for key, measure in takings:
        if getattr(visit, key) > 0 and not any(c == channel and measure in rule.may for c, rule in rules):
            why = f"no law in force lets {channel} inspections {measure}"
            yield _inert((*at, "inspections", channel, key), why)


def _asked(scenario: Scenario, name: str, agency: Agency) -> Iterator[Finding]:
    """Warn of categories that nobody keeps, by habit or by law."""
    if agency.cases is None:
        return
    kept = {category for operator in scenario.operators.values() for category in operator.keeps}
    kept |= {category for law in scenario.laws.values() for category in law.retention if in_force(scenario, law)}
    for category, share in agency.asks.categories.items():
        if share > 0 and category not in kept:
            text = "is asked for, but no operator keeps it and no law in force orders it to be kept"
            yield Finding(("agencies", name, "asks", "for", category), "W406", text, _ALL)
