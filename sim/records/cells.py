"""Cells of a person's clock and how many records a cell holds.

A category's records of a person are a unit-rate Poisson process on the person's own clock. The clock is cut
into cells of `2 ** bits_of(category)` units; the number of records of a cell is the inverse Poisson
distribution function at the cell's 64-bit hash. The thresholds are made in decimal arithmetic of 60 digits, so
they are the same on every machine and wrong by less than one hash in 2^64.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import cache

import numpy as np
from numpy.typing import NDArray

GUIDE_BITS = 10
TOP = (1 << 64) - 1

# A wide window should cover few cells (each costs a hash), a narrow one few records of its two end cells. The
# width is a constant of the category: were it derived from the rate, a sweep of the rate would redraw everything.
_BITS = {"session": 8, "location": 7, "message": 6}
_OTHER_BITS = 5


def bits_of(category: str) -> int:
    """Return the binary logarithm of the clock units that a cell of this category covers."""
    return _BITS.get(category, _OTHER_BITS)


@cache
def count_table(bits: int) -> NDArray[np.uint64]:
    """Return the table of the Poisson distribution with mean `2 ** bits` (see `guided`)."""
    return guided(poisson_ends(Decimal(2**bits)))


def poisson_ends(mean: Decimal) -> list[int]:
    """Return for each count the last 64-bit hash that gives at most that count; the list ends with 2^64 - 1."""
    ends: list[int] = []
    with localcontext() as context:
        context.prec = 60
        term = (-mean).exp()
        total = term
        while not ends or ends[-1] < TOP:
            # the smallest hash h with h / 2^64 >= total belongs to the next count
            ends.append(min(int((total * 2**64).to_integral_value("ROUND_CEILING")) - 1, TOP))
            term *= mean / len(ends)
            total += term
    return ends


def guided(ends: Sequence[int]) -> NDArray[np.uint64]:
    """Return a look-up table of counts: a guide by the hash's top bits, then the ends themselves.

    The first `2 ** GUIDE_BITS` entries hold the smallest count that a hash with these top bits can have, so
    that a look-up starts there and rarely takes a second step.

    Parameters
    ----------
    ends : sequence of int
        Non-decreasing; the last is 2^64 - 1.

    Returns
    -------
    ndarray (2 ** GUIDE_BITS + len(ends),) uint64
    """
    if not ends or ends[-1] != TOP:
        raise ValueError(f"ends: the last is {ends[-1] if ends else None}; wanted {TOP}")
    starts = np.arange(1 << GUIDE_BITS, dtype=np.uint64) << np.uint64(64 - GUIDE_BITS)
    values = np.array(ends, np.uint64)
    return np.concatenate([np.searchsorted(values, starts, side="left").astype(np.uint64), values])
