"""Quick freeze: what an operator still holds of a subject is kept past its purge, until the request for it comes."""

from typing import Literal

from pydantic import Field

from sim.scenario.fields import Block, PositiveDays, WholeNumber
from sim.scenario.provisions.access import NO_TIME, Authorisation


class FreezeRule(Block):
    """Who orders a freeze, what is frozen for how long, and who releases it to the agency.

    `for` counts from the order, and again for each of `renew` renewals, which are made while the request is under
    way. `release_by` decides before frozen records that the operator itself no longer has to keep are handed over.
    """

    by: Authorisation = Authorisation.model_construct(by="officer", delay=NO_TIME, rejected=0.0)
    scope: Literal["subject"] = "subject"  # of the case, and nobody else
    stays: PositiveDays = Field(alias="for")
    renew: WholeNumber = 0
    release_by: Authorisation | None = None

    @property
    def longest(self) -> float:
        """How long a freeze lasts with all its renewals [day]."""
        return self.stays * (1 + self.renew)
