"""The account of what log stores hold, from their purge jobs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.facts import Purged

Numbers = NDArray[np.float64]


class Held(NamedTuple):
    """What the stores of an entry held of one category: a line that rises between purges and drops at each.

    `times` holds each purge twice, before and after; all arrays (2 x purges,).
    """

    times: Numbers
    bytes: Numbers
    person_days: Numbers

    def at(self, times: Numbers, values: Numbers) -> Numbers:
        """Return `values` at other times, after a purge that falls on the time; shape of `times`."""
        return self._line(times, values, np.searchsorted(self.times, times, side="right"))

    def mean(self, values: Numbers, start: float, end: float) -> float:
        """Return the time average of `values` over [start, end)."""
        times, line = self._stretch(values, start, end)
        return float(np.trapezoid(line, times) / (end - start))

    def maximum(self, values: Numbers, start: float, end: float) -> float:
        """Return the largest of `values` in [start, end)."""
        return float(self._stretch(values, start, end)[1].max())

    def _line(self, times: Numbers, values: Numbers, after: NDArray[np.int64]) -> Numbers:
        """Interpolate between the points before `after` and at it; level outside."""
        left, right = np.maximum(after - 1, 0), np.minimum(after, len(self.times) - 1)
        gap = self.times[right] - self.times[left]
        share = np.clip((times - self.times[left]) / np.where(gap > 0.0, gap, 1.0), 0.0, 1.0)
        line: Numbers = values[left] + share * (values[right] - values[left])
        return line

    def _stretch(self, values: Numbers, start: float, end: float) -> tuple[Numbers, Numbers]:
        """Return the corners of the line over [start, end): after a purge at the start, before one at the end."""
        inside = (self.times > start) & (self.times < end)
        bounds = np.array([start, end])
        after = np.array([np.searchsorted(self.times, start, "right"), np.searchsorted(self.times, end, "left")])
        first, last = self._line(bounds, values, after)
        return (
            np.concatenate([[start], self.times[inside], [end]]),
            np.concatenate([[first], values[inside], [last]]),
        )


def held(facts: list[Purged]) -> Held:
    """Return the line of one entry and category from its purge jobs in order of time."""
    times = np.repeat([fact.time for fact in facts], 2)
    octets = np.array([(fact.bytes_before, fact.bytes_after) for fact in facts]).ravel()
    days = np.array([(fact.person_days_before, fact.person_days_after) for fact in facts]).ravel()
    return Held(times.astype(np.float64), octets.astype(np.float64), days.astype(np.float64))
