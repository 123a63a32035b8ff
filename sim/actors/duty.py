"""A duty of one operator: kept until it decays into a deficit, which lasts until somebody mends it."""

from collections.abc import Callable
from functools import cache
from math import nan

from simpy.events import Event

from sim.actors.operator import Operator
from sim.actors.process import ARRIVAL, Clock, Life
from sim.draw.hashing import name_key
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeficitClosed


@cache
def duty_key(name: str) -> int:
    """Return the 64-bit key of a duty's name, for draws."""
    return name_key("duty", name)


class Duty:
    """One duty of one operator.

    Parameters
    ----------
    unit_exponential : callable of number to float
        Mean 1, by the number of the deficit: a deficit begins when the integrated hazard reaches it.
    decay_per_day : float, > 0
        Hazard while the duty is kept.
    weight : float
        Real operators that it stands for.

    Attributes
    ----------
    since : float [day]
        When the open deficit began; NaN while the duty is kept.
    listeners : list of callable of int
        Told whether there are more (1) or fewer (-1) deficits that are open and that no inspection knows of.
    """

    __slots__ = (
        "_clock",
        "_decay",
        "_draw",
        "_found",
        "_ledger",
        "_mended",
        "key",
        "listeners",
        "name",
        "operator",
        "since",
        "weight",
    )

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        operator: Operator,
        name: str,
        *,
        decay_per_day: float,
        unit_exponential: Callable[[int], float],
        weight: float = 1.0,
    ) -> None:
        self._clock, self._ledger, self.operator, self.name, self.weight = clock, ledger, operator, name, weight
        self.key = duty_key(name)
        self._decay, self._draw = decay_per_day, unit_exponential
        self._mended: Event | None = None
        self.since = self._found = nan
        self.listeners: list[Callable[[int], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether there is a deficit now."""
        return self._mended is not None

    @property
    def is_known(self) -> bool:
        """Whether an inspection has found the open deficit."""
        return self._found == self._found

    def life(self) -> Life[None]:
        """Keep the duty until it decays, leave it unmet until it is mended, and so on. All duties are kept at first."""
        number = 0
        while True:
            yield self._clock.at(self._clock.now + self._draw(number) / self._decay, ARRIVAL)
            self.since = self._clock.now
            self._mended = Event(self._clock)
            self._takes_effect()
            self._tell(1)
            yield self._mended
            number += 1

    def found(self) -> None:
        """Note that an inspection found the deficit."""
        if not self.is_known:
            self._tell(-1)
        self._found = self._clock.now

    def lost_sight_of(self) -> None:
        """Note that nobody pursues the deficit any more."""
        if self.is_known:
            self._tell(1)
        self._found = nan

    def mend(self, how: str) -> None:
        """End the deficit."""
        assert self._mended is not None
        self._write(how)
        self._loses_effect()
        if not self.is_known:
            self._tell(-1)
        self.since = self._found = nan
        mended, self._mended = self._mended, None
        mended.succeed()

    def close_books(self) -> None:
        """Write down a deficit that is open when the run ends."""
        if self.is_open:
            self._write("open")

    def _takes_effect(self) -> None:
        """Stop recording where retention is what is neglected; the gap stays when the duty is kept again."""
        self.operator.condition(self.name, 1)
        if self.name == "retention":
            for store in self.operator.stores.values():
                store.stop_recording(self._clock.now)

    def _loses_effect(self) -> None:
        self.operator.condition(self.name, -1)
        if self.name == "retention":
            for store in self.operator.stores.values():
                store.record_again(self._clock.now)

    def _tell(self, by: int) -> None:
        for listener in self.listeners:
            listener(by)

    def _write(self, how: str) -> None:
        self._ledger.write(
            DeficitClosed(self._clock.now, self.since, self._found, self.operator.entry, self.name, self.weight, how)
        )
