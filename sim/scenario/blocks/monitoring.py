"""Monitoring: filters at platforms, what they flag, who looks at it and what comes of it."""

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.blocks.desk import Desk
from sim.scenario.fields import Block, Day, Name, Share

Monitored = Literal["post", "message"]


class Moderators(Block):
    """Those who look at what was flagged: one desk for all operators of the filter.

    `mistaken` is the share of their judgements that are wrong, of lawful and unlawful records alike.
    """

    desk: Desk = Desk()
    mistaken: Share = 0.0


class Monitoring(Block):
    """A filter that every post and message at some platforms passes.

    Of the records that pass, the share `unlawful` is unlawful; the filter flags the share `true_positive` of these
    and the share `false_positive` of the lawful ones. Categories in `reviews` go to the moderators, if there are any,
    and are acted on when a moderator confirms the flag; all others are acted on at once. A flagged post is removed
    (`removes`); a flag of a category in `reports` is reported to the agency `reports_to`, which opens a case about
    the author in the share `pursued`. A private message has two ends, a public post exposes nobody.

    The filter runs `from` a day (inclusive) `to` a day (exclusive); with `law` only where and while that law is in
    force, at operators that comply.
    """

    operators: tuple[Name, ...] = ()  # platforms; () is all of them
    categories: tuple[Monitored, ...] = ("post", "message")
    effective: Day | None = Field(default=None, alias="from")
    ended: Day | None = Field(default=None, alias="to")
    law: Name | None = None
    unlawful: Share = 0.0
    true_positive: Share = 0.0
    false_positive: Share = 0.0
    removes: bool = True
    moderators: Moderators | None = None
    reviews: tuple[Monitored, ...] = ("message",)
    reports_to: Name | None = None
    reports: tuple[Monitored, ...] = ("message",)
    pursued: Share = 1.0

    @model_validator(mode="after")
    def _in_order(self) -> "Monitoring":
        if self.effective is not None and self.ended is not None and self.effective >= self.ended:
            raise ValueError(f"runs from {self.effective} to {self.ended}; wanted 'from' before 'to'")
        return self

    @property
    def flagged_share(self) -> float:
        """Share of records that are flagged, rightly or wrongly."""
        return self.unlawful * self.true_positive + (1.0 - self.unlawful) * self.false_positive
