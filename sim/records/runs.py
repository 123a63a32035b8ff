"""Chances of first exposure where a record that stays in a store is held by a run of the events on it.

Law
---
Cut the records of a person into parts that no event divides. Let every event that chooses anybody choose anew, event j
with chance s_j, and let each part be in the windows of a *run* of events: of events b, b + 1, ..., e and no others, as
it is where operators store records, keep them for a while that may differ by category, and delete them, also where they
do not record for a while. Then what events i < j that took the person covered of W_j, the last of them, i, covered
alone: a part of W_j in the window of an earlier event is in the windows of all events between. So with f_j the chance
that event j takes a person of activity z who has not been exposed through j,

    f_j = s_j sum over i < j of f_i prod over i < m < j of (1 - s_m) exp(-z l(i, j)),

i = 0 standing for "not taken yet" with f_0 = 1, and l(i, j) = |W_j less W_i|, the length of the parts of W_j whose run
begins after i. G_j, the chance of no exposure through j, is (1 - s_j) G_{j-1} + f_j. Whom an event takes whose window
holds a record of everybody has been exposed: its f is 0, and it may stand between the events of a run. `hazards` has
the law for windows of one piece, in a number of steps that grows with events and not with their pairs.
"""

from collections.abc import Sequence

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import BulkEvent, is_certain
from sim.records.parts import Parts, parts_of

Chances = NDArray[np.float64]


def run_chances(z: Chances, events: Sequence[BulkEvent]) -> Chances | None:
    """Return the chance of no exposure through each event, or None if a part is not in a run of their windows.

    Parameters
    ----------
    z : ndarray (activities,)
    events : sequence of BulkEvent
        In the order of time; no two choose by the same numbers.

    Returns
    -------
    ndarray (events, activities) or None
    """
    parts = parts_of(events)
    certain = np.array([is_certain(event) for event in events], np.bool_)
    if not _are_runs(parts, certain):
        return None
    order = np.argsort(parts.begun, kind="stable")
    share = np.array([event.chance_chosen for event in events])
    found: Chances = _through(z, share, certain, parts.lengths[order], parts.begun[order], parts.used[order])
    return found


def _are_runs(parts: Parts, certain: NDArray[np.bool_]) -> bool:
    """Whether each part is in a run of the windows; those that hold a record of everybody are in nobody's way."""
    number = np.cumsum(~certain)
    return bool((parts.windows.sum(0) == number[parts.used] - number[parts.begun] + 1).all())


@nb.njit("float64[:, ::1](float64[::1], float64[::1], boolean[::1], float64[::1], int64[::1], int64[::1])", cache=True)
def _through(
    z: Chances,
    share: Chances,
    certain: NDArray[np.bool_],
    lengths: Chances,
    begun: NDArray[np.int64],
    used: NDArray[np.int64],
) -> Chances:
    """Return the chance of no exposure through each event; parts ascend by the first event that holds them.

    For each event the parts that it holds are added up by the event that their run begins with; going back from event
    to event, l(i, j) is what has been passed. Events and their pairs times activities is the number of steps.
    """
    events, values = share.size, z.size
    taken, still = np.zeros((events, values)), np.ones(values)
    through, reached = np.empty((events, values)), np.empty(values)
    by_begin = np.empty(events)
    for j in range(events):
        by_begin[:] = 0.0
        for p in range(lengths.size):
            if begun[p] > j:
                break
            if used[p] >= j:
                by_begin[begun[p]] += lengths[p]
        length, passed = 0.0, 1.0  # passed: the chance that no event after i takes the person
        reached[:] = 0.0
        if not certain[j]:
            for i in range(j - 1, -1, -1):
                length += by_begin[i + 1]
                if share[i] > 0.0:
                    for k in range(values):
                        reached[k] += taken[i, k] * passed * np.exp(-z[k] * length)
                passed *= 1.0 - share[i]
                if passed == 0.0:
                    break
            length += by_begin[0]
            for k in range(values):
                reached[k] += passed * np.exp(-z[k] * length)
        for k in range(values):
            taken[j, k] = share[j] * reached[k]
            still[k] = (1.0 - share[j]) * still[k] + taken[j, k]
            through[j, k] = still[k]
    return through
