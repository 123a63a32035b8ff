"""The chance of a record for somebody who comes, goes, and moves between the one who keeps it and others.

With the keeper or with another: a two-state chain in continuous time, from which people leave for good. Given activity
z, somebody with the keeper writes at z times the clock's pace there, so the chance of no record is the sum of a row
vector times matrix exponentials of the chain's generator less that rate; the mean over z is taken by a Gauss rule of
its Gamma law. Between the ends of pieces the weekly profile is taken as even.
"""

from collections.abc import Sequence
from math import ceil, fsum, log2
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.records.activity_law import few_values

SURELY = 1e4
"""Records a day of what is there at once, such as a state, whatever the activity."""

Values = NDArray[np.float64]


class Keeping(NamedTuple):
    """How people are with a keeper: the share who are, choices a day, and the hazard of leaving for good."""

    share: float
    moves_per_day: float
    leaves_per_day: float = 0.0


class Stretch(NamedTuple):
    """Time of one pace, [start, end) in days: records a day of somebody of activity 1 that the keeper still holds."""

    start: float
    end: float
    per_day: float
    surely: bool = False  # whether there is something of everybody with the keeper


def chance_of_a_record(keeping: Keeping, stretches: Sequence[Stretch], activity_cv: float) -> float:
    """Return the chance that the keeper holds a record of somebody who is there when the first stretch begins.

    Parameters
    ----------
    keeping : Keeping
    stretches : sequence of Stretch
        One behind the other, those without records among them. Nobody leaves before time 0.
    activity_cv : float [1], >= 0

    Returns
    -------
    float [1]
        1 - E[exp(-z integral of pace over the time with the keeper)].
    """
    longest = fsum((one.end - one.start) * one.per_day for one in stretches)
    law = few_values(activity_cv, 2.0 ** ceil(log2(max(longest, 1e-6))))  # few different ones: they are remembered
    there = np.array([np.full_like(law.z, keeping.share), np.full_like(law.z, 1.0 - keeping.share)])
    gone = np.zeros_like(law.z)
    for one in stretches:
        for start, end in ((min(one.start, 0.0), min(one.end, 0.0)), (max(one.start, 0.0), max(one.end, 0.0))):
            if start < end:
                leaves = keeping.leaves_per_day if start >= 0.0 else 0.0
                writes = law.z * one.per_day + SURELY * one.surely
                there, left = _after(there, keeping, leaves, writes, end - start)
                gone += left
    return float(1.0 - (there.sum(axis=0) + gone) @ law.chance)


def _after(there: Values, keeping: Keeping, leaves: float, writes: Values, days: float) -> tuple[Values, Values]:
    """Return who has no record and is there after some days, (2, k), and who left meanwhile without one, (k,).

    The exponential of a two-by-two matrix B is exp(mt) (cosh(dt) + sinh(dt) / d (B - m)), with m the mean of its
    diagonal and d the root of (half their difference)^2 plus the product of the others; what left is
    leaves * there * B^-1 (exp(Bt) - 1) * (1, 1).
    """
    away, back = keeping.moves_per_day * (1.0 - keeping.share), keeping.moves_per_day * keeping.share
    first, second = -away - leaves - writes, np.full_like(writes, -back - leaves)
    middle, half = 0.5 * (first + second), 0.5 * (first - second)
    d = np.sqrt(half**2 + away * back)
    high, low = np.exp((middle + d) * days), np.exp((middle - d) * days)
    even, odd = (
        0.5 * (high + low),
        np.where(d * days > 1e-9, 0.5 * (high - low) / np.where(d > 0.0, d, 1.0), days * high),
    )
    after = np.array(
        [there[0] * (even + odd * half) + there[1] * odd * back, there[0] * odd * away + there[1] * (even - odd * half)]
    )
    if leaves == 0.0:
        return after, np.zeros_like(writes)
    change = after - there
    determinant = first * second - away * back
    left = change[0] * (second - away) + change[1] * (first - back)  # change * B^-1 * (1, 1)
    return after, leaves * left / determinant
