"""Chances of first exposure by the bulk events on a class, for people of given activity.

Law
---
Take a person of activity z and a track (store) whose events copy shares s_1, s_2, ... of the windows W_1, W_2,
... of the clock, which slide: neither their starts nor their ends go back. What earlier copies that took the
person covered of W_j is then covered by the last of them alone. So with f_j the chance that copy j takes a member
of the platform who has not been exposed through j, and l(i, j) = |W_j less W_i|,

    f_j = s_j sum over i < j of f_i prod over i < m < j of (1 - s_m) exp(-z l(i, j)),

i = 0 standing for "not taken yet" with f_0 = 1, W_0 empty. G_j, the chance that a member is not exposed through
j, is (1 - s_j) G_{j-1} + f_j; of somebody who is a member with chance q it is 1 - q + q G_j; tracks are
independent given z, so the chance over tracks is the product.

l(i, j) is end_j - end_i while W_i reaches into W_j, and |W_j| afterwards; so the sum over i is carried along in
two parts, `near` and `far`, and each event costs a constant number of steps for each z.
"""

from math import fsum
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import CERTAIN, BulkEvent
from sim.records.kernels import Whole

_ROUNDING = 1e-9  # relative: an unmoved horizon, computed as a reading less a length, may seem to go back by this


class Windows(NamedTuple):
    """Events as columns, in the order of time; shapes (events,)."""

    track: NDArray[np.int64]  # numbered from 0 without holes
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    share: NDArray[np.float64]
    member: NDArray[np.float64]

    def between(self, first: int, stop: int) -> "Windows":
        """Return the events from number `first` to before number `stop`."""
        return self.at(np.arange(first, stop))

    def at(self, events: NDArray[np.intp]) -> "Windows":
        """Return the events of some numbers."""
        share, member = self.share[events], self.member[events]
        return Windows(self.track[events], self.start[events], self.end[events], share, member)


def columns(events: list[BulkEvent]) -> Windows:
    """Return events, in the order of time, as columns.

    Raises
    ------
    ValueError
        If the windows of a track do not slide, its members differ, or a share is outside 0 to 1.
    """
    latest: dict[int, BulkEvent] = {}
    slid = []
    for event in events:
        if not (0 <= event.share <= 1 and 0 <= event.member <= 1 and event.start <= event.end):
            raise ValueError(f"bulk event at {event.time:g}: {event}; wanted shares in 0 to 1, start up to end")
        before = latest.get(event.track, event)
        start, end = max(event.start, before.start), max(event.end, before.end)
        back = max(start - event.start, end - event.end)
        if back > _ROUNDING * (1.0 + abs(end)) or event.member != before.member:
            raise ValueError(f"bulk event at {event.time:g}: {event} after {before}; wanted windows that slide")
        latest[event.track] = event._replace(start=start, end=end)
        slid.append(latest[event.track])
    numbers = {track: number for number, track in enumerate(latest)}
    table = np.array([event[2:6] for event in slid], np.float64).reshape(-1, 4).T.copy()
    return Windows(np.array([numbers[event.track] for event in events], np.int64), *table)


def span(windows: Windows) -> float:
    """Return an upper bound of the clock length that the union of windows covers, over all tracks [clock unit].

    Windows that hold a record of everybody (`CERTAIN`) are left out: their chances do not hang on activity.
    """
    tracks = [windows.track == track for track in np.unique(windows.track[windows.end < CERTAIN])]
    return float(fsum(windows.end[own].max() - windows.start[own].min() for own in tracks))


@nb.njit("void(float64[::1], float64, float64[::1])", cache=True)
def grow_older(z: NDArray[np.float64], advance: float, near: NDArray[np.float64]) -> None:
    """Carry the near part on to a window that ends later: no record in the time between."""
    for k in range(z.size):
        near[k] *= np.exp(-z[k] * advance) if near[k] > 0.0 else 0.0


@nb.njit(
    "void(float64[::1], float64, float64, float64, float64[::1], float64[::1], float64[::1], float64[::1],"
    "float64[::1], float64[::1])",
    cache=True,
)
def meet(
    z: NDArray[np.float64],
    length: float,
    share: float,
    member: float,
    near: NDArray[np.float64],
    far: NDArray[np.float64],
    still: NDArray[np.float64],
    chances: NDArray[np.float64],
    taken: NDArray[np.float64],
    first: NDArray[np.float64],
) -> None:
    """Let one event happen: write `taken` and `first`, carry the track's state and `chances` over it."""
    for k in range(z.size):
        reached = near[k] + far[k] * np.exp(-z[k] * length)
        taken[k] = share * reached
        drop = max(share * (still[k] - reached), 0.0)
        outside = 1.0 - member + member * still[k]
        lost = member * drop / outside if outside > 0.0 else 0.0
        first[k] = chances[k] * lost
        chances[k] *= 1.0 - lost
        still[k] -= drop
        near[k] = near[k] * (1.0 - share) + taken[k]
        far[k] *= 1.0 - share


@nb.njit(
    "int64(int64, int64, float64[::1], int64[::1], float64[::1], float64[::1], float64, float64[::1],"
    "float64[:, ::1], float64[:, ::1], float64[:, ::1])",
    cache=True,
)
def leave_behind(
    j: Whole,
    oldest: Whole,
    z: NDArray[np.float64],
    track: NDArray[np.int64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    log_passed: float,
    passed: NDArray[np.float64],
    taken: NDArray[np.float64],
    near: NDArray[np.float64],
    far: NDArray[np.float64],
) -> Whole:
    """Move the events of j's track that end before W_j starts from near to far; return the oldest not moved."""
    at = track[j]
    i = oldest
    while i < j and (track[i] != at or end[i] <= start[j]):
        if track[i] == at:
            kept = np.exp(log_passed - passed[i])
            for k in range(z.size):
                near[at, k] = max(near[at, k] - taken[i, k] * kept * np.exp(-z[k] * (end[j] - end[i])), 0.0)
                far[at, k] += taken[i, k] * kept
        i += 1
    return i


@nb.njit(
    "Tuple((float64[:, ::1], float64[:, ::1]))"
    "(float64[::1], int64[::1], float64[::1], float64[::1], float64[::1], float64[::1])",
    cache=True,
)
def first_chances(
    z: NDArray[np.float64],
    track: NDArray[np.int64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    share: NDArray[np.float64],
    member: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each event and z the chance of no exposure before it, and that of the first exposure at it.

    Returns
    -------
    unexposed, first : ndarray (events, z) float64
    """
    events, tracks = track.size, (track.max() + 1 if track.size else 0)
    unexposed, first = np.empty((events, z.size)), np.empty((events, z.size))
    taken = np.empty((events, z.size))  # f of the head of the file
    passed = np.zeros(events)  # log of the chance that the track's events through this one take somebody not
    far, near, still = np.ones((tracks, z.size)), np.zeros((tracks, z.size)), np.ones((tracks, z.size))
    chances = np.ones(z.size)
    log_passed, ends, oldest = np.zeros(tracks), np.zeros(tracks), np.zeros(tracks, np.int64)
    for j in range(events):
        at = track[j]
        grow_older(z, end[j] - ends[at], near[at])
        ends[at] = end[j]
        oldest[at] = leave_behind(j, oldest[at], z, track, start, end, log_passed[at], passed, taken, near, far)
        unexposed[j] = chances
        length = end[j] - start[j]
        meet(z, length, share[j], member[j], near[at], far[at], still[at], chances, taken[j], first[j])
        if share[j] < 1.0:
            log_passed[at] += np.log1p(-share[j])
        else:
            oldest[at] = j  # whom it had not taken before, it took now
        passed[j] = log_passed[at]
    return unexposed, first
