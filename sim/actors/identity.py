"""How many people have shown platforms who they are, over time: of their own accord, and because a law has them asked.

A person has a number U, uniform in (0, 1); the person has shown an identity at a time if and only if U is below the
share of people who have by then. The share never falls, so nobody's identity is forgotten.
"""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.law.real_name import Order

Times = NDArray[np.float64]


class Drive(NamedTuple):
    """Account holders are asked for their identity from `start` up to `end`, evenly over the days to `by` [day]."""

    start: float
    end: float
    by: float


class Curve:
    """Share of people who have shown their identity, at the operators of one jurisdiction that do or do not comply.

    Those who have not shown it by day 0 do so at a constant rate; besides, of those asked, the share `verify` shows
    it, spread evenly over the time from being asked first to the day set.

    Parameters
    ----------
    verified : float [1]
        Share on day 0.
    per_day : float [1/day]
        Hazard of showing it without being asked.
    verify : float [1]
        Share of those asked who show it by the day set.
    drives : sequence of Drive
    """

    def __init__(self, verified: float, per_day: float, verify: float, drives: Sequence[Drive]) -> None:
        self._unknown, self._per_day, self._verify, self._drives = 1.0 - verified, per_day, verify, tuple(drives)

    def shares(self, times: Times) -> Times:
        """Return the share at many times; shape of `times`."""
        unknown = self._unknown * np.exp(-self._per_day * np.maximum(times, 0.0))
        for drive in self._drives:
            asked = (np.minimum(times, drive.end) - drive.start) / (drive.by - drive.start)
            unknown = unknown * (
                1.0 - self._verify * np.minimum(np.maximum(asked, 0.0), 1.0)
            )  # half the time of np.clip
        return 1.0 - unknown

    def share(self, time: float) -> float:
        """Return the share at a time [day]: `shares` of one."""
        unknown = self._unknown * exp(-self._per_day * max(time, 0.0))
        for drive in self._drives:
            asked = (min(time, drive.end) - drive.start) / (drive.by - drive.start)
            unknown *= 1.0 - self._verify * min(max(asked, 0.0), 1.0)
        return 1.0 - unknown


def drives(orders: Sequence[Order]) -> tuple[Drive, ...]:
    """Return when account holders are asked: from the first day of an order to remove accounts, or of the run."""
    found: list[Drive] = []
    for order in orders:
        begin = max(order.start, 0.0)
        end = min(order.end, order.remove_by)
        if order.remove_by == float("inf") or end <= begin:
            continue
        if found and found[-1].by == order.remove_by and found[-1].end == begin:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Drive(begin, end, order.remove_by))
    return tuple(found)
