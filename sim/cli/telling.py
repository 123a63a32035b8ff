"""`exposim show`: a scenario in words, for a terminal or a file."""

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from sim.cli.layout import columns
from sim.scenario.faults import escaped

if TYPE_CHECKING:
    from sim.scenario.bibliography import Reference
    from sim.scenario.parameters import Parameter
    from sim.scenario.telling.told import Event, Told
    from sim.scenario.words import Words

_WIDTH = 100
_LONGEST_VALUE = 40  # what is longer, such as a day's profile, stands in full in the resolved file


def told_in_words(words: "Words") -> str:
    """Return operators, laws on a time line and every value as it was read, with its range, source and status."""
    blocks = [
        [f"{words.name}: {words.title}"],
        [fill(paragraph, _WIDTH) for paragraph in words.about.split("\n\n") if paragraph],
        columns(_heads(words)).splitlines(),
        _things("People", words.people),
        _things("Operators", words.operators),
        _things("Laws", words.laws),
        _things("Changes", words.changes),
        _things("Agencies", words.agencies),
        _things("Intruders", words.intruders),
        _things("Monitoring", words.monitoring),
        _things("Interception", words.interception),
        _things("Effects", words.effects),
        _things("Errors", words.errors),
        _things("Costs", words.costs),
        _time_line(words.time_line),
        _table(words),
        _sources(words),
    ]
    return "\n\n".join("\n".join(_safe(lines)) for lines in blocks if lines)


def _heads(words: "Words") -> list[tuple[str, str]]:
    review = [("review", words.review)] if words.review else []
    return [*review, ("run", words.run), ("places", words.places), ("key", words.key)]


def _safe(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines that a terminal does not act on: a scenario may come from a stranger."""
    return (escaped(line) for text in lines for line in text.split("\n"))


def _things(title: str, things: "Sequence[Told]") -> list[str]:
    if not things:
        return []
    lines = [title]
    for thing in things:
        lines.append(f"  {thing.name}: {thing.what}")
        lines += [f"    {line}" for line in thing.lines]
    return lines


def _time_line(events: "Sequence[Event]") -> list[str]:
    rows = [(event.day, event.what, "" if event.played else "(outside the run)") for event in events]
    return ["Time line", columns(rows, indent="  ")] if rows else []


def _table(words: "Words") -> list[str]:
    rows = [("path", "as read", "range", "source", "status"), *map(_row, words.parameters)]
    return [f"Values: {words.assumed}", columns(rows, indent="  ")]


def _row(parameter: "Parameter") -> tuple[str, ...]:
    return parameter.path, _short(parameter.read), parameter.range, parameter.source, parameter.status


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def _sources(words: "Words") -> list[str]:
    if not words.sources:
        return []
    return [
        "Sources",
        *(fill(_reference(source), _WIDTH, initial_indent="  ", subsequent_indent="    ") for source in words.sources),
    ]


def _reference(source: "Reference") -> str:
    told = ", ".join(filter(None, (source.author, source.title, source.year, source.url, source.note)))
    return f"{source.key}: {told}" if told else source.key
