"""Searches beside the requests about a case's subject: who was in an area at a time, who is in contact with whom."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import Block, Count, Quantity, Share
from sim.scenario.variates import DurationVariate

AreaPeople = Annotated[int, Quantity("people", over_zero=True, whole=True)]
"""A whole number of people, 1 or more."""


class Dumps(Block):
    """Area dumps: a share of cases asks every access operator of a place who was there when the act was done.

    The person sought is behind a series of `times` acts at their home place, `apart` from each other, and each
    act is a dump of the `window` that ends with it. The dump exposes everybody of the area with a record of the
    category in the window. With `intersect` those in all dumps of the case are looked at and nobody else; without
    it the agency's `examines` share of each dump is.
    """

    share: Share = 0.0  # of cases
    area: AreaPeople | None = None  # people around the person sought; None: all of the place
    times: Count = 1
    apart: DurationVariate = Field(default=DurationVariate.model_validate({"fixed": "30 days"}))
    window: DurationVariate = Field(default=DurationVariate.model_validate({"fixed": "1 hours"}))
    category: Literal["session", "location"] = "location"
    intersect: bool = False


class Chains(Block):
    """Contact chains: a share of cases follows messages from a subject from contact to contact, `hops` times.

    A contact counts if the platform still holds a message exchanged in the window, which is that of the agency's
    other requests if it is left out. `skip_hubs` follows nothing through hubs.
    """

    share: Share = 0.0  # of cases
    hops: Count = 2
    window: DurationVariate | None = None
    skip_hubs: bool = False
