"""Interception: somebody sees what is written from one moment to another, and may look, without the operator's act."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, count
from math import inf, nextafter
from typing import NamedTuple

from sim.actors.area import Area
from sim.actors.copying import Copying
from sim.actors.intruder import taking_step, unit_exponential
from sim.actors.keeper import Keeper
from sim.actors.process import ARRIVAL, Clock, Life
from sim.draw.hashing import fold, plain_unit
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Looked

Window = tuple[float, float]

CHANNEL = "interception"
_DOOR, _PERSONS = 1 << 40, 1 << 41  # ids of the numbers that say where a look is, and at whom


def listening(
    clock: Clock, cuts: Sequence[float], *, step: Callable[[], float], until: float, see: Callable[[Window], None]
) -> Life[None]:
    """See what is written from now on, window by window: every `step` days, at the `cuts`, and at the end.

    A window's people are exposed just before its end: an exposure is late by up to a window, and never counted in
    another period than that of its records.
    """
    last = nextafter(until, -inf)
    while clock._now < last:
        since = clock._now
        ends = (since + step(), until, *cuts)
        yield clock.at(min(moment for end in ends if (moment := nextafter(end, -inf)) > since), ARRIVAL)
        see((since, clock._now))


class Ear:
    """Somebody sees all that is written at a keeper from one moment to another.

    What is written is exposed window by window: every 30 days, or every period of retention if that is shorter.

    Parameters
    ----------
    opened, closes : float [day]
    backlog : bool
        Whether what the stores hold at the opening is exposed too, then; of a state, such as who is a subscriber,
        that is all there is to see.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        copying: Copying,
        keeper: Keeper,
        *,
        agency: str,
        stage: str,
        key: int,
        opened: float,
        closes: float,
        backlog: bool,
    ) -> None:
        self._clock, self._copying, self._keeper, self._cuts = clock, copying, keeper, ledger.frame.cuts
        self._agency, self._stage, self._key = agency, stage, key
        self._opened, self._closes, self._backlog = opened, closes, backlog

    def life(self) -> Life[None]:
        """Open, and see what is written until the end."""
        yield self._clock.at(self._opened, ARRIVAL)
        if self._backlog:
            self._see(None)
        step = partial(taking_step, self._keeper)
        yield from listening(self._clock, self._cuts, step=step, until=self._closes, see=self._see)

    def _see(self, window: Window | None) -> None:
        once = "subscriber"  # is one record for the whole life of an account
        stores = self._keeper.stores.keys()
        self._copying.take(
            self._keeper,
            agency=self._agency,
            channel=CHANNEL,
            stage=self._stage,
            key=self._key,
            categories=stores if window is None else stores - {once},
            window=window,
        )


_TRIES = 1000  # to find somebody with an account, where shares differ between populations


class Door(NamedTuple):
    """One operator whose stores somebody has direct access to, and the people there."""

    operator: Keeper
    area: Area
    share: float | None = None  # of the people of the area who have an account; None: that of the platform

    @property
    def people(self) -> float:
        """People of whom the operator may keep records."""
        share = self.operator.share if self.share is None else self.share
        return self.area.people * (share if self.operator.kind == "platform" else 1.0)

    def person(self, key: int) -> int | None:
        """Return the global number of somebody there, each as likely as any other."""
        if self.operator.kind != "platform":
            return self.area.person(plain_unit(key), key)
        register = self.operator.register
        for attempt in range(_TRIES):
            person = self.area.pick(fold(key, attempt) if attempt else key, self.operator.key, self.operator.share)
            if person is None or register is None or register.span(person)[0] < inf:
                return person
        return None


class Looks:
    """Looks at people through direct access to the stores of some operators.

    Look k comes when the integrated rate has grown by a unit exponential number of (access, k) since look k - 1, so a
    higher rate brings the same looks earlier and adds later ones. A look is at one operator, in proportion to its
    people, and reads all that its stores hold of `people` of them; they are picked one by one, so two may be one.

    Parameters
    ----------
    key : int
        64-bit key of the access.
    per_day : float, > 0
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        copying: Copying,
        doors: Sequence[Door],
        *,
        agency: str,
        key: int,
        per_day: float,
        people: int,
        opened: float,
        closes: float,
    ) -> None:
        self._clock, self._ledger, self._copying, self._doors = clock, ledger, copying, doors
        self._agency, self._key, self._per_day, self._people = agency, key, per_day, people
        self._opened, self._closes = opened, closes
        self._borders = list(accumulate(door.people for door in doors))

    def life(self) -> Life[None]:
        """Look again and again."""
        time = self._opened
        for number in count():
            key = fold(self._key, number)
            time += unit_exponential(plain_unit(key)) / self._per_day
            if time >= self._closes:
                return
            yield self._clock.at(time, ARRIVAL)
            self._look(key)

    def _look(self, key: int) -> None:
        door = self._doors[self._at(plain_unit(fold(key, _DOOR)))]
        picked = {door.person(fold(key, _PERSONS + number)) for number in range(self._people)}
        persons = sorted(person for person in picked if person is not None)
        stages = "obtained", "examined"
        found = self._copying.read(door.operator, persons, agency=self._agency, channel=CHANNEL, stages=stages)
        self._ledger.opened("look")
        self._ledger.write(Looked(self._clock._now, self._agency, door.operator.entry, len(persons), found))

    def _at(self, u: float) -> int:
        return min(bisect_right(self._borders, u * self._borders[-1]), len(self._doors) - 1)
