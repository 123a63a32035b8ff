"""The chain of Binomial draws by which bulk events expose a crowd, compiled; `crowd` states its law."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.records.kernels import Whole

_MOST = 6  # times exposed are told apart up to this many and over


@nb.njit(nb.int64(nb.types.npy_rng, nb.int64, nb.float64), cache=True, inline="always")
def drawn(rng: np.random.Generator, people: Whole, chance: float) -> Whole:
    """Draw how many of some people an event of this chance exposes; rounding may take the chance out of 0 to 1."""
    if people <= 0 or not chance > 0.0:
        return np.int64(0)
    if chance >= 1.0:
        return people
    return rng.binomial(people, chance)


@nb.njit(nb.void(nb.float64[:], nb.int64, nb.int64), cache=True)
def move_on(times: NDArray[np.float64], newly: Whole, again: Whole) -> None:
    """Move people on in the expected numbers exposed 1, ..., 5, 6 or more times."""
    had = 0.0
    for i in range(_MOST):
        had += times[i]
    if again > 0 and had > 0.0:
        share = again / had
        for i in range(_MOST - 1, 0, -1):
            moving = times[i - 1] * share
            times[i - 1] -= moving
            times[i] += moving
    times[0] += newly


@nb.njit(
    nb.void(
        *(nb.int64, nb.int64, nb.int64[::1], nb.int64[::1]),
        *(nb.float64[:, :, ::1], nb.float64[:, :, ::1], nb.float64[:, ::1], nb.float64[::1]),
    ),
    cache=True,
)
def level_shares(
    j: Whole,
    k: Whole,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    unexposed_chance: NDArray[np.float64],
    first_chance: NDArray[np.float64],
    chance: NDArray[np.float64],
    shares: NDArray[np.float64],
) -> None:
    """Write the chance of exposure at event j of people unexposed in a period but not in the one before it.

    The last entry is that of people exposed in all periods that hold the event. Chances of levels are
    differences of neighbours, since who is unexposed since an earlier start is so since a later one.
    """
    before, at = 0.0, 0.0
    for p in range(begins.size):
        if begins[p] <= j < ends[p]:
            level = unexposed_chance[p, j, k] - before
            shares[p] = (first_chance[p, j, k] - at) / level if level > 0.0 else 0.0
            before, at = unexposed_chance[p, j, k], first_chance[p, j, k]
    shares[-1] = (chance[j, k] - at) / (1.0 - before) if before < 1.0 else 0.0


@nb.njit(
    nb.int64(
        *(nb.types.npy_rng, nb.int64, nb.int64, nb.int64[::1], nb.int64[::1]),
        *(nb.float64[::1], nb.int64[:], nb.int64[::1]),
    ),
    cache=True,
)
def draw_levels(
    rng: np.random.Generator,
    j: Whole,
    people: Whole,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    shares: NDArray[np.float64],
    unexposed: NDArray[np.int64],
    newly: NDArray[np.int64],
) -> Whole:
    """Draw whom event j exposes of people of one activity and class; return how many.

    `unexposed` of each period is lowered by the number exposed for the first time in it, written to `newly`.
    """
    before, total = np.int64(0), np.int64(0)
    for p in range(begins.size):
        if begins[p] <= j < ends[p]:
            total += drawn(rng, unexposed[p] - before, shares[p])
            before = unexposed[p]
            newly[p] = total
            unexposed[p] -= total
    return total + drawn(rng, people - before, shares[-1])


@nb.njit(
    nb.void(
        *(nb.types.npy_rng, nb.int64[:, ::1], nb.int64[::1], nb.int64[::1]),
        *(nb.float64[:, :, ::1], nb.float64[:, :, ::1], nb.float64[:, ::1]),
        *(nb.int64[:, :, ::1], nb.int64[:, :, ::1], nb.float64[:, :, :, ::1]),
    ),
    cache=True,
)
def expose(
    rng: np.random.Generator,
    people: NDArray[np.int64],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    unexposed_chance: NDArray[np.float64],
    first_chance: NDArray[np.float64],
    chance: NDArray[np.float64],
    exposed: NDArray[np.int64],
    first: NDArray[np.int64],
    times: NDArray[np.float64],
) -> None:
    """Draw whom each event exposes, those not exposed since the earliest start of a period first.

    Parameters
    ----------
    rng : Generator
    people : ndarray (activities, classes) [person]
    begins, ends : ndarray (periods,)
        First event of each period and the one after its last; periods in the order of their starts.
    unexposed_chance, first_chance : ndarray (periods, events, activities)
        Of no exposure in the period before the event, and of the first at it.
    chance : ndarray (events, activities)
        Of exposure at the event.
    exposed : ndarray (events, activities, classes) [person], written
    first : ndarray (periods, events, classes) [person], written
    times : ndarray (periods, classes, activities, 6) [person], zero, written
        Expected number of people exposed 1, ..., 5, 6 or more times in the period.
    """
    unexposed = np.empty((begins.size, *people.shape), np.int64)
    unexposed[:] = people
    first[:] = 0
    shares, newly = np.zeros(begins.size + 1), np.zeros(begins.size, np.int64)
    events, activities, classes = exposed.shape
    for j in range(events):
        for k in range(activities):
            level_shares(j, k, begins, ends, unexposed_chance, first_chance, chance, shares)
            for c in range(classes):
                total = draw_levels(rng, j, people[k, c], begins, ends, shares, unexposed[:, k, c], newly)
                exposed[j, k, c] = total
                for p in range(begins.size):
                    if begins[p] <= j < ends[p]:
                        first[p, j, c] += newly[p]
                        move_on(times[p, c, k], newly[p], total - newly[p])
