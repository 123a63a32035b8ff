"""The plan of a study: every point checked before anything is played, and what it will cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.experiment.designs import Made
from sim.experiment.drafts import Faults, draft_of_block
from sim.experiment.idle import idle_paths, idle_policies
from sim.experiment.levels import Pair, allowed_pairs, policies_of, unknowns_asked
from sim.experiment.points import Layers, Level, Point, name_of, run_key, texts_of
from sim.experiment.policies import loaded_policies, warnings_of
from sim.experiment.precision import LEAST
from sim.experiment.unknowns import Draw, Unknown, document_of_draw, drawn
from sim.plugin import model_version
from sim.results.run_tables import Run
from sim.results.study_folder import measure_names, stages_of
from sim.scenario.blocks.study import Study
from sim.scenario.checks.finding import nothing_called
from sim.scenario.faults import Fault, Mark, ScenarioError, nearest, quoted
from sim.scenario.loading import Loaded

MOST_RUNS = 10_000


class Wish(NamedTuple):
    """What is asked of a study besides its points."""

    replications: int
    seed: int
    draws: int = 0  # of the unknowns; 0 holds them fixed
    baseline: str | None = None  # a policy, or the name of a point
    measures: tuple[str, ...] = ()
    most_runs: int = MOST_RUNS
    precision: float | None = None  # the largest relative error of the measures of a point


@dataclass(frozen=True)
class Plan:
    """A study that can be played.

    Attributes
    ----------
    base : Loaded
        The scenario that is varied.
    points : tuple of Point
    unknowns : tuple of Unknown
    wish : Wish
    warnings : tuple of Fault
    made : Made
        The design.
    left_out : int
        Combinations that do not fulfil its conditions.
    counts : mapping of str to int
        Replications of points, by name, where they are not those of the wish.
    policies : tuple of Level
        What each policy changes.
    """

    base: Loaded
    points: tuple[Point, ...]
    unknowns: tuple[Unknown, ...]
    wish: Wish
    warnings: tuple[Fault, ...]
    made: Made
    left_out: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    policies: tuple[Level, ...] = ()

    @property
    def key(self) -> dict[str, Any]:
        """What the folder of the study belongs to."""
        return {"kind": "study", "scenario": self.base.key, "seed": self.wish.seed, "model": model_version()}

    @property
    def runs(self) -> list[tuple[Run, Point]]:
        """Every run once, with a point that it belongs to; points with the same numbers share their runs."""
        found: dict[Run, Point] = {}
        for point in self.points:
            for replication in range(self.replications_of(point)):
                found.setdefault(Run(point.key, replication), point)
        return list(found.items())

    def replications_of(self, point: Point) -> int:
        """Return how often a point is played: as was wished, or as its precision needs."""
        return self.counts.get(point.name, self.wish.replications if self.wish.precision is None else LEAST)


def planned(base: Loaded, policies: Sequence[Level], made: Made, wish: Wish) -> Plan:
    """Return the plan of every policy with every combination of a design and every draw of the unknowns.

    Raises
    ------
    ScenarioError
        With every fault: those of the design, paths that lead nowhere, values that cannot be read, points that
        cannot be run, a baseline or measures that there are not, or more runs than `wish.most_runs`.
    """
    faults = Faults([*made.faults, *_unknown_measures(base, wish)])
    nothing: list[Pair] = []
    allowed = faults.of(nothing, allowed_pairs, base, policies, made.combinations, made.where)
    faults += _too_many(len(allowed), wish)
    if not any(one.code in ("E372", "E373", "E375") for one in faults):  # where paths are lost, so are names
        faults += _baseline_there(allowed, wish)
    unknowns, draws = _unknowns(base, wish, faults)
    layers = Layers(base)
    points = [] if any(one.code == "E373" for one in faults) else _points(layers, allowed, unknowns, draws, wish)
    if faults or layers.faults:
        raise ScenarioError([*faults, *layers.faults])
    left_out = len(policies) * len(made.combinations) - len(allowed)
    alone = Layers(base)
    of_policies = warnings_of(alone, loaded_policies(alone, allowed))
    warnings = (*idle_policies(base, policies, allowed, unknowns), *of_policies, *idle_paths(base, points))
    return Plan(base, tuple(points), tuple(unknowns), wish, warnings, made, left_out, policies=tuple(policies))


def of_block(base: Loaded, seed: int = 1) -> tuple[list[Level], Made]:
    """Return the policies and the design of a scenario's study block, a policy `""` where it names none."""
    study = base.scenario.study
    if study is None:
        fault = Fault(base.document.mark(()), "study", "E102", "is missing; wanted a study with policies, or 'sweep'")
        raise ScenarioError([fault])
    return policies_of(study), draft_of_block(study, base, seed)


def block_wish(
    base: Loaded,
    *,
    replications: int | None,
    seed: int,
    draws: int | None,
    most_runs: int | None,
    precision: float | None = None,
) -> Wish:
    """Return what a scenario's study block asks for; what is given overrules it.

    Replications that are given overrule a precision of the block.
    """
    study = base.scenario.study or Study()
    asked = study.unknowns.draws if study.unknowns else 0
    sure = precision if precision is not None or replications is not None else study.precision
    return Wish(
        replications=study.replications if replications is None else replications,
        seed=seed,
        draws=asked if draws is None else draws,
        baseline=study.baseline,
        measures=study.measures,
        most_runs=MOST_RUNS if most_runs is None else most_runs,
        precision=sure,
    )


def _points(
    layers: Layers, allowed: Sequence[Pair], unknowns: list[Unknown], draws: Sequence[Draw], wish: Wish
) -> list[Point]:
    model = model_version()
    levels = {id(level): level for policy, combination in allowed for level in (policy, *combination)}
    documents = {number: layers.document(level) for number, level in levels.items()}
    numbered: list[tuple[int | None, Draw]] = [*enumerate(draws)] or [(None, Draw())]
    found = []
    for number, draw in numbered:
        below = [] if number is None else [document_of_draw(number, draw, unknowns)]
        for policy, combination in allowed:
            above = [one for one in (documents[id(level)] for level in (policy, *combination)) if one is not None]
            loaded = layers.loaded([*below, *above], policy)
            if loaded is not None:
                key = run_key(loaded, wish.seed, model)
                found.append(Point(policy.name, texts_of(combination), number, draw, loaded, key))
    return found


def _unknowns(base: Loaded, wish: Wish, faults: Faults) -> tuple[list[Unknown], list[Draw]]:
    if wish.draws == 0:
        return [], []
    unknowns = faults.of(list[Unknown](), unknowns_asked, base)
    if not unknowns:
        return [], []
    return unknowns, drawn(unknowns, wish.draws, wish.seed)


def _unknown_measures(base: Loaded, wish: Wish) -> list[Fault]:
    valid = measure_names()
    faults = []
    for number, measure in enumerate(wish.measures):
        name, at, stage = measure.partition("@")
        stages = stages_of(name) if at and name in valid else None
        if name not in valid:
            near = nearest(name, valid)
            hint = f"did you mean {quoted(near)}?" if near else "wanted one that docs/measures.md has"
            wrong = f"which is no measure; {hint}"
        elif stages is not None and stage not in stages:
            wrong = f"which has no such stage; wanted {' or '.join(stages) or 'none: it has no stages'}"
        else:
            continue
        mark = base.document.mark(("study", "measures", number))
        faults.append(Fault(mark, "study.measures", "E374", f"is {quoted(measure)}, {wrong}"))
    return faults


def _baseline_there(allowed: Sequence[Pair], wish: Wish) -> list[Fault]:
    policies = [policy.name for policy, _ in allowed if policy.name]
    named = list(dict.fromkeys(policies + [name_of(policy.name, texts_of(levels)) for policy, levels in allowed]))
    if wish.baseline is None or wish.baseline in named:
        return []
    return [Fault(Mark("baseline"), "", "E371", nothing_called(wish.baseline, "policy or point", named))]


def _too_many(points: int, wish: Wish) -> list[Fault]:
    runs = points * max(wish.draws, 1) * (wish.replications if wish.precision is None else LEAST)
    if runs <= wish.most_runs:
        return []
    text = f"is {wish.most_runs:,}, and the study has {runs:,} runs; wanted a smaller study or a higher --max-runs"
    return [Fault(Mark("--max-runs"), "", "E373", text)]
