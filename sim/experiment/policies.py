"""What `check` says of the policies of a scenario: what is wrong with each, and whether it changes anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sim.experiment.conditions import Condition
from sim.experiment.idle import idle_policies
from sim.experiment.levels import Pair, allowed_pairs, policies_of, unknowns_asked
from sim.experiment.points import Combination, Layers, Level
from sim.scenario.blocks.study import Study
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.loading import Loaded
from sim.scenario.overlay import EACH, overlay

_MOST_COMPARED = 50  # combinations at which policies are compared; beyond them it is left to the study


def with_policies(base: Loaded) -> Loaded:
    """Return a scenario with the warnings of its study's policies among its own.

    Each policy is checked as a whole at the first combination of all else that it is played at. A study looks at
    all of them before it begins.

    Raises
    ------
    ScenarioError
        With the faults of all policies.
    """
    study = base.scenario.study
    if study is None or not (study.policies or study.cross or study.together or study.where or study.unknowns):
        return base
    policies = policies_of(study)
    allowed = allowed_pairs(base, policies, *_varied(study, base))
    unknowns = unknowns_asked(base) if study.unknowns is not None else []
    layers = Layers(base)
    for level in {id(one): one for _, combination in allowed for one in combination}.values():
        layers.document(level)
    found = loaded_policies(layers, allowed)
    if layers.faults:
        raise ScenarioError(layers.faults)
    idle = idle_policies(base, policies, allowed, unknowns, _MOST_COMPARED)
    return replace(base, warnings=(*base.warnings, *idle, *warnings_of(layers, found)))


def _varied(study: Study, base: Loaded) -> tuple[Sequence[Combination], Sequence[Condition]]:
    """Return combinations of what else a study varies, and their conditions."""
    if not (study.cross or study.together or study.where):
        return [()], ()
    from sim.experiment.drafts import draft_of_block  # loads numpy, which few scenarios want here

    made = draft_of_block(study, base, seed=1)
    if made.faults:
        raise ScenarioError(made.faults)
    return made.combinations, made.where


def loaded_policies(layers: Layers, allowed: Sequence[Pair]) -> list[tuple[Level, Loaded]]:
    """Return each policy and the scenario with it, at the first combination of all else; `layers` keeps the faults."""
    firsts: dict[str, Pair] = {}
    for pair in allowed:
        firsts.setdefault(pair[0].name, pair)
    found = []
    for policy, combination in firsts.values():
        documents = [layers.document(level) for level in (policy, *combination)]
        loaded = layers.loaded([one for one in documents if one is not None], policy)
        if loaded is not None and None not in documents:
            found.append((policy, loaded))
    return found


def warnings_of(layers: Layers, found: Iterable[tuple[Level, Loaded]]) -> Iterator[Fault]:
    """Yield warnings of what a policy sets, such as a lever that has no effect then.

    What becomes of the rest of the scenario is its aim: that nobody is given notice of what it does away with is
    nothing to be warned of.
    """
    known = {(fault.path, fault.code) for fault in layers.base.warnings}
    for policy, loaded in found:
        own = _set_by(policy)
        for fault in loaded.warnings:
            at = tuple(fault.path.split("."))
            if (fault.path, fault.code) not in known and any(_meet(at, path) for path in own):
                yield layers.within(policy, fault)


def _set_by(policy: Level) -> list[tuple[str, ...]]:
    """Return the paths of the values that a policy sets."""
    paths = [tuple(map(str, path)) for path in overlay(policy.changes).marks]
    above = {path[:-1] for path in paths}
    return [path for path in paths if path not in above]


def _meet(at: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Tell whether one of two paths lies in the other; `*` in the second is each name."""
    return all(step in (part, EACH) for part, step in zip(at, path, strict=False))
