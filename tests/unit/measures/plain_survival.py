"""Kaplan-Meier estimates in plain numpy: the oracle of the compiled ones."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Durations(NamedTuple):
    """Durations in ascending order, and whether each had come to its end; arrays (n,)."""

    days: NDArray[np.float64]
    ended: NDArray[np.bool_]


def survival(durations: Durations) -> NDArray[np.float64]:
    """Return the Kaplan-Meier share still going on just after each duration; shape (n,).

    References
    ----------
    Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53. Factors of equal
    durations are taken one after another: (1 - 1/n)(1 - 1/(n-1)) = (n-2)/n.
    """
    left = np.arange(len(durations.days), 0, -1, dtype=np.float64)  # at risk; one array from here to the end
    np.divide(1.0, left, out=left)
    np.subtract(1.0, left, out=left)
    left[~durations.ended] = 1.0
    return np.cumprod(left, out=left)


def median(durations: Durations) -> float:
    """Return the first duration after which no more than half still go on; NaN if there is none."""
    reached = survival(durations) <= 0.5
    return float(durations.days[np.argmax(reached)]) if reached.any() else float("nan")


def restricted_mean(durations: Durations, longest: float) -> float:
    """Return the mean of the smaller of the duration and `longest`, or of the longest seen if that is less.

    The area under the Kaplan-Meier curve up to there; NaN without durations.
    """
    days, left = durations.days, survival(durations)
    if not days.size:
        return float("nan")
    corners = np.empty(len(days) + 1)
    corners[0], corners[1:] = 0.0, days
    np.minimum(corners, min(longest, float(days[-1])), out=corners)
    area = np.diff(corners)
    area[1:] *= left[:-1]
    return float(np.sum(area))
