"""Intruders: how often they break into stores, into whose, what raises that, and how long they stay unseen."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from sim.scenario.fields import Block, Factor, Name, Share, YearRate
from sim.scenario.variates import DurationVariate

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})
EACH = "each"

Raiser = Literal["security", "copies", "connection"]
RAISERS: tuple[str, ...] = get_args(Raiser)


def _names(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


Targets = Annotated[tuple[Name, ...], BeforeValidator(_names)]


class Intruder(Block):
    """Breaches of one kind: of the log stores of operators, each operator's together, and of agencies' own stores.

    `hazard` is that of the stores of one real operator or agency. `raised_by` multiplies it while a deficit of the
    duty of security is open (`security`), from the first time on that an inspection took a copy (`copies`), and while
    a connection that an inspection left behind stands (`connection`).
    `takes` is the share of the people in the store whose records are stolen.
    """

    hazard: YearRate = 0.0
    operators: Targets = (EACH,)  # entries; `each` is every one
    agencies: Targets = (EACH,)
    raised_by: dict[Raiser, Factor] = Field(default={})
    dwell: DurationVariate = Field(default=NO_TIME)  # from the breach until it is found
    takes: Share = 1.0
