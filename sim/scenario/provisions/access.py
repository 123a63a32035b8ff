"""On what conditions an agency gets records from an operator."""

from sim.scenario.blocks.vocabulary import Authoriser
from sim.scenario.fields import Block


class AccessRule(Block):
    """Who authorises a request, and whether the operator may refuse it."""

    authorised_by: Authoriser | None = None  # None: the agency's own chain decides
    refusable: bool = False
