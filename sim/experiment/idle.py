"""Warnings of what a study varies in vain: policies and paths that change no number."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import Any

from sim.experiment.levels import AS_IT_IS, Pair, mark_of
from sim.experiment.points import Combination, Layers, Level, Point
from sim.experiment.unknowns import Unknown, document_of_draw
from sim.scenario import files
from sim.scenario.document import Document
from sim.scenario.faults import Fault, quoted
from sim.scenario.loading import Loaded, numbers_key
from sim.scenario.overlay import merge, overlay
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

_ENDS = (0.0, 1.0)  # two draws in which no unknown has the same value, so that a fixed value equals one at most


def idle_policies(
    base: Loaded,
    policies: Sequence[Level],
    allowed: Sequence[Pair],
    unknowns: Sequence[Unknown],
    most: int | None = None,
) -> Iterator[Fault]:
    """Yield a warning for each policy that comes to the numbers of the scenario as it stands, or of one before it.

    Two policies are the same if they are allowed at the same combinations and have the same numbers at each. Most
    differ at the first, where the comparison of them ends.

    Parameters
    ----------
    allowed : sequence of pairs
        Policies with the combinations of all else that are played.
    unknowns : sequence of Unknown
        What is drawn; empty where nothing is.
    most : int, optional
        Of a policy that is played at more combinations nothing is said.
    """
    numbers = _Numbers(base, unknowns)
    played: dict[str, list[Combination]] = defaultdict(list)
    for level, combination in allowed:
        played[level.name].append(combination)
    same: dict[str, Level] = {}  # name -> what comes to the same numbers
    for level in policies:
        mine = played[level.name]
        before = [one for one in policies[: policies.index(level)] if one.name not in same]
        if level.changes and numbers.equal(level, AS_IT_IS, mine, most):
            same[level.name] = AS_IT_IS
            text = "changes nothing: its numbers are those of the scenario as it stands"
            yield Fault(mark_of(level, base), f"study.policies.{level.name}", "W471", text)
            continue
        twin = next((o for o in before if played[o.name] == mine and numbers.equal(level, o, mine, most)), None)
        if twin is not None:
            same[level.name] = twin
            text = f"comes to the same numbers as {quoted(twin.name)}"
            yield Fault(mark_of(level, base), f"study.policies.{level.name}", "W472", text)


class _Numbers:
    """The numbers of a scenario with changes laid over it: read but not checked as a whole, a sixth of the work."""

    def __init__(self, base: Loaded, unknowns: Sequence[Unknown]) -> None:
        self._layers = Layers(base)
        self._base = merge(base.document, overlay({"study": None}))
        draws = [{one.path: one.at(end) for one in unknowns} for end in _ENDS] if unknowns else []
        drawn = [merge(self._base, document_of_draw(n, draw, unknowns)) for n, draw in enumerate(draws)]
        self._below = drawn or [self._base]
        self._known: dict[tuple[str, int, int], str] = {}
        self._unread = count()

    def equal(self, one: Level, other: Level, combinations: Sequence[Combination], most: int | None) -> bool:
        """Return whether two policies have the same numbers at every combination of all else."""
        if not combinations or (most is not None and len(combinations) > most):
            return False
        places = list(product(combinations, range(len(self._below))))
        return all(self._of(one, all_else, n) == self._of(other, all_else, n) for all_else, n in places)

    def _of(self, level: Level, combination: Combination, below: int) -> str:
        place = level.name, id(combination), below
        if place not in self._known:
            self._known[place] = self._key(level, combination, self._below[below])
        return self._known[place]

    def _key(self, level: Level, combination: Combination, whole: Document) -> str:
        for one in (level, *combination):
            document = self._layers.document(one)
            whole = merge(whole, document) if document is not None else whole
        scenario, _ = validated(Scenario, whole)
        if scenario is None:
            return f"not read: {next(self._unread)}"  # its faults are told elsewhere; it is like nothing else
        return numbers_key(scenario, lambda name: files.find(name, self._layers.base.folders))


def idle_paths(base: Loaded, points: Sequence[Point]) -> Iterator[Fault]:
    """Yield a warning for each path whose values make no difference, whatever else is varied."""
    for path in dict.fromkeys(path for point in points for path in point.factors):
        groups: dict[tuple[Any, ...], set[str]] = {}
        values = {point.factors[path] for point in points}
        for point in points:
            others = tuple(text for other, text in point.factors.items() if other != path)
            groups.setdefault((point.policy, *others), set()).add(point.key)
        if len(groups) < len(points) and all(len(keys) == 1 for keys in groups.values()):
            mark = base.document.key_mark(("study", "cross", path))
            yield Fault(mark, path, "W471", f"changes nothing: its {len(values)} values come to the same numbers")
