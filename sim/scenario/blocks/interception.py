"""Interception: taps on places and links of the map, direct access to operators' stores, and live orders."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from sim.scenario.blocks.laws import ALWAYS
from sim.scenario.faults import MisreadError
from sim.scenario.fields import Block, Count, Day, Name, Share, YearRate
from sim.scenario.variates import DurationVariate


class Looks(Block):
    """Looks through a direct access: how often in all its operators together, and how many people each time."""

    rate: YearRate
    people: Count = 1


class Interception(Block):
    """One tap, or one direct access, of the agency `by`, from the day `from` to before the day `to`.

    A tap sits on a `place`, or on the `link` between two places, and sees the session records of everybody whose
    route crosses it: `share` of those records, which are copied (`obtained`) or could be looked at (`reachable`). A
    direct access is to all stores of the `operators` that it names: the people there are reachable without any act of
    the operator, and `looks` read the records of some of them.
    """

    by: Name
    place: Name | None = None
    link: tuple[Name, ...] = ()
    operators: tuple[Name, ...] = ()
    begins: Day | None = Field(default=None, alias="from")
    ends: Day | None = Field(default=None, alias="to")
    off: bool = False
    share: Share = 1.0
    stage: Literal["obtained", "reachable"] = "obtained"
    looks: Looks | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_operator(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("operators"), str):
            return given | {"operators": [given["operators"]]}
        return given

    @model_validator(mode="after")
    def _one_kind(self) -> "Interception":
        if (self.place is not None) + bool(self.link) + bool(self.operators) != 1:
            raise ValueError("is on no one thing; wanted exactly one of 'place', 'link' and 'operators'")
        if self.link and len(self.link) != 2:
            raise ValueError(f"has a link of {len(self.link)} places; wanted the two that it joins")
        if self.is_tap and self.looks is not None:
            raise ValueError("is a tap with 'looks'; wanted them of a direct access, to 'operators'")
        if not self.is_tap and (self.share, self.stage) != (1.0, "obtained"):  # a resolved file names them
            raise ValueError("is a direct access with 'share' or 'stage'; wanted these of a tap")
        if self.span[0] >= self.span[1]:
            raise MisreadError(f"is from {self.begins} to {self.ends}; wanted 'from' before 'to'", "E306")
        return self

    @property
    def is_tap(self) -> bool:
        """Whether it sits on the map; else it is a direct access."""
        return not self.operators

    @property
    def span(self) -> tuple[date, date]:
        """First day, and first day no longer."""
        return self.begins or ALWAYS[0], self.ends or ALWAYS[1]

    def within(self, start: date, end: date) -> bool:
        """Whether anything is intercepted between two days."""
        return not self.off and self.span[0] < end and self.span[1] > start


class Live(Block):
    """Live orders of an agency: of which share of its cases, and for how long it listens to the subject."""

    share: Share
    lasts: DurationVariate = Field(alias="for")
