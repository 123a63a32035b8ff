"""Checks of what laws say of access: groups that nobody is in, and provisions that reach no request."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.laws import Law
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.checks.laws import in_force
from sim.scenario.provisions.access import AccessRule
from sim.scenario.scenario import Scenario

_RESTS_ON: tuple[Path, ...] = (("agencies",), ("people",))


def check_access(scenario: Scenario) -> Iterator[Finding]:
    """Return unknown groups, and authorisers and reviews that come to nothing."""
    for name, law in scenario.laws.items():
        if law.notify is not None and in_force(scenario, law) and not asking_in(scenario, law):
            yield _inert(("laws", name, "notify"), "no agency of its jurisdiction opens cases")
        if law.access is not None:
            at: Path = ("laws", name, "access")
            yield from _groups(scenario, law.access, at)
            if in_force(scenario, law):
                yield from _levers(law.access, asking_in(scenario, law), at)


def asking_in(scenario: Scenario, law: Law) -> list[Agency]:
    """Return the agencies in the jurisdiction of a law that open cases."""
    return [a for a in scenario.agencies.values() if a.cases is not None and a.jurisdiction == law.jurisdiction]


def _groups(scenario: Scenario, rule: AccessRule, at: Path) -> Iterator[Finding]:
    known = list(dict.fromkeys(group for people in scenario.people.values() for group in people.groups))
    for group in rule.protected or {}:
        if group not in known:
            text = nothing_called(group, "group of people", known)
            yield Finding((*at, "protected", group), "E302", text, (("people",),))


def _levers(rule: AccessRule, asking: list[Agency], at: Path) -> Iterator[Finding]:
    given = [key for key in ("authorised_by", "protected", "late_review") if getattr(rule, key) is not None]
    if not asking:
        yield from (_inert((*at, key), "no agency of its jurisdiction opens cases") for key in given)
        return
    if rule.late_review and not any(_asks_first(agency, rule.late_review.grades) for agency in asking):
        yield _inert((*at, "late_review"), f"no request is of grade {' or '.join(rule.late_review.grades)}")
    elif rule.late_review and rule.authorised_by in (None, "nobody") and not any(a.chain.authorise for a in asking):
        yield _inert((*at, "late_review"), "nobody authorises, so that nobody reviews; wanted 'authorised_by' with it")
    own = {agency.chain.authorise.by if agency.chain.authorise else None for agency in asking}
    said = rule.rejected is not None or rule.delay is not None
    if said and own == {rule.authorised_by}:
        key = "rejected" if rule.rejected is not None else "delay"
        yield _inert((*at, key), f"the {rule.authorised_by} of each agency's own chain authorises, as the chain says")
    for group, judge in (rule.protected or {}).items():
        if own == {judge.by} and (judge.rejected or judge.delay.mean):
            why = f"the {judge.by} of each agency's own chain authorises, as the chain says"
            yield _inert((*at, "protected", group), why)


def _asks_first(agency: Agency, grades: tuple[str, ...]) -> bool:
    """Tell whether an agency sends requests that are reviewed later."""
    urgent = agency.chain.urgent
    skipped = urgent.grades if urgent and "authorise" in urgent.skips else ()
    return any(agency.asks.grades.get(grade, 0.0) > 0 for grade in (*grades, *skipped))  # type: ignore[call-overload]  # grades are keys


def _inert(path: Path, why: str) -> Finding:
    return Finding(path, "W402", f"has no effect: {why}", _RESTS_ON)
