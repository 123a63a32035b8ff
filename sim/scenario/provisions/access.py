"""On what conditions an agency gets records from an operator."""

from pydantic import Field

from sim.scenario.blocks.abroad import Way
from sim.scenario.blocks.vocabulary import Authoriser, Category
from sim.scenario.fields import Block, Share


class AccessRule(Block):
    """Who authorises a request, whether the operator may refuse it, and for how many acts one may ask.

    What is left out the law says nothing of: then an earlier law holds, and without one the agency's own chain
    decides, operators may not refuse, and every case has a ground. `width` is the share of an agency's cases for
    which the law gives a ground; a wider ground only adds cases. `abroad` says by which way agencies of other
    countries get records of a category from operators here; each category stands for itself.
    """

    authorised_by: Authoriser | None = None
    refusable: bool | None = None
    width: Share | None = None
    abroad: dict[Category, Way] = Field(default={})

    @property
    def ground(self) -> float:
        """Share of cases with a ground [1]; 1 where no law says otherwise."""
        return 1.0 if self.width is None else self.width
