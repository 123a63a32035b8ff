"""Watch lists: whom an agency keeps an eye on for a while."""

from pydantic import Field

from sim.scenario.blocks.vocabulary import Incident
from sim.scenario.fields import Block, Count, Factor, PositiveDays


class WatchedOperators(Block):
    """Operators that get `times` the visits for a while after a finding, an outage or a penalty.

    Whoever is listed already stays for `for` from the new reason on; whoever comes while the list is full is turned
    away.
    """

    sources: tuple[Incident, ...] = Field(default=("penalised",), alias="from")
    stays: PositiveDays = Field(default=90.0, alias="for")
    at_most: Count = 1000
    times: Factor = 2.0


class Watch(Block):
    """Watch lists of an agency; each of its `count` has a list of its own."""

    operators: WatchedOperators | None = None
