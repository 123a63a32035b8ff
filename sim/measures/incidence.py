"""First exposure of people who come and go: the clock runs from the end of warm-up or the entry, leaving censors."""

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.presence import Presence
from sim.measures.rows import Numbers
from sim.measures.sweep import Whole


class Incidence:
    """The Kaplan-Meier estimate of the time to first exposure at a stage.

    References
    ----------
    Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53.
    """

    def __init__(self, ledger: Ledger, stage: str, presence: Presence) -> None:
        frame = ledger.frame
        clock = np.maximum(presence.entry, frame.warmup_days)
        stay = np.minimum(presence.gone, frame.days) - clock
        order = np.argsort(stay)
        self._stays = stay[order]
        self._longer = np.append(np.cumsum(presence.weight[order][::-1])[::-1], 0.0)  # people of stays from here on
        persons, times = _first_times(ledger, stage)
        entry, gone = presence.spans(persons)
        waits = times - np.maximum(entry, frame.warmup_days)
        stays = np.minimum(gone, frame.days) - np.maximum(entry, frame.warmup_days)
        seen = (waits >= 0.0) & (waits <= stays)  # those who had gone before were censored
        self.days = np.sort(waits[seen])
        self._stays_of_exposed = np.sort(stays[seen])
        risk = self.at_risk(self.days)
        ties = np.arange(len(self.days)) - np.searchsorted(self.days, self.days)  # of equal waits, one after another
        self._left = np.cumprod(1.0 - 1.0 / np.maximum(risk - ties, 1.0))

    @property
    def people(self) -> float:
        """People whose clock ever runs."""
        return float(self._longer[np.searchsorted(self._stays, 0.0, side="right")])

    def at_risk(self, days: Numbers) -> Numbers:
        """Return how many are there and not yet exposed just before so many days of their clock; shape of `days`."""
        there = self._longer[np.searchsorted(self._stays, days, side="left")]
        # whose stay is over has been exposed before: those exposed, less those of them whose stay is over
        gone = np.searchsorted(self.days, days) - np.searchsorted(self._stays_of_exposed, days)
        return np.asarray(there - gone, np.float64)

    def at(self, days: Numbers) -> Numbers:
        """Return the share exposed within so many days of their clock; shape of `days`."""
        number = np.searchsorted(self.days, days, side="right")
        return 1.0 - np.append(1.0, self._left)[number]


def _first_times(ledger: Ledger, stage: str) -> tuple[Whole, Numbers]:
    """Return who was exposed after the warm-up, and when first; two arrays (people,)."""
    exposures = ledger.exposures

    def time_of(code: NDArray[np.uint32], part: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
        # times are 0 and more, so their bits have their order; what comes before the warm-up ends counts for nothing
        bits = np.asarray(time, np.float32).view(np.uint32).astype(np.uint64)
        return np.where(part > 0, bits, np.uint64(2**32)).astype(np.uint64)

    persons, bits = exposures.people(exposures.codes.having("stage", [stage]), time_of)
    counted = bits < np.uint64(2**32)
    persons, bits = persons[counted], bits[counted]
    order = np.lexsort((bits, persons))
    persons, bits = persons[order], bits[order]
    first = np.append(True, persons[1:] != persons[:-1])[: len(persons)]
    return persons[first], bits[first].astype(np.uint32).view(np.float32).astype(np.float64)
