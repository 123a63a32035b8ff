"""The account of a desk: how much work is there, and how busy its staff is."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.frame import Frame
from sim.ledger.levels import Clock, Level


class DeskLevels(NamedTuple):
    """What a desk keeps up to date: pieces of work there (waiting or in hand), waiting ones, and busy staff."""

    number_in_system: Level
    queue: Level
    busy: Level  # integrated on the desk's working clock


class DeskAccount:
    """A desk, or the desks of all operators of one entry."""

    def __init__(self, frame: Frame) -> None:
        self.number_in_system = Level(frame)
        self.queue = Level(frame)
        self.weight = 0.0
        self.many = 0
        self._frame = frame
        self._busy: dict[Clock | None, Level] = {}
        self._staff: dict[Clock | None, tuple[float, float]] = {}

    def join(self, staff: float, clock: Clock | None, servers: int, weight: float) -> DeskLevels:
        """Add an operator's desk; those on the same clock share their level of busy staff."""
        busy = self._busy.setdefault(clock, Level(self._frame, clock))
        before = self._staff.get(clock, (0.0, 0.0))
        self._staff[clock] = (before[0] + staff, before[1] + servers)
        self.weight += weight
        self.many += 1
        return DeskLevels(self.number_in_system, self.queue, busy)

    def close(self, time: float) -> None:
        """Carry all levels on to the end of the run."""
        for level in (self.number_in_system, self.queue, *self._busy.values()):
            level.close(time)

    @property
    def mean_weight(self) -> float:
        """Real desks that each described one stands for."""
        return self.weight / self.many

    @property
    def busy_days(self) -> NDArray[np.float64]:
        """Open days that servers were busy, over the windows; shape (windows,)."""
        return np.asarray(np.sum([level.integrals for level in self._busy.values()], axis=0), np.float64)

    @property
    def staff_days(self) -> NDArray[np.float64]:
        """Work days that the staff could do while open, over the windows; shape (windows,)."""
        return self._open_days(0)

    @property
    def server_days(self) -> NDArray[np.float64]:
        """Open days of all servers, over the windows; shape (windows,)."""
        return self._open_days(1)

    def _open_days(self, which: int) -> NDArray[np.float64]:
        total = np.zeros(len(self._frame.windows))
        for clock, numbers in self._staff.items():
            read = clock or float
            total += numbers[which] * np.array([read(w.end) - read(w.start) for w in self._frame.windows])
        return total
