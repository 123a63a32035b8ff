"""Tables of a page: heads that can be sorted by, cells that know what they are sorted as."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from analysis.papers import Table
from analysis.tables import Estimate, scale, with_interval

NO_VALUE = "\u2013"


class Cell(NamedTuple):
    """A cell: what is read, and the number that it is sorted by, if it is one."""

    text: str
    number: float | None = None


class Head(NamedTuple):
    """The head of a column; `numeric` columns are aligned to the right."""

    name: str
    numeric: bool = False


class Grid(NamedTuple):
    """A table of a page.

    Parameters
    ----------
    caption : str
    heads : list of Head
    rows : list of list of Cell
        The first cell of a row names it.
    sortable : bool
        Not where a column holds numbers of several units.
    notes : list of str
        What stands below.
    """

    caption: str
    heads: list[Head]
    rows: list[list[Cell]]
    sortable: bool = True
    notes: Sequence[str] = ()


def of_table(table: Table, caption: str, *, numeric: int | None = None, sortable: bool = False) -> Grid:
    """Return a table of papers; its columns from `numeric` on hold numbers."""
    first = len(table.head) if numeric is None else numeric
    heads = [Head(name, place >= first) for place, name in enumerate(table.head)]
    return Grid(caption, heads, [cells(row) for row in table.rows], sortable, table.notes)


def cells(texts: Iterable[object]) -> list[Cell]:
    """Return plain cells; what is empty stays so."""
    return [Cell(str(text)) for text in texts]


def estimate_in(row: Mapping[Any, Any]) -> Estimate:
    """Return the estimate of a row of a frame."""
    return Estimate(*(float(row[name]) for name in Estimate._fields))


def estimated(estimate: Estimate, unit: str, *, share: bool = False) -> tuple[Cell, Cell]:
    """Return a mean with its interval in a unit in which it is short, and that unit; sorted in the unit given.

    >>> estimated(Estimate(0.25, 0.2, 0.3), "1", share=True)
    (Cell(text='25 [20, 30]', number=0.25), Cell(text='%', number=None))
    >>> estimated(Estimate(math.nan, math.nan, math.nan), "person")[0].text == NO_VALUE
    True
    """
    shown, factor = unit_of(estimate.mean, unit, share)
    if math.isnan(estimate.mean):
        return Cell(NO_VALUE), Cell(shown)
    return Cell(with_interval(*(one / factor for one in estimate)), estimate.mean), Cell(shown)


def unit_of(mean: float, unit: str, share: bool) -> tuple[str, float]:
    """Return a unit in which a mean is short, and how many of the given unit it holds; shares are in per cent."""
    shown, factor = ("%", 0.01) if share else scale(unit, 0.0 if math.isnan(mean) else abs(mean))
    return shown or "1", factor
