"""Watch lists: whom an agency keeps an eye on for a while, operators and people."""

from typing import Literal

from pydantic import Field

from sim.scenario.blocks.vocabulary import Incident
from sim.scenario.fields import Block, Count, Factor, People, PositiveDays


class WatchedOperators(Block):
    """Operators that get `times` the visits for a while after a finding, an outage or a penalty.

    Whoever is listed already stays for `for` from the new reason on; whoever comes while the list is full is turned
    away.
    """

    sources: tuple[Incident, ...] = Field(default=("penalised",), alias="from")
    stays: PositiveDays = Field(default=90.0, alias="for")
    at_most: Count = 1000
    times: Factor = 2.0


class WatchedPeople(Block):
    """People at risk, as an agency sees them: they are under live exposure.

    `flagged` are authors of flagged records that a filter reports to the agency, `suspect` the subjects of its cases
    who are suspects or a matter of national security. Whoever is listed already stays for `for` from the new reason
    on; whoever comes while the list is full is turned away.
    """

    sources: tuple[Literal["flagged", "suspect"], ...] = Field(default=("flagged", "suspect"), alias="from")
    at_most: People = 1000
    stays: PositiveDays = Field(default=90.0, alias="for")


class Watch(Block):
    """Watch lists of an agency; each of its `count` has lists of its own."""

    operators: WatchedOperators | None = None
    people: WatchedPeople | None = None
