"""Checks of what a scenario says of identities and accounts: dates of removals, and levers that move nothing."""

from collections.abc import Iterator
from math import fsum

from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.vocabulary import Category
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import in_force, subject
from sim.scenario.scenario import Scenario

_ALL: tuple[Path, ...] = (("laws",), ("people",), ("operators",), ("places",), ("agencies",))
_NAMED_BY: Category = "account_activity"


def check_real_names(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return removals at the wrong time, and levers without effect."""
    for name, law in scenario.laws.items():
        if law.real_name is not None and not law.off:
            yield from _dates(scenario, name, law)
            yield from _orders(scenario, ground, name, law)
    yield from _inert(scenario)


def unknown_share(scenario: Scenario) -> float:
    """Return the share of all people who have shown no identity on the first day."""
    people = sum(population.number for population in scenario.people.values())
    unknown = fsum(population.number * (1.0 - population.verified) for population in scenario.people.values())
    return unknown / people if people else 0.0


def _dates(scenario: Scenario, name: str, law: Law) -> Iterator[Finding]:
    assert law.real_name is not None
    old = law.real_name.old_accounts
    if old is None or old.remove_by is None:
        return
    path, (first, last) = ("laws", name, "real_name", "old_accounts"), law.in_force
    if not first < old.remove_by < last:
        text = f"is '{old}', on no day after the first on which the law holds and before its end; wanted one of those"
        yield Finding(path, "E341", text)
    elif not scenario.start < old.remove_by < scenario.end:
        run = f"{scenario.start} to {scenario.end}"
        text = f"is '{old}', outside the run of {run}: no account is removed in it, for 'users' are those of its start"
        yield Finding(path, "W441", text)


def _orders(scenario: Scenario, ground: Ground, name: str, law: Law) -> Iterator[Finding]:
    """Warn of an order that meets no platform, or nobody whom it could concern."""
    if not in_force(scenario, law) or not ground.places or law.real_name is None:
        return
    path, rule = ("laws", name, "real_name"), law.real_name
    platforms = [operator for operator, of in scenario.operators.items() if of.kind == "platform"]
    if not any(subject(scenario, ground, operator, law) for operator in platforms):
        yield Finding(path, "W442", f"has no effect: no platform stands in {law.jurisdiction!r}", _ALL)
    elif unknown_share(scenario) == 0.0:
        why = "everybody has shown an identity from the first day on; wanted 'verified' under 100 %"
        yield Finding(path, "W442", f"has no effect: {why}", _ALL)
    elif rule.new_accounts == "refuse" and not any(of.opens_accounts for of in scenario.people.values()):
        why = "nobody opens an account; wanted 'opens_accounts' of some people"
        yield Finding((*path, "new_accounts"), "W442", f"has no effect: {why}", _ALL)


def _inert(scenario: Scenario) -> Iterator[Finding]:
    removes = [law for law in scenario.laws.values() if law.real_name is not None and in_force(scenario, law)]
    names = any(a.cases and a.asks.categories.get(_NAMED_BY) and a.asks.follow < 1 for a in scenario.agencies.values())
    for name, people in scenario.people.items():
        for key in sorted({"verified", "verifies"} & people.model_fields_set):
            if not removes and not names:
                why = (
                    "no law in force asks platforms for identities, and every answer about an account is followed to "
                    "the access operator"
                )
                yield Finding(("people", name, key), "W443", f"has no effect: {why}", _ALL)
    effects = scenario.effects
    ends = [law for law in removes if law.real_name and law.real_name.old_accounts]
    if "real_name" in effects.model_fields_set and not ends:
        text = "has no effect: no law in force has old accounts removed, so nobody is asked"
        yield Finding(("effects", "real_name"), "W443", text, _ALL)
