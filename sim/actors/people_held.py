"""Of how many people an operator's stores hold something: by the law of the field, without looking anybody up."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import exp, fsum, inf, log1p
from typing import NamedTuple

from sim.actors.census import Census
from sim.actors.copying import touches
from sim.actors.log_store import LogStore
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.actors.process import Clock
from sim.actors.taken import held_since
from sim.actors.waves import waves_of
from sim.records.field import Pieces
from sim.records.spells import Keeping, Stretch
from sim.records.spells import chance_of_a_record as chance_on_paths
from sim.scenario.blocks.vocabulary import STATES

Held = tuple[tuple[str, Pieces], ...]

_ENTRIES = 16  # times of entry that stand for all
_MIDDLES = (0.5,) * 16  # of the openings of accounts in equal parts, which stand for all


class _Part(NamedTuple):
    """People of one population of whom an operator may hold the same share of their records."""

    people: People
    number: float
    marks: float  # share of their records that the operator logs
    share: float = 1.0  # of them who are with the operator at a time, where people move


class PeopleHeld:
    """The expected number of people of whom operators hold something.

    Somebody of activity z has no record in a clock length L with chance exp(-z L), anybody with chance
    (1 + cv^2 L)^(-1 / cv^2). A store that holds a state holds it of everybody. Accounts that were removed are taken
    away, those opened since the first day added, as if all had been opened at 16 moments. Of people who come, go and
    move it is the chance of their paths (`sim.records.spells`).
    """

    def __init__(self, clock: Clock, census: Census) -> None:
        self._clock, self._census = clock, census
        self._chances: dict[tuple[str, float, float, Held], float] = {}  # at the time of the last question
        self._time = -1.0

    def at(self, operator: Operator) -> Callable[[], float]:
        """Return what tells of how many people an operator holds something now."""
        parts, settled = _parts(operator, self._census), self._census.settled

        def held() -> float:
            now = self._clock._now
            states = (store for name, store in operator.stores.items() if name in STATES)
            if settled and any(_up_to_now(store, now) for store in states):  # held of everybody who is there
                return fsum(number for part in parts for number, _ in _holders(operator, part, now))
            filled = _filled(operator, now)
            if not filled:
                return 0.0
            return fsum(
                number * self._chance(part, own, now)
                for part in parts
                for number, opened in _holders(operator, part, now)
                if (own := filled if opened == -inf else held_since(opened, filled))
            )

        return held

    def _chance(self, part: _Part, held: Held, now: float) -> float:
        """Return the chance of a record; operators of one description hold alike, so it is kept for the moment."""
        if now != self._time:
            self._chances, self._time = {}, now
        if part.people.paths is None and not STATES.isdisjoint([name for name, _ in held]):
            return 1.0
        key = part.people.world.name, part.marks, part.share, held
        if key not in self._chances:
            self._chances[key] = _chance_of(part, held, now)
        return self._chances[key]


def _up_to_now(store: LogStore, now: float) -> bool:
    pieces = store.pieces(store.horizon, now)
    return bool(pieces) and pieces[-1][1] == now


def _filled(operator: Operator, now: float) -> Held:
    stores = ((name, store.pieces(store.horizon, now)) for name, store in operator.stores.items())
    return tuple(part for part in stores if part[1])


def _holders(operator: Operator, part: _Part, now: float) -> Iterator[tuple[float, float]]:
    """Yield how many people of a part have an account now that they opened at a time; -inf: before the first day."""
    register, population = operator.register, part.people.world.name
    if register is None or not register.holdings[population].growth_per_day or not part.number:
        yield part.number * operator.share_left(population, now), -inf
        return
    people = part.number / register.shares[population]
    for wave in waves_of(register, population, now, _MIDDLES):
        if wave.closed > now:
            yield people * wave.chance * (wave.high - wave.low), wave.opened


def _chance_of(part: _Part, held: Held, now: float) -> float:
    people = part.people
    if people.paths is None:
        length = fsum(_length(people, *piece) for piece in held)
        return chance_of_a_record(part.marks * length, people.activity_cv)
    paths = people.paths
    keeping = Keeping(part.share, paths.moves_per_day, paths.leaves_per_day)
    if paths.enters_within is None:
        return chance_on_paths(keeping, _stretches(part, held, -inf, now), people.activity_cv)
    entries = [(i + 0.5) / _ENTRIES * paths.enters_within for i in range(_ENTRIES)]  # each alike, up to the end
    there = [_stretches(part, held, entry, now) for entry in entries if entry < now]
    return fsum(chance_on_paths(keeping, one, people.activity_cv) for one in there) / _ENTRIES


def _stretches(part: _Part, held: Held, entry: float, now: float) -> list[Stretch]:
    """Return the time from the entry on, or from the first day or piece held, in stretches of one pace."""
    ends = {end for _, pieces in held for piece in pieces for end in piece} | {now}
    start = min(0.0, *ends) if entry == -inf else entry  # people may leave before the first piece
    cuts = sorted({start, *(end for end in ends if start < end <= now)})
    found = []
    for a, b in pairwise(cuts):
        inside = [name for name, pieces in held if any(one <= a and b <= other for one, other in pieces)]
        length = fsum(_length(part.people, name, ((a, b),)) for name in inside if name not in STATES)
        surely = any(name in STATES for name in inside)
        found.append(Stretch(a, b, part.marks * length / (b - a), surely))
    return found


def _length(people: People, category: str, pieces: Pieces) -> float:
    """Return the clock length of pieces of a category, at one operator, for somebody of activity 1."""
    writing = people.writes.get(category)
    if writing is None:
        return 0.0
    clock = people.profile.clock
    return writing.per_day / writing.accounts * fsum(clock(end) - clock(start) for start, end in pieces)


def chance_of_a_record(length: float, cv: float) -> float:
    """Return the chance that somebody has a record in a clock length, over the law of activity."""
    return 1.0 - (exp(-log1p(cv**2 * length) / cv**2) if cv > 0 else exp(-length))


def _parts(operator: Operator, census: Census) -> list[_Part]:
    found: dict[tuple[str, float, float], _Part] = {}
    for name, people in census.populations.items():
        member = operator.share_of(name) if operator.kind == "platform" else 1.0
        for part in people.world.classes:
            if touches(operator, part):
                marks = operator.marks_of(part.place)
                share = fsum(high - low for low, high in marks) / 2.0**64 if marks else 1.0
                paths, moves = people.paths, (name, part.place) in operator.reached
                own = paths.share(part.place, operator.name) if paths is not None and moves else 1.0
                before = found.get((name, share, own), _Part(people, 0.0, share, own))
                found[name, share, own] = before._replace(number=before.number + member * part.size)
    return list(found.values())
