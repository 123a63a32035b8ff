"""Rows of measures, their definitions, and the register that both are made from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, nan
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger

Numbers = NDArray[np.float64]
UNKNOWN = "unknown"  # stands for a label whose value a fact left empty: empty text says that it does not apply

MONEY = "money"  # in a unit: stands for currency and price year of the scenario

Scale = Literal["positive", "share", "real"]
Kind = Literal["count", "ratio", "average", "statistic"]


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
    kind : {"count", "ratio", "average", "statistic"}
        A count that is missing is 0. A ratio of things counted and an average (of times, over times) are estimated as
        ratios of sums over replications. A statistic (a median, a largest value) that is missing is unknown.
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
    """One number of one replication, as a row of the tidy table; a label that does not apply is empty text."""

    measure: str
    unit: str
    period: str  # empty: everything after the warm-up
    stage: str = ""
    recipient: str = ""
    channel: str = ""
    category: str = ""
    place: str = ""
    jurisdiction: str = ""
    operator: str = ""
    agency: str = ""
    group: str = ""
    role: str = ""
    state: str = ""
    duty: str = ""
    desk: str = ""
    task: str = ""
    band: str = ""
    cost: str = ""
    payer: str = ""
    value: float = np.nan
    numerator: float = np.nan  # of a ratio or average; NaN otherwise
    denominator: float = np.nan

    @property
    def labels(self) -> dict[str, str]:
        """Labels that apply."""
        return {name: text for name in LABELS if (text := getattr(self, name))}


COLUMNS = Row._fields
LABELS = COLUMNS[3:-3]
_NO_LABELS = dict.fromkeys(LABELS, "")

DEFINITIONS: dict[str, Definition] = {}


def measure(
    name: str, *, unit: str, scale: Scale, kind: Kind, labels: tuple[str, ...] = ()
) -> Callable[[Counting], Counting]:
    """Register a measure; the docstring of the function is its definition."""

    def register(counting: Counting) -> Counting:
        if name in DEFINITIONS:
            raise ValueError(f"measure '{name}' is there already; wanted another name")
        if unknown := set(labels) - set(LABELS):
            raise ValueError(f"measure '{name}': has labels {sorted(unknown)}; wanted some of {', '.join(LABELS)}")
        text = " ".join((counting.__doc__ or "").split())
        DEFINITIONS[name] = Definition(name, unit, text, scale, kind, labels, counting)
        return counting

    return register


def rows_of(definition: Definition, ledger: Ledger) -> Iterator[Row]:
    """Return the rows of one measure, by window, in total and by label; labels where nothing happened are left out."""
    prices = ledger.frame.prices
    unit = definition.unit.replace(MONEY, prices.money) if prices else definition.unit
    for part in definition.counting(ledger):
        labels = _in_columns(tuple(part.labels.items()))
        for number, period in enumerate(ledger.frame.names):
            numbers = _numbers(part, number)
            if _worth_a_row(definition, part, *numbers):
                yield Row._make((definition.name, unit, period, *labels, *numbers))


@lru_cache(4096)  # runs of a scenario have nearly the same labels
def _in_columns(labels: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the labels of a part in the order of `LABELS`."""
    known = {name: text or UNKNOWN for name, text in labels if name in _NO_LABELS}
    return tuple((_NO_LABELS | known).values())


def _numbers(part: Part, number: int) -> tuple[float, float, float]:
    """Return value, numerator and denominator in one window."""
    amount = float(part.value[number])
    if part.over is None:
        return amount, nan, nan
    over = float(part.over[number])
    return amount / over if over > 0.0 else nan, amount, over


def _worth_a_row(definition: Definition, part: Part, value: float, _: float, denominator: float) -> bool:
    if definition.kind == "statistic":
        return isfinite(value)
    return (value if definition.kind == "count" else denominator) != 0.0 or part.labels.keys() <= {"stage"}
