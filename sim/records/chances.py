"""Chances of the bulk events on a class, over tracks of both kinds: windows that slide, and windows of any overlap."""

from collections import Counter
from collections.abc import Sequence
from math import fsum

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import name_key, plain_fold
from sim.records import cohorts
from sim.records.bulk import CERTAIN, BulkEvent
from sim.records.copies import Copies
from sim.records.hazards import columns, first_chances, span
from sim.records.shared import Shared, unexposed_through

Chances = NDArray[np.float64]
Counts = NDArray[np.int64]
Places = NDArray[np.intp]


class ClassEvents:
    """Events in the order of time, by track.

    Parameters
    ----------
    shared : Shared, optional
        What other classes of people share with this one.

    Raises
    ------
    ValueError
        If windows of a track without parts do not slide, or a share is outside 0 to 1.
    """

    def __init__(self, events: Sequence[BulkEvent], shared: Shared | None = None) -> None:
        self._events, self._shared = events, shared or Shared()
        self._many = len(events)
        mixed = {e.track for e in events if e.parts or e.among or e.cohorts} | _choosing_alike(events)
        self._by_cohort = {i: cohorts.columns_of(event.cohorts) for i, event in enumerate(events) if event.cohorts}
        tangled = np.array([event.track in mixed for event in events], np.bool_)
        self._sliding = np.flatnonzero(~tangled)
        self._windows = columns(self._of(self._sliding))
        tracks = np.array([event.track for event in events], np.int64)
        self._tangled = [np.flatnonzero(tracks == track) for track in sorted(mixed)]
        self.lengths = np.array([event.end - event.start for event in events])
        self._chosen = np.array([event.chance_chosen for event in events])
        self._through: dict[bytes, Chances] = {}  # events of one tangled track and z to the chance of none of them

    @property
    def longest(self) -> float:
        """Upper bound of the clock length that all windows cover together [clock unit]."""
        return span(self._windows) + float(fsum(self._cover(own) for own in self._tangled))

    def _cover(self, own: Places) -> float:
        some = self._of(own)
        if any(event.cohorts for event in some):
            return cohorts.cover(some)
        reach: dict[int, tuple[float, float]] = {}
        for lane, start, end in (part for event in some for part in event.parts):
            low, high = reach.get(lane, (start, end))
            reach[lane] = min(low, start), max(high, end)
        return fsum(high - low for low, high in reach.values())

    def expect(self, z: Chances) -> None:
        """Note that chances will be asked for, for people of some activities."""
        for track in self._tangled:
            self._shared.expect(self._of(track), z)

    def marginal(self, z: Chances) -> Chances:
        """Return the chance of exposure at each event; shape (events, z)."""
        chances: Chances = -self._chosen[:, None] * np.expm1(-np.outer(self.lengths, z))
        for number, own in self._by_cohort.items():
            chances[number] = own.marginal(z)
        return chances

    def means(self, z: Chances) -> Chances:
        """Return the mean number of records in the windows, 0 where it is one of a state; shape (events, z)."""
        return np.outer(np.where(self.lengths < CERTAIN / 2, self.lengths, 0.0), z)

    def records(self, z: Chances, exposed: Counts, rng: np.random.Generator) -> Counts:
        """Draw the records copied of the people whom events exposed (events, z, classes); shape (events, classes)."""
        found = Copies.of(self.means(z)).drawn(exposed, rng)
        if self._by_cohort:
            numbers = list(self._by_cohort)
            found[numbers] = cohorts.records_of([*self._by_cohort.values()], exposed[numbers], z, rng)
        return found

    def first(self, z: Chances, begin: int, end: int, rng: np.random.Generator) -> tuple[Chances, Chances]:
        """Return the chances of a period that holds the events from number `begin` to before number `end`.

        Returns
        -------
        unexposed, first : ndarray (end - begin, z)
            Of no exposure in the period before the event, and of the first at it.
        """
        low, high = np.searchsorted(self._sliding, (begin, end)).tolist()
        before, first = first_chances(z, *self._windows.between(low, high))
        if not self._tangled:
            return before, first
        unexposed = np.ones((end - begin + 1, z.size))  # through each event; row 0 is before all
        _carry(unexposed, self._sliding[low:high] - begin, before - first)
        for track in self._tangled:
            own = track[(begin <= track) & (track < end)]
            if own.size:
                through = self._shared.through(self._of(track), self._of(own), z)
                if through is None:
                    through = unexposed_through(z, self._of(own), rng)
                self._through[own.tobytes() + z.tobytes()] = through[-1]
                _carry(unexposed, own - begin, through)
        return unexposed[:-1], np.maximum(-np.diff(unexposed, axis=0), 0.0)

    def missed(self, z: Chances, own: Places, key: int) -> Chances:
        """Return the chance of exposure by none of some events, whose numbers ascend; shape (z,).

        Tracks of which `own` has all events of a period, or the same as before, are not gone through again. `key`
        seeds the thinning of patterns, for each set of events anew.
        """
        wanted = np.zeros(self._many, np.bool_)
        wanted[own] = True
        missed = np.ones(z.size)
        sliding = np.flatnonzero(wanted[self._sliding])
        if sliding.size:
            before, first = first_chances(z, *self._windows.at(sliding))
            missed = before[-1] - first[-1]
        for track in self._tangled:
            some = track[wanted[track]]
            if some.size:
                missed = missed * self._track_missed(z, track, some, key)
        return missed

    def _track_missed(self, z: Chances, track: Places, some: Places, key: int) -> Chances:
        name = some.tobytes() + z.tobytes()
        if name not in self._through:
            found = self._shared.through(self._of(track), self._of(some), z, last=True)
            if found is None:
                rng = np.random.Generator(np.random.Philox(key=plain_fold(key, name_key(*some.tolist()))))
                found = unexposed_through(z, self._of(some), rng, last=True)
            self._through[name] = found[-1]
        return self._through[name]

    def _of(self, numbers: Places) -> list[BulkEvent]:
        return [self._events[number] for number in numbers.tolist()]


def _choosing_alike(events: Sequence[BulkEvent]) -> set[int]:
    """Return the tracks of which two events choose by the same numbers."""
    keys = Counter((event.track, event.key) for event in events if event.share < 1.0)
    return {track for (track, _), many in keys.items() if many > 1}


def _carry(unexposed: Chances, events: Places, through: Chances) -> None:
    """Multiply the chances that a track did not expose into what is known, from each of its events on."""
    steps = np.searchsorted(events, np.arange(len(unexposed) - 1), side="right")
    unexposed[1:] *= np.vstack([np.ones(through.shape[1]), through])[steps]
