"""A board in shared memory: how far each replication is, and the signs to end and to stop."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import BaseContext

_ENDING, _STOPPING = 1, 2


class Stopped(Exception):  # noqa: N818  # not an error: the work was called off
    """The sign to stop is up; whoever works gives up at once."""


class Board:
    """What the workers say of their progress, and what the runner says to them.

    Each slot has one writer and is one machine word, so nobody locks.

    Parameters
    ----------
    slots : int, >= 1
        Numbers 0 to `slots` - 1 may report.
    context : multiprocessing context, optional
        That of the worker processes.
    """

    def __init__(self, slots: int, context: BaseContext | None = None) -> None:
        context = context or multiprocessing.get_context()
        self._shares = context.RawArray("d", slots)
        self._begun = context.RawArray("b", slots)
        self._sign = context.RawValue("b", 0)
        self._compiling = context.RawValue("b", 0)
        self.on_tick: Callable[[], None] | None = None  # for work in the runner's own process

    def begin(self, slot: int) -> None:
        """Say that work on `slot` has begun."""
        self._begun[slot] = 1

    def tick(self, slot: int, share: float) -> None:
        """Say that `share` (0 to 1) of the work on `slot` is done.

        Raises
        ------
        Stopped
            If the sign to stop is up.
        """
        self._shares[slot] = share
        if self.on_tick:
            self.on_tick()
        if self.stopping:
            raise Stopped

    def clear(self, slot: int) -> None:
        """Take away what is said of `slot`: it is finished, or starts again."""
        self._shares[slot] = 0.0
        self._begun[slot] = 0

    def share(self, slot: int) -> float:
        """Share done of the work on `slot`."""
        return float(self._shares[slot])

    def begun(self, slot: int) -> bool:
        """Whether work on `slot` has begun and is not cleared."""
        return bool(self._begun[slot])

    def end(self) -> None:
        """Put up the sign to begin nothing more; what has begun goes on."""
        self._sign.value = max(self._sign.value, _ENDING)

    def stop(self) -> None:
        """Put up the sign to stop, for what has begun too."""
        self._sign.value = _STOPPING

    @property
    def ending(self) -> bool:
        """Whether nothing more is to be begun."""
        return bool(self._sign.value >= _ENDING)

    @property
    def stopping(self) -> bool:
        """Whether the sign to stop is up."""
        return bool(self._sign.value >= _STOPPING)

    def compile(self) -> None:
        """Say that kernels are being compiled, as happens once on a machine."""
        self._compiling.value = 1

    @property
    def compiling(self) -> bool:
        """Whether any worker had to compile kernels."""
        return bool(self._compiling.value)
