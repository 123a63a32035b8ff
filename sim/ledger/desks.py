"""The account of a desk: how much work is there, and how busy its staff is."""

from collections.abc import Callable, Iterable
from math import fsum
from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.facts import DeskTurn
from sim.ledger.frame import Frame
from sim.ledger.levels import Clock, Level
from sim.ledger.tables import Table, Written

_BLOCK = 4096  # turns
_TURN = Struct("7d")  # its code, and the numbers of `Turns.NUMBERS`


class Turns:
    """Turns at desks as they are written: seven numbers each, worked in by the thousand.

    Every request takes several, and a tuple that is taken apart again costs four times as much. Each is packed: a list
    of numbers, or an array that is extended, takes twice the time.

    Attributes
    ----------
    note : callable of a packed turn, see `pack`
    pack : callable of the code of desk and task, and the numbers of a `DeskTurn` in the order of `NUMBERS`
    """

    NUMBERS = ("arrived", "started", "ended", "waited_work_days", "work_days", "due")

    def __init__(self, table: Table) -> None:
        self._table, self._noted = table, bytearray()
        self._numbers: dict[tuple[str, str], int] = {}
        self._codes = np.empty(0, np.int64)  # of the table, by number
        self.note: Callable[[bytes], None] = self._noted.extend
        self.pack: Callable[..., bytes] = _TURN.pack

    def code(self, desk: str, task: str) -> float:
        """Return the number under which turns of a task at a desk are noted."""
        return float(self._numbers.setdefault((desk, task), len(self._numbers)))

    def note_facts(self, turns: Iterable[DeskTurn]) -> int:
        """Note turns written as facts; none of them counts before it is worked in."""
        for turn in turns:
            self.note(self.pack(self.code(turn.desk, turn.task), *(getattr(turn, name) for name in self.NUMBERS)))
        return 0

    def __len__(self) -> int:
        """Return how many wait to be worked in."""
        return len(self._noted) // _TURN.size

    def work_in(self, *, rest: bool) -> int:
        """Add what was noted to the table, and return how many turns that were.

        They go in blocks of one size, and what is left over only for good, with the `rest`: sums are then the same to
        the last bit whenever somebody asks.
        """
        numbers, done = np.frombuffer(bytes(self._noted), np.float64).reshape(-1, _TURN.size // 8), 0
        while len(numbers) - done >= (1 if rest else _BLOCK):
            code, *columns = numbers[done : done + _BLOCK].T
            many = len(code)
            turns = Written(dict(zip(self.NUMBERS, columns, strict=True)), many)
            self._table.add(turns, self._codes_of(code.astype(np.int64)))
            done += many
        del self._noted[: done * _TURN.size]  # actors hold its `extend`
        return done

    def _codes_of(self, numbers: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return what the table calls them: it counts combinations in the order in which they appear in it."""
        missing = len(self._numbers) - len(self._codes)
        self._codes = np.concatenate([self._codes, np.full(missing, -1)])
        labels = list(self._numbers)
        for new in dict.fromkeys(numbers[self._codes[numbers] < 0].tolist()):
            self._codes[new] = self._table.codes[labels[new]]
        return self._codes[numbers].astype(np.uint32)


class DeskLevels(NamedTuple):
    """What a desk keeps up to date: pieces of work there (waiting or in hand), waiting ones, and busy staff."""

    number_in_system: Level
    queue: Level
    busy: Level  # on the desk's working clock


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
        if clock not in self._busy:
            self._busy[clock] = Level(self._frame, clock)
        before = self._staff.get(clock, (0.0, 0.0))
        self._staff[clock] = (before[0] + staff, before[1] + servers)
        self.weight += weight
        self.many += 1
        return DeskLevels(self.number_in_system, self.queue, self._busy[clock])

    @property
    def levels(self) -> tuple[Level, ...]:
        """All levels."""
        return (self.number_in_system, self.queue, *self._busy.values())

    def close(self, time: float) -> None:
        """Carry all levels on to the end of the run."""
        for level in self.levels:
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
    def hours_at_work(self) -> float:
        """Hours that staff were busy in the whole run, the warm-up included."""
        return 24.0 * self.speed * fsum(level.total for level in self._busy.values())

    @property
    def speed(self) -> float:
        """Staff in a server: 1, or less where a fraction of staff lengthens service."""
        return float(
            np.sum([staff for staff, _ in self._staff.values()]) / np.sum([n for _, n in self._staff.values()])
        )

    @property
    def server_days(self) -> NDArray[np.float64]:
        """Open days of all servers, over the windows; shape (windows,)."""
        total = np.zeros(len(self._frame.windows))
        for clock, (_, servers) in self._staff.items():
            read = clock or float
            total += servers * np.array([read(w.end) - read(w.start) for w in self._frame.windows])
        return total
