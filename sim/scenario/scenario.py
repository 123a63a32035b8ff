"""The scenario: everything that a run reads, checked, in the units of the model."""

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.changes import Change
from sim.scenario.blocks.costs import Costs
from sim.scenario.blocks.effects import Effects
from sim.scenario.blocks.errors import Errors
from sim.scenario.blocks.figures import Figure
from sim.scenario.blocks.interception import Interception
from sim.scenario.blocks.intruders import Intruder
from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.monitoring import Monitoring
from sim.scenario.blocks.operators import Operator
from sim.scenario.blocks.people import Population
from sim.scenario.blocks.places import Places
from sim.scenario.blocks.study import Study
from sim.scenario.blocks.vocabulary import Review
from sim.scenario.fields import Block, Day, Days, Name, Span, Text, WholeNumber

PLAY_ALL = -1


class Scenario(Block):
    """Rules and people of one run. Times are days since the start, at local midnight of the first place."""

    exposim: Literal[1]
    extends: Text | None = None
    title: Text = "untitled"
    about: Text = ""
    review: Review | None = None  # only a shipped scenario has to say
    start: Day
    end: Day
    history: Literal["steady"] = "steady"  # stores start filled, as if the laws of the first day had always held
    warmup: Days = 0.0  # time that desks and queues need to fill; no measure counts it
    periods: dict[Name, Span] = Field(default={})
    panel: WholeNumber = 0  # people played one by one; `all` is PLAY_ALL
    places: Places = Places()
    people: dict[Name, Population]
    operators: dict[Name, Operator] = Field(default={})
    laws: dict[Name, Law] = Field(default={})
    changes: dict[Name, Change] = Field(default={})  # dated facts that are not laws
    agencies: dict[Name, Agency] = Field(default={})
    intruders: dict[Name, Intruder] = Field(default={})
    monitoring: dict[Name, Monitoring] = Field(default={})
    interception: dict[Name, Interception] = Field(default={})
    effects: Effects = Effects()
    errors: Errors | None = None  # in requests; without it there are none
    costs: Costs | None = None
    study: Study | None = None  # what is varied; a run of the scenario itself reads nothing of it
    figures: dict[Name, Figure] = Field(default={})  # of the paper; no number hangs on them

    @field_validator("panel", mode="wrap")
    @classmethod
    def _all(cls, given: Any, handler: Callable[[Any], int]) -> int:
        return PLAY_ALL if given == "all" else handler(given)

    @model_validator(mode="after")
    def _in_order(self) -> "Scenario":
        if self.start >= self.end:
            raise ValueError(f"starts on {self.start} and ends on {self.end}; wanted the start before the end")
        if not self.people:
            raise ValueError("has no people; wanted at least one population")
        return self

    @property
    def days(self) -> float:
        """Length of the run in days."""
        return float((self.end - self.start).days)
