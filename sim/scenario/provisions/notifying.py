"""Notification: who was asked about is told of it afterwards."""

from pydantic import Field

from sim.scenario.fields import Block, Share
from sim.scenario.provisions.access import NO_TIME
from sim.scenario.variates import DurationVariate


class NotifyRule(Block):
    """Whom an agency of the law's jurisdiction tells of an answer; without it nobody is told.

    Parameters
    ----------
    share : Share
        Part of the subjects of answers who are told; all if left out.
    after : DurationVariate
        Time from the delivery of the answer; none if left out.
    """

    share: Share = 1.0
    after: DurationVariate = Field(default=NO_TIME)
