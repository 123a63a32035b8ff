"""The account holders of a platform that grows, as a crowd has them: some waves of people, each with one opening.

Law
---
Nobody goes through a crowd person by person, so openings at an even pace are stood for by WAVES waves: those who open
an account during the run stand in the order of accounts, this order is cut into WAVES parts of equal size, and the
people of a part all open theirs at the moment of one place in it, drawn uniformly.

Whoever opens an account in part c does so, person by person, at a place uniform in it; so for somebody picked from the
part any function f of the opening has the mean of f over the part, and that of f at the moment of the wave has the
same mean over the draw. The parts of one platform and those of another are drawn apart, as people's places are. So
the chance of every combination of acts, at one platform or several, is right in expectation over replications, with
windows cut at the opening, refusals by the share known at the opening, and removals after it. What the waves add is
spread: within a part, everybody opens at once. With g the share of the people who open an account in the run, a wave
holds g / WAVES of them, and a chance p(t) of theirs that rises or falls with the opening, by at most 1 in all, is wrong
in one replication by a standard deviation of at most g / (2 WAVES): the parts are drawn independently, a part in
which p moves by d adds at most d g / (2 WAVES), and the d of all parts add up to 1 or less, hence their squares too.
"""

from collections.abc import Callable, Sequence
from math import inf
from typing import Any, NamedTuple, TypeVar

from sim.actors.keeper import Keeper
from sim.actors.people import People
from sim.actors.register import Register
from sim.draw.hashing import name_key, plain_fold, plain_unit

WAVES = 32
T = TypeVar("T")


class Wave(NamedTuple):
    """Those people with a place in some part of the order of accounts whose number of identity lies in [low, high).

    They have an account in [opened, closed), in days.
    """

    chance: float  # share of the people with a place in the part
    low: float
    high: float
    opened: float
    closed: float


def waves_of(register: Register, population: str, until: float, moments: Sequence[float]) -> list[Wave]:
    """Return who of a population has an account when at a platform, those of day 0 first; people refused are left out.

    Those who keep an account that they open at a time, and those who lose it again.

    Parameters
    ----------
    until : float [day]
        Openings from then on are left out.
    moments : sequence of float
        Numbers in (0, 1): where in its part of the order of accounts each wave has its moment.
    """
    holding, first = register.holdings[population], register.shares[population]
    each, curve, found = (register.share_at(population, until) - first) / len(moments), holding.curve, list[Wave]()
    openings = [(first, -inf)]
    if each > 0.0:
        openings += [(each, (n + moment) * each / first / holding.growth_per_day) for n, moment in enumerate(moments)]
    for chance, opened in openings:
        refused = any(start <= opened < end for start, end in register.refusals)
        known = curve.share(opened) if refused else 1.0
        removal = min((time for time in register.removals if opened < time), default=None)
        left = known if removal is None else min(known, curve.share(removal))
        found.append(Wave(chance, 0.0, left, opened, inf))
        if removal is not None and left < known:
            found.append(Wave(chance, left, known, opened, removal))
    return found


class Waves:
    """The waves of the platforms that a population opens accounts at, over the `days` of a run.

    Parameters
    ----------
    key : int
        64-bit key of the replication.
    """

    def __init__(self, people: People, days: float, key: int) -> None:
        self._people, self._days, self._key = people, days, plain_fold(name_key("waves", people.world.key), key)
        self._known: dict[str, tuple[Wave, ...]] = {}
        self._made: dict[tuple[object, ...], Any] = {}

    def at(self, operator: Keeper) -> tuple[Wave, ...]:
        """Return the waves of an operator; none where whoever has an account has had it since before day 0."""
        register, population = operator.register, self._people.world.name
        if register is None or not register.holdings[population].growth_per_day:
            return ()
        if operator.name not in self._known:
            key = plain_fold(self._key, operator.key)
            moments = [plain_unit(plain_fold(key, number)) for number in range(WAVES)]
            self._known[operator.name] = tuple(waves_of(register, population, self._days, moments))
        return self._known[operator.name]

    def identity_key(self, operator: Keeper) -> int:
        """Return the key of the number that says who has shown an identity."""
        assert operator.register is not None
        return operator.register.holdings[self._people.world.name].identity_key

    def once(self, what: str, acts: Sequence[object], make: Callable[[], T]) -> T:
        """Return what is made of acts at one platform, which all classes of people have alike: made for the first.

        Acts are known by their identity, so whoever asks keeps them.
        """
        key = (what, *map(id, acts))
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made
