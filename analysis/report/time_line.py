"""The law time line: days as marks on a strip from the first to the last day of the run, and in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

APART = 3.0  # per cent of the strip: nearer marks stand in further rows
MOST_ROWS = 4


class Mark(NamedTuple):
    """A day on the strip: its number in the list, where it stands [per cent], and in which row."""

    number: int
    left: float
    row: int


class Day(NamedTuple):
    """A day of the list and all that happens on it; those outside the run have no mark."""

    number: int
    day: str
    whats: list[str]
    within: bool


def days_of(words: Mapping[str, Any]) -> list[Day]:
    """Return the days on which something begins or ends, in order."""
    by_day: dict[str, list[str]] = {}
    within: dict[str, bool] = {}
    for event in words.get("time_line", ()):
        by_day.setdefault(str(event["day"]), []).append(str(event["what"]))
        within[str(event["day"])] = bool(event["played"])
    return [Day(number, day, by_day[day], within[day]) for number, day in enumerate(sorted(by_day), 1)]


def marks_of(days: list[Day], start: str, end: str) -> list[Mark]:
    """Return the marks of days between the start and the end; those that would touch stand in further rows."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    marks: list[Mark] = []
    for day in days:
        at = date.fromisoformat(day.day)
        if first <= at <= last:
            left = 100.0 * (at - first).days / max((last - first).days, 1)
            near = {mark.row for mark in marks if left - mark.left < APART}
            row = next((one for one in range(MOST_ROWS) if one not in near), MOST_ROWS - 1)
            marks.append(Mark(day.number, round(left, 2), row))
    return marks
