"""The field types of scenario blocks: what may be written, how it is read, how it is written back.

Every type reads what a scenario file holds, mostly text with a unit, into plain numbers in the simulator's
units, and writes it back when a block is dumped, so that the dump of a scenario is a scenario again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import fsum, inf
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from sim.scenario.faults import MisreadError, quoted
from sim.scenario.formulas import is_formula
from sim.scenario.money import Amount, currency_of
from sim.scenario.paths import Steps
from sim.scenario.timing import Deadline, Span, WorkingHours, read_date, text_schema
from sim.scenario.units import KINDS, LONGEST, read_quantity, show

__all__ = [
    "Block",
    "Bytes",
    "CaseRate",
    "Count",
    "Day",
    "Days",
    "Deadline",
    "Entities",
    "Hours",
    "Name",
    "Number",
    "People",
    "PersonRate",
    "PositiveDays",
    "PositiveNumber",
    "Retention",
    "Share",
    "SharePerVisit",
    "Span",
    "Split",
    "Text",
    "WholeNumber",
    "WorkingDays",
    "WorkingHours",
    "YearRate",
]

LONGEST_NAME, LONGEST_TEXT = 64, 2000
_UNITLESS = ("number", "people")
_NAME = re.compile(r"[\w ._'-]+")


class Block(BaseModel):
    """A part of a scenario: frozen, and unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _beside_steps(cls, given: Any) -> Any:
        """Fill in what a dotted path leaves of a default, as if the default had been written: it changes one number."""
        led = [key for key, value in given.items() if isinstance(value, Steps)] if isinstance(given, dict) else []
        if not led:
            return given
        fields = {field.alias or name: field.default for name, field in cls.model_fields.items()}
        return given | {key: fields[key].below(given[key]) for key in led if isinstance(fields.get(key), Block)}

    def below(self, steps: Steps) -> Steps:
        """Return steps laid over this block, which is the default where they lead; blocks in it do this themselves."""
        written = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return Steps({key: value for key, value in written.items() if not isinstance(value, dict)} | steps)


@dataclass(frozen=True)
class Quantity:
    """The marker of a field that holds a quantity of a kind of `units.KINDS`."""

    kind: str
    over_zero: bool = False
    whole: bool = False
    least: float = 0.0
    most: float = inf

    def read(self, given: object) -> float:
        """Return the number of a text; bare numbers only where the kind has no unit."""
        value = self._number(given)
        if self.over_zero and value == 0:
            raise MisreadError(f"is {self._shown(given)}; wanted more than 0", "E204")
        if value < self.least:
            raise MisreadError(f"is {self._shown(given)}; wanted {self.least:g} or more", "E204")
        if value > self.most:
            raise MisreadError(f"is {self._shown(given)}; wanted {self.most:,g} or fewer", "E204")
        if not self.whole:
            return value
        if value != int(value):
            raise MisreadError(f"is {self._shown(given)}; wanted a whole number", "E205")
        return int(value)

    def write(self, value: float) -> float | str:
        """Return a value as it may stand in a scenario file."""
        return value if self.kind == "number" else show(value, self.kind)

    def _number(self, given: object) -> float:
        form = KINDS[self.kind]
        if isinstance(given, str):
            return read_quantity(given, self.kind)
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise MisreadError(f"is {quoted(given)}; wanted {form.wanted} such as '{form.example}'")
        return read_quantity(repr(float(given) if isinstance(given, float) else int(given)), self.kind)

    @staticmethod
    def _shown(given: object) -> str:
        return " ".join(given.split()) if isinstance(given, str) else quoted(given)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return text_schema(self.read, self.write)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        form = KINDS[self.kind]
        written = ["string", "number"] if self.kind in _UNITLESS else "string"
        return {"type": written, "description": form.wanted, "examples": [form.example], "maxLength": LONGEST}


@dataclass(frozen=True)
class Money(Quantity):
    """The marker of a field that holds money per something; its value remembers the currency."""

    def read(self, given: object) -> Amount:
        """Return the amount of a text."""
        value = super().read(given)
        return Amount(value, currency_of(str(given)))


@dataclass(frozen=True)
class Reading:
    """The marker of a field that a function reads from plain text."""

    read: Callable[[object], Any]
    write: Callable[[Any], Any]
    form: tuple[tuple[str, Any], ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return text_schema(self.read, self.write)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        form = {key: list(value) if isinstance(value, tuple) else value for key, value in self.form}
        return {"type": "string", **form}


def read_name(given: object) -> str:
    """Return the name of a thing: 1 to 64 letters, digits, spaces and . _ - ', with no '.' at its start."""
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)  # a key such as a grade
    if not isinstance(given, str):
        raise MisreadError(f"is {quoted(given)}; wanted a name", "E207")
    if not 1 <= len(given) <= LONGEST_NAME:
        raise MisreadError(f"is {quoted(given)}; wanted a name of 1 to {LONGEST_NAME} characters", "E207")
    if not _NAME.fullmatch(given) or given[0] == "." or given != given.strip():
        raise MisreadError(f"is {quoted(given)}; wanted a name of letters, digits, spaces and . _ - ' only", "E207")
    return given


def read_text(given: object) -> str:
    """Return free text of at most 2,000 characters; tabs and line ends are its only control characters."""
    if not isinstance(given, str):
        raise MisreadError(f"is {quoted(given)}; wanted text", "E207")
    if len(given) > LONGEST_TEXT:
        raise MisreadError(f"is {quoted(given)}; wanted at most {LONGEST_TEXT:,} characters", "E207")
    if not all(c.isprintable() or c in "\n\t" for c in given):
        raise MisreadError(f"is {quoted(given)}; wanted text without control characters", "E207")
    if is_formula(given):
        raise MisreadError(f"is {quoted(given)}; wanted text that no spreadsheet takes for a formula", "E207")
    return given


Days = Annotated[float, Quantity("duration")]
"""A duration of 0 or more [day]."""
PositiveDays = Annotated[float, Quantity("duration", over_zero=True)]
"""A duration over 0 [day]."""
Retention = Annotated[float, Quantity("retention")]
"""How long something is kept [day]; `account life` and `forever` are `math.inf`."""
WorkingDays = Annotated[float, Quantity("working_days")]
"""A number of working days; plain days are refused."""
Share = Annotated[float, Quantity("share")]
"""A share, written in per cent [1], 0 to 1."""


K = TypeVar("K")


def _adds_up(shares: dict[K, float]) -> dict[K, float]:
    if abs(fsum(shares.values()) - 1.0) > 5e-3:
        raise MisreadError(f"adds up to {100 * fsum(shares.values()):g} %; wanted 100 %", "E303")
    return shares


Split = Annotated[dict[K, Share], AfterValidator(_adds_up)]
"""Shares by name that add up to 100 %, within what rounding to whole per cent leaves."""
PositiveShare = Annotated[float, Quantity("share", over_zero=True)]
"""A share over 0, written in per cent [1]."""
SharePerVisit = Annotated[float, Quantity("share_per_visit")]
"""A chance per visit, written in per cent [1], 0 to 1."""
People = Annotated[int, Quantity("people", whole=True)]
"""A whole number of people, 0 or more."""
Number = Annotated[float, Quantity("number")]
"""A number without unit, 0 or more."""
PositiveNumber = Annotated[float, Quantity("number", over_zero=True)]
"""A number without unit, over 0."""
Factor = Annotated[float, Quantity("number", least=1.0)]
"""A factor that raises something: a number without unit, 1 or more."""
Count = Annotated[int, Quantity("number", over_zero=True, whole=True)]
"""A whole number, 1 or more."""
Entities = Annotated[int, Quantity("number", over_zero=True, whole=True, most=100_000)]
"""How many actors share a description, 1 to 100,000: each takes 0.2 ms of a run and some kB."""
WholeNumber = Annotated[int, Quantity("number", whole=True)]
"""A whole number, 0 or more."""
PersonRate = Annotated[float, Quantity("person_rate")]
"""A number per person and time [1/(person day)]."""
YearRate = Annotated[float, Quantity("rate")]
"""A number per time, often written per year [1/day]."""
CaseRate = Annotated[float, Quantity("case_rate")]
"""Cases per person and time, written per so many people and year [1/(person day)]."""
Bytes = Annotated[float, Quantity("bytes")]
"""A size [byte]; a kB is 1,000 bytes."""
HourPrice = Annotated[float, Money("money_per_hour")]
"""Money per hour of a member of staff."""
StoragePrice = Annotated[float, Money("money_per_tb")]
"""Money per TB held and year."""
YearPrice = Annotated[float, Money("money_per_year")]
"""Money per year."""
ItemPrice = Annotated[float, Money("money_per_item")]
"""Money per item of a request."""
Day = Annotated[
    date,
    Reading(read_date, date.isoformat, (("format", "date"), ("description", "a date"), ("examples", ("2018-11-01",)))),
]
"""A day of the calendar."""
Hours = WorkingHours
"""Opening hours, or `always`."""
Name = Annotated[str, Reading(read_name, str, (("pattern", r"^[^./\\][^/\\]*$"), ("maxLength", LONGEST_NAME)))]
"""The name of a thing: 1 to 64 letters, digits, spaces and . _ - '."""
Text = Annotated[str, Reading(read_text, str, (("maxLength", LONGEST_TEXT),))]
"""Free text without control characters, at most 2,000 characters."""
