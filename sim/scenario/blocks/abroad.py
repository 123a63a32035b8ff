"""Requests to operators in other countries: by which ways an agency asks, what they give and how long they take."""

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.blocks.desk import Desk
from sim.scenario.fields import Block, Share
from sim.scenario.variates import DurationVariate

Way = Literal["voluntary", "mutual_assistance", "e_evidence"]

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})
TEN_DAYS = DurationVariate.model_validate({"fixed": "10 days"})
EIGHT_HOURS = DurationVariate.model_validate({"fixed": "8 hours"})


class Voluntary(Block):
    """Requests that are answered of free will: share answered and time on the way."""

    answered: Share = 0.0
    takes: DurationVariate = Field(default=NO_TIME)


class Office(Block):
    """An authority that hands requests on: its desk."""

    desk: Desk | None = None


class MutualAssistance(Block):
    """Requests that go from state to state: share granted, time on the way, and how many are not even made.

    `not_asked` is the share of needs for which nobody asks because the way is too long. `office` is the
    agency's own authority that hands requests on; without its desk handing on takes no work.
    """

    granted: Share = 1.0
    takes: DurationVariate = Field(default=NO_TIME)
    not_asked: Share = 0.0
    office: Office = Office()


class EEvidence(Block):
    """Orders that go to an operator abroad itself; those of grade 1 are emergencies.

    The periods are those of Regulation (EU) 2023/1543.
    """

    granted: Share = 1.0
    takes: DurationVariate = Field(default=TEN_DAYS)
    emergency: DurationVariate = Field(default=EIGHT_HOURS)


class Abroad(Voluntary):
    """Ways to records of operators abroad; `answered` and `takes` beside them are short for those of `voluntary`.

    Which way is open for a category, the law of the operator's country says; where it says nothing, operators
    answer of free will. By a way that an agency does not describe it gets nothing.
    """

    voluntary: Voluntary | None = None
    mutual_assistance: MutualAssistance | None = None
    e_evidence: EEvidence | None = None

    @model_validator(mode="after")
    def _once(self) -> "Abroad":
        plain = Voluntary()  # the resolved form spells its defaults out
        short = [name for name in ("answered", "takes") if getattr(self, name) != getattr(plain, name)]
        if self.voluntary is not None and short:
            raise ValueError(f"has {' and '.join(short)} beside voluntary; wanted them in one place")
        return self

    @property
    def of_free_will(self) -> Voluntary:
        """What operators answer of free will."""
        return self.voluntary or self
