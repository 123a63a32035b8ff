"""The frame of a run: how long it is, which periods are counted, and who and what there is to count."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.presence import Presence
from sim.ledger.prices import Prices

WHOLE = ""  # name of the period that is everything after the warm-up
POINTS = 200  # a series is thinned to so many points, however long the run


class Period(NamedTuple):
    """A named stretch of the run, [start, end) in days."""

    name: str
    start: float
    end: float


class GroupInfo(NamedTuple):
    """People of a population who are marked out by what they are, such as journalists: never listed, but known."""

    share: float  # of the population
    has: Callable[[NDArray[np.uint64]], NDArray[np.bool_]]  # of global numbers (n,): who is in it


class PlaceInfo(NamedTuple):
    """A place, where it lies (degrees; NaN where unknown) and how many people have their home there."""

    name: str
    lon: float
    lat: float
    people: int


class LinkInfo(NamedTuple):
    """A link of the map: the places that it joins and its length (km; NaN where unknown)."""

    one: str
    other: str
    length_km: float


@dataclass(frozen=True)
class Frame:
    """What the ledger and the measures must know of a run beside its facts.

    Parameters
    ----------
    start : date
        Day 0.
    days : float [day], > 0
        Length of the run.
    warmup_days : float [day], >= 0
        Time at the beginning that no measure counts.
    periods : tuple of Period
        Named periods; what they share with the warm-up is not counted.
    places : tuple of PlaceInfo
    links : tuple of LinkInfo
    people : int
        People who are there at some time of the run, all populations together.
    offsets : mapping of population to int
        First global number of each population.
    holds : mapping of agency to float [day]
        For how long agencies that have a store of their own keep what they obtain; `inf` is for ever.
    duties : mapping of (operator entry, duty) to float
        How many real operators have the duty.
    activity_picked : bool
        Whether cases pick people in proportion to their activity, or filters flag what they write.
    class_ranges : mapping of (population, place, access operator if there is one) to (first, last + 1)
        Global numbers of the people of a home: which people looked at one by one belong to a class.
    overlap_key : int
        64-bit key of the draws that join people looked at one by one and people copied in bulk.
    prices : Prices or None
        None where the scenario has no costs.
    groups : mapping of (population, group) to GroupInfo
    unreadable : mapping of (operator entry, category) to intervals (start, end) [day], or None
        When records that an operator gives out, or lets somebody reach, cannot be read; None where nobody has keys
        but the operators themselves.
    jurisdictions : mapping of operator entry to jurisdiction
        Where all sites of an entry stand. An entry with sites in several countries is not in it, so that it counts in
        no row by `jurisdiction`. Empty where all operators of the run stand in one country.
    presence : Presence or None
        Who is there when; None where nobody comes or goes.

    Notes
    -----
    The bounds of the periods cut time into slices. Slice 0 is what comes before the warm-up ends; every period is
    a union of slices, so sums are kept by slice and periods may overlap.
    """

    start: date
    days: float
    warmup_days: float = 0.0
    periods: tuple[Period, ...] = ()
    places: tuple[PlaceInfo, ...] = ()
    links: tuple[LinkInfo, ...] = ()
    people: int = 0
    offsets: Mapping[str, int] = field(default_factory=dict)
    duties: Mapping[tuple[str, str], float] = field(default_factory=dict)
    holds: Mapping[str, float] = field(default_factory=dict)
    activity_picked: bool = False
    class_ranges: Mapping[tuple[str, ...], tuple[int, int]] = field(default_factory=dict)
    overlap_key: int = 0
    prices: Prices | None = None
    groups: Mapping[tuple[str, str], GroupInfo] = field(default_factory=dict)
    unreadable: Mapping[tuple[str, str], tuple[tuple[float, float], ...]] | None = None
    jurisdictions: Mapping[str, str] = field(default_factory=dict)
    presence: Presence | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.warmup_days < self.days:
            raise ValueError(f"warm-up is {self.warmup_days} days of {self.days}; wanted a part of the run")

    @cached_property
    def windows(self) -> tuple[Period, ...]:
        """Periods as counted: the whole window first, then the named ones without their part of the warm-up."""
        whole = Period(WHOLE, self.warmup_days, self.days)
        return (whole, *(p for p in map(self._counted, self.periods) if p.end > p.start))

    def _counted(self, period: Period) -> Period:
        return Period(period.name, max(period.start, self.warmup_days), min(period.end, self.days))

    @cached_property
    def present(self) -> NDArray[np.float64]:
        """People who are there at some time of each window; shape (windows,)."""
        if self.presence is None:
            return np.full(len(self.windows), float(self.people))
        return np.array([self.presence.people(window.start, window.end) for window in self.windows])

    def present_at(self, place: int) -> NDArray[np.float64]:
        """Return `present` of those who have their home at a place, by its number; shape (windows,)."""
        if self.presence is None:
            return np.full(len(self.windows), float(self.places[place].people))
        return np.array([self.presence.people(window.start, window.end, place) for window in self.windows])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the windows."""
        return tuple(window.name for window in self.windows)

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """Lengths of the windows in days; shape (windows,)."""
        return np.array([window.end - window.start for window in self.windows])

    @cached_property
    def cuts(self) -> tuple[float, ...]:
        """Times at which one slice ends and the next begins."""
        return tuple(sorted({time for window in self.windows for time in window[1:]}))

    @property
    def slices(self) -> int:
        """Number of slices."""
        return len(self.cuts) + 1

    @cached_property
    def in_window(self) -> NDArray[np.bool_]:
        """Whether a slice is part of a window; shape (slices, windows)."""
        starts, ends = (-np.inf, *self.cuts), (*self.cuts, np.inf)
        rows = [[w.start <= a and b <= w.end for w in self.windows] for a, b in zip(starts, ends, strict=True)]
        return np.array(rows, np.bool_)

    def is_readable(self, operator: str, category: str, time: float) -> bool:
        """Whether records that an operator gives out at a time can be read; of several categories something can."""
        times = (self.unreadable or {}).get((operator, category), ())
        return not any(start <= time < end for start, end in times)

    def slice_of(self, time: float) -> int:
        """Return the slice that a time lies in."""
        return bisect_right(self.cuts, time)

    def slices_of(self, times: NDArray[np.float64]) -> NDArray[np.uint16]:
        """Return the slices that times lie in; shape of `times`."""
        return np.searchsorted(self.cuts, times, side="right").astype(np.uint16)

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Evenly spaced times from 0 to the end of the run, both included; shape (POINTS,)."""
        return np.linspace(0.0, self.days, POINTS)

    @cached_property
    def grid(self) -> NDArray[np.float64]:
        """Points and cuts together, ascending."""
        return np.array(sorted({*self.points.tolist(), *self.cuts}))
