"""The tables that a scenario names: CSV files beside it, read for checking."""

import csv
import io
import math
from collections.abc import Callable, Sequence
from math import fsum
from pathlib import Path

from sim.scenario.checks.finding import Finding, nothing_called
from sim.scenario.checks.finding import Path as Dotted
from sim.scenario.faults import quoted

LARGEST = 10_000_000  # bytes
_MOST_SAID = 5

Row = dict[str, str]


class TableError(ValueError):
    """A table that cannot be read; the text says why, the code is one of `faults.CODES`."""

    def __init__(self, text: str, code: str = "E001") -> None:
        super().__init__(text)
        self.code = code


def read_table(path: Path | None) -> list[Row]:
    """Return the rows of a CSV file with a head line; TableError if it is none."""
    if path is None or not path.is_file():
        raise TableError("is no file beside the scenario")
    if path.stat().st_size > LARGEST:
        raise TableError(f"is a file of over {LARGEST:,} bytes; wanted a smaller table", "E003")
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), strict=True))
    except OSError as fault:
        raise TableError(f"may not be read: {fault.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise TableError("is no CSV table of UTF-8 text", "E002") from None
    if not rows:
        raise TableError("has no rows; wanted a head line and rows", "E004")
    return rows


def column(rows: Sequence[Row], name: str, at: Dotted) -> list[Finding]:
    """Return the fault of a column that the table has not."""
    known = [key for key in rows[0] if key is not None]
    return [] if name in known else [Finding(at, "E302", nothing_called(name, "column of the table", known))]


def unplaced(rows: Sequence[Row], name: str, places: Sequence[str], at: Dotted) -> list[Finding]:
    """Return a fault for each row whose place is not on the map; the first few by name."""
    known = set(places)
    lost = [(line, row[name] or "") for line, row in enumerate(rows, start=2) if row[name] not in known]
    found = [
        Finding(at, "E305", f"line {line} of the table {nothing_called(place, 'place of the map', tuple(places))}")
        for line, place in lost[:_MOST_SAID]
    ]
    if len(lost) > _MOST_SAID:
        found.append(Finding(at, "E305", f"{len(lost) - _MOST_SAID} more lines of the table name places off the map"))
    return found


def weights(rows: Sequence[Row], place: str, name: str, at: Dotted) -> tuple[dict[str, float], list[Finding]]:
    """Return the weight of each place, and a fault for each weight that is no number of 0 or more."""
    read: dict[str, float] = {}
    found: list[Finding] = []
    for line, row in enumerate(rows, start=2):
        value = _number(row[name])
        if value is None:
            text = f"line {line} of the table has {quoted(row[name])} in column {quoted(name)}; wanted 0 or more"
            found.append(Finding(at, "E201", text))
        else:
            read[row[place]] = read.get(row[place], 0.0) + value
    if read and not found and not fsum(read.values()):
        found.append(Finding(at, "E204", f"column {quoted(name)} of the table adds up to 0; wanted more"))
    return read, found[:_MOST_SAID]


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


Finder = Callable[[str], Path | None]
"""From the name of a file, as a scenario has it, to the file; None if there is none."""
