"""What a law orders of records of one category."""

import math
from typing import Literal

from pydantic import model_validator

from sim.scenario.fields import Block, Name, Retention
from sim.scenario.units import show_days


class RetentionDuty(Block):
    """How long records of a category must at least, and may at most, be kept.

    `at_least: 0 days` is a duty that orders nothing, leaving it out is no duty: both change nothing. `then:
    delete` without `at_most` means that records go as soon as the duty ends. `of` names the operators bound;
    empty means all of the jurisdiction.
    """

    at_least: Retention | None = None
    at_most: Retention | None = None
    then: Literal["delete", "keep"] = "keep"
    of: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "RetentionDuty":
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least {show_days(self.at_least)} is over at_most {show_days(self.at_most)}")
        return self

    @property
    def longest(self) -> float:
        """The longest period allowed, in days; infinity where the law sets none."""
        if self.at_most is not None:
            return self.at_most
        return self.at_least if self.then == "delete" and self.at_least is not None else math.inf
