"""How many have an account at the platforms of an entry, as columns: what nobody asks for takes no time."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.identity import Curve
from sim.actors.platform import Platform

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

_STEPS = 64  # of the integral of a share that moves evenly between two days on which something is ordered
_EVEN = np.arange(_STEPS + 1.0)


class Opened(NamedTuple):
    """Who asked for an account, and was refused one; arrays (platforms, populations)."""

    asked: Whole
    refused: Whole


class Rolls:
    """The accounts of some platforms, all open to the same populations; arrays are (platforms, populations).

    Attributes
    ----------
    asked : ndarray
        People who have asked for an account so far.
    open, unchecked : ndarray
        Accounts there are; those of people whom nobody asked who they are.
    refusing : ndarray (platforms,)
        Which of them refuse an account to people who show no identity, from the last count on.
    """

    def __init__(self, platforms: Sequence[Platform]) -> None:
        self._platforms, self._names = platforms, list(platforms[0].register.holdings)
        holdings = [[platform.register.holdings[name] for name in self._names] for platform in platforms]
        self._number = np.array([[holding.number for holding in own] for own in holdings], np.int64)
        self._growth = np.array([[holding.growth_per_day for holding in own] for own in holdings], np.float64)
        self._first = np.array([[platform.register.shares[name] for name in self._names] for platform in platforms])
        which: dict[Curve, int] = {}
        self._curve = np.array([[which.setdefault(holding.curve, len(which)) for holding in own] for own in holdings])
        self._curves = list(which)
        self.asked = self.asked_by(0.0)
        self.open, self.unchecked = self.asked.copy(), self.asked.copy()
        self.refusing = np.array([platform.is_refusing for platform in platforms])
        self._one_by_one = np.array([bool(platform.unchecked) for platform in platforms])

    def asked_by(self, time: float) -> Whole:
        """Return how many people had asked for an account by a time, `Register.asked` of all."""
        share = np.minimum(1.0, self._first * (1.0 + self._growth * max(time, 0.0)))
        return np.rint(self._number * share).astype(np.int64)

    def open_accounts(self, start: float, end: float) -> Opened:
        """Let people who ask for an account since the count at `start` have one or be refused; count them at `end`."""
        by_now, unknown = self.asked_by(end), self.unknown(start, end)
        more = by_now - self.asked
        refused, let_in = np.zeros_like(more), np.where(self.refusing[:, None], 0, more)
        for place in np.flatnonzero(more.any(axis=1) & (self.refusing | self._one_by_one)).tolist():
            platform = self._platforms[place]
            places = zip(self._names, self.asked[place].tolist(), by_now[place].tolist(), strict=True)
            if self.refusing[place]:
                shares = unknown[place].tolist()
                refused[place] = [platform.refused(*own, share) for own, share in zip(places, shares, strict=True)]
            else:
                platform.let_in(places)
        self.asked = by_now
        self.open += more - refused
        self.unchecked += let_in
        return Opened(more, refused)

    def users(self, place: int) -> float:
        """Return how many accounts there are at a platform."""
        return float(self.open[place].sum())

    def remove(self, place: int, time: float) -> list[tuple[int, int]]:
        """Remove a platform's accounts of people without an identity; return how many, of how many, by population."""
        there = self.open[place].tolist()
        unchecked = dict(zip(self._names, self.unchecked[place].tolist(), strict=True))
        gone = [min(pair) for pair in zip(self._platforms[place].remove(time, unchecked), there, strict=True)]
        self.open[place] -= gone
        self.unchecked[place] = 0
        return list(zip(gone, there, strict=True))

    def unknown(self, start: float, end: float) -> Numbers:
        """Return the share of those who ask between two times who have shown no identity."""
        of_each = np.array([1.0 - 0.5 * (curve.share(start) + curve.share(end)) for curve in self._curves])
        found: Numbers = of_each[self._curve]
        return found

    def verified(self, start: float, end: float) -> float:
        """Return the mean number of accounts, from one time to another, of people who have shown an identity."""
        unknown = np.array([1.0 - mean for mean in _means(self._curves, start, end)])
        return float((self.open - self.unchecked * unknown[self._curve]).cumsum()[-1])


def _means(curves: Sequence[Curve], start: float, end: float) -> list[float]:
    """Return the time average of each share over a stretch without a day on which something is ordered."""
    times = _EVEN * ((end - start) / _STEPS) + start
    times[-1] = end
    steps = times[1:] - times[:-1]
    # as np.trapezoid over np.linspace has it, at a fifth of their time
    shares = [curve.shares(times) for curve in curves]
    return [float((steps * (own[1:] + own[:-1]) / 2.0).sum() / (end - start)) for own in shares]
