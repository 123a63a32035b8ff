"""A published table of ages in bands, and the chance of each band where what is too old was never seen."""

from collections.abc import Callable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Distribution = Callable[[Numbers], Numbers]
"""The share of all that is at most so old [day]."""


class Bands(NamedTuple):
    """A table of ages.

    Attributes
    ----------
    edges : ndarray (bands,) [day]
        Upper edges, rising; the first band begins at 0, the last edge may be infinite.
    counts : ndarray (bands,)
        How many there were in each; shares where `number` is None.
    cut : float [day]
        What is older than this was never seen, whatever was wanted: a retention period. Infinite for no cut.
    """

    edges: Numbers
    counts: Numbers
    cut: float = inf

    @property
    def ends(self) -> tuple[Numbers, Numbers]:
        """Lower and upper edge of each band, cut off where nothing was seen; shape (bands,) each."""
        upper = np.minimum(self.edges, self.cut)
        return np.concatenate([[0.0], upper[:-1]]), upper

    def chances(self, distribution: Distribution) -> Numbers:
        """Return the chance of each band given that an age was seen at all; shape (bands,).

        That is (F(b) - F(a)) / F(cut): the part of the law beyond the cut is in no table.
        """
        low, high = self.ends
        seen = float(distribution(np.array([self.cut]))[0])
        return (distribution(high) - distribution(low)) / seen


def bands(edges_days: Sequence[float], counts: Sequence[float], *, cut_days: float = inf) -> Bands:
    """Return a table of ages.

    Parameters
    ----------
    edges_days : sequence of float [day]
        Upper edges, rising; the last may be infinite.
    counts : sequence of float
        How many there were in each band.
    cut_days : float [day]
        The time beyond which nothing could be seen; `inf` for none.

    Raises
    ------
    ValueError
        With everything that is wrong with the table.
    """
    edges, numbers = np.asarray(edges_days, np.float64), np.asarray(counts, np.float64)
    wrong = list(_wrong(edges, numbers, cut_days))
    if wrong:
        raise ValueError("\n".join(wrong))
    return Bands(edges, numbers, cut_days)


def _wrong(edges: Numbers, counts: Numbers, cut: float) -> Sequence[str]:
    if edges.ndim != 1 or edges.shape != counts.shape or edges.size < 2:
        return [f"table: has {edges.size} edges and {counts.size} counts; wanted 2 bands or more, a count for each"]
    found = []
    if not (np.diff(edges) > 0).all() or edges[0] <= 0 or np.isnan(edges).any():
        found.append("table: its edges do not rise from over 0; wanted upper edges in order")
    if not np.isfinite(counts).all() or (counts < 0).any() or counts.sum() <= 0:
        found.append("table: has counts under 0 or none at all; wanted 0 or more in each band, and some")
    if not cut > 0:
        found.append(f"cut: is {cut:g} days; wanted over 0")
    elif not found:
        low = np.concatenate([[0.0], edges[:-1]])
        beyond = (low >= cut) & (counts > 0)
        if beyond.any():
            found.append(
                f"table: has {counts[beyond].sum():g} beyond {cut:g} days, where nothing could be seen; "
                "wanted a later cut, or those bands left out"
            )
    return found
