"""A line of the table of benchmarks."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Line(NamedTuple):
    """One measured comparison.

    Attributes
    ----------
    name : str
    value : float
        In `unit`; the median where `runs` has several.
    unit : str
        `ratio` and `times` are comparisons of two measurements of one session; all else is of this machine.
    note : str
        What is compared, and why the work is the same.
    runs : tuple of float
        The value of each pair.
    """

    name: str
    value: float
    unit: str
    note: str
    runs: tuple[float, ...] = ()


def of_pairs(name: str, values: Sequence[float], unit: str, note: str) -> Line:
    """Return the median of what alternating pairs gave."""
    return Line(name, median(values), unit, note, tuple(values))


def shown(line: Line) -> str:
    """Return a line as it is printed, with the quartiles of its pairs where there are several."""
    spread = ""
    if len(line.runs) > 1:
        low, _, high = quantiles(line.runs, n=4, method="inclusive")
        spread = f"[{low:.3g}, {high:.3g}]"
    return f"{line.name:44} {line.value:10.3g} {spread:18} {line.unit:10} {line.note}"
