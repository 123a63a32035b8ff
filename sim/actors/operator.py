"""An operator: a place, a desk, and log stores of what its users do."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.actors.desk import Desk
from sim.actors.hazard import Hazard
from sim.actors.keeper import Keeper, Marks
from sim.actors.log_store import Piece
from sim.actors.named import made_from
from sim.actors.register import Spans
from sim.law.statute import Statute
from sim.records.ages import Aged, Bands
from sim.scenario.blocks.vocabulary import PRIVATE_CONTENT, STATES
from sim.world.calendar import Calendar

if TYPE_CHECKING:
    from sim.actors.people import People, Subject


class Found(NamedTuple):
    """What a look-up found of one person."""

    state: str  # complete | partial | expired | never_held | unreadable
    records: int = 0
    age_days: float = 0.0  # sum over the records
    bands: Bands = (0, 0, 0, 0)
    covered_from: float = inf
    covered_to: float = -inf


_found = made_from(Found)


class Operator(Keeper):
    """One described operator; `weight` real ones stand behind it.

    Attributes
    ----------
    accounts : callable of () to float, or None
        How many have an account now, where that is counted.
    hazards : list of Hazard
        Of breaches of the operator's stores.
    listeners : list of callable
        Told of every incident at the operator, by its kind.
    slower : float, >= 1
        Factor on the work of a request while the duty of assistance is not met.
    unreadable : float [1]
        Share of the answers with private content that cannot be read while the duty of assistance is not met.
    checks : int, >= 1
        How often the desk looks over an answer.
    asked : callable of (category, subject, jurisdiction, time) to Operator, or None
        Who is asked for records of an account here, where some lie at a mirror. None: this operator.
    can_read : callable of (category, time) to bool, or None
        Whether what is given out here can be read. None: all of it.
    slowed : callable of float, or None
        Told of `slowness` whenever something begins or ends here.
    noted : callable of str, or None
        Told what begins or ends here.
    present : callable of (person, time) to bool, or None
        Whether somebody (global number) is there. None: everybody is.
    """

    __slots__ = ("_conditions", "_users", "accounts", "answers_in", "asked", "calendar", "can_read", "checks",
                 "complies", "country", "desk",
                 "handling", "hazards", "listeners", "logs_ports", "noted", "place", "present", "refuses", "slowed",
                 "slower", "statute", "unreadable", "weight")  # fmt: skip

    def __init__(
        self,
        *,
        name: str,
        entry: str,
        key: int,
        kind: str,
        place: str,
        country: str,
        weight: float,
        complies: bool,
        statute: Statute,
        desk: Desk,
        calendar: Calendar,
        handling: Callable[[float], float],
        answers_in: Callable[[float], float],
        share: float,
        users: float,
        logs_ports: bool,
        refuses: float,
        route_marks: Mapping[str, Marks] | None = None,
        slower: float = 1.0,
        unreadable: float = 0.0,
        checks: int = 1,
    ) -> None:
        super().__init__(name=name, entry=entry, key=key, kind=kind, share=share, route_marks=route_marks)
        self.place, self.country = place, country
        self.weight, self.complies, self.statute = weight, complies, statute
        self.desk, self.calendar, self.handling, self.answers_in = desk, calendar, handling, answers_in
        self._users, self.logs_ports, self.refuses = users, logs_ports, refuses
        self.accounts: Callable[[], float] | None = None
        self.slower, self.unreadable, self.checks = slower, unreadable, checks
        self.hazards: list[Hazard] = []
        self.listeners: list[Callable[[str], None]] = []
        self._conditions: Counter[str] = Counter()
        self.asked: Callable[..., Operator] | None = None
        self.can_read: Callable[[str, float], bool] | None = None
        self.present: Callable[[int, float], bool] | None = None
        self.slowed: Callable[[float], None] | None = None
        self.noted: Callable[[str], None] | None = None

    @property
    def users(self) -> float:
        """Real subscribers or account holders, for outages."""
        return self._users if self.accounts is None else self.accounts()

    def as_mirror_of(self, platform: "Operator", categories: Iterable[str]) -> "Operator":
        """Return this operator as the keeper of a platform's records of some categories.

        It has the account holders and the stores of the platform, and the desk, country, law and duties of this one.
        """
        face = copy(self)
        face.name, face.key, face.kind, face.share = platform.name, platform.key, platform.kind, platform.share
        face.route_marks, face.register = platform.route_marks, platform.register
        face.stores = {name: platform.stores[name] for name in categories if name in platform.stores}
        return face

    def condition(self, name: str, by: int) -> None:
        """Note that something began (by 1) or ended (by -1) here: a deficit by its duty, `connection`, `copies`."""
        self._conditions[name] += by
        for hazard in self.hazards:
            hazard.change(name, by)
        if self.slowed is not None:
            self.slowed(self.slowness)
        if self.noted is not None:
            self.noted(name)

    @property
    def conditions(self) -> Mapping[str, int]:
        """What has begun here and not ended, by its name: over 0 if so."""
        return self._conditions

    def happened(self, incident: str) -> None:
        """Tell those who listen of an incident here, such as an outage."""
        for listener in self.listeners:
            listener(incident)

    def has_condition(self, name: str) -> bool:
        """Whether something that began here has not ended: a deficit, by its duty, or a `connection`."""
        return self._conditions[name] > 0

    def has_deficit(self, duty: str) -> bool:
        """Whether the operator does not meet a duty now."""
        return self._conditions.get(duty, 0) > 0  # what is missing costs a counter a call of Python

    @property
    def slowness(self) -> float:
        """Factor on the work that a request takes here now: more while the duty of assistance is not met."""
        return self.slower if self.slower != 1.0 and self.has_deficit("assistance") else 1.0

    def garbles(self, category: str, u: float) -> bool:
        """Whether an answer given now cannot be read for want of assistance, by its number in (0, 1)."""
        return u < self.unreadable and category in PRIVATE_CONTENT and self.has_deficit("assistance")

    def names_holder(self, person: int, time: float) -> bool:
        """Whether what the operator knows of an account holder (global number) names the person."""
        return self.register is None or self.register.is_verified(person, time)

    def share_at(self, time: float) -> float:
        """Return a share of the people of a platform that holds all who had an account there at a time."""
        return self.share if self.register is None else self.register.most_at(time)

    def share_left(self, population: str, time: float) -> float:
        """Return the expected share of a population's accounts of the first day that removals have left."""
        return 1.0 if self.register is None else self.register.share_left(population, time)

    def had_account(self, person: int, time: float) -> bool:
        """Whether somebody (global number) among `share_at` a time had an account then."""
        there = self.present is None or self.present(person, time)
        return there and (self.register is None or self.register.is_open(person, time))

    def account_span(self, person: int) -> tuple[float, float]:
        """Return from when to when somebody (global number) among `share_at` some time has an account, as known now."""
        return (-inf, inf) if self.register is None else self.register.span(person)

    def account_spans(self, people: "People", persons: NDArray[np.int64]) -> Spans:
        """Return `account_span` of persons of a population (global numbers); arrays (n,)."""
        if self.register is None:
            return Spans(np.full(len(persons), -inf), np.full(len(persons), inf))
        return self.register.spans(people.world.name, (persons - people.offset).astype(np.uint64))

    def is_gone(self, category: str, time: float, now: float) -> bool:
        """Whether an agency knows, by the retention in force, that what was written at `time` is gone."""
        store = self.stores.get(category)
        return store is None or time < now - store.shelf.kept_days

    def will_be_gone(self, category: str, time: float, later: float) -> bool:
        """Return what `is_gone` will say `later`: the retention in force then is known now."""
        store = self.stores.get(category)
        return store is None or time < later - store.shelf.kept_at(later)


class ByAge(Protocol):
    """Where the answer to "how many records, how old" comes from: the record field, or what played people wrote."""

    def __call__(
        self, operator: Operator, category: str, subject: "Subject", pieces: tuple[Piece, ...], now: float,
        act: float | None,
    ) -> Aged:  # fmt: skip
        """Return a subject's records that an operator logged in pieces of time; an act is one more, at its time."""
        ...


class Holding(Protocol):
    """What is held of somebody: an operator's store, with or without a freeze."""

    @property
    def horizon(self) -> float:
        """Nothing older is held."""
        ...

    @property
    def ordered(self) -> float:
        """When the freeze was ordered: accounts that were removed later are in it."""
        ...

    def holds(self, time: float) -> bool:
        """Whether what was written at `time` is held."""
        ...

    def pieces(self, start: float, end: float) -> tuple[Piece, ...]:
        """Return the parts of [start, end) that are held, in order."""
        ...

    def window(self, start: float, end: float) -> tuple[bool, tuple[Piece, ...]]:
        """Return `holds(end)` and `pieces(start, end)`."""
        ...


def look_up(
    operator: Operator,
    category: str,
    subject: "Subject",
    at: float,
    window_days: float,
    now: float,
    by_age: ByAge,
    held: Holding | None = None,
    *,
    own_act: bool = True,
) -> Found:
    """Look up what an operator holds now of one person about an act and the time before it.

    The act itself is one record, there whether or not anybody asks; the window [at - window_days, at) adds the
    person's other records of the category. States are found if and only if the store holds the moment `at`. Where the
    act is not the person's own, or lies at another time, only the records of the window are found. `held` is what
    counts instead of the operator's store, where a freeze keeps more.

    Returns
    -------
    Found
        `complete` if the store holds the whole of what was asked, `partial` if some of it, else `expired` (it was
        held once) or `never_held` (not logged, or lost to a gap).
    """
    store = held or operator.stores.get(category)
    if store is None:
        return Found("never_held")
    opened, closed = operator.account_span(subject.number)
    if closed <= (now if held is None else held.ordered):  # removed with its content
        return Found("expired")
    start = at if category in STATES else max(at - window_days, opened)
    act, pieces = store.window(start, at)
    whole = act and (start == at or (len(pieces) == 1 and pieces[0] == (start, at)))
    if subject.people.paths is not None:
        act = act and subject.people.is_served(operator, subject.number, at)
        pieces = subject.people.served(operator, subject.number, pieces)
    found_there = act and (own_act or category in STATES)
    records, age, bands = by_age(operator, category, subject, pieces, now, at if found_there else None)
    if not records:
        return Found("expired" if at < store.horizon else "never_held")
    first = pieces[0][0] if pieces else at
    last = at if act else pieces[-1][1]
    return _found(("complete" if whole else "partial", records, age, bands, first, last))
