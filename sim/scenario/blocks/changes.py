"""Dated facts that are not laws: from a day on, values of the scenario are others."""

from typing import Any

from pydantic import Field

from sim.scenario.fields import Block, Day, Name

CHANGEABLE: tuple[tuple[str, ...], ...] = (
    ("operators", "*", "keeps"),
    ("operators", "*", "keys"),
    ("operators", "*", "moves"),
    ("agencies", "*", "cases", "rate"),
)
"""Paths of what may change during a run, and of what lies below; what is read of them is read over time."""


class Change(Block):
    """From midnight of the day `on`, the values of `set` hold: paths, dotted or nested, as a scenario has them.

    Of changes of one day the later name holds.
    """

    on: Day
    off: bool = False
    values: dict[Name, Any] = Field(alias="set")
