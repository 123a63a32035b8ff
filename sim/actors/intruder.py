"""An intruder who breaks into the stores of one operator, takes what is there, and stays until somebody notices."""

from collections.abc import Sequence
from math import inf, log1p, nan, nextafter

from sim.actors.copying import Copying
from sim.actors.hazard import Hazard
from sim.actors.keeper import Keeper
from sim.actors.operator import Operator
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.draw.hashing import fold, plain_unit
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Breached, Endangered
from sim.ledger.frame import Frame
from sim.scenario.blocks.vocabulary import STATES

# An intruder who stays takes what was written since, so often at least and before it is purged.
TAKES_EVERY_DAYS = 30.0
_DWELL = 0  # id of the number that decides the stay


class Intruder:
    """One kind of breach of the stores of one operator.

    Breach k comes when the integrated hazard has grown by a unit exponential number of (intruder, operator, k) since
    breach k - 1, so a raised hazard moves breaches to earlier times and adds later ones.

    Parameters
    ----------
    name : str
        The scenario's entry of intruders.
    key : int
        64-bit key of (intruder, operator).
    takes : float [1]
        Share of the people in the stores whose records are stolen.
    weight : float
        For how many real operators a breach counts.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        copying: Copying,
        hazard: Hazard,
        *,
        name: str,
        operator: Operator,
        key: int,
        dwell: Sampler,
        takes: float,
        weight: float,
        days: float,
    ) -> None:
        self._clock, self._ledger, self._copying, self.hazard = clock, ledger, copying, hazard
        self._name, self.operator, self._key, self._dwell = name, operator, key, dwell
        self._takes, self._weight, self._days = takes, weight, days
        self._posted = (0.0, 0.0, 0.0)
        self._inside: dict[int, tuple[float, int]] = {}

    def life(self) -> Life[None]:
        """Break in again and again."""
        number, integral = 0, 0.0
        while True:
            key = fold(self._key, number)
            integral += unit_exponential(plain_unit(key))
            yield self.hazard.reached(integral)
            self._ledger.opened("breach")
            start(self._breach(key))
            number += 1

    def _breach(self, key: int) -> Life[None]:
        """Take what the stores hold, then what is written, until the breach is found."""
        clock, opened = self._clock, self._clock._now
        persons = self._steal(key)
        self._inside[key] = opened, persons
        until = opened + self._dwell(plain_unit(fold(key, _DWELL)))
        last = min(until, nextafter(self._days, -inf))
        while clock._now < last:
            before = clock._now
            yield clock.at(min(last, before + taking_step(self.operator)), ARRIVAL)
            self._steal(key, since=before)
        if until < self._days:
            self._close(key, found=clock._now)
            self.operator.happened("breach")

    def _steal(self, key: int, since: float | None = None) -> int:
        """Take what is held, or what was written since and is no state: who has been in the store has those."""
        return self._copying.take(
            self.operator,
            agency=self._name,
            channel="breach",
            stage="obtained",
            key=key,
            share=self._takes,
            recipient="intruder",
            categories=None if since is None else self.operator.stores.keys() - STATES,
            window=None if since is None else (since, self._clock._now),
        )

    def _close(self, key: int, found: float) -> None:
        opened, persons = self._inside.pop(key)
        self._ledger.write(Breached(opened, found, self._name, self.operator.entry, "", self._weight, persons))

    def close_books(self) -> None:
        """Write down, when the run ends, the breaches that nobody has found, and what was in danger."""
        for key in list(self._inside):
            self._close(key, found=nan)
        self.post()

    def post(self) -> None:
        """Write down what was in danger since this was last done."""
        since, events, persons = self._posted
        hazard, now = self.hazard, self._clock._now
        hazard.read()
        if hazard.integral > events:
            at_stake = self._takes * (hazard.expected_persons - persons)
            self._ledger.write(
                Endangered(
                    since, now, self._name, self.operator.entry, "", self._weight, hazard.integral - events, at_stake
                )
            )
        self._posted = now, hazard.integral, hazard.expected_persons


def taking_step(keeper: Keeper) -> float:
    """Return how often whoever stays takes what is written, so that nothing is purged before [day]."""
    kept = [store.shelf.kept_days for store in keeper.stores.values() if store.shelf.kept_days > 0]
    return max(1.0, min(TAKES_EVERY_DAYS, *kept)) if kept else TAKES_EVERY_DAYS


def unit_exponential(u: float) -> float:
    """Return the exponential number of mean 1 of a number in (0, 1)."""
    return -log1p(-u)


def watch(clock: Clock, intruders: Sequence[Intruder], frame: Frame) -> Life[None]:
    """Read hazards at even times, for what stores hold changes, and write down what was in danger in each slice."""
    cuts = set(frame.cuts)
    for time in sorted({time for time in (*frame.points[::2].tolist(), *cuts) if 0.0 < time < frame.days}):
        yield clock.at(time, ARRIVAL)
        for intruder in intruders:
            if time in cuts:
                intruder.post()
            else:
                intruder.hazard.read()
