"""The values of a scenario that nothing is inside of, from people to costs, in order of the file.

What stands in a list of mappings has the number of its item, from 0, in its path.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.fields import Block, Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.timing import Deadline, WorkingHours
from sim.scenario.variates import Variate

Path = tuple[str, ...]

BLOCKS = (
    "people", "operators", "laws", "agencies", "intruders", "interception", "monitoring", "effects", "errors", "costs",
)  # fmt: skip
_STRUCTURE = frozenset({"kind", "count", "off", "by", "currency", "price_year"})


@dataclass(frozen=True)
class Leaf:
    """A value of a scenario that nothing is inside of, and how it was spelt.

    `quantity` is None for choices, hours and lists, which have no unit of their own and can have no range.
    `spell` writes the value, which few of those who want leaves ask for, and took half of the time of finding them.
    """

    path: Path
    value: Any
    spell: Callable[[Any], Any]
    quantity: Quantity | None = None

    @property
    def shown(self) -> Any:
        """The value as it may stand in a file."""
        return self.spell(self.value)


def leaves(scenario: Scenario) -> list[Leaf]:
    """Return the quantities and choices of a scenario, defaults among them; not its names, places and dates."""
    found: list[Leaf] = []
    for name in BLOCKS:
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
    if value is None or _is_structure(value, path):
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
        yield Leaf(path, value, quantity.write, quantity)
    elif isinstance(value, Deadline):
        yield Leaf(path, value, str, Quantity("working_days" if value.working else "duration"))
    elif isinstance(value, WorkingHours):
        yield Leaf(path, value, str)
    elif isinstance(value, bool) or get_origin(kind) is Literal:
        yield Leaf(path, value, lambda same: same)
    elif isinstance(value, tuple) and _is_listed(kind):
        yield Leaf(path, value, list)
    elif isinstance(value, tuple):
        yield from _item_leaves(value, get_args(kind), path)


def _item_leaves(items: Sequence[Any], kinds: Sequence[Any], path: Path) -> Iterator[Leaf]:
    """Yield the leaves of blocks in a list, each under its number there, from 0; names in a list have none."""
    for number, item in enumerate(items):
        if isinstance(item, Block):
            yield from _leaves(item, kinds[0], (), (*path, str(number)))


def _is_structure(value: Any, path: Path) -> bool:
    """Tell whether a word or number says what a thing is, and not how much; shares `by` party are values."""
    return path[-1] in _STRUCTURE and not isinstance(value, dict | Block) and not _authoriser(path)


def _authoriser(path: Path) -> bool:
    return path[-2:] in (("authorise", "by"), ("by", "by"), ("release_by", "by")) or path[-3:-2] == ("protected",)


def _alias(name: str, field: FieldInfo) -> str:
    return "users" if name == "users_of" else field.alias or name  # one key, two forms


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
        yield Leaf(at, value, lambda variate: variate.model_dump(mode="json")[variate.kind])
    elif value.kind == "fixed":
        yield _number_leaf(at, numbers["fixed"], value.unit)
    else:
        for name, number in numbers.items():
            yield _number_leaf((*at, name), number, "number" if name in ("cv", "spread") else value.unit)


def _number_leaf(path: Path, number: float, unit: str) -> Leaf:
    quantity = Quantity(unit)
    return Leaf(path, number, quantity.write, quantity)
