"""Interception: taps on nothing, names that refer to nothing, and what sees nobody."""

from collections.abc import Iterator

from sim.scenario.blocks.interception import Interception
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import in_force, subject
from sim.scenario.faults import quoted
from sim.scenario.scenario import Scenario

_RESTS_ON: tuple[Path, ...] = (("places",), ("people",), ("operators",), ("laws",))


def check_interception(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return what is wrong with taps, direct access and live orders."""
    for name, block in scenario.interception.items():
        at: Path = ("interception", name)
        yield from _names(scenario, name, block, at)
        if block.is_tap and ground.places:
            yield from _on_the_map(ground, block, at)
        yield from _inert(scenario, ground, block, at)
    for name, agency in scenario.agencies.items():
        if agency.live is not None and agency.live.share > 0 and agency.cases is None:
            yield Finding(("agencies", name, "live"), "W413", "has no effect: the agency opens no cases")


def _names(scenario: Scenario, name: str, block: Interception, at: Path) -> Iterator[Finding]:
    if block.by not in scenario.agencies:
        text = nothing_called(block.by, "agency", list(scenario.agencies))
        yield Finding((*at, "by"), "E302", text, (("agencies",),))
    for entry in block.operators:
        if entry not in scenario.operators:
            text = nothing_called(entry, "operator", list(scenario.operators))
            yield Finding((*at, "operators"), "E302", text, (("operators",),))
    if block.is_tap and name in scenario.operators:
        text = "has the name of an operator, so that rows by operator would mix them; wanted another name"
        yield Finding(at, "E312", text, (("operators", name),))


def _on_the_map(ground: Ground, block: Interception, at: Path) -> Iterator[Finding]:
    """Refuse a tap on a place or link that the map does not have."""
    key = "link" if block.link else "place"
    unknown = [place for place in block.link or (block.place or "",) if place not in ground.places]
    for place in unknown:
        yield Finding((*at, key), "E311", nothing_called(place, "place of the map", ground.places), (("places",),))
    if block.link and not unknown:
        one, other = block.link
        joined = sorted(ground.neighbours(one))
        if other not in joined:
            known = ", ".join(map(quoted, joined[:8])) + (", ..." if len(joined) > 8 else "")
            text = f"is from {quoted(one)} to {quoted(other)}, which no link joins; wanted one to {known}"
            yield Finding((*at, key), "E311", text, (("places",),))


def _inert(scenario: Scenario, ground: Ground, block: Interception, at: Path) -> Iterator[Finding]:
    if not block.off and not block.within(scenario.start, scenario.end):
        yield Finding(at, "W412", "has no effect: it lies outside the run")
    elif block.is_tap and not any(people.writes.get("session", 0.0) > 0 for people in scenario.people.values()):
        yield Finding(at, "W411", "sees nobody: a tap sees 'session' records, and nobody writes any", _RESTS_ON)
    elif block.is_tap and not any(operator.users or operator.users_of for operator in scenario.operators.values()):
        yield Finding(at, "W411", "sees nobody: there is no platform with users that a route would lead to", _RESTS_ON)
    elif ground.places and not block.is_tap and not any(_keeps(scenario, ground, name) for name in block.operators):
        yield Finding((*at, "operators"), "W411", "sees nobody: none of them keeps anything", _RESTS_ON)


def _keeps(scenario: Scenario, ground: Ground, name: str) -> bool:
    """Whether an entry keeps anything, by habit or by law; an unknown one is told of elsewhere."""
    operator = scenario.operators.get(name)
    if operator is None or operator.keeps:
        return True
    laws = [law for law in scenario.laws.values() if in_force(scenario, law) and subject(scenario, ground, name, law)]
    return any(law.retention for law in laws)
