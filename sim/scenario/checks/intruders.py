"""Intruders and agencies' own stores: names that refer to nothing, and levers that move nothing."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.intruders import EACH, Intruder
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.scenario import Scenario

_RESTS_ON: tuple[Path, ...] = (("operators",), ("agencies",), ("effects",))


def check_intruders(scenario: Scenario) -> Iterator[Finding]:
    """Return what is wrong with intruders and with the stores that agencies keep for themselves."""
    for name, intruder in scenario.intruders.items():
        yield from _targets(scenario, name, intruder)
        yield from _inert(scenario, name, intruder)
    for name, agency in scenario.agencies.items():
        yield from _store(scenario, name, agency)
        yield from _oversight(scenario, name, agency)


def _targets(scenario: Scenario, name: str, intruder: Intruder) -> Iterator[Finding]:
    for key, kind, valid in (("operators", "operator", scenario.operators), ("agencies", "agency", scenario.agencies)):
        for target in getattr(intruder, key):
            if target != EACH and target not in valid:
                text = nothing_called(target, kind, [*valid, EACH])
                yield Finding(("intruders", name, key), "E302", text, ((key,),))


def _entries(scenario: Scenario, intruder: Intruder) -> list[str]:
    """Return the entries of operators that an intruder breaks into."""
    return [entry for entry in scenario.operators if EACH in intruder.operators or entry in intruder.operators]


def _inert(scenario: Scenario, name: str, intruder: Intruder) -> Iterator[Finding]:
    at: Path = ("intruders", name)
    holding = [agency for agency, block in scenario.agencies.items() if block.holds]
    for agency in intruder.agencies:
        if agency in scenario.agencies and agency not in holding:
            text = f"names '{agency}', which holds nothing of its own; wanted 'holds' there"
            yield Finding((*at, "agencies"), "W461", text, _RESTS_ON)
    if not _entries(scenario, intruder) and not (EACH in intruder.agencies and holding) and not intruder.agencies:
        yield Finding(at, "W461", "has no effect: there is nothing that it breaks into", _RESTS_ON)
    if intruder.hazard == 0 and "hazard" not in intruder.model_fields_set:
        yield Finding(at, "W461", "has no effect: it has no 'hazard'")
    decay = scenario.effects.duties.decay.get("security", 0.0)
    if intruder.raised_by.get("security", 1.0) > 1 and decay == 0:
        text = "has no effect: 'effects.duties.decay' lets no duty of security decay"
        yield Finding((*at, "raised_by", "security"), "W462", text, _RESTS_ON)
    if intruder.raised_by.get("copies", 1.0) > 1 and not any(map(_copies, scenario.agencies.values())):
        text = "has no effect: no inspection copies anything"
        yield Finding((*at, "raised_by", "copies"), "W462", text, _RESTS_ON)
    if intruder.raised_by.get("connection", 1.0) > 1 and not any(map(_connects, scenario.agencies.values())):
        text = "has no effect: no inspection leaves a connection behind"
        yield Finding((*at, "raised_by", "connection"), "W462", text, _RESTS_ON)


def _copies(agency: Agency) -> bool:
    plan = agency.inspections
    return plan is not None and max(plan.onsite.copies, plan.remote.copies) > 0


def _connects(agency: Agency) -> bool:
    plan = agency.inspections
    return plan is not None and any(
        c and c.share > 0 for c in (plan.onsite.leaves_connection, plan.remote.leaves_connection)
    )


def _store(scenario: Scenario, name: str, agency: Agency) -> Iterator[Finding]:
    at: Path = ("agencies", name)
    misuse = agency.holds.misuse.rate if agency.holds else 0.0
    if agency.holds is None:
        return
    listens = any(block.by == name and not block.off for block in scenario.interception.values())
    comes_in = agency.cases is not None or _copies(agency) or listens
    for key, lever in (("misuse", misuse), ("reuse", agency.holds.reuse)):
        if lever > 0 and not (comes_in and agency.holds.obtained > 0):
            text = "has no effect: the agency opens no cases and copies nothing"
            if comes_in:
                text = "has no effect: the agency keeps nothing"
            yield Finding((*at, "holds", key), "W463", text)


def _oversight(scenario: Scenario, name: str, agency: Agency) -> Iterator[Finding]:
    misuse = agency.holds.misuse.rate if agency.holds else 0.0
    errs = agency.cases is not None and scenario.errors is not None and scenario.errors.rate > 0
    if agency.oversight.finds_something and misuse == 0 and not errs:
        text = "has no effect: nothing goes wrong in this agency that it could find"
        yield Finding(("agencies", name, "oversight"), "W464", text, (("errors",),))
    elif agency.oversight.by_channel and misuse == 0 and "request" not in agency.oversight.by_channel:
        text = "has no effect: nobody misuses what the agency holds, and errors are those of requests"
        yield Finding(("agencies", name, "oversight", "by_channel"), "W464", text, (("errors",),))
