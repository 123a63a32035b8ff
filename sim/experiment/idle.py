"""Warnings of what a study varies in vain: policies and paths that change no number."""

from collections.abc import Iterable, Sequence
from typing import Any

from sim.experiment.points import Level, Point, name_of, texts_of
from sim.scenario.faults import Fault, Mark, quoted
from sim.scenario.loading import Loaded

Combination = Sequence[Level]


def idle(
    base: Loaded,
    policies: Sequence[Level],
    combinations: Sequence[Combination],
    points: Sequence[Point],
    plain: Sequence[str],
) -> Iterable[Fault]:
    """Yield a warning for each policy and each varied path that changes nothing.

    `plain` are the keys of the scenario without a policy, at every combination of all else. A policy is compared with
    these, and with the policies before it.
    """
    first = [point for point in points if point.draw in (None, 0)]
    keys = {(point.policy, point.name): point.key for point in first}
    seen: dict[tuple[str, ...], str] = {}
    for level in policies:
        mark = base.document.key_mark(level.at) if level.at else Mark("policy")
        named = [(level.name, name_of(level.name, texts_of(one))) for one in combinations]
        told = tuple(keys.get(one, "") for one in named)
        where = f"study.policies.{level.name}"
        if level.changes and told == tuple(plain):
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
        if len(groups) < len(points) and all(len(keys) == 1 for keys in groups.values()):
            mark = base.document.key_mark(("study", "cross", path))
            yield Fault(mark, path, "W471", f"changes nothing: its {len(values)} values come to the same numbers")
