"""How many have an account at the platforms of an entry, as columns: where nobody asks for one, no time is taken."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.actors.identity import Curve
from sim.actors.platform import Platform

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

_STEPS = 64  # of the integral of a share that moves evenly between two days on which something is ordered
_EVEN = np.arange(_STEPS + 1.0)


class Rolls:
    """The accounts of some platforms, all open to the same populations; arrays are (platforms, populations).

    Attributes
    ----------
    open, unchecked : ndarray
        Accounts there are; those of people whom nobody asked who they are.
    """

    def __init__(self, platforms: Sequence[Platform]) -> None:
        self._platforms, names = platforms, list(platforms[0].rolls)
        holdings = [[platform.register.holdings[name] for name in names] for platform in platforms]
        self._number = np.array([[holding.number for holding in own] for own in holdings], np.int64)
        self._growth = np.array([[holding.growth_per_day for holding in own] for own in holdings], np.float64)
        self._first = np.array([[platform.register.shares[name] for name in names] for platform in platforms])
        which: dict[Curve, int] = {}
        self._curve = np.array([[which.setdefault(holding.curve, len(which)) for holding in own] for own in holdings])
        self._curves = list(which)
        self.open, self.unchecked, self._asked = (np.zeros_like(self._number) for _ in range(3))
        self.look_again([*range(len(platforms))])

    def look_again(self, platforms: Sequence[int]) -> None:
        """Take over what some platforms have counted."""
        if platforms:
            rolls = [self._platforms[place].rolls.values() for place in platforms]
            counted = np.array([[(roll.open, roll.unchecked_people, roll.asked) for roll in own] for own in rolls])
            for column, numbers in enumerate((self.open, self.unchecked, self._asked)):
                numbers[platforms] = counted[:, :, column]

    def asked(self, time: float) -> Whole:
        """Return how many people had asked for an account by a time, `Register.asked` of all."""
        share = np.minimum(1.0, self._first * (1.0 + self._growth * max(time, 0.0)))
        return np.rint(self._number * share).astype(np.int64)

    def with_more(self, asked: Whole) -> list[int]:
        """Return the platforms of which more people have asked for an account than when they were last counted."""
        found: list[int] = np.flatnonzero((asked > self._asked).any(axis=1)).tolist()
        return found

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
