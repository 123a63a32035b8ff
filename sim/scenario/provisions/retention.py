"""What a law orders of records of one category."""

import math
from typing import Any, Literal

from pydantic import model_validator

from sim.scenario.fields import Block, Name, Retention, Share
from sim.scenario.units import show_days


class RetentionDuty(Block):
    """How long records of a category must at least, and may at most, be kept.

    `at_least: 0 days` is a duty that orders nothing, leaving it out is no duty: both change nothing. `may_order`
    binds only operators that an authority has given notice; `ordered` is practice: the share of operators that
    have it. `then: delete` without `at_most` means that records go as soon as the duty ends. `of` names the
    operators bound; empty means all of the jurisdiction.
    """

    at_least: Retention | None = None
    may_order: Retention | None = None  # a minimum for operators with a notice
    ordered: Share | None = None  # with may_order, 100 % if left out
    at_most: Retention | None = None
    then: Literal["delete", "keep"] = "keep"
    of: tuple[Name, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _ordered_of_all(cls, given: Any) -> Any:
        may = isinstance(given, dict) and given.get("may_order") is not None
        return {"ordered": "100 %"} | given if may else given

    @model_validator(mode="after")
    def _in_order(self) -> "RetentionDuty":
        if self.at_least is not None and self.may_order is not None:
            raise ValueError("has at_least and may_order; wanted one of them: it is ordered by law or by notice")
        if self.may_order is None and self.ordered is not None:
            raise ValueError("has 'ordered' without 'may_order'; wanted the period that an authority may order")
        key, least = ("at_least", self.at_least) if self.may_order is None else ("may_order", self.may_order)
        if least is not None and self.at_most is not None and least > self.at_most:
            raise ValueError(f"{key} {show_days(least)} is over at_most {show_days(self.at_most)}")
        return self

    @property
    def may_bind(self) -> bool:
        """Whether any operator is bound to a minimum, by the law or by a notice that somebody gives."""
        return self.at_least is not None or bool(self.ordered)

    def shortest(self, *, ordered: bool) -> float | None:
        """Return the shortest period allowed [day] to an operator that has a notice, or has none."""
        return self.at_least if self.may_order is None else self.may_order if ordered else None

    def longest(self, *, ordered: bool) -> float:
        """Return the longest period allowed [day]; infinity where the law sets none."""
        if self.at_most is not None:
            return self.at_most
        shortest = self.shortest(ordered=ordered)
        return shortest if self.then == "delete" and shortest is not None else math.inf

    def binds(self, operator: str) -> bool:
        """Whether the duty is one of the operators of an entry."""
        return not self.of or operator in self.of
