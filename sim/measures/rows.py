"""Rows of measures, their definitions, and the register that both are made from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger

Numbers = NDArray[np.float64]
Scale = Literal["positive", "share", "real"]
Kind = Literal["count", "ratio", "statistic"]

LABELS = (
    "stage", "recipient", "channel", "category", "place", "operator", "agency", "group", "role", "state", "duty",
    "desk", "task", "band",
)  # fmt: skip
COLUMNS = ("measure", "unit", "period", *LABELS, "value", "numerator", "denominator")


class Part(NamedTuple):
    """A measure for one set of labels, over the windows of the frame: arrays (windows,)."""

    labels: Mapping[str, str]
    value: Numbers  # of a ratio: what stands above
    over: Numbers | None = None  # of a ratio: what stands below


Counting = Callable[[Ledger], Iterable[Part]]


@dataclass(frozen=True)
class Definition:
    """What a measure is.

    Parameters
    ----------
    name, unit, text : str
        The text is the definition in words.
    scale : {"positive", "share", "real"}
        Where its values lie: over 0, in [0, 1], anywhere. Intervals are made on the scale that fits.
    kind : {"count", "ratio", "statistic"}
        A count that is missing is 0; a ratio is estimated as a ratio of sums over replications; a statistic (a
        median, a largest value) that is missing is unknown.
    labels : tuple of str
        Labels by which there are rows beside the total. One label at a time; `stage` is on every row that has it.
    """

    name: str
    unit: str
    text: str
    scale: Scale
    kind: Kind
    labels: tuple[str, ...]
    counting: Counting

    def plain(self) -> dict[str, Any]:
        """Return the definition for `measures.json`."""
        return {
            "unit": self.unit,
            "definition": self.text,
            "scale": self.scale,
            "kind": self.kind,
            "labels": list(self.labels),
        }


class Row(NamedTuple):
    """One number of one replication."""

    measure: str
    unit: str
    period: str
    labels: Mapping[str, str]
    value: float
    numerator: float  # of a ratio; NaN otherwise
    denominator: float

    def tidy(self) -> tuple[Any, ...]:
        """Return the row in the order of COLUMNS; text is empty where a label does not apply."""
        labels = (self.labels.get(name, "") for name in LABELS)
        return (self.measure, self.unit, self.period, *labels, self.value, self.numerator, self.denominator)


DEFINITIONS: dict[str, Definition] = {}


def measure(
    name: str, *, unit: str, scale: Scale, kind: Kind, labels: tuple[str, ...] = ()
) -> Callable[[Counting], Counting]:
    """Register a measure; the docstring of the function is its definition."""

    def register(counting: Counting) -> Counting:
        if name in DEFINITIONS:
            raise ValueError(f"measure '{name}' is there already; wanted another name")
        text = " ".join((counting.__doc__ or "").split())
        DEFINITIONS[name] = Definition(name, unit, text, scale, kind, labels, counting)
        return counting

    return register


def rows_of(definition: Definition, ledger: Ledger) -> Iterator[Row]:
    """Return the rows of one measure, by window, in total and by label; labels where nothing happened are left out."""
    for part in definition.counting(ledger):
        for number, period in enumerate(ledger.frame.names):
            row = _row(definition, part, number, period)
            if _worth_a_row(row, definition):
                yield row


def _row(definition: Definition, part: Part, number: int, period: str) -> Row:
    value = float(part.value[number])
    if part.over is None:
        return Row(definition.name, definition.unit, period, part.labels, value, np.nan, np.nan)
    over = float(part.over[number])
    ratio = value / over if over > 0.0 else np.nan
    return Row(definition.name, definition.unit, period, part.labels, ratio, value, over)


def _worth_a_row(row: Row, definition: Definition) -> bool:
    if definition.kind == "statistic":
        return isfinite(row.value)
    in_total = not set(row.labels) - {"stage"}
    amount = row.denominator if definition.kind == "ratio" else row.value
    return in_total or amount != 0.0
