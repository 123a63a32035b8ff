"""Errors in requests: how often, by whom, of what kind, and whether anybody finds them."""

from typing import Any

from pydantic import Field, model_validator

from sim.scenario.blocks.vocabulary import ErrorKind, Party
from sim.scenario.fields import Block, PositiveDays, Share, Split
from sim.scenario.variates import DurationVariate

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})


class Found(Block):
    """Share of the errors that those involved find and report, and after what time from the answer."""

    value: Share = 0.0
    after: DurationVariate = Field(default=NO_TIME)

    @model_validator(mode="before")
    @classmethod
    def _share_alone(cls, given: Any) -> Any:
        return given if isinstance(given, dict | Found) else {"value": given}


class Errors(Block):
    """Errors in items that are answered, at most one in each.

    `rate` is the share of items with an error before any further check. Shares of `by` and of `kind` add up to 100 %.
    An error by a step that the request does not pass does not happen. Each check of a party beyond its first
    (`desk.checks` of operators, `chain.*.checks` of agencies) avoids the share `fewer_per_check` of its errors.
    """

    rate: Share = 0.0
    by: Split[Party] = Field(default={"other": 1.0})
    kind: Split[ErrorKind] = Field(default={"wrong_identifier": 1.0})
    found: Found = Found()
    serious: Share = 0.0
    fewer_per_check: Share = 0.0
    off_by: PositiveDays = 1.0  # a wrong time: from the end of the window searched to the start of the right one
    excess: PositiveDays = 30.0  # excess data: the time before the window that is handed over as well
