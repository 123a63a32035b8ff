"""On what conditions an agency gets records from an operator."""

from typing import Any, Literal

from pydantic import Field, model_validator

from sim.scenario.blocks.abroad import Way
from sim.scenario.blocks.vocabulary import Authoriser, Category
from sim.scenario.fields import Block, Name, Share
from sim.scenario.variates import DurationVariate

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})


class Authorisation(Block):
    """Who decides, how long that takes, and the share that is rejected; a bare word says who, and no more.

    Where it is the one whom the agency's own chain has, the chain's step decides, with its own time and shares.
    """

    by: Authoriser
    delay: DurationVariate = Field(default=NO_TIME)
    rejected: Share = 0.0

    @model_validator(mode="before")
    @classmethod
    def _a_word(cls, given: Any) -> Any:
        return {"by": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _somebody(self) -> "Authorisation":
        if self.by == "nobody" and (self.rejected or self.delay.mean):
            raise ValueError("is by nobody, and takes time or rejects; wanted somebody who does")
        return self


class LateReview(Block):
    """Urgent requests are sent first and reviewed later; the review finds the share `rejected` unjustified."""

    rejected: Share = 0.0
    grades: tuple[Literal["1", "2", "3"], ...] = ("1",)

    @model_validator(mode="before")
    @classmethod
    def _grades_as_text(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("grades"), list):
            return given | {"grades": [str(grade) for grade in given["grades"]]}
        return given


class AccessRule(Block):
    """Who authorises a request, whether the operator may refuse it, and for how many acts one may ask.

    What is left out the law says nothing of: then an earlier law holds, and without one the agency's own chain
    decides, operators may not refuse, and every case has a ground. `width` is the share of an agency's cases for
    which the law gives a ground; a wider ground only adds cases. `protected` says who authorises requests about
    people of a group (`people.*.groups`). `abroad` says by which way agencies of other
    countries get records of a category from operators here; each category stands for itself.
    """

    authorised_by: Authoriser | None = None
    delay: DurationVariate | None = None  # of an authoriser who is not the agency's own
    rejected: Share | None = None  # by an authoriser who is not the agency's own
    protected: dict[Name, Authorisation] | None = None
    late_review: LateReview | None = None
    refusable: bool | None = None
    width: Share | None = None
    abroad: dict[Category, Way] = Field(default={})

    @model_validator(mode="after")
    def _somebody(self) -> "AccessRule":
        if self.authorised_by in (None, "nobody") and (self.delay or self.rejected is not None):
            raise ValueError("says how authorising goes and not who authorises; wanted 'authorised_by' with it")
        return self

    @property
    def ground(self) -> float:
        """Share of cases with a ground [1]; 1 where no law says otherwise."""
        return 1.0 if self.width is None else self.width

    @property
    def authorisation(self) -> Authorisation | None:
        """Who authorises requests that no group protects; None where the agency's own chain decides."""
        if self.authorised_by is None:
            return None
        return Authorisation.model_construct(  # what was read already is read no second time
            by=self.authorised_by, delay=self.delay or NO_TIME, rejected=self.rejected or 0.0
        )
