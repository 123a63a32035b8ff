"""Every number and choice of a scenario as a row: as written, as read, its range, its source and its status."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from sim.scenario.document import Document, Source
from sim.scenario.faults import MisreadError
from sim.scenario.fields import Quantity
from sim.scenario.leaves import BLOCKS, Leaf, Path, leaves
from sim.scenario.nodes import Key
from sim.scenario.scenario import Scenario
from sim.scenario.timing import Deadline
from sim.scenario.units import KINDS, with_unit_of

Bounds = tuple[float, float]

DEFAULT = "assumption (default)"

_SHORT = {("fixed",), ("value",), ("by",)}  # what a bare number or word stands for, where a mapping may stand


class Parameter(NamedTuple):
    """One row of the parameter table."""

    path: str
    written: str  # as the file has it; empty for a default
    read: str  # as it was understood
    value: float | None  # in `unit`; None for choices, hours, lists and `forever`
    unit: str
    low: float | None  # the range, in `unit`
    high: float | None
    range: str
    source: str
    status: str

    @property
    def assumed(self) -> bool:
        """Whether the value is an assumption, a default among them."""
        return self.status.startswith("assumption")


def parameters(scenario: Scenario, document: Document) -> list[Parameter]:
    """Return every quantity and choice, from people to costs, in order of the file."""
    ranges = Ranges(scenario, document)
    return [_parameter(leaf, document, ranges) for leaf in leaves(scenario)]


def _parameter(leaf: Leaf, document: Document, ranges: "Ranges") -> Parameter:
    written, (source, status) = as_written(leaf.path, document), said_of(leaf.path, document)
    if written is None:
        source, status = "", DEFAULT
    bounds, text = ranges.of(leaf.path)
    number = _number(leaf)
    return Parameter(
        path=".".join(leaf.path),
        written="" if written is None else _told(written),
        read=_told(leaf.shown),
        value=number,
        unit=_unit(leaf.quantity),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        range=text,
        source=source,
        status=status,
    )


def _number(leaf: Leaf) -> float | None:
    if leaf.quantity is None:
        return None
    number = float(leaf.value.days if isinstance(leaf.value, Deadline) else leaf.value)
    return number if isfinite(number) else None


def _unit(quantity: Quantity | None) -> str:
    return KINDS[quantity.kind].unit if quantity else ""


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_told(inside) for inside in value) + "]"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def as_written(path: Path, document: Document) -> Any:
    """Return what the file has at a path, or above it where a short form of it stands; None for a default."""
    here: Any = document.data
    for depth, part in enumerate(path):
        if isinstance(here, list):
            here = here[int(part)] if str(part).isdecimal() and int(part) < len(here) else None
        elif isinstance(here, dict):
            here = here.get(part)
        else:
            return here if path[depth:] in _SHORT else None
    return here


def key_of(path: Path, document: Document) -> Key:
    """Return a path as a document has it: positions in lists are numbers."""
    here: Any = document.data
    found = list[str | int]()
    for part in path:
        in_list = isinstance(here, list) and str(part).isdecimal() and int(part) < len(here)
        found.append(int(part) if in_list else part)
        here = here[found[-1]] if in_list else here.get(part) if isinstance(here, dict) else None
    return tuple(found)


def said_of(path: Path, document: Document) -> tuple[str, str]:
    """Return the source and status of a written value: its own, else those of the nearest mapping that has any.

    A value with neither is an assumption; one with a source alone was not said to be verified.
    """
    key = key_of(path, document)
    for length in range(len(key), 0, -1):
        said = document.sources.get(key[:length])
        if said is not None and (not said or "source" in said or "status" in said):
            source = said.get("source", "")
            return source, said.get("status") or ("unverified" if source else "assumption")
    return "", "assumption"


class Ranges:
    """The ranges of a scenario, each found for the one number that it belongs to.

    `wrong` lists those that belong to no number, cannot be read, or do not hold their value: the path that has
    the range, and what is wrong.
    """

    def __init__(self, scenario: Scenario, document: Document) -> None:
        self._document = document
        self._leaves = {leaf.path: leaf for leaf in leaves(scenario)}
        self._bounds: dict[Path, tuple[Bounds, str]] = {}
        self.wrong: list[tuple[Path, str]] = []
        for place, said in document.sources.items():
            path = tuple(map(str, place))
            if path[:1] and path[0] in (*BLOCKS, "changes") and "range" in said:
                self._assign(path, said)

    def of(self, path: Path) -> tuple[Bounds | None, str]:
        """Return the range of a number in its unit, and as text; None and '' where it has none."""
        return self._bounds.get(path, (None, ""))

    def _assign(self, path: Path, said: Source) -> None:
        bounds = said["range"]
        if not isinstance(bounds, dict):
            return self._one(path, self._of_unit(self._single(path), bounds), bounds)
        for name, ends in bounds.items():
            parts = tuple(name.split("."))
            below = [leaf for leaf in self._below(path) if leaf[-len(parts) :] == parts and leaf[len(path) :]]
            direct = [leaf for leaf in below if leaf == (*path, *parts)]
            self._one((*path, "range", name), direct or below, ends)
        return None

    def _below(self, path: Path) -> list[Path]:
        return [leaf for leaf in self._leaves if leaf[: len(path)] == path and self._written(leaf)]

    def _written(self, path: Path) -> bool:
        return as_written(path, self._document) is not None

    def _single(self, path: Path) -> list[Path]:
        """Return the number that a range at a path belongs to: itself, its one plain number, or one inside."""
        if path in self._leaves:
            return [path]
        below = [leaf for leaf in self._below(path) if self._leaves[leaf].quantity is not None]
        direct = [leaf for leaf in below if len(leaf) == len(path) + 1]
        shapes = [leaf for leaf in below if leaf[-1] not in ("cv", "spread")]
        return next((found for found in (direct, below, shapes) if len(found) == 1), direct or below)

    def _of_unit(self, found: list[Path], ends: Any) -> list[Path]:
        """Return those of several numbers in whose unit the ends of a range are, if it is one; else all of them."""
        own = [leaf for leaf in found if all(self._reads(leaf, end) for end in ends)] if len(found) > 1 else []
        return own if len(own) == 1 else found

    def _reads(self, path: Path, end: Any) -> bool:
        leaf = self._leaves[path]
        try:
            _end(leaf, end, as_written(path, self._document))
        except MisreadError:
            return False
        return True

    def _one(self, at: Path, found: Sequence[Path], ends: Any) -> None:
        if len(found) != 1:
            which = ", ".join(".".join(path) for path in found[:4])
            wanted = f"wanted its path, of {which}" if found else "wanted a number beside it"
            self.wrong.append((at, f"is a range of no one number; {wanted}"))
            return
        leaf = self._leaves[found[0]]
        if key_of(leaf.path, self._document) != leaf.path:
            text = "is a range of a number in a list, and lists are drawn and replaced as a whole only"
            self.wrong.append((at, f"{text}; wanted no range"))
            return
        try:
            low, high = (_end(leaf, end, as_written(leaf.path, self._document)) for end in ends)
        except MisreadError as fault:
            self.wrong.append((at, f"is a range whose end {fault}"))
            return
        value = leaf.value.days if isinstance(leaf.value, Deadline) else leaf.value
        if not low <= value <= high:
            found_text = f"is the range {_told(ends)} of {_told(leaf.shown)}"
            self.wrong.append((at, f"{found_text}; wanted a low and a high end with the value between them"))
            return
        self._bounds[found[0]] = (low, high), f"{_told(ends[0])} to {_told(ends[1])}"


def _end(leaf: Leaf, end: Any, written: Any) -> float:
    """Return one end of a range, in the unit of its value or one of its own."""
    if leaf.quantity is None:
        raise MisreadError(f"is {end}, of a value that is no number; wanted no range")
    return leaf.quantity.read(with_unit_of(written, end) if isinstance(written, str) else end)
