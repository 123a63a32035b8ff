"""What a log store holds of the past: from its purge horizon on, less the gaps in which nothing was recorded."""

from collections.abc import Callable
from math import fsum, inf

Piece = tuple[float, float]


class HeldSet:
    """The times whose records a log store holds, the same for all people of the store.

    It starts at `since` and is cut from behind by purges. Recording may stop and resume, which leaves gaps for
    good. All pieces are half-open, [start, end), in days.

    What is held of one person alone (a freeze, a removed account) is no part of it: it is joined to or taken
    from the pieces by whoever knows the person.

    Parameters
    ----------
    since : float [day]
        The store's oldest record at the start; may be before time 0.

    Attributes
    ----------
    before_change : callable of (bool, float), or None
        Told before it changes, whether what is held stays one piece, and of the horizon to come: for whoever looks at
        it later than asked.
    """

    __slots__ = ("_closed", "_gaps", "before_change", "horizon")

    def __init__(self, since: float) -> None:
        self.horizon = since
        self._gaps: list[Piece] = []  # in order, none behind the horizon
        self._closed = inf  # since when recording stands still
        self.before_change: Callable[[bool, float], None] | None = None

    def cut_before(self, time: float) -> None:
        """Drop what is older than `time` [day]; a horizon never moves back, for what is deleted stays deleted."""
        if time > self.horizon:
            self.tell(time, in_one_piece=True)
            self.horizon = time
            while self._gaps and self._gaps[0][1] <= time:
                del self._gaps[0]

    def close(self, time: float) -> None:
        """Stop recording at `time` [day].

        Raises
        ------
        ValueError
            If recording stands still already, or an earlier gap ends after `time`.
        """
        if self._closed < inf:
            raise ValueError(f"close: recording stopped at {self._closed:g} already; wanted an open store")
        if self._gaps and time < self._gaps[-1][1]:
            raise ValueError(f"close: is at {time:g}; wanted no time before the last gap's end {self._gaps[-1][1]:g}")
        self.tell(self.horizon, in_one_piece=False)
        self._closed = time

    def open(self, time: float) -> None:
        """Resume recording at `time` [day].

        Raises
        ------
        ValueError
            If the store records, or `time` is before it stopped.
        """
        if not self._closed <= time:
            raise ValueError(f"open: is at {time:g}; wanted a time from the stop at {self._closed:g} on")
        self.tell(self.horizon, in_one_piece=False)
        if max(self._closed, self.horizon) < time:
            self._gaps.append((self._closed, time))
        self._closed = inf

    def tell(self, horizon: float, *, in_one_piece: bool) -> None:
        """Tell whoever wants to know that what is held is about to change."""
        if self.before_change is not None:
            self.before_change(in_one_piece, horizon)

    @property
    def is_whole(self) -> bool:
        """Whether everything from the horizon on is held."""
        return self._closed == inf and not self._gaps

    @property
    def gaps(self) -> tuple[Piece, ...]:
        """When nothing was recorded, in order; the last one has no end if recording stands still."""
        return (*self._gaps, (self._closed, inf)) if self._closed < inf else tuple(self._gaps)

    @property
    def is_open(self) -> bool:
        """Whether what happens now is recorded."""
        return self._closed == inf

    def pieces(self, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of [start, end) that are held, in order; none is empty."""
        start, end = max(start, self.horizon), min(end, self._closed)
        if not start < end:
            return ()
        if not self._gaps:
            return ((start, end),)
        found = []
        for gap_start, gap_end in self._gaps:
            if start < gap_start < end:
                found.append((start, gap_start))
            start = max(start, gap_end) if gap_start < end else start
        if start < end:
            found.append((start, end))
        return tuple(found)

    def holds(self, time: float) -> bool:
        """Return whether a record of this time is held."""
        return self.horizon <= time < self._closed and not any(start <= time < end for start, end in self._gaps)

    def window(self, start: float, end: float) -> tuple[bool, tuple[Piece, ...]]:
        """Return whether `end` is held, and the parts of [start, end): both at once, for every answer asks both."""
        if self._gaps:
            return self.holds(end), self.pieces(start, end)
        horizon, closed = self.horizon, self._closed
        is_held = horizon <= end < closed
        if start < horizon:
            start = horizon
        if closed < end:
            end = closed
        return is_held, ((start, end),) if start < end else ()

    def held_days(self, now: float) -> float:
        """Return the length of what is held at `now` [day]."""
        return fsum(end - start for start, end in self.pieces(self.horizon, now))
