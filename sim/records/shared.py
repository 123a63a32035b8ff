"""Chances of the same bulk events for several classes of people, worked out for all of them at once.

Platforms are the same for the people of all places, and so are the events on them: their classes differ in activities
alone. What `cohorts` and `mixture` say of events holds for each activity by itself. So the activities of all classes
are put side by side, and the events are gone through once, in place of once for each class; a class gets the same
numbers, whoever shares its events (to the last bit, but for the chance through all events of one activity alone, whose
sum over cells numpy may add up in another order).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import BulkEvent
from sim.records.cohorts import unexposed_by_cohort
from sim.records.mixture import NoRunError, through_chances

Chances = NDArray[np.float64]
_Ids = tuple[int, ...]  # of the very same events: to compare what they say takes too long

_AT_ONCE = 500  # activities gone through together: those of some fifty classes, after which nothing is saved any more


def unexposed_through(
    z: Chances, events: Sequence[BulkEvent], rng: np.random.Generator | None, *, last: bool = False
) -> Chances:
    """Return the chance of no exposure through each event of a track, or through all if `last`; shape (events, z).

    Raises
    ------
    NoRunError
        If patterns have to be carried forward, and there is no `rng` to thin them.
    """
    if any(event.cohorts for event in events):
        return unexposed_by_cohort(z, events, rng, last=last)
    through = through_chances(z, events, rng)
    return through[-1:] if last else through


class _Together:
    """Activities of classes that share the events of a track."""

    def __init__(self, track: Sequence[BulkEvent]) -> None:
        self._track = track  # its ids are known as long as it is there
        self._z, self.activities = list[Chances](), 0
        self._found: dict[tuple[_Ids, bool], Chances | None] = {}

    @property
    def is_open(self) -> bool:
        """Whether another class may come in: nothing was worked out so far."""
        return not self._found and self.activities < _AT_ONCE

    def join(self, z: Chances) -> slice:
        """Take in a class; return the place of its activities."""
        self._z.append(z)
        self.activities += z.size
        return slice(self.activities - z.size, self.activities)

    def through(self, some: Sequence[BulkEvent], *, last: bool) -> Chances | None:
        """Return `unexposed_through` of some of the events for all activities, or None if that hangs on draws."""
        name = _ids(some), last
        if name not in self._found:
            try:
                self._found[name] = unexposed_through(np.concatenate(self._z), some, None, last=last)
            except NoRunError:
                self._found[name] = None
        return self._found[name]


class Shared:
    """What classes of people share: chances of the very same events."""

    def __init__(self) -> None:
        self._open: dict[_Ids, _Together] = {}
        self._places: dict[tuple[_Ids, bytes], tuple[_Together, slice]] = {}

    def expect(self, track: Sequence[BulkEvent], z: Chances) -> None:
        """Note that chances of a track's events will be asked for by a class of some activities."""
        self._place(track, z)

    def _place(self, track: Sequence[BulkEvent], z: Chances) -> tuple[_Together, slice]:
        ids = _ids(track)
        place = self._places.get((ids, z.tobytes()))
        if place is None:
            together = self._open.get(ids)
            if together is None or not together.is_open:
                together = self._open[ids] = _Together(track)
            place = self._places[ids, z.tobytes()] = together, together.join(z)
        return place

    def through(
        self, track: Sequence[BulkEvent], some: Sequence[BulkEvent], z: Chances, *, last: bool = False
    ) -> Chances | None:
        """Return `unexposed_through` of some of a track's events, or None if that hangs on draws.

        It is worked out for all classes that have been expected by then.
        """
        together, place = self._place(track, z)
        through = together.through(some, last=last)
        return None if through is None else through[:, place]


def _ids(events: Sequence[BulkEvent]) -> _Ids:
    return tuple(map(id, events))
