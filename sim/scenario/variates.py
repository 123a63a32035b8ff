"""Random variates as a scenario writes them: `{lognormal: {mean: 4 hours, cv: 1.2}}` and the like.

A variate is read into one kind and a row of numbers, so that samplers need no reading of their own. What was
written stays beside it, so that a dump gives the scenario's own form again.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from math import fsum
from typing import Any, ClassVar, Self

from pydantic import GetJsonSchemaHandler, ModelWrapValidatorHandler, model_serializer, model_validator
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, ValidationError

from sim.scenario.faults import MisreadError, nearest, quoted
from sim.scenario.fields import Block, Quantity
from sim.scenario.paths import Steps
from sim.scenario.units import KINDS, show

KEYS: dict[str, tuple[str, ...]] = {
    "lognormal": ("mean", "median", "cv", "spread"),
    "exponential": ("mean",),
    "gamma": ("mean", "cv"),
    "uniform": (),
    "fixed": (),
    "table": (),
}
"""The kinds of variates and the keys inside each; those without keys hold a value or a list."""

_WIDEST_SUM = 1e-4  # published tables round their shares: 0.01 % of the whole
_SHARE, _NUMBER = Quantity("share"), Quantity("number", over_zero=True)
_SHAPES = {"cv": (1e-6, 1e3), "spread": (1.0, 1e6)}  # beyond these, means leave the range of doubles

Place = tuple[str | int, ...]
Written = tuple[tuple[str, float], ...]


class _PlacedError(Exception):
    """A fault on its way to `_collected`, with its place inside the variate."""

    def __init__(self, place: Place, fault: MisreadError, given: object) -> None:
        super().__init__(str(fault))
        self.place, self.fault, self.given = place, fault, given


class Variate(Block):
    """A random variate of one unit.

    Attributes
    ----------
    kind : str
        `lognormal | exponential | gamma | uniform | fixed | table`.
    parameters : tuple of float, values in the unit of the variate (days for durations)
        lognormal: (mu, sigma) of the logarithm; exponential: (mean,); gamma: (shape, scale);
        uniform: (low, high); fixed: (value,); table: (edge 1, share 1, edge 2, share 2, ...) with upper edges,
        the first band from 0, uniform within a band, shares that sum to exactly 1 but for rounding.
    written : tuple of (str, float)
        The numbers as the scenario has them, by name.
    """

    unit: ClassVar[str] = "number"
    form: ClassVar[str] = "{fixed: 2}"

    kind: str
    parameters: tuple[float, ...]
    written: Written = ()

    @property
    def mean(self) -> float:
        """The expected value, in the unit of the variate."""
        numbers = self.parameters
        if self.kind == "lognormal":
            return math.exp(numbers[0] + numbers[1] ** 2 / 2)
        if self.kind == "gamma":
            return numbers[0] * numbers[1]
        if self.kind == "uniform":
            return (numbers[0] + numbers[1]) / 2
        if self.kind == "table":
            edges, shares = (0.0, *numbers[::2]), numbers[1::2]
            return fsum(s * (a + b) / 2 for a, b, s in zip(edges, edges[1:], shares, strict=False))
        return numbers[0]

    @model_validator(mode="wrap")
    @classmethod
    def _from_written(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(given, cls):
            return given
        return handler(_collected(cls.__name__, given, _Reading(cls.unit, cls.form).read))

    def below(self, steps: Steps) -> Steps:
        """Return steps to some numbers of a variate of this kind beside the others of it; else the steps alone."""
        (kind, numbers), *_ = self._as_written().items()
        inside = steps.get(kind)
        if len(steps) > 1 or not isinstance(inside, dict) or not isinstance(numbers, dict):
            return steps
        return Steps({kind: numbers | inside}) if inside.keys() <= numbers.keys() else steps

    @model_serializer
    def _as_written(self) -> dict[str, Any]:
        return {self.kind: _WRITERS[self.kind](self.written, self._shown)}

    def _shown(self, value: float) -> Any:
        return value if self.unit == "number" else show(value, self.unit)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return json_form(KINDS[cls.unit].wanted, cls.unit)


class NumberVariate(Variate):
    """A variate without a unit; a plain number stands for `fixed`."""


class DurationVariate(Variate):
    """A variate of durations [day]; a plain duration stands for `fixed`."""

    unit: ClassVar[str] = "duration"
    form: ClassVar[str] = "{fixed: 2 hours}"


AgeVariate = DurationVariate
"""A variate of ages [day]."""


class _Reading:
    """Reads one written variate; the value's kind of quantity is `unit`."""

    def __init__(self, unit: str, form: str) -> None:
        self.value, self.over_zero, self.form = Quantity(unit), Quantity(unit, over_zero=True), form

    def read(self, given: object) -> dict[str, Any]:
        if isinstance(given, str | int | float):
            given = {"fixed": given}
        if not isinstance(given, dict):
            raise self._wrong((), f"is {quoted(given)}; wanted a variate such as {self.form}", given)
        if len(given) != 1:
            raise self._wrong((), f"has {len(given) or 'no'} keys; wanted one of {', '.join(KEYS)}", given)
        ((kind, inside),) = given.items()
        if kind not in KEYS:
            near = nearest(str(kind), KEYS)
            hint = f"did you mean '{near}'?" if near else f"wanted one of {', '.join(KEYS)}"
            raise self._wrong((str(kind),), f"is no kind of variate; {hint}", inside)
        written, parameters = getattr(self, f"_{kind}")(inside)
        return {"kind": kind, "parameters": parameters, "written": written}

    @staticmethod
    def _wrong(place: Place, text: str, given: object, code: str = "E208") -> _PlacedError:
        return _PlacedError(place, MisreadError(text, code), given)

    @staticmethod
    def _quantity(reader: Quantity, given: object, *place: str | int) -> float:
        try:
            return reader.read(given)
        except MisreadError as fault:
            raise _PlacedError(place, fault, given) from None

    def _named(self, kind: str, inside: object, *choices: tuple[str, ...]) -> dict[str, float]:
        """Return the numbers of a mapping that has exactly one key of each choice."""
        wanted = " and ".join(" or ".join(names) for names in choices)
        if not isinstance(inside, dict):
            raise self._wrong((kind,), f"is {quoted(inside)}; wanted a mapping of {wanted}", inside)
        for name in inside:
            if name not in KEYS[kind]:
                near = nearest(str(name), KEYS[kind])
                hint = f"did you mean '{near}'?" if near else f"wanted {wanted}"
                raise self._wrong((kind, str(name)), f"unknown key; {hint}", inside[name], "E101")
        for names in choices:
            if sum(name in inside for name in names) != 1:
                text = f"has {', '.join(map(quoted, inside)) or 'no key'}; wanted {wanted}"
                raise self._wrong((kind,), text, inside)
        readers = {"mean": self.over_zero, "median": self.over_zero, "cv": _NUMBER, "spread": _NUMBER}
        numbers = {name: self._quantity(readers[name], given, kind, name) for name, given in inside.items()}
        for name, (low, high) in _SHAPES.items():
            if name in numbers and not low < numbers[name] <= high:
                text = f"is {numbers[name]:g}; wanted more than {low:g}, up to {high:g}"
                raise self._wrong((kind, name), text, inside[name], "E204")
        return numbers

    def _lognormal(self, inside: object) -> tuple[Written, tuple[float, ...]]:
        numbers = self._named("lognormal", inside, ("mean", "median"), ("cv", "spread"))
        sigma = math.log(numbers["spread"]) if "spread" in numbers else math.sqrt(math.log1p(numbers["cv"] ** 2))
        mu = math.log(numbers["median"]) if "median" in numbers else math.log(numbers["mean"]) - sigma**2 / 2
        return tuple(numbers.items()), (mu, sigma)

    def _exponential(self, inside: object) -> tuple[Written, tuple[float, ...]]:
        numbers = self._named("exponential", inside, ("mean",))
        return tuple(numbers.items()), (numbers["mean"],)

    def _gamma(self, inside: object) -> tuple[Written, tuple[float, ...]]:
        numbers = self._named("gamma", inside, ("mean",), ("cv",))
        shape = numbers["cv"] ** -2.0
        return tuple(numbers.items()), (shape, numbers["mean"] / shape)

    def _fixed(self, inside: object) -> tuple[Written, tuple[float, ...]]:
        value = self._quantity(self.value, inside, "fixed")
        return (("fixed", value),), (value,)

    def _uniform(self, inside: object) -> tuple[Written, tuple[float, ...]]:
        if not isinstance(inside, list | tuple) or len(inside) != 2:
            raise self._wrong(("uniform",), f"is {quoted(inside)}; wanted a list of two values, [low, high]", inside)
        low, high = (self._quantity(self.value, given, "uniform", i) for i, given in enumerate(inside))
        if low >= high:
            raise self._wrong(("uniform",), "has a low end that is not under its high end", inside, "E204")
        return (("low", low), ("high", high)), (low, high)

    def _table(self, inside: object) -> tuple[Written, tuple[float, ...]]:
        if not isinstance(inside, list | tuple) or not inside:
            text = f"is {quoted(inside)}; wanted a list of bands, each [upper edge, share]"
            raise self._wrong(("table",), text, inside)
        rows = [self._band(row, i) for i, row in enumerate(inside)]
        for i, (row, following) in enumerate(pairwise(rows), start=1):
            if following[0] <= row[0]:
                text = "is not over the edge before it; wanted rising edges"
                raise self._wrong(("table", i, 0), text, inside, "E204")
        total = math.fsum(share for _, share in rows)
        if abs(total - 1.0) > _WIDEST_SUM:
            raise self._wrong(("table",), f"has shares of {show(total, 'number')} in all; wanted 100 %", inside, "E303")
        written = tuple(pair for edge, share in rows for pair in (("edge", edge), ("share", share)))
        return written, tuple(number for edge, share in rows for number in (edge, share / total))

    def _band(self, row: object, i: int) -> tuple[float, float]:
        if not isinstance(row, list | tuple) or len(row) != 2:
            raise self._wrong(("table", i), f"is {quoted(row)}; wanted [upper edge, share]", row)
        edge = self._quantity(self.over_zero, row[0], "table", i, 0)
        return edge, self._quantity(_SHARE, row[1], "table", i, 1)


def _collected(title: str, given: object, read: Callable[[object], dict[str, Any]]) -> dict[str, Any]:
    """Read, and turn a fault inside into one whose place reaches down to the key at fault."""
    try:
        return read(given)
    except _PlacedError as wrong:
        kind = PydanticCustomError("misread", "{text}", {"text": str(wrong.fault), "code": wrong.fault.code})
        details = InitErrorDetails(type=kind, loc=wrong.place, input=wrong.given)
        raise ValidationError.from_exception_data(title, [details]) from None


Show = Callable[[float], Any]


def _write_named(written: Written, shown: Show) -> dict[str, Any]:
    return {name: number if name in ("cv", "spread") else shown(number) for name, number in written}


def _write_table(written: Written, shown: Show) -> list[list[Any]]:
    numbers = [number for _, number in written]
    return [[shown(edge), show(share, "share")] for edge, share in zip(numbers[::2], numbers[1::2], strict=True)]


_WRITERS: dict[str, Callable[[Written, Show], Any]] = {
    "lognormal": _write_named,
    "exponential": _write_named,
    "gamma": _write_named,
    "fixed": lambda written, shown: shown(written[0][1]),
    "uniform": lambda written, shown: [shown(number) for _, number in written],
    "table": _write_table,
}


def json_form(wanted: str, unit: str) -> dict[str, Any]:
    """Return the JSON Schema of a variate whose values are `wanted`."""
    value = {"type": ["string", "number"] if unit == "number" else "string", "description": wanted}
    named = {name: {"type": "number"} if name in ("cv", "spread") else value for name in KEYS["lognormal"]}
    inside: dict[str, Any] = {
        kind: {"type": "object", "properties": {k: named[k] for k in keys}, "additionalProperties": False}
        for kind, keys in KEYS.items()
        if keys
    }
    inside["fixed"] = value
    inside["uniform"] = {"type": "array", "items": value, "minItems": 2, "maxItems": 2}
    inside["table"] = {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2}, "minItems": 1}
    single = {"type": "object", "properties": inside, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [value, {**single, "maxProperties": 1}]}
