"""The design of a study as tables that need nothing of exposim to be read."""

from collections.abc import Mapping
from math import nan
from typing import Any

from sim.experiment.plans import Plan
from sim.experiment.points import Point, texts_of
from sim.scenario.leaves import Leaf, leaves
from sim.scenario.timing import Deadline
from sim.scenario.units import KINDS

NUMBER, UNKNOWN, SHARE = "number:", "unknown:", "share:"
"""What the columns of factors as numbers, of unknowns, and of shares in a sampled design begin with; a path follows."""


def study_facts(plan: Plan) -> dict[str, Any]:
    """Return what `study.json` says: scenario, seed, baseline, measures, factors and unknowns with their units."""
    wish = plan.wish
    return {
        "scenario": plan.base.name,
        "title": plan.base.scenario.title,
        **plan.key,
        "replications": max(map(plan.replications_of, plan.points)),
        "precision": wish.precision,
        "design": {"kind": plan.made.kind, "rows": len(plan.made.rows), "factors": list(plan.made.factors)},
        "where": [one.text for one in plan.made.where],
        "draws": wish.draws,
        "baseline": wish.baseline,
        "measures": list(wish.measures),
        "factors": [{"path": path, "name": _short(path, plan), "unit": _unit(path, plan)} for path in _paths(plan)],
        "policies": {one.name: _plain(one.changes) for one in plan.policies},
        "values": _values(plan),
        "unknowns": [
            {"path": one.path, "low": one.low, "high": one.high, "unit": one.unit, "log": one.logarithmic}
            for one in plan.unknowns
        ],
    }


def _values(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return the values of factors that are not the text which stands for them in tables, by path and that text."""
    found: dict[str, dict[str, Any]] = {}
    for level in (level for levels in plan.made.combinations for level in levels):
        for path, text in level.texts.items():
            if level.changes[path] != text:
                found.setdefault(path, {})[text] = _plain(level.changes[path])
    return found


def _plain(value: Any) -> Any:
    """Return changes as JSON has them; what it has no form for is written as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inside) for inside in value]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)


def table_of_rows(plan: Plan) -> dict[str, list[Any]]:
    """Return the rows of a sampled design, in order: the combination of each, and its share of the way by factor."""
    rows: dict[str, list[Any]] = {"row": list(range(len(plan.made.shares))), "combination": plan.made.rows}
    return rows | {f"{SHARE}{one}": [row[n] for row in plan.made.shares] for n, one in enumerate(plan.made.factors)}


def table_of_points(plan: Plan) -> dict[str, list[Any]]:
    """Return a row for each point: name, policy, draw, key, replications, combination, factors and unknowns.

    Factors are there as text and as number; `combination` is a row of `design.parquet`, if there is one.
    """
    places = {tuple(texts_of(levels).values()): number for number, levels in enumerate(plan.made.combinations)}
    table: dict[str, list[Any]] = {
        "point": [point.name for point in plan.points],
        "policy": [point.policy for point in plan.points],
        "draw": [-1 if point.draw is None else point.draw for point in plan.points],
        "key": [point.key for point in plan.points],
        "replications": [plan.replications_of(point) for point in plan.points],
        "combination": [places[tuple(point.factors.values())] for point in plan.points],
    }
    for path in _paths(plan):
        table[path] = [point.factors[path] for point in plan.points]
        table[f"{NUMBER}{path}"] = _numbers(path, plan)
    for one in plan.unknowns:
        table[f"{UNKNOWN}{one.path}"] = [point.unknowns[one.path] for point in plan.points]
    return table


def _paths(plan: Plan) -> list[str]:
    return list(dict.fromkeys(path for point in plan.points for path in point.factors))


def _short(path: str, plan: Plan) -> str:
    """Return the fewest last parts of a path that no other varied path ends with."""
    parts, others = path.split("."), [one.split(".") for one in _paths(plan) if one != path]
    for many in range(1, len(parts) + 1):
        if not any(other[-many:] == parts[-many:] for other in others):
            return ".".join(parts[-many:])
    return path


def _numbers(path: str, plan: Plan) -> list[float]:
    """Return a factor as numbers of one unit; NaN where it is none."""
    known: dict[str, float] = {}
    for point in plan.points:
        text = point.factors[path]
        if text not in known:
            known[text] = _number(_leaf(path, point))
    return [known[point.factors[path]] for point in plan.points]


def _number(leaf: Leaf | None) -> float:
    if leaf is None or leaf.quantity is None:
        return nan
    return float(leaf.value.days if isinstance(leaf.value, Deadline) else leaf.value)


def _unit(path: str, plan: Plan) -> str:
    leaf = _leaf(path, plan.points[0])
    return KINDS[leaf.quantity.kind].unit if leaf is not None and leaf.quantity is not None else ""


def _leaf(path: str, point: Point) -> Leaf | None:
    """Return the value at a path, or the first of those that its `*` stand for."""
    parts = path.split(".")
    for leaf in leaves(point.loaded.scenario):
        if len(leaf.path) == len(parts) and all(map(_fits, leaf.path, parts)):
            return leaf
    return None


def _fits(name: str, part: str) -> bool:
    return part in ("*", name)
