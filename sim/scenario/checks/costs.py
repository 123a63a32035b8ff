"""Checks of costs: one currency, entries that exist, and prices for what is reimbursed."""

from collections.abc import Iterator
from typing import get_args

from sim.scenario.blocks.costs import CostKind, Costs
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.leaves import leaves
from sim.scenario.money import Amount
from sim.scenario.scenario import Scenario

_KINDS: tuple[CostKind, ...] = get_args(CostKind)


def check_costs(scenario: Scenario) -> Iterator[Finding]:
    """Return what is wrong with the costs of a scenario."""
    costs = scenario.costs
    if costs is None:
        return
    for leaf in leaves(scenario):
        if isinstance(leaf.value, Amount) and leaf.value.currency != costs.currency:
            text = f"is in {leaf.value.currency}; wanted {costs.currency}, as 'currency' says: nothing is converted"
            yield Finding(leaf.path, "E391", text, (("costs", "currency"),))
    for name in costs.operators:
        if name not in scenario.operators:
            text = nothing_called(name, "operator of this scenario", tuple(scenario.operators))
            yield Finding(("costs", "operators", name), "E302", text, (("operators",),))
    yield from _nothing_to_reimburse(scenario, costs)


def _nothing_to_reimburse(scenario: Scenario, costs: Costs) -> Iterator[Finding]:
    for kind in _KINDS:
        path: Path = ("costs", "reimbursed", kind)
        if costs.reimbursed.get(kind) and not any(costs.of(entry, kind) for entry in scenario.operators):
            yield Finding(path, "W402", f"has no effect: no operator has a price of '{kind}'", (("costs",),))
