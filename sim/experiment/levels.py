"""What a study lays over its scenario: policies, each with every combination that its conditions allow."""

from collections.abc import Sequence
from itertools import product

from sim.experiment.conditions import Condition, values_of
from sim.experiment.points import Combination, Level
from sim.experiment.unknowns import Unknown, unknowns_of
from sim.scenario.blocks.study import Study
from sim.scenario.faults import Fault, Mark, ScenarioError
from sim.scenario.loading import Loaded

AS_IT_IS = Level("", {}, {})
Pair = tuple[Level, Combination]


def policies_of(study: Study) -> list[Level]:
    """Return the policies of a study block, one that changes nothing where it names none."""
    named = [Level(name, changes, {}, ("study", "policies", name)) for name, changes in study.policies.items()]
    return named or [AS_IT_IS]


def allowed_pairs(
    base: Loaded, policies: Sequence[Level], combinations: Sequence[Combination], where: Sequence[Condition]
) -> list[Pair]:
    """Return every policy with every combination that fulfils the conditions.

    Raises
    ------
    ScenarioError
        E378 if none does, or where a condition compares what cannot be compared.
    """
    pairs = list(product(policies, combinations))
    if not where:
        return pairs
    values = values_of(base)
    kept = [pair for pair in pairs if all(one.holds([pair[0], *pair[1]], values) for one in where)]
    if not kept:
        text = f"leaves none of {len(pairs):,} points; wanted a condition that some fulfil"
        raise ScenarioError([Fault(where[0].mark, "", "E378", text)])
    return kept


def unknowns_asked(base: Loaded) -> list[Unknown]:
    """Return the values that have a range, where a study asks for draws of them.

    Raises
    ------
    ScenarioError
        E376 if there are none.
    """
    unknowns = unknowns_of(base)
    if not unknowns:
        text = "has no value with a range; wanted at least one, such as {value: 5 days, range: [2 days, 9 days]}"
        raise ScenarioError([Fault(base.document.mark(()), "", "E376", text)])
    return unknowns


def mark_of(level: Level, base: Loaded) -> Mark:
    """Return where a policy is written."""
    return base.document.key_mark(level.at) if level.at else Mark("policy")
