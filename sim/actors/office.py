"""An agency's own steps between a draft and a request that is sent, and what it does by habit."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
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
    checks: int = 1


class Way(NamedTuple):
    """A way to records of operators abroad.

    Attributes
    ----------
    granted : float [1]
        Share of requests that are answered.
    takes, emergency : Sampler
        Time on the way, there and back [day]; `emergency` is that of grade 1.
    not_asked : float [1]
        Share of requests that nobody makes, because the way is too long.
    office : Step or None
        The authority that hands requests on.
    """

    granted: float
    takes: Sampler
    emergency: Sampler
    not_asked: float = 0.0
    office: Step | None = None

    def time(self, grade: int, u: float) -> float:
        """Return the time on the way of a request of a grade [day]."""
        return (self.emergency if grade == 1 else self.takes)(u)


def _no_time(_: float) -> float:
    return 0.0


NO_WAY = Way(0.0, _no_time, _no_time)


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
    abroad: Mapping[str, Way] = MappingProxyType({})  # ways beside what is answered of free will

    def way(self, name: str) -> Way:
        """Return a way abroad by its name; by one that the agency does not know, nothing is granted."""
        if name == "voluntary":
            return Way(self.voluntary_share, self.voluntary_takes, self.voluntary_takes)
        return self.abroad.get(name, NO_WAY)

    def skips(self, step: str, grade: int) -> bool:
        """Whether requests of a grade skip a step."""
        return grade in self.urgent.get(step, frozenset())
