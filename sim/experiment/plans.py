"""The plan of a study: every point checked before anything is played, and what it will cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from sim.experiment.designs import Combination
from sim.experiment.points import Layers, Level, Point, run_key
from sim.experiment.unknowns import Draw, Unknown, as_changes, drawn, unknowns_of
from sim.experiment.variations import as_text
from sim.plugin import model_version
from sim.results.run_tables import Run
from sim.results.study_folder import measure_names
from sim.scenario.blocks.study import Study
from sim.scenario.checks.finding import nothing_called
from sim.scenario.document import Document
from sim.scenario.faults import Fault, Mark, ScenarioError, nearest, quoted
from sim.scenario.loading import Loaded
from sim.scenario.overlay import marked, overlay

MOST_RUNS = 10_000
AS_IT_IS = Level("", {}, {})


class Wish(NamedTuple):
    """What is asked of a study besides its points."""

    replications: int
    seed: int
    draws: int = 0  # of the unknowns; 0 holds them fixed
    baseline: str | None = None  # a policy, or the name of a point
    measures: tuple[str, ...] = ()
    most_runs: int = MOST_RUNS


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
    """

    base: Loaded
    points: tuple[Point, ...]
    unknowns: tuple[Unknown, ...]
    wish: Wish
    warnings: tuple[Fault, ...]

    @property
    def key(self) -> dict[str, Any]:
        """What the folder of the study belongs to."""
        return {"kind": "study", "scenario": self.base.key, "seed": self.wish.seed, "model": model_version()}

    @property
    def runs(self) -> list[tuple[Run, Point]]:
        """Every run once, with a point that it belongs to; points with the same numbers share their runs."""
        found: dict[Run, Point] = {}
        for point in self.points:
            for replication in range(self.wish.replications):
                found.setdefault(Run(point.key, replication), point)
        return list(found.items())


def planned(base: Loaded, policies: Sequence[Level], combinations: Sequence[Combination], wish: Wish) -> Plan:
    """Return the plan of every policy with every combination and every draw of the unknowns.

    Raises
    ------
    ScenarioError
        With every fault: paths that lead nowhere, values that cannot be read, points that cannot be run, measures
        that there are not, or more runs than `wish.most_runs`.
    """
    faults = [*_unknown_measures(base, wish), *_too_many(policies, combinations, wish)]
    unknowns, draws = _unknowns(base, wish, faults)
    if faults:
        raise ScenarioError(faults)
    layers = Layers(base)
    points = list(_points(layers, policies, combinations, unknowns, draws, wish))
    if layers.faults:
        raise ScenarioError(layers.faults)
    _baseline_there(points, wish)
    return Plan(base, tuple(points), tuple(unknowns), wish, tuple(_idle(base, policies, combinations, points, wish)))


def of_block(base: Loaded) -> tuple[list[Level], list[Combination]]:
    """Return the policies and the crossed values of a scenario's study block, a policy `""` where it names none."""
    study = base.scenario.study
    if study is None:
        fault = Fault(base.document.mark(()), "study", "E102", "is missing; wanted a study with policies, or 'sweep'")
        raise ScenarioError([fault])
    policies = [Level(name, changes, {}, ("study", "policies", name)) for name, changes in study.policies.items()]
    combinations: list[Combination] = [()]
    for path, values in study.cross.items():
        at = ("study", "cross")
        levels = [Level(f"{path}={as_text(value)}", {path: value}, {path: as_text(value)}, at) for value in values]
        combinations = [(*combination, level) for combination in combinations for level in levels]
    return policies or [AS_IT_IS], combinations


def block_wish(base: Loaded, *, replications: int | None, seed: int, draws: int | None, most_runs: int | None) -> Wish:
    """Return what a scenario's study block asks for; what is given overrules it."""
    study = base.scenario.study or Study()
    asked = study.unknowns.draws if study.unknowns else 0
    return Wish(
        replications=study.replications if replications is None else replications,
        seed=seed,
        draws=asked if draws is None else draws,
        baseline=study.baseline,
        measures=study.measures,
        most_runs=MOST_RUNS if most_runs is None else most_runs,
    )


def _points(
    layers: Layers,
    policies: Sequence[Level],
    combinations: Sequence[Combination],
    unknowns: list[Unknown],
    draws: Sequence[Draw],
    wish: Wish,
) -> Iterable[Point]:
    model = model_version()
    levels = {id(level): level for level in _all(policies, combinations)}
    documents = {number: layers.document(level) for number, level in levels.items()}
    if layers.faults:
        return
    numbered: list[tuple[int | None, Draw]] = [*enumerate(draws)] or [(None, Draw())]
    for number, draw in numbered:
        below = [] if number is None else [_as_document(number, draw, unknowns)]
        for policy, combination in product(policies, combinations):
            loaded = layers.loaded([*below, *(documents[id(level)] for level in (policy, *combination))])
            if loaded is not None:
                texts = {path: text for level in combination for path, text in level.texts.items()}
                yield Point(policy.name, texts, number, draw, loaded, run_key(loaded, wish.seed, model))


def _as_document(number: int, draw: Draw, unknowns: list[Unknown]) -> Document:
    return marked(overlay(as_changes(draw, unknowns)), Mark(f"draw {number} of the unknowns"))


def _all(policies: Sequence[Level], combinations: Sequence[Combination]) -> list[Level]:
    return [*policies, *(level for combination in combinations for level in combination)]


def _unknowns(base: Loaded, wish: Wish, faults: list[Fault]) -> tuple[list[Unknown], list[Draw]]:
    if wish.draws == 0:
        return [], []
    unknowns = unknowns_of(base)
    if not unknowns:
        text = "has no value with a range; wanted at least one, such as {value: 5 days, range: [2 days, 9 days]}"
        faults.append(Fault(base.document.mark(()), "", "E376", text))
        return [], []
    return unknowns, drawn(unknowns, wish.draws, wish.seed)


def _unknown_measures(base: Loaded, wish: Wish) -> list[Fault]:
    valid = measure_names()
    faults = []
    for number, measure in enumerate(wish.measures):
        name = measure.partition("@")[0]
        if name not in valid:
            near = nearest(name, valid)
            hint = f"did you mean {quoted(near)}?" if near else "wanted one that docs/measures.md has"
            mark = base.document.mark(("study", "measures", number))
            faults.append(Fault(mark, "study.measures", "E374", f"is {quoted(measure)}, which is no measure; {hint}"))
    return faults


def _baseline_there(points: Sequence[Point], wish: Wish) -> None:
    named = list(dict.fromkeys([point.policy for point in points if point.policy] + [point.name for point in points]))
    if wish.baseline is not None and wish.baseline not in named:
        text = nothing_called(wish.baseline, "policy or point", named)
        raise ScenarioError([Fault(Mark("baseline"), "", "E371", text)])


def _too_many(policies: Sequence[Level], combinations: Sequence[Combination], wish: Wish) -> list[Fault]:
    runs = len(policies) * len(combinations) * max(wish.draws, 1) * wish.replications
    if runs <= wish.most_runs:
        return []
    text = f"is {wish.most_runs:,}, and the study has {runs:,} runs; wanted a smaller study or a higher --max-runs"
    return [Fault(Mark("--max-runs"), "", "E373", text)]


def _idle(
    base: Loaded, policies: Sequence[Level], combinations: Sequence[Combination], points: Sequence[Point], wish: Wish
) -> Iterable[Fault]:
    """Yield a warning for each policy and each varied path that changes nothing."""
    plain = run_key(base, wish.seed, model_version())
    first = [point for point in points if point.draw in (None, 0)]
    keys = {level.name: [point.key for point in first if point.policy == level.name] for level in policies}
    seen: dict[tuple[str, ...], str] = {}
    for level in policies:
        mark = base.document.key_mark(level.at) if level.at else Mark("policy")
        told = tuple(keys[level.name])
        where = f"study.policies.{level.name}"
        if level.changes and wish.draws == 0 and combinations == [()] and told == (plain,):
            yield Fault(mark, where, "W471", "changes nothing: its numbers are those of the scenario as it stands")
        elif told in seen:
            yield Fault(mark, where, "W472", f"comes to the same numbers as {quoted(seen[told])}")
        seen.setdefault(told, level.name)
    yield from _idle_paths(base, first)


def _idle_paths(base: Loaded, points: Sequence[Point]) -> Iterable[Fault]:
    """Yield a warning for each path whose values make no difference, whatever else is varied."""
    for path in dict.fromkeys(path for point in points for path in point.factors):
        groups: dict[tuple[Any, ...], set[str]] = {}
        values = {point.factors[path] for point in points}
        for point in points:
            others = tuple(text for other, text in point.factors.items() if other != path)
            groups.setdefault((point.policy, *others), set()).add(point.key)
        if len(values) > 1 and all(len(keys) == 1 for keys in groups.values()):
            mark = base.document.key_mark(("study", "cross", path))
            yield Fault(mark, path, "W471", f"changes nothing: its {len(values)} values come to the same numbers")
