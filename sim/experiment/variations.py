"""What `--vary` and `vary=` say: a path and its values, several paths that vary together, or a range."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.experiment.points import Level
from sim.scenario.faults import Fault, Mark, ScenarioError, quoted
from sim.scenario.overlay import option

_ENDS = re.compile(r"(.+?)\.\.(.+?)(?::(\d+)( log)?)?")
_QUANTITY = re.compile(r"([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*)", re.IGNORECASE)
_KEY = "x"  # any that says nothing of its value
_ROUNDING = 1e-9  # a third of three is one
MOST_VALUES = 10_000
FORM = "path=a,b,c or path=low..high:5"


class Span(NamedTuple):
    """The ends of a range, as numbers of one unit; `steps` is None where a design is to draw from it."""

    low: float
    high: float
    unit: str
    steps: int | None
    logarithmic: bool
    whole: bool = False  # whether only whole numbers are values

    def at(self, share: float) -> str:
        """Return the value at a share (0 to 1) of the way."""
        if self.logarithmic:
            value = self.low * (self.high / self.low) ** share
        else:
            value = self.low + share * (self.high - self.low)
        value = round(value) if self.whole else value
        return f"{value:.10g} {self.unit}".rstrip()

    def values(self) -> list[str]:
        """Return evenly spaced values, both ends among them."""
        steps = self.steps or 1
        return [self.at(step / max(steps - 1, 1)) for step in range(steps)]


class Variation(NamedTuple):
    """Paths that vary together: the values of each setting, or a range for each path.

    `names` are what tables call the settings of one path, where they have names; `at` is where they are written in
    the scenario file, if they are.
    """

    paths: tuple[str, ...]
    settings: tuple[tuple[Any, ...], ...]
    spans: tuple[Span, ...]
    mark: Mark
    names: tuple[str, ...] = ()
    at: tuple[str | int, ...] | None = None

    @property
    def label(self) -> str:
        """What a design calls the factor."""
        return "; ".join(self.paths)

    def levels(self) -> list[Level]:
        """Return every setting as a level."""
        return [self._level(values, self.names[n] if self.names else "") for n, values in enumerate(self.settings)]

    def drawn(self, share: float) -> Level:
        """Return the level at a share (0 to 1) of the way through the range, or through the settings in order."""
        if self.spans:
            return self._level([self.spans[0].at(share)], "")
        number = min(int(share * len(self.settings) + _ROUNDING), len(self.settings) - 1)
        return self._level(self.settings[number], self.names[number] if self.names else "")

    def _level(self, values: Sequence[Any], name: str) -> Level:
        texts = {path: name or as_text(value) for path, value in zip(self.paths, values, strict=True)}
        changes = dict(zip(self.paths, values, strict=True))
        mark = None if self.at else self.mark
        return Level(", ".join(f"{path}={text}" for path, text in texts.items()), changes, texts, self.at, mark)


def as_text(value: Any) -> str:
    """Return a value as tables have it.

    >>> as_text({"fixed": "2 hours"}), as_text([None, True, 0.5])
    ('{fixed: 2 hours}', '[null, true, 0.5]')
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_text, value)) + "]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def from_options(texts: Sequence[str]) -> list[Variation]:
    """Return what each `--vary` says: `path=a,b,c`, `path=low..high:5`, or several of these joined by `;`.

    Paths joined by `;` vary together: their first values, their second values and so on.

    Raises
    ------
    ScenarioError
        E375 for every text that cannot be read.
    """
    found, faults = [], []
    for text in texts:
        mark = Mark(f"--vary {text.partition('=')[0].strip()}")
        try:
            found.append(together([_one(part) for part in _split(text, ";")], mark))
        except ValueError as error:
            faults.append(Fault(mark, "", "E375", str(error)))
    if faults:
        raise ScenarioError(faults)
    return found


def from_mapping(vary: Mapping[Any, Any]) -> list[Variation]:
    """Return what `vary=` says: a path to its values or a range as text; a tuple of paths to tuples of values."""
    found, faults = [], []
    for key, given in vary.items():
        paths = (key,) if isinstance(key, str) else tuple(key)
        mark = Mark(f"vary {', '.join(map(str, paths))}")
        try:
            if isinstance(key, str):
                found.append(of_one(key, given, mark))
            else:
                columns = [list(column) for column in zip(*given, strict=True)]
                found.append(together(list(zip(paths, columns, strict=True)), mark))
        except (ValueError, TypeError) as error:
            faults.append(Fault(mark, "", "E375", f"{error}" if "wanted" in str(error) else _unfit(given)))
    if faults:
        raise ScenarioError(faults)
    return found


def of_one(path: str, given: Any, mark: Mark) -> Variation:
    """Return the variation of one path: a list of values, a mapping of names to values, or a range as text.

    Raises
    ------
    ValueError
        If it is none of these; its text says what was found and what is wanted.
    """
    if isinstance(given, Mapping):
        named = tuple(map(str, given))
        return together([(path, list(given.values()))], mark)._replace(names=named)
    original = given
    if isinstance(given, str) or not isinstance(given, Iterable):
        given = values_of_text(given) if isinstance(given, str) else None
    if given is None:
        wanted = "wanted a list of values, a range such as 30..90 days:3, or named values"
        raise ValueError(f"is {quoted(original)}; {wanted}")
    return together([(path, given if isinstance(given, Span) else list(given))], mark)


def _unfit(given: object) -> str:
    return f"is {quoted(given)}; wanted a list of values, or of tuples with a value for each path"


def _one(text: str) -> tuple[str, "list[Any] | Span"]:
    path, equals, values = text.partition("=")
    if not equals or not path.strip() or not values.strip():
        raise ValueError(f"is {quoted(text)}; wanted {FORM}")
    return path.strip(), values_of_text(values.strip())


def values_of_text(text: str) -> "list[Any] | Span":
    """Return the values that a text lists, or its range."""
    ends = _ENDS.fullmatch(text)
    if ends is None or "," in text:
        return [_plain(part) for part in _split(text, ",")]
    low, high, steps, logarithmic = ends.groups()
    first, last = _QUANTITY.fullmatch(low.strip()), _QUANTITY.fullmatch(high.strip())
    if first is None or last is None or (first[2] and first[2] != last[2]):
        raise ValueError(f"is the range {quoted(text)}; wanted two numbers of one unit, such as 30..90 days:3")
    span = Span(float(first[1]), float(last[1]), last[2], int(steps) if steps else None, bool(logarithmic))
    if span.low >= span.high or (span.logarithmic and span.low <= 0):
        raise ValueError(f"is the range {quoted(text)}; wanted a low end (over 0 for log) below the high one")
    if span.steps is not None and not 2 <= span.steps <= MOST_VALUES:
        raise ValueError(f"is the range {quoted(text)}; wanted 2 to {MOST_VALUES:,} values")
    return span


def _plain(text: str) -> Any:
    document = option(f"{_KEY}={text.strip()}")
    if document.faults or _KEY not in document.data:
        raise ValueError(f"has the value {quoted(text.strip())}, which cannot be read; wanted {FORM}")
    return document.data[_KEY]


def _split(text: str, sign: str) -> list[str]:
    """Return the parts between signs that stand in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "[{(") - (letter in ")}]")
        if letter == sign and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def together(parts: "Sequence[tuple[str, list[Any] | Span]]", mark: Mark) -> Variation:
    """Return the variation of paths that vary together; ValueError if their values do not go together."""
    paths = tuple(path for path, _ in parts)
    spans = tuple(values for _, values in parts if isinstance(values, Span) and values.steps is None)
    if spans:
        if len(spans) != len(parts) or len(spans) > 1:
            raise ValueError("is a range without a number of values beside others; wanted each path on its own")
        return Variation(paths, (), spans, mark)
    columns = [values.values() if isinstance(values, Span) else values for _, values in parts]
    if not columns or not columns[0] or len({len(column) for column in columns}) != 1:
        counts = ", ".join(str(len(column)) for column in columns)
        raise ValueError(f"has {counts} values that are to vary together; wanted as many of each, at least one")
    settings = tuple(zip(*columns, strict=True))
    often = Counter(tuple(map(as_text, values)) for values in settings)
    if len(often) < len(settings):  # two points of one name
        raise ValueError(f"has the value {quoted(', '.join(often.most_common(1)[0][0]))} twice; wanted each value once")
    return Variation(paths, settings, (), mark)
