"""Every number and choice of a scenario as a row: as written, as read, its range, its source and its status."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.document import Document, Source
from sim.scenario.faults import MisreadError
from sim.scenario.fields import Block, Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.timing import Deadline, WorkingHours
from sim.scenario.units import KINDS, with_unit_of
from sim.scenario.variates import Variate

Path = tuple[str, ...]
Bounds = tuple[float, float]

DEFAULT = "assumption (default)"
_BLOCKS = ("people", "operators", "laws", "agencies", "intruders", "interception", "monitoring", "effects", "costs")
_STRUCTURE = frozenset({"kind", "count", "off", "by", "currency", "price_year"})


@dataclass(frozen=True)
class Leaf:
    """A value of a scenario that nothing is inside of, and how it was spelt.

    `quantity` is None for choices, hours and lists, which have no unit of their own and can have no range.
    """

    path: Path
    value: Any
    shown: Any  # as it may stand in a file
    quantity: Quantity | None = None


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


def leaves(scenario: Scenario) -> list[Leaf]:
    """Return the quantities and choices of a scenario, defaults among them; not its names, places and dates."""
    found: list[Leaf] = []
    for name in _BLOCKS:
        found += _leaves(getattr(scenario, name), Scenario.model_fields[name].annotation, (), (name,))
    for name, change in scenario.changes.items():
        found += _set_leaves(change.values, Scenario, (), ("changes", name, "set"))
    return found


def _set_leaves(given: Any, kind: Any, marks: Sequence[Any], path: Path) -> Iterator[Leaf]:
    """Yield the leaves of what a change sets, in the kinds that a scenario has there; null removes and has none."""
    kind, marks = _unwrapped(kind, marks)
    block = isinstance(kind, type) and issubclass(kind, Block) and not issubclass(kind, Variate)
    if block and isinstance(given, dict):
        fields = {_alias(name, field): field for name, field in kind.model_fields.items()}
        for name, inside in given.items():
            field = fields.get(name)
            yield from _set_leaves(inside, field.annotation, field.metadata, (*path, name)) if field else ()
    elif get_origin(kind) is dict and isinstance(given, dict):
        for name, inside in given.items():
            yield from _set_leaves(inside, get_args(kind)[1], (), (*path, name))
    elif given is not None:
        whole: Any = Annotated[kind, *marks] if marks else kind
        with suppress(ValidationError):  # told as a fault of the edition
            yield from _leaves(TypeAdapter(whole).validate_python(given), kind, marks, path)


def _leaves(value: Any, kind: Any, marks: Sequence[Any], path: Path) -> Iterator[Leaf]:
    """Yield the leaves of a value of an annotated kind; `marks` are what annotates it."""
    kind, marks = _unwrapped(kind, marks)
    quantity = next((mark for mark in marks if isinstance(mark, Quantity)), None)
    if value is None or (path[-1] in _STRUCTURE and not _authoriser(path)):
        return
    if isinstance(value, Variate):
        yield from _variate_leaves(value, path)
    elif isinstance(value, Block):
        for name, field in type(value).model_fields.items():
            yield from _leaves(getattr(value, name), field.annotation, field.metadata, (*path, _alias(name, field)))
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield from _leaves(inside, get_args(kind)[1], (), (*path, name))
    elif quantity is not None:
        yield Leaf(path, value, quantity.write(value), quantity)
    elif isinstance(value, Deadline):
        yield Leaf(path, value, str(value), Quantity("working_days" if value.working else "duration"))
    elif isinstance(value, WorkingHours):
        yield Leaf(path, value, str(value))
    elif isinstance(value, bool) or get_origin(kind) is Literal:
        yield Leaf(path, value, value)
    elif isinstance(value, tuple) and _is_listed(kind):
        yield Leaf(path, value, list(value))


def _authoriser(path: Path) -> bool:
    return path[-2:] == ("authorise", "by")


def _alias(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _unwrapped(kind: Any, marks: Sequence[Any]) -> tuple[Any, Sequence[Any]]:
    """Return a kind without `| None` and without what annotates it, which is added to `marks`."""
    if hasattr(kind, "__metadata__"):
        return _unwrapped(kind.__origin__, (*marks, *kind.__metadata__))
    parts = [part for part in get_args(kind) if part is not type(None)]
    if type(None) in get_args(kind) and len(parts) == 1:
        return _unwrapped(parts[0], marks)
    return kind, marks


def _is_listed(kind: Any) -> bool:
    """Tell whether a tuple holds choices or numbers, and not names."""
    inside, marks = _unwrapped(get_args(kind)[0], ())
    return get_origin(inside) is Literal or any(isinstance(mark, Quantity) for mark in marks)


def _variate_leaves(value: Variate, path: Path) -> Iterator[Leaf]:
    at, numbers = (*path, value.kind), dict(value.written)
    if value.kind in ("uniform", "table"):
        yield Leaf(at, value, value.model_dump(mode="json")[value.kind])
    elif value.kind == "fixed":
        yield _number_leaf(at, numbers["fixed"], value.unit)
    else:
        for name, number in numbers.items():
            yield _number_leaf((*at, name), number, "number" if name in ("cv", "spread") else value.unit)


def _number_leaf(path: Path, number: float, unit: str) -> Leaf:
    quantity = Quantity(unit)
    return Leaf(path, number, quantity.write(number), quantity)


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
    """Return what the file has at a path, or above it where a short form stands; None for a default."""
    here: Any = document.data
    for part in path:
        if not isinstance(here, dict):
            return here
        here = here.get(part)
    return here


def said_of(path: Path, document: Document) -> tuple[str, str]:
    """Return the source and status of a written value: its own, else those of the nearest mapping that has any.

    A value with neither is an assumption; one with a source alone was not said to be verified.
    """
    for length in range(len(path), 0, -1):
        said = document.sources.get(path[:length])
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
            if path[:1] and path[0] in (*_BLOCKS, "changes") and "range" in said:
                self._assign(path, said)

    def of(self, path: Path) -> tuple[Bounds | None, str]:
        """Return the range of a number in its unit, and as text; None and '' where it has none."""
        return self._bounds.get(path, (None, ""))

    def _assign(self, path: Path, said: Source) -> None:
        bounds = said["range"]
        if not isinstance(bounds, dict):
            return self._one(path, self._single(path), bounds)
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

    def _one(self, at: Path, found: Sequence[Path], ends: Any) -> None:
        if len(found) != 1:
            which = ", ".join(".".join(path) for path in found[:4])
            wanted = f"wanted its path, of {which}" if found else "wanted a number beside it"
            self.wrong.append((at, f"is a range of no one number; {wanted}"))
            return
        leaf = self._leaves[found[0]]
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
