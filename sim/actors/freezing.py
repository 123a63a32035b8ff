"""Freezes: what an operator held of a subject when the freeze was ordered is there for the request that comes later."""

from collections.abc import Sequence
from math import fsum, inf, nan, nextafter
from typing import NamedTuple

from sim.actors.disclosure import Ask
from sim.actors.log_store import LogStore, Piece
from sim.actors.office import Step
from sim.actors.operator import ByAge, Found
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life
from sim.draw.hashing import fold, plain_unit
from sim.law.over_time import OverTime
from sim.law.reach import compels
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Frozen

_DELAY, _REJECTED, _RELEASE_DELAY, _RELEASE_REJECTED = 990, 989, 988, 987  # numbers of a request beyond its row


class FreezePlan(NamedTuple):
    """How freezes go under the laws of some stretch of time."""

    order: Step  # its delay, and the share turned down
    longest_days: float  # with all renewals
    release: Step | None  # None: nobody decides anew before frozen records are handed over


class Hold(NamedTuple):
    """What a freeze keeps of a request's subjects."""

    ordered: float
    until: float
    pieces: tuple[Piece, ...]  # of the window before the act
    act: bool
    release: Step | None
    state: str = ""  # how it ended, where that is known before the request ends

    @property
    def first(self) -> float:
        """The time of the oldest record kept; infinity where nothing is."""
        return self.pieces[0][0] if self.pieces else inf


class Kept:
    """What an operator's store and a freeze hold together of one person."""

    __slots__ = ("_hold", "_store", "horizon", "ordered")

    def __init__(self, store: LogStore, hold: Hold, at: float) -> None:
        self._store, self._hold, self.ordered = store, hold, hold.ordered
        self.horizon = min(store.horizon, hold.first, at if hold.act else inf)

    def holds(self, time: float) -> bool:
        """Whether the act at `time` is held."""
        return self._hold.act or self._store.holds(time)

    def pieces(self, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of the window before the act that are held, in order."""
        return united(self._store.pieces(start, end), self._hold.pieces)

    def window(self, start: float, end: float) -> tuple[bool, tuple[Piece, ...]]:
        """Return whether the act at `end` is held, and the parts of the window before it."""
        return self.holds(end), self.pieces(start, end) if start < end else ()


class Freezes:
    """The freezes that one agency orders.

    A freeze is ordered before its case is opened, and acts on nothing but the case's own requests; so it is worked
    out at the opening, from what the store held at the moment of the order.

    Parameters
    ----------
    plans : FreezePlan over time
        None while no law of the agency's jurisdiction knows freezes.
    by_age : ByAge
        The record field: what is frozen lies apart from the stores of people who are played one by one.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        plans: OverTime[FreezePlan | None],
        by_age: ByAge,
        *,
        agency: str,
        jurisdiction: str,
    ) -> None:
        self._clock, self._ledger, self._plans, self.by_age = clock, ledger, plans, by_age
        self._agency, self._jurisdiction = agency, jurisdiction
        self._holds: dict[int, tuple[Ask, Hold]] = {}

    def order(self, ask: Ask, asked: float) -> None:
        """Freeze what a case will request: an officer asked for it at a time before the case was opened."""
        plan, now = self._plans.at(asked), self._clock._now
        if plan is None or not compels(self._jurisdiction, ask.operator.country):
            return
        ordered = asked + plan.order.delay(plain_unit(fold(ask.key, _DELAY)))
        if ordered >= now:
            return  # the request itself comes first
        self._ledger.opened("freeze", len(ask.subjects))
        hold = Hold(ordered, ordered + plan.longest_days, (), False, plan.release)
        if plain_unit(fold(ask.key, _REJECTED)) < plan.order.turned_down:
            hold = hold._replace(state="rejected", until=ordered)
        elif (store := ask.operator.stores.get(ask.category)) is not None:
            pieces = store.held_at(ordered, ask.at - ask.window_days, ask.at)
            act = bool(store.held_at(ordered, ask.at, nextafter(ask.at, inf)))
            hold = hold._replace(pieces=pieces, act=act)
        if not hold.state and not (hold.act or hold.pieces):
            hold = hold._replace(state="nothing_held", until=ordered)
        self._holds[ask.key] = ask, hold

    def has_act(self, ask: Ask) -> bool:
        """Whether a freeze in force keeps the record of the act itself."""
        hold = self._in_force(ask)
        return hold is not None and hold.act

    def released(self, ask: Ask) -> Life[bool]:
        """Have what is frozen released, where somebody must; return whether there is anything left to ask for."""
        hold, operator, clock = self._in_force(ask), ask.operator, self._clock
        if hold is None or hold.release is None:
            return True
        if not operator.is_gone(ask.category, min(hold.first, ask.at), clock._now):
            return True  # the operator has to keep it anyway
        delay = hold.release.delay(plain_unit(fold(ask.key, _RELEASE_DELAY)))
        if delay:
            yield clock.at(clock._now + delay, ARRIVAL)
        if plain_unit(fold(ask.key, _RELEASE_REJECTED)) >= hold.release.turned_down:
            return True
        self._holds[ask.key] = ask, hold._replace(state="not_released")
        return not operator.is_gone(ask.category, ask.at, clock._now)

    def kept(self, ask: Ask) -> Kept | None:
        """Return what store and freeze hold together; None where no freeze in force adds anything."""
        hold, store = self._in_force(ask), ask.operator.stores.get(ask.category)
        if hold is None or store is None:
            return None
        kept, window = Kept(store, hold, ask.at), (ask.at - ask.window_days, ask.at)
        now = self._clock._now
        removed = any(ask.operator.account_span(subject.number)[1] <= now for subject in ask.subjects)
        same = (not hold.act or store.holds(ask.at)) and kept.pieces(*window) == store.pieces(*window)
        if same and not removed:
            return None
        self._holds[ask.key] = ask, hold._replace(state="used")
        return kept

    def end(self, ask: Ask, found: Sequence[Found] = (), *, still_open: bool = False) -> None:
        """End the freeze of a request that has ended; or, with `still_open`, write it down as the run ends.

        Parameters
        ----------
        found : sequence of Found
            What the answer holds of each subject, where there is one.
        """
        if ask.key not in self._holds:
            return
        _, hold = self._holds.pop(ask.key)
        for item, subject in enumerate(ask.subjects):
            state = hold.state
            if state == "used" and not (found and found[item].records):
                state = ""
            if not state:
                state = "lapsed" if hold.until <= self._clock._now else "open" if still_open else "unused"
            self._write(ask, hold, subject, state)

    def _in_force(self, ask: Ask) -> Hold | None:
        _, hold = self._holds.get(ask.key, (ask, None))
        if hold is None or hold.state not in ("", "used") or hold.until <= self._clock._now:
            return None
        return hold

    def _write(self, ask: Ask, hold: Hold, subject: Subject, state: str) -> None:
        store = ask.operator.stores.get(ask.category)
        gone_from = hold.first + store.shelf.kept_days if store is not None and hold.pieces else nan
        self._ledger.write(
            Frozen(
                min(self._clock._now, hold.until),
                hold.ordered,
                self._agency,
                ask.operator.entry,
                ask.category,
                subject.home.place,
                ask.role,
                subject.number,
                state,
                fsum(end - start for start, end in hold.pieces),
                gone_from,
            )
        )


def united(one: Sequence[Piece], other: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the union of pieces of time as pieces that neither touch nor overlap, in order.

    Examples
    --------
    >>> united([(0, 2), (5, 6)], [(1, 3), (6, 7)])
    ((0, 3), (5, 7))
    """
    found: list[Piece] = []
    for start, end in sorted([*one, *other]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)
