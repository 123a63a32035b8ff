"""An agency's own steps between a draft and a request that is sent, and what it does by habit."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sim.actors.desk import Desk
from sim.draw.variates import Sampler


class Step(NamedTuple):
    """A step of the chain: its desk, what it sends back to rework and what it turns down."""

    name: str
    desk: Desk | None
    work: Sampler
    delay: Sampler
    back: float = 0.0
    turned_down: float = 0.0


class Office(NamedTuple):
    """The chain of one agency; None is a step that takes no time and stops nothing."""

    draft: Step | None
    spoc: Step | None
    authorise: Step | None
    urgent: Mapping[str, frozenset[int]]  # step -> grades that skip it
    review_due: Callable[[float], float]  # time sent -> deadline of the later review
    rework: Sampler
    voluntary_share: float
    voluntary_takes: Sampler

    def skips(self, step: str, grade: int) -> bool:
        """Whether requests of a grade skip a step."""
        return grade in self.urgent.get(step, frozenset())
