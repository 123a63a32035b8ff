"""Registration: accounts are opened, refused to people who show no identity, and removed where nobody has shown one."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from math import floor, inf, isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.log_store import LogStore, PurgeJob
from sim.actors.platform import Platform
from sim.actors.process import PURGE, Clock, Life
from sim.actors.rolls import Rolls
from sim.actors.shelf import Shelf
from sim.ledger.accounts import Ledger
from sim.ledger.facts import AccountsClosed, AccountsHeld, AccountsOpened

WEEK_DAYS = 7.0


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
        self._rolls = Rolls(platforms)
        self._stocks = _stocks(platforms)
        self._wakes = sorted({time for p in platforms for time in p.wakes if isfinite(time)} | set(ledger.frame.cuts))
        # thousands are there every midnight of whom a few are late: only those are asked who may say otherwise
        self._late, self._changed, self._same_until = set[int](), set[int](), -inf
        for number, platform in enumerate(platforms):
            platform.operator.noted = partial(self._note, number)
        ledger.opened("account", int(self._rolls.open.sum()))

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

    def _ready(self, time: float) -> list[int]:
        """Return the platforms that remove accounts now, of those that still have some that they should not have."""
        everybody, ready = time >= self._same_until, []
        for number in range(len(self._platforms)) if everybody else sorted(self._changed):
            platform = self._platforms[number]
            is_late = platform.check(time)
            self._rolls.refusing[number] = platform.is_refusing
            (self._late.add if is_late else self._late.discard)(number)
            if is_late and platform.keeps_duty:
                ready.append(number)
        if everybody:
            self._same_until = min(platform.same_until for platform in self._platforms)
        self._changed.clear()
        return ready

    def close_books(self) -> None:
        """Write down, when the run ends, the accounts that were opened last, and those that there are."""
        self._count_up_to(self._days)
        left = int(self._rolls.open.sum())
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
        asked, refused = self._rolls.open_accounts(start, time)
        if start == 0.0:
            self._tell_users(range(len(self._platforms)))
        came = (asked - refused) * self._weight
        for stock in self._stocks:
            own = came[stock.places]
            np.add(stock.people, own, out=stock.people)
            rows = np.flatnonzero(own.any(axis=1)).tolist()
            stock.shelf.come(time, own[rows].tolist(), [stock.stores[row].records for row in rows])
        all_asked, all_refused = int(asked.sum()), int(refused.sum())
        self._ledger.opened("account", all_asked - all_refused)
        # what lies between two counts lies in one period: its middle does not fall on the period's first moment
        middle = 0.5 * (start + time)
        self._ledger.write(AccountsOpened(middle, self._entry, all_asked, all_refused, self._weight))

    def _tell_users(self, places: Iterable[int]) -> None:
        """Let the users of platforms be those who are counted."""
        for place in places:
            self._platforms[place].operator.accounts = partial(self._rolls.users, place)

    def _hold(self, start: float, end: float) -> None:
        """Write down the days of accounts from `start` to `end`."""
        accounts, verified = float(self._rolls.open.sum()), self._rolls.verified(start, end)
        days = (end - start) * self._weight
        self._ledger.write(AccountsHeld(start, end, self._entry, accounts * days, verified * days))

    def _remove(self, ready: Sequence[int]) -> None:
        """Remove the accounts of people without an identity, and all that stores hold of them."""
        now = self._clock.now
        shares: list[tuple[Platform, list[float]]] = []
        closed = 0
        self._same_until = -inf  # they are asked again
        for place in ready:
            found = self._rolls.remove(place, now)
            closed += sum(gone for gone, _ in found)
            shares.append((self._platforms[place], [gone / there if there else 0.0 for gone, there in found]))
        self._tell_users(ready)
        for category, job in self._jobs.items():
            job.apply(partial(_delete, category, now, shares))
        self._ledger.write(AccountsClosed(now, self._entry, closed, self._weight, "no identity"))


class _Stock(NamedTuple):
    """The stores of platforms that share a shelf: of which platforms, and their people, (stores, crowds)."""

    shelf: Shelf
    places: list[int]
    stores: list[LogStore]
    people: NDArray[np.float64]


def _stocks(platforms: Sequence[Platform]) -> list[_Stock]:
    """Return the stores of platforms by shelf; from now on their people are rows of one array."""
    found: dict[Shelf, list[tuple[int, LogStore]]] = {}
    for place, platform in enumerate(platforms):
        for store in platform.operator.stores.values():
            found.setdefault(store.shelf, []).append((place, store))
    stocks = []
    for shelf, own in found.items():
        places, stores = [place for place, _ in own], [store for _, store in own]
        people = np.array([store.people for store in stores])
        for row, store in enumerate(stores):
            store.people = people[row]
        stocks.append(_Stock(shelf, places, stores, people))
    return stocks


def _delete(category: str, time: float, shares: Sequence[tuple[Platform, Sequence[float]]]) -> None:
    for platform, of_people in shares:
        store = platform.operator.stores.get(category)
        if store is not None:
            store.remove(time, of_people)
