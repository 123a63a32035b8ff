"""Text in columns, and data as JSON, for a terminal or a file."""

import json
from collections.abc import Sequence
from typing import Any

GAP = "  "


def columns(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), indent: str = "") -> str:
    """Return rows as aligned lines; the columns numbered in `right` are aligned to the right.

    >>> print(columns([("a", "1"), ("long", "10")], right=frozenset({1})))
    a      1
    long  10
    """
    wide = max(map(len, rows), default=0)
    widths = [max((len(row[number]) for row in rows if number < len(row)), default=0) for number in range(wide)]
    return "\n".join(indent + _line(row, widths, right) for row in rows)


def as_json(data: Any, indent: int = 1) -> str:
    r"""Return data as JSON that a terminal does not act on: letters as they are, what is no print as JSON escapes it.

    >>> print(as_json(["größer", "\x9b31m"], indent=0))
    [
    "größer",
    "\u009b31m"
    ]
    """
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def _line(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    cells = [
        cell.rjust(width) if number in right else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(row, widths, strict=False))
    ]
    return GAP.join(cells).rstrip()
