"""Dates, spans of dates, working hours and deadlines: values that a scenario spells as one text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sim.scenario.faults import MisreadError, quoted
from sim.scenario.units import LONGEST, bare, read_quantity, show

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def text_schema(read: Callable[[object], Any], show: Callable[[Any], Any]) -> CoreSchema:
    """Return the schema of a value that `read` makes of what was written and `show` writes back."""
    writing = core_schema.plain_serializer_function_ser_schema(show)
    return core_schema.no_info_plain_validator_function(read, serialization=writing)


class Spelt:
    """A value that is written as one text: `read` makes it, `str` writes it back."""

    wanted: ClassVar[str]
    example: ClassVar[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the value of a text; MisreadError (a ValueError) if it is of another form."""
        raise NotImplementedError

    @classmethod
    def read(cls, given: object) -> Self:
        """Return the value of what a file holds, or the value itself where Python code hands one in."""
        if isinstance(given, cls):
            return given
        if not isinstance(given, str) or len(given) > LONGEST:
            raise cls.misread(given)
        return cls.parse(given)

    @classmethod
    def misread(cls, given: object) -> MisreadError:
        """Return the fault of a value that is of another form."""
        return MisreadError(f"is {quoted(given)}; wanted {cls.wanted} such as '{cls.example}'", "E206")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return text_schema(cls.read, str)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "description": cls.wanted, "examples": [cls.example], "maxLength": LONGEST}


def read_date(given: object) -> date:
    """Return the date of an ISO text such as `2018-11-01`; MisreadError (E206) otherwise."""
    if isinstance(given, date):
        return given
    if isinstance(given, str) and _ISO_DATE.fullmatch(given.strip()):
        try:
            return date.fromisoformat(given.strip())
        except ValueError:
            raise MisreadError(f"is {quoted(given)}, which is no day of the calendar; wanted a date", "E206") from None
    raise MisreadError(f"is {quoted(given)}; wanted a date such as '2018-11-01'", "E206")


@dataclass(frozen=True, slots=True)
class Span(Spelt):
    """Days from `start` up to, and without, `end`."""

    wanted: ClassVar[str] = "two dates in order"
    example: ClassVar[str] = "2018-05-01 to 2018-11-01"

    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2018-05-01 to 2018-11-01`; the first day must come before the last."""
        words = text.split()
        if len(words) != 3 or words[1] != "to":
            raise cls.misread(text)
        start, end = read_date(words[0]), read_date(words[2])
        if start >= end:
            raise MisreadError(f"is {quoted(text)}; wanted a start before the end", "E206")
        return cls(start, end)

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Deadline(Spelt):
    """How long something may take: `days`, which are working days if `working`."""

    wanted: ClassVar[str] = "a deadline in days or working days"
    example: ClassVar[str] = "10 working days"

    days: float
    working: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `10 working days` or a plain duration such as `5 days`."""
        if "working" in text.split():
            return cls(read_quantity(text, "working_days"), True)
        return cls(read_quantity(text, "duration"), False)

    @classmethod
    def misread(cls, given: object) -> MisreadError:
        """Return the fault of a value that is no deadline; a bare number has its own code."""
        if isinstance(given, int | float) and not isinstance(given, bool):
            return MisreadError(bare(given, cls.wanted, cls.example), "E202")
        return MisreadError(f"is {quoted(given)}; wanted {cls.wanted} such as '{cls.example}'", "E201")

    def __str__(self) -> str:
        return show(self.days, "working_days" if self.working else "duration")


@dataclass(frozen=True, slots=True)
class WorkingHours(Spelt):
    """Opening hours of a desk: the same hours on each of its weekdays.

    Attributes
    ----------
    opens, closes : float [hour of the day], 0 <= opens < closes <= 24
    weekdays : tuple of int
        0 is Monday; in order.
    country : str or None
        ISO 3166 code whose public holidays are kept; None where no country was named.
    always : bool
        Open round the clock, holidays too.
    """

    wanted: ClassVar[str] = "'always' or opening hours"
    example: ClassVar[str] = "09:00-17:00 Mon-Fri CN"

    opens: float = 0.0
    closes: float = 24.0
    weekdays: tuple[int, ...] = field(default=tuple(range(7)))
    country: str | None = None
    always: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `always`, or hours, weekdays and perhaps a country: `09:00-17:00 Mon-Fri CN`."""
        words = text.split()
        if words == ["always"]:
            return cls(always=True)
        if len(words) not in (2, 3):
            raise cls.misread(text)
        country = words[2] if len(words) == 3 else None
        if country is not None and not re.fullmatch(r"[A-Z]{2}", country):
            raise MisreadError(
                f"is {quoted(text)}; wanted a country code of two capitals at its end, such as 'CN'", "E206"
            )
        opens, closes = cls._hours(words[0], text)
        return cls(opens, closes, cls._weekdays(words[1], text), country)

    @classmethod
    def _hours(cls, word: str, text: str) -> tuple[float, float]:
        clocks = [_CLOCK.fullmatch(part) for part in word.split("-")]
        if len(clocks) != 2 or clocks[0] is None or clocks[1] is None:
            raise cls.misread(text)
        (opens, minutes), (closes, minutes_closing) = ((int(c[1]) + int(c[2]) / 60, int(c[2])) for c in clocks if c)
        if max(minutes, minutes_closing) > 59 or closes > 24:
            raise MisreadError(f"is {quoted(text)}; wanted times of day from 00:00 to 24:00", "E206")
        if opens >= closes:
            raise MisreadError(f"is {quoted(text)}; wanted a closing time after the opening time, by 24:00", "E206")
        return opens, closes

    @classmethod
    def _weekdays(cls, word: str, text: str) -> tuple[int, ...]:
        days: set[int] = set()
        for part in word.split(","):
            ends = part.split("-")
            if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
                raise MisreadError(f"is {quoted(text)}; wanted weekdays such as 'Mon-Fri' or 'Mon,Wed'", "E206")
            first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
            days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        return tuple(sorted(days))

    def __str__(self) -> str:
        if self.always:
            return "always"
        hours = "-".join(_clock(hour) for hour in (self.opens, self.closes))
        return " ".join([hours, _named(self.weekdays), *([self.country] if self.country else [])])


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _named(weekdays: tuple[int, ...]) -> str:
    if len(weekdays) > 1 and weekdays == tuple(range(weekdays[0], weekdays[-1] + 1)):
        return f"{WEEKDAYS[weekdays[0]]}-{WEEKDAYS[weekdays[-1]]}"
    return ",".join(WEEKDAYS[day] for day in weekdays)
