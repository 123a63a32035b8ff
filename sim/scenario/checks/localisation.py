"""Checks of records kept elsewhere: mirrors, key holders, regions of accounts, and ways that nobody goes."""

from collections.abc import Iterator
from math import fsum

from sim.scenario.blocks.localisation import SELF, USER, Move
from sim.scenario.blocks.operators import Operator
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import in_force, subject
from sim.scenario.scenario import Scenario

_MIRRORS = ("data_centre", "platform")
_RESTS_ON: tuple[Path, ...] = (("people",), ("operators",), ("laws",), ("changes",))


def check_localisation(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return what is wrong with moves of records, keys and regions, and which of them come to nothing."""
    for name in scenario.people:
        yield from _regions(scenario, ground, name)
    taken: dict[tuple[str, str], str] = {}
    for name, operator in scenario.operators.items():
        yield from _keys(scenario, name, operator)
        for category, move in operator.moves.items():
            at: Path = ("operators", name, "moves", category)
            yield from _mirror(scenario, at, name, category, move)
            yield from _accounts(scenario, at, operator, category, move)
            first = taken.setdefault((move.mirror, category), name)
            if first != name:
                text = f"is {move.mirror!r}, which keeps {category} of {first!r}; wanted a mirror of its own"
                yield Finding((*at, _key(move)), "E386", text, (("operators", first),))
    yield from _unseen(scenario)
    yield from _ways(scenario, ground)


def _key(move: Move) -> str:
    return "move_to" if move.move_to is not None else "copy_to"


def _regions(scenario: Scenario, ground: Ground, name: str) -> Iterator[Finding]:
    shares, at = scenario.people[name].account_region, ("people", name, "account_region")
    if fsum(shares.values()) > 1 + 1e-9:
        yield Finding(at, "E384", f"adds up to {100 * fsum(shares.values()):g} %; wanted at most 100 %")
    known = list(dict.fromkeys((*ground.places, *ground.country.values())))
    for region in shares if ground.places else ():
        if region not in known:
            text = nothing_called(region, "place or country of the map", known)
            yield Finding((*at, region), "E385", text, (("places",),))


def _keys(scenario: Scenario, name: str, operator: Operator) -> Iterator[Finding]:
    given: list[tuple[Path, str]] = [(("keys", category), holder) for category, holder in operator.keys.items()]
    given += [(("moves", category, "keys"), move.keys) for category, move in operator.moves.items() if move.keys]
    holders = [SELF, USER, *scenario.operators]
    for below, holder in given:
        if holder not in holders:
            text = nothing_called(holder, "operator", holders)
            yield Finding(("operators", name, *below), "E382", text, (("operators", holder),))
    for category in operator.keys:
        if not _is_kept(scenario, operator, category):
            text = f"has no effect: nothing lets {name} keep {category}"
            yield Finding(("operators", name, "keys", category), "W482", text, _RESTS_ON)


def _is_kept(scenario: Scenario, operator: Operator, category: str) -> bool:
    return category in operator.keeps or any(category in law.retention for law in scenario.laws.values())


def _mirror(scenario: Scenario, at: Path, name: str, category: str, move: Move) -> Iterator[Finding]:
    path, mirror = (*at, _key(move)), scenario.operators.get(move.mirror)
    if scenario.operators[name].kind != "platform":
        text = f"is of kind {scenario.operators[name].kind}; wanted moves of a platform, whose accounts have regions"
        yield Finding(at, "E383", text)
    if mirror is None:
        text = nothing_called(move.mirror, "operator", list(scenario.operators))
        yield Finding(path, "E302", text, (("operators", move.mirror),))
        return
    about = (("operators", move.mirror),)
    if move.mirror == name or category in mirror.moves:
        text = f"is {move.mirror!r}, whose {category} is moved itself; wanted no mirror of a mirror"
        yield Finding(path, "E381", text, about)
    elif mirror.kind not in _MIRRORS or mirror.count > 1:
        what = f"of kind {mirror.kind}" if mirror.kind not in _MIRRORS else f"with count {mirror.count}"
        text = f"is {move.mirror!r}, {what}; wanted one data centre or platform"
        yield Finding(path, "E383", text, about)


def _accounts(scenario: Scenario, at: Path, operator: Operator, category: str, move: Move) -> Iterator[Finding]:
    if not any(people.account_region.get(move.accounts, 0.0) > 0 for people in scenario.people.values()):
        text = f"is {move.accounts!r}, where nobody's accounts are; wanted a region of people.*.account_region"
        yield Finding((*at, "accounts"), "W481", text, _RESTS_ON)
    elif not _is_kept(scenario, operator, category):
        yield Finding(at, "W481", f"has no effect: nothing lets {at[1]} keep {category}", _RESTS_ON)


def _unseen(scenario: Scenario) -> Iterator[Finding]:
    """Warn of intruders who are told to break into a mirror: bulk acts find records at the platform."""
    mirrors = {move.mirror for operator in scenario.operators.values() for move in operator.moves.values()}
    for name, intruder in scenario.intruders.items():
        for target in intruder.operators:
            if target in mirrors and not scenario.operators[target].keeps:
                text = f"names '{target}', a mirror: what lies there is stolen from the platform that it is of"
                yield Finding(("intruders", name, "operators"), "W484", text, _RESTS_ON)


def _ways(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Warn of a way that a law opens and no agency abroad describes: by it nothing is given."""
    for name, law in scenario.laws.items():
        if law.access is None or not ground.places or not in_force(scenario, law):
            continue
        asking = [a for a in scenario.agencies.values() if a.cases is not None and a.jurisdiction != law.jurisdiction]
        here = [o for o in scenario.operators if subject(scenario, ground, o, law)]
        for category, way in law.access.abroad.items():
            at: Path = ("laws", name, "access", "abroad", category)
            wanted = [a for a in asking if a.asks.categories.get(category, 0.0) > 0]
            if not here or not wanted:
                text = f"has no effect: no agency of another country asks operators in {law.jurisdiction} for it"
                yield Finding(at, "W483", text, (*_RESTS_ON, ("agencies",)))
            elif way != "voluntary" and all(getattr(a.abroad, way) is None for a in wanted):
                text = f"is {way}, and no agency says how it goes this way: nothing is given; wanted agencies.*.abroad"
                yield Finding(at, "W483", text, (*_RESTS_ON, ("agencies",)))
