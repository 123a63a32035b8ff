"""Registration: accounts are opened, refused to people who show no identity, and removed where nobody has shown one."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import floor, inf, isfinite

import numpy as np
from numpy.typing import NDArray

from sim.actors.identity import Curve
from sim.actors.log_store import PurgeJob
from sim.actors.platform import Platform
from sim.actors.process import PURGE, Clock, Life
from sim.ledger.accounts import Ledger
from sim.ledger.facts import AccountsClosed, AccountsHeld, AccountsOpened

WEEK_DAYS = 7.0
_STEPS = 64  # of the integral of a share that moves evenly between two days on which something is ordered
_EVEN = np.arange(_STEPS + 1.0)


class Registration:
    """The accounts of an entry's platforms.

    Accounts are opened one by one in time; totals follow once a week. An operator that neglects the duty of
    `real_name` neither refuses nor removes accounts; it is looked at again every midnight while a removal is due,
    and once a week otherwise.

    Parameters
    ----------
    jobs : mapping from category to PurgeJob
        Of the entry's stores.
    grows : bool
        Whether anybody opens an account.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        platforms: Sequence[Platform],
        jobs: Mapping[str, PurgeJob],
        *,
        entry: str,
        grows: bool,
        days: float,
    ) -> None:
        self._clock, self._ledger, self._platforms, self._jobs = clock, ledger, platforms, jobs
        self._entry, self._grows, self._days, self._counted = entry, grows, days, 0.0
        self._weight = platforms[0].operator.weight
        self._rolls: tuple[list[Curve], NDArray[np.int64]] | None = None  # what was counted, while nothing changes
        self._wakes = sorted({time for p in platforms for time in p.wakes if isfinite(time)} | set(ledger.frame.cuts))
        # thousands are there every midnight of whom a few are late: only those are asked who may say otherwise
        self._late, self._changed, self._same_until = set[int](), set[int](), -inf
        for number, platform in enumerate(platforms):
            platform.operator.noted = partial(self._note, number)
        ledger.opened("account", sum(platform.open for platform in platforms))

    def life(self) -> Life[None]:
        """Open, refuse and remove accounts until the run ends."""
        time = 0.0
        while True:
            self._count_up_to(time)
            ready = self._ready(time)
            if ready:
                self._remove(ready)
            time = self._next(time, waits=len(ready) < len(self._late))
            if time >= self._days:
                return
            yield self._clock.at(time, PURGE)

    def _note(self, number: int, what: str) -> None:
        if what == "real_name":
            self._changed.add(number)

    def _ready(self, time: float) -> list[Platform]:
        """Return the platforms that remove accounts now, of those that still have some that they should not have."""
        everybody, ready = time >= self._same_until, []
        for number in range(len(self._platforms)) if everybody else sorted(self._changed):
            platform = self._platforms[number]
            is_late = platform.check(time)
            (self._late.add if is_late else self._late.discard)(number)
            if is_late and platform.keeps_duty:
                ready.append(platform)
        if everybody:
            self._same_until = min(platform.same_until for platform in self._platforms)
        self._changed.clear()
        return ready

    def close_books(self) -> None:
        """Write down, when the run ends, the accounts that were opened last, and those that there are."""
        self._count_up_to(self._days)
        left = sum(platform.open for platform in self._platforms)
        self._ledger.write(AccountsClosed(self._days, self._entry, left, self._weight, "open"))

    def _next(self, time: float, *, waits: bool) -> float:
        """Return when there is something to do after `time`."""
        times = [wake for wake in self._wakes if wake > time][:1]
        if self._grows:
            times.append(WEEK_DAYS * (floor(time / WEEK_DAYS) + 1))
        if waits:
            times.append(floor(time) + 1.0)
        return min(times, default=self._days)

    def _count_up_to(self, time: float) -> None:
        """Account for the time since the last count: days of accounts, and what people asked for."""
        start, self._counted = self._counted, time
        if time <= start:
            return
        self._hold(start, time)
        if not self._grows:
            return
        self._rolls, asked, refused = None, 0, 0
        for platform in self._platforms:
            found = platform.open_accounts(start, time)
            asked += sum(many for many, _ in found.values())
            refused += sum(not_given for _, not_given in found.values())
            more = [(many - not_given) * self._weight for many, not_given in found.values()]
            for store in platform.operator.stores.values():
                store.gain(time, more)
        self._ledger.opened("account", asked - refused)
        # what lies between two counts lies in one period: its middle does not fall on the period's first moment
        self._ledger.write(AccountsOpened(0.5 * (start + time), self._entry, asked, refused, self._weight))

    def _hold(self, start: float, end: float) -> None:
        """Write down the days of accounts from `start` to `end`."""
        if self._rolls is None:
            rolls = [roll for platform in self._platforms for roll in platform.rolls.values()]
            which: dict[Curve, int] = {}
            numbers = [(roll.open, roll.unchecked_people, which.setdefault(roll.curve, len(which))) for roll in rolls]
            self._rolls = list(which), np.array(numbers, np.int64).reshape(-1, 3).T
        curves, (there, unchecked, of) = self._rolls
        unknown = np.array([1.0 - _mean(curve, start, end) for curve in curves])
        accounts, verified = float(there.sum()), float((there - unchecked * unknown[of]).cumsum()[-1:].sum())
        days = (end - start) * self._weight
        self._ledger.write(AccountsHeld(start, end, self._entry, accounts * days, verified * days))

    def _remove(self, platforms: Sequence[Platform]) -> None:
        """Remove the accounts of people without an identity, and all that stores hold of them."""
        now, self._rolls = self._clock.now, None
        shares: list[tuple[Platform, list[float]]] = []
        closed = 0
        self._same_until = -inf  # they are asked again
        for platform in platforms:
            found = platform.remove(now)
            closed += sum(gone for gone, _ in found.values())
            shares.append((platform, [gone / there if there else 0.0 for gone, there in found.values()]))
        for category, job in self._jobs.items():
            job.apply(partial(_delete, category, now, shares))
        self._ledger.write(AccountsClosed(now, self._entry, closed, self._weight, "no identity"))


def _mean(curve: Curve, start: float, end: float) -> float:
    """Return the time average of a share over a stretch without a day on which something is ordered."""
    times = _EVEN * ((end - start) / _STEPS) + start
    times[-1] = end
    shares = curve.shares(times)
    # as np.trapezoid over np.linspace has it, at a fifth of their time
    return float((np.diff(times) * (shares[1:] + shares[:-1]) / 2.0).sum() / (end - start))


def _delete(category: str, time: float, shares: Sequence[tuple[Platform, Sequence[float]]]) -> None:
    for platform, of_people in shares:
        store = platform.operator.stores.get(category)
        if store is not None:
            store.remove(time, of_people)
