"""Log stores: an operator's records of one category, and the job that purges those of a whole entry."""

from collections.abc import Callable, Sequence
from math import fsum, inf
from typing import NamedTuple

import numpy as np

from sim.actors.process import LAW, PURGE, Clock, Life
from sim.actors.shelf import Amount, Shelf, Times
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Purged
from sim.records.held import HeldSet

Piece = tuple[float, float]
_MANY = 4096  # purges that are written down together, at most


class _Done(NamedTuple):
    """A purge, and the horizons of the shelves before and after it."""

    time: float
    kept_days: float
    before: list[float]
    after: list[float]


class PurgeJob:
    """The purge of an entry's stores of one category.

    The job wakes on a fixed grid, so a record may outlive its period by up to one purge interval; a law that takes
    effect adds a purge and does not move the grid.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        shelves: Sequence[Shelf],
        *,
        operator: str,
        category: str,
        every_days: float,
        days: float,
    ) -> None:
        self._clock, self._ledger, self._shelves = clock, ledger, shelves
        self.operator, self.category, self._every_days, self._days = operator, category, every_days, days
        self._done: list[_Done] = []  # purges that are not written down yet

    def life(self) -> Life[None]:
        """Purge on the grid and whenever the law or the practice changes."""
        for time, on_grid in purges(self._shelves, self._every_days, self._days):
            yield self._clock.at(time, PURGE if on_grid else LAW)
            before = self._horizons()
            for shelf in self._shelves:
                shelf.purge(time)
            kept_days = max(shelf.kept_days for shelf in self._shelves)
            self._done.append(_Done(time, kept_days, before, self._horizons()))
            if self._ledger.journal is not None or len(self._done) == _MANY:
                self._write_down()

    def apply(self, change: Callable[[], None]) -> None:
        """Make a change to what the stores hold between purges, and write it down as a purge."""
        self._write_down()
        before = self._stored()
        change()
        self._write(before)

    def close_books(self) -> None:
        """Write down what is held, and what was written since the start, when the run ends."""
        self._write_down()
        self._write(self._stored())
        self._ledger.written(
            self.operator, self.category, fsum(shelf.written(self._clock.now) for shelf in self._shelves)
        )

    def _horizons(self) -> list[float]:
        return [shelf.held.horizon for shelf in self._shelves]

    def _write_down(self) -> None:
        """Write down the purges since this was last done: what they left hangs on nothing that has happened since."""
        done = self._done
        if done:
            times = np.array([purge.time for purge in done])
            held = self._stored_at(times, np.array([purge.before for purge in done]))
            left = self._stored_at(times, np.array([purge.after for purge in done]))
            for purge, before, after in zip(done, held, left, strict=True):
                self._purged(purge.time, min(purge.after), purge.kept_days, before, after)
            done.clear()

    def _stored_at(self, times: Times, horizons: Times) -> list[Amount]:
        own = [shelf.stored_at(times, horizons[:, place]) for place, shelf in enumerate(self._shelves)]
        return [_together(held) for held in zip(*own, strict=True)]

    def _stored(self) -> Amount:
        return _together([shelf.stored(self._clock.now) for shelf in self._shelves])

    def _write(self, before: Amount) -> None:
        kept_days = max(shelf.kept_days for shelf in self._shelves)
        self._purged(self._clock.now, min(self._horizons()), kept_days, before, self._stored())

    def _purged(self, time: float, horizon: float, kept_days: float, before: Amount, after: Amount) -> None:
        of = self.operator, self.category
        octets, days = (before.octets, after.octets), (before.person_days, after.person_days)
        self._ledger.write(Purged(time, *of, horizon, kept_days, *octets, *days))


def _together(held: Sequence[Amount]) -> Amount:
    if len(held) == 1:
        return held[0]
    return Amount(fsum(part.octets for part in held), fsum(part.person_days for part in held))


def purges(shelves: Sequence[Shelf], every_days: float, days: float) -> list[tuple[float, bool]]:
    """Return when the stores of an entry are purged from day 0 to day `days`, and whether that is on the grid."""
    grid = {k * every_days for k in range(int(days / every_days) + 1)}
    changes = {change for shelf in shelves for change in shelf.changes if 0 <= change <= days}
    return [(time, time in grid) for time in sorted(grid | changes)]


class LogStore:
    """One operator's records of one category: what the purge job leaves, less the gaps of this operator.

    Attributes
    ----------
    people : ndarray (crowds,)
        Whose records are written, real ones; whoever lets people come adds them and tells the shelf.
    after_gap : callable, or None
        Told when the operator has stopped recording, or records again: for whoever looks at the store later than asked.
    """

    __slots__ = ("_gaps", "after_gap", "category", "people", "shelf")

    def __init__(self, shelf: Shelf, category: str, people: Sequence[float]) -> None:
        self.shelf, self.category, self.people = shelf, category, np.array(people, np.float64)
        self._gaps: HeldSet | None = None
        self.after_gap: Callable[[], None] | None = None

    @property
    def horizon(self) -> float:
        """The purge horizon: nothing older is held any more."""
        return self.shelf.held.horizon

    @property
    def is_recording(self) -> bool:
        """Whether what happens now is written down."""
        return self.shelf.logs and self.records

    @property
    def records(self) -> bool:
        """Whether the operator has not stopped recording, whatever the shelf logs."""
        return self._gaps is None or self._gaps.is_open

    @property
    def gaps(self) -> tuple[Piece, ...]:
        """When this operator recorded nothing, in order, from the start on; the last has no end if it lasts."""
        return () if self._gaps is None else self._gaps.gaps

    def pieces(self, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of [start, end) whose records the store holds, in order."""
        return self._less_gaps(self.shelf.held.pieces(start, end))

    def recorded(self, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of [start, end) in which this operator recorded, in order, held still or not."""
        if self._gaps is None:
            return ((start, end),) if start < end else ()
        return self._gaps.pieces(start, end)

    def holds(self, time: float) -> bool:
        """Whether the store holds what was written at `time`."""
        return self.shelf.held.holds(time) and (self._gaps is None or self._gaps.holds(time))

    def window(self, start: float, end: float) -> tuple[bool, tuple[Piece, ...]]:
        """Return whether the store holds what was written at `end`, and the parts of [start, end) that it holds."""
        if self._gaps is None:
            return self.shelf.held.window(start, end)
        return self.holds(end), self.pieces(start, end)

    def held_at(self, time: float, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of [start, end) that the store held at a past time, in order."""
        return self._less_gaps(self.shelf.held_at(time, start, end))

    def _less_gaps(self, shared: tuple[Piece, ...]) -> tuple[Piece, ...]:
        if self._gaps is None:
            return shared
        return tuple(piece for a, b in shared for piece in self._gaps.pieces(a, b))

    def stop_recording(self, time: float) -> None:
        """Begin a gap: nothing is written from `time` on."""
        if self._gaps is None:
            self._gaps = HeldSet(-inf)
        self._gaps.close(time)
        self.shelf.stop(time, self.people.tolist())
        self._tell()

    def record_again(self, time: float) -> None:
        """End the gap."""
        assert self._gaps is not None
        self._gaps.open(time)
        self.shelf.resume(time, self.people.tolist())
        self._tell()

    def _tell(self) -> None:
        if self.after_gap is not None:
            self.after_gap()

    def remove(self, time: float, shares: Sequence[float]) -> None:
        """Delete what is held of shares of the people (by crowd), of whom nothing is written any more."""
        gone = self.people * np.array(shares)
        self.people -= gone
        self.shelf.leave(time, gone.tolist(), self.pieces(self.horizon, time), recording=self.records)
