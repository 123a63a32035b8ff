"""Conditions on design points, such as `at_least <= at_most`: which combinations are left out.

A condition is two sides with one sign between them; it is read by the few rules below, and never carried out as code.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.experiment.points import Level
from sim.experiment.shorthand import whole_path
from sim.experiment.variations import Variation, as_text
from sim.scenario.faults import Fault, Mark, MisreadError, ScenarioError, nearest, quoted
from sim.scenario.leaves import leaves
from sim.scenario.loading import Loaded
from sim.scenario.scenario import Scenario
from sim.scenario.units import KINDS, read_quantity
from sim.scenario.validation import keys_at

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_PARTS = re.compile(rf"\s*(.+?)\s*({'|'.join(_SIGNS)})\s*(.+?)\s*")
_SAME = ("==", "!=")
_PATH = re.compile(r"[^\W\d][\w-]*(\.[\w *-]+)*")
FORM = "two values with one of <=, >=, <, >, == and != between them, such as 'at_least <= at_most'"


class Side(NamedTuple):
    """One side of a condition: a path of the scenario, or a value as it was written."""

    path: str
    text: str


class Condition(NamedTuple):
    """What every point that is played must fulfil."""

    left: Side
    sign: str
    right: Side
    mark: Mark

    @property
    def text(self) -> str:
        """The condition as tables have it."""
        return f"{self.left.path or self.left.text} {self.sign} {self.right.path or self.right.text}"

    def holds(self, levels: Sequence[Level], values: Mapping[str, Any]) -> bool:
        """Return whether levels, laid over the values of the scenario, fulfil it.

        A value that is not there (a maximum that no law sets) contradicts nothing.

        Raises
        ------
        ScenarioError
            E378 if the values are not of one kind.
        """
        sides = [_value(side, levels, values) for side in (self.left, self.right)]
        if None in sides:
            return True
        for kind in KINDS:
            numbers = [_read(text, kind) for text in sides if text is not None]
            if None not in numbers:
                return _SIGNS[self.sign](*numbers)
        if self.sign in _SAME:
            return _SIGNS[self.sign](*sides)
        text = f"compares {quoted(sides[0])} with {quoted(sides[1])}; wanted two quantities of one kind"
        raise ScenarioError([Fault(self.mark, "", "E378", text)])


def conditions_of(texts: Sequence[str], marks: Sequence[Mark], variations: Sequence[Variation], base: Loaded) -> list[
    Condition
]:  # fmt: skip
    """Return conditions as they are read; names may be short where they are clear, those of what is varied first.

    Raises
    ------
    ScenarioError
        E378 for every text that is none, or that names nothing.
    """
    known = [".".join(leaf.path) for leaf in leaves(base.scenario)]
    varied = [path for one in variations for path in one.paths]
    found, faults = [], list[Fault]()
    for text, mark in zip(texts, marks, strict=True):
        parts = _PARTS.fullmatch(text)
        if parts is None or len(re.findall("|".join(_SIGNS), text)) != 1:
            faults.append(Fault(mark, "", "E378", f"is {quoted(text)}; wanted {FORM}"))
            continue
        (left, one), (right, other) = (_side(side, varied, known) for side in (parts[1], parts[3]))
        wrong = one or other or ("" if left.path or right.path else "names no value of the scenario; wanted one")
        if wrong:
            faults.append(Fault(mark, "", "E378", f"is {quoted(text)}: {wrong}"))
        found.append(Condition(left, parts[2], right, mark))
    if faults:
        raise ScenarioError(faults)
    return found


def values_of(base: Loaded) -> dict[str, Any]:
    """Return the values of a scenario by path, as conditions compare them."""
    return {".".join(leaf.path): leaf.shown for leaf in leaves(base.scenario)}


def _side(text: str, varied: Sequence[str], known: Sequence[str]) -> tuple[Side, str]:
    """Return a side, and what is wrong with it; a word that is no path is a choice, such as `none`."""
    if not _PATH.fullmatch(text):
        return Side("", text), ""
    wrong = ""
    for paths in (varied, [*varied, *known]):
        full, wrong = (text, "") if text in paths else whole_path(text, paths)
        if full in paths:
            return Side(full, text), ""
    if wrong:
        return Side("", text), wrong if "." in text else ""
    *above, last = text.split(".")
    valid = keys_at(tuple(above), Scenario)
    if last in valid:
        return Side(text, text), ""
    near = nearest(last, valid) or nearest(text, known)
    return Side("", text), f"{quoted(text)} is no value; " + (f"did you mean {quoted(near)}?" if near else "wanted one")


def _value(side: Side, levels: Sequence[Level], values: Mapping[str, Any]) -> str | None:
    if not side.path:
        return side.text
    for level in reversed(levels):
        if side.path in level.changes:
            changed = level.changes[side.path]
            return None if changed is None else as_text(changed)
    return as_text(values[side.path]) if side.path in values else None


def _read(text: str, kind: str) -> float | None:
    try:
        return read_quantity(text, kind)
    except MisreadError:
        return None
