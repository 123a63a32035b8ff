"""The cases that an agency opens: when, keyed so that a higher rate or a wider ground only adds cases.

Cases come in layers: layer k >= 1 holds those of the rates from BASE * 2^(k-1) to BASE * 2^k a day, layer 0 those
below BASE. A layer is a Poisson process of its own, made from its own numbers, and each of its cases has a rate at
which it first appears, uniform over the layer. A case is opened if the agency's rate reaches that: the layers
below are all in, those above all out, and in one of them a share is thinned. By superposition and thinning of
Poisson processes the opened cases are a Poisson process of the agency's rate, also where a law changes it on some
day: each case is held against the rate of its own time. (One process thinned down from a
scenario-wide maximum would have the same law, but a change of the maximum would redraw every case.)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draw.keyed import Decision

BASE_PER_DAY = 1.0 / 1024.0
NUMBERS = 26  # of a case: see `Column`; those from REQUEST on are of its first request
_CHUNK_CASES = 4096  # opened by one chunk, about
_BATCH = 512  # cases drawn at a time, the same at every rate: sums of gaps must not depend on it


RateAt = Callable[[NDArray[np.float64]], NDArray[np.float64] | float]


class Column:
    """Which number of a case's row decides what."""

    GAP, REACHED, SUBJECT, CATEGORY, OPERATOR, ROLE, GRADE, ACT, REPORT, WINDOW, REQUESTS, FOLLOW = range(12)
    REQUEST = 12


class Cases(NamedTuple):
    """Cases in order of opening, with the numbers that decide them."""

    opened: NDArray[np.float64]  # (cases,) day
    keys: NDArray[np.uint64]  # (cases,) for further numbers of the case
    numbers: NDArray[np.float64]  # (cases, NUMBERS) in (0, 1)

    def part(self, start: int, stop: int | None) -> "Cases":
        """Return some of them, by place."""
        return Cases(self.opened[start:stop], self.keys[start:stop], self.numbers[start:stop])


class _Layer:
    """One layer: its next number, and the time of the last case drawn."""

    def __init__(self, draw: Decision, agency: int, k: int, rate_at: RateAt) -> None:
        low, high = (0.0, BASE_PER_DAY) if k == 0 else (BASE_PER_DAY * 2.0 ** (k - 1), BASE_PER_DAY * 2.0**k)
        self._draw, self._key, self._k = draw, draw.at(agency, k), k
        self._agency = agency
        self._gap_days = 1.0 / (high - low)
        self._low_per_day, self._rate_at = low, rate_at
        self._next, self._time = 0, 0.0
        self._ahead: Cases | None = None

    def until(self, time: float) -> Iterator[Cases]:
        """Yield the layer's cases up to `time`."""
        while True:
            batch = self._ahead if self._ahead is not None else self._drawn()
            cut = int(np.searchsorted(batch.opened, time))
            self._ahead = batch.part(cut, None) if cut < len(batch.opened) else None
            kept = batch.part(0, cut)
            reached = (self._rate_at(kept.opened) - self._low_per_day) * self._gap_days
            chosen = kept.numbers[:, Column.REACHED] < reached
            yield Cases(kept.opened[chosen], kept.keys[chosen], kept.numbers[chosen])
            if self._ahead is not None:
                return

    def _drawn(self) -> Cases:
        numbers, keys = self._draw.keyed_rows((self._agency, self._k), self._next, _BATCH, NUMBERS)
        opened = self._time + np.cumsum(-np.log1p(-numbers[:, Column.GAP]) * self._gap_days)
        self._next += _BATCH
        self._time = float(opened[-1])
        return Cases(opened, keys, numbers)


def cases(
    draw: Decision, agency: int, *, rate_per_day: float, days: float, rate_at: RateAt | None = None
) -> Iterator[Cases]:
    """Yield an agency's cases of a run in chunks, in order of opening.

    Parameters
    ----------
    draw : Decision
    agency : int
        64-bit key of the agency.
    rate_per_day : float, >= 0
        Cases of the whole agency.
    days : float [day]
        Length of the run.
    rate_at : callable, optional
        The rate [1/day] at some times, nowhere over `rate_per_day`; that rate throughout if left out.
    """
    if rate_per_day <= 0:
        return
    top = 0
    while BASE_PER_DAY * 2.0**top < rate_per_day:
        top += 1
    layers = [_Layer(draw, agency, k, rate_at or (lambda times: rate_per_day)) for k in range(top + 1)]
    step = _CHUNK_CASES / rate_per_day
    time = 0.0
    while time < days:
        time = min(days, time + step)
        parts = [part for layer in layers for part in layer.until(time)]
        opened = np.concatenate([part.opened for part in parts])
        order = np.argsort(opened, kind="stable")
        yield Cases(
            opened[order],
            np.concatenate([part.keys for part in parts])[order],
            np.concatenate([part.numbers for part in parts])[order],
        )


def divided(chunks: Iterable[Cases], days: Sequence[float]) -> Iterator[tuple[float, Cases]]:
    """Yield cases in parts of which none reaches over one of some days, and the day on which each part may begin."""
    for chunk in chunks:
        borders = [0, *np.searchsorted(chunk.opened, days).tolist(), len(chunk.opened)]
        for begins, start, stop in zip([-inf, *days], borders[:-1], borders[1:], strict=True):
            if start < stop:
                yield begins, chunk.part(start, stop)
