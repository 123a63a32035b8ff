"""The closed grammar of quantities: a number, perhaps a size word, and unit words; anything else is refused.

Quantities are read with exact fractions and rounded once, so that `36 minutes` is the double nearest to 0.025
days and every reading can be shown and read again without loss. General unit parsers read some of these texts
wrongly (`5 min` as metre-inches) or take minutes over a hostile one; this one looks words up in a table.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import inf, isinf
from typing import Any

from sim.scenario.faults import MisreadError, nearest, quoted
from sim.scenario.money import currency_or_first, in_any_currency

LONGEST = 200
MONTH_DAYS, YEAR_DAYS = Fraction("30.4375"), Fraction("365.25")

Table = dict[tuple[str, ...], Fraction]

_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)(%|k)?")
_SIZES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_PEOPLE = ("people", "person", "persons")
_FOREVER = ("account life", "forever")
_DAYS = {
    "second": Fraction(1, 86400),
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "month": MONTH_DAYS,
    "year": YEAR_DAYS,
}
_LONGEST_DAYS = 365.25e6  # a million years: far from the ends of a double
_TIMES: Table = {(word,): days for name, days in _DAYS.items() for word in (name, f"{name}s")}
_PER_TIME: Table = {("per", name): 1 / days for name, days in _DAYS.items()}
_NO_UNIT: Table = {(): Fraction(1)}
_MONEY = {"money_per_hour": "per hour", "money_per_tb": "per TB per year", "money_per_year": "per year",
          "money_per_item": "per item"}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of quantity: its unit words with their size in the kind's own unit, and how to write it."""

    wanted: str
    unit: str  # of the number that a reading returns
    words: Table
    example: str
    most: float = 1e12


KINDS: dict[str, Kind] = {
    "duration": Kind("a duration", "day", _TIMES, "180 days", _LONGEST_DAYS),
    "retention": Kind("a duration, 'account life' or 'forever'", "day", _TIMES, "180 days", _LONGEST_DAYS),
    "working_days": Kind(
        "working days",
        "working day",
        {("working", word): Fraction(1) for word in ("day", "days")},
        "10 working days",
    ),
    "share": Kind("a share", "1", {("%",): Fraction(1, 100)}, "70 %", most=1),
    "share_per_visit": Kind("a share per visit", "1", {("%", "per", "visit"): Fraction(1, 100)}, "2 % per visit", 1),
    "people": Kind("a number of people", "person", _NO_UNIT | {(w,): Fraction(1) for w in _PEOPLE}, "829 million"),
    "number": Kind("a number without a unit", "1", _NO_UNIT, "1.5"),
    "person_rate": Kind(
        "a number per person and time",
        "1/(person day)",
        {("per", "person", *way): size for (_, unit), size in _PER_TIME.items() for way in ((unit,), ("per", unit))},
        "400 per person day",
    ),
    "rate": Kind("a number per time", "1/day", _PER_TIME, "0.2 per year"),
    "case_rate": Kind("a number of cases per people and time", "1/(person day)", {}, "40 per 100k people per year"),
    "bytes": Kind(
        "a size in bytes",
        "byte",
        {
            (word,): Fraction(1000**power)
            for power, words in enumerate((("byte", "bytes"), ("kB",), ("MB",), ("GB",), ("TB",)))
            for word in words
        },
        "300 bytes",
    ),
    **{
        kind: Kind(f"money {unit}", f"money {unit}", in_any_currency(*unit.split()), f"45 EUR {unit}")
        for kind, unit in _MONEY.items()
    },
}


def read_quantity(text: str, kind: str) -> float:
    """Return a quantity in its kind's own unit.

    Parameters
    ----------
    text : str
        A number and its unit words, such as `6 months` or `12 per 100k people per year`; at most 200 characters.
    kind : str
        A key of `KINDS`, which also names the unit of the result: days for durations, 1 for shares, per day for
        rates, cases per person and day for case rates, bytes.

    Returns
    -------
    float [unit of the kind], >= 0
        `inf` only for the retentions `forever` and `account life`.

    Raises
    ------
    MisreadError
        A ValueError with the code of the fault: no such form or unit (E201), a bare number (E202), a number
        that is negative or too large (E204).

    Examples
    --------
    >>> read_quantity("36 minutes", "duration")
    0.025
    >>> read_quantity("70 %", "share")
    0.7
    """
    form = KINDS[kind]
    if kind == "retention" and " ".join(text[:LONGEST].split()) in _FOREVER:
        return inf
    number, words = _split(text, form)
    factor = _case_rate(words) if kind == "case_rate" else form.words.get(words)
    if factor is None:
        raise _refused(text, number, words, form)
    return _within(text, number * factor, kind)


def with_unit_of(written: str, end: Any) -> Any:
    """Return an end of a range with the unit that its value was written in, or the rest of it.

    A size word is a word of the unit, and an end may have one of its own.

    >>> with_unit_of("829 million people", 900), with_unit_of("300 thousand EUR per year", "1 million")
    ('900 million people', '1 million EUR per year')
    """
    unit, given = _unit(written), _unit(end) if isinstance(end, str) else []
    if given[:1] and given[0] in _SIZES:
        unit, given = [word for word in unit if word not in _SIZES], given[1:]
    missing = unit[len(given) :] if unit[: len(given)] == given else []
    return " ".join([str(end), *missing]) if missing else end


def _unit(text: str) -> list[str]:
    """Return the words that follow the number of a quantity."""
    words = text[:LONGEST].split()
    return ["%"] * words[0].endswith("%") + words[1:] if words else []


def _split(text: str, form: Kind) -> tuple[Fraction, tuple[str, ...]]:
    """Return the number of `text`, size word and glued sign included, and its unit words."""
    words = text.split() if len(text) <= LONGEST else []
    match = _NUMBER.fullmatch(words[0]) if words else None
    if match is None:
        raise MisreadError(_no_number(text, words, form))
    number, glued, rest = Fraction(match[1]), match[2], words[1:]
    if glued == "%":
        rest = ["%", *rest]
    elif glued == "k":
        number *= 1000
    if rest and rest[0] in _SIZES:
        number *= _SIZES[rest.pop(0)]
    return number, tuple(rest)


def _no_number(text: str, words: list[str], form: Kind) -> str:
    if words and words[0].lower().strip("+-.") in ("nan", "inf", "infinity"):
        return f"is {quoted(text)}, which is no finite number; wanted {form.wanted} such as '{form.example}'"
    if words and re.fullmatch(r"[0-9][0-9,_']*[,_'][0-9]+", words[0][:40]):
        return f"is {quoted(text)}; wanted a number without separators, such as '{form.example}'"
    return f"is {quoted(text)}; wanted {form.wanted} such as '{form.example}'"


def _case_rate(words: tuple[str, ...]) -> Fraction | None:
    """Return the factor of `per 100k people per year`, in cases per person and day."""
    if len(words) < 5 or words[0] != "per" or words[-3] not in _PEOPLE or words[-2:] not in _PER_TIME:
        return None
    per_people, size = words[1:-3], Fraction(1)
    if len(per_people) > 2 or (len(per_people) == 2 and per_people[1] not in _SIZES):
        return None
    for position, word in enumerate(per_people):
        match = _NUMBER.fullmatch(word)
        if word in _SIZES:
            size *= _SIZES[word]
        elif position == 0 and match and match[2] != "%":
            size *= Fraction(match[1]) * (1000 if match[2] else 1)
        else:
            return None
    return _PER_TIME[words[-2:]] / size if size > 0 else None


def _refused(text: str, number: Fraction, words: tuple[str, ...], form: Kind) -> MisreadError:
    if not words:
        return MisreadError(bare(text, form.wanted, form.example), "E202")
    known = sorted({word for unit in form.words for word in unit})
    hints = [hint for word in words if word not in known and (hint := nearest(word, known))]
    hint = f"; did you mean '{hints[0]}'?" if hints else ""
    return MisreadError(f"is {quoted(text)}; wanted {form.wanted} such as '{form.example}'{hint}")


def bare(value: object, wanted: str, example: str) -> str:
    """Return the message for a number that lacks its unit."""
    shown = value if isinstance(value, str) else quoted(value)
    return f"is {shown}, a number without a unit; wanted {wanted} such as '{example}'"


def _within(text: str, value: Fraction, kind: str) -> float:
    shown, most = " ".join(text.split()), KINDS[kind].most
    if value < 0:
        raise MisreadError(f"is {shown}; wanted 0 or more", "E204")
    if value > most:
        raise MisreadError(f"is {shown}; wanted {show(most, kind)} or less", "E204")
    return float(value)


def show(value: float, kind: str) -> str:
    """Return a quantity as text that reads back as exactly the same number.

    Parameters
    ----------
    value : float [unit of the kind], >= 0
    kind : str
        A key of `KINDS`.

    Examples
    --------
    >>> show(0.025, "duration"), show(182.625, "duration"), show(0.00146, "share")
    ('36 minutes', '6 months', '0.146 %')
    """
    if isinf(value):
        return "forever"
    words, size = _written_as(value, kind)
    digits = _shortest(Fraction(value), size)
    return f"{digits} {_singular(words) if digits == '1' else words}".rstrip()


def show_days(days: float) -> str:
    """Return a duration in days as text in its most natural unit, or `forever`."""
    return show(days, "retention")


def _singular(words: str) -> str:
    return words.removesuffix("s") if words in ("days", "hours", "minutes", "seconds", "months", "years") else words


def _written_as(value: float, kind: str) -> tuple[str, Fraction]:
    """Return the unit words that a value is best written with, and their size."""
    if kind in ("duration", "retention"):
        return _time_unit(Fraction(value))
    if kind == "people":
        return _people_unit(value)
    if kind == "rate":
        return ("per day", Fraction(1)) if value >= 1 else ("per year", 1 / YEAR_DAYS)
    if kind == "case_rate":
        return "per 100k people per year", 1 / (100_000 * YEAR_DAYS)
    if kind == "person_rate":
        return "per person day", Fraction(1)
    if kind in _MONEY:
        return f"{currency_or_first(value)} {_MONEY[kind]}", Fraction(1)
    fixed = {"share": "%", "share_per_visit": "% per visit", "bytes": "bytes", "working_days": "working days"}
    words = fixed.get(kind, "")
    return words, KINDS[kind].words[tuple(words.split())]


def _time_unit(days: Fraction) -> tuple[str, Fraction]:
    if days and float(days / YEAR_DAYS).is_integer():
        return "years", YEAR_DAYS
    if days >= 1 and days % 1 and float(days / MONTH_DAYS).is_integer():
        return "months", MONTH_DAYS
    for name in ("day", "hour", "minute"):
        if days == 0 or days >= _DAYS[name]:
            return f"{name}s", _DAYS[name]
    return "seconds", _DAYS["second"]


def _people_unit(value: float) -> tuple[str, Fraction]:
    for word in ("billion", "million"):
        if value >= _SIZES[word] and value * 1000 % _SIZES[word] == 0:
            return word, Fraction(_SIZES[word])
    return "people", Fraction(1)


def _shortest(value: Fraction, size: Fraction) -> str:
    """Return the fewest decimal digits that, in units of `size`, round to the same double (17 always do)."""
    exact, wanted = value / size, float(value)
    for digits in range(1, 18):
        near = Context(prec=digits).divide(Decimal(exact.numerator), Decimal(exact.denominator))
        if float(Fraction(near) * size) == wanted:
            break
    return format(near, "f") if -8 < near.adjusted() < 16 else f"{near:e}".replace("e+", "e")
