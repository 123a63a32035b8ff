"""People copied in bulk: classes drawn as a whole, and how they meet the people looked at one by one."""

from functools import cached_property, lru_cache
from hashlib import blake2b
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd
from sim.ledger.frame import Frame
from sim.measures.rows import Numbers
from sim.measures.totals import Mask

EVENT_LABELS = ("stage", "recipient", "channel", "category", "operator", "agency")
BISECTIONS = 60
MOST_SPREAD = 50.0
WIDE = 30.0  # standard deviation beyond which a hypergeometric quantile is as good as a normal one


class Crowd:
    """One class, its bulk copies of one stage and its people exposed by them.

    Copies of other stages are left out; where a class has copies of several stages, its distinct people are divided
    as by any other label: see `people`.
    """

    def __init__(self, frame: Frame, fact: CopiedCrowd, stage: str) -> None:
        self.home = fact.home
        self.size = fact.people
        self.subjects_apart = fact.subjects_apart
        columns = [fact.periods.index(name) for name in frame.names]
        self._distinct = np.asarray(fact.distinct, np.float64)[columns]
        self._repeats = np.asarray(fact.repeats, np.float64)[columns]
        self.events = [event for event in fact.events if event.exposed > 0]
        self._exposed = np.array([event.exposed for event in self.events], np.float64)
        self.times = np.array([event.time for event in self.events], np.float64)
        self.inside = frame.in_window[frame.slices_of(self.times)]  # (events, windows)
        self._labels = {label: np.array([getattr(event, label) for event in self.events]) for label in EVENT_LABELS} | {
            "place": np.full(len(self.events), fact.place),
            "role": np.full(len(self.events), "bystander"),
            "jurisdiction": np.array([frame.jurisdictions.get(event.operator, "") for event in self.events]),
        }
        self.of_stage: Mask = self._labels["stage"] == stage

    def having(self, label: str, value: str) -> Mask:
        """Return the copies of the stage with a value of a label; shape (events,)."""
        return np.asarray(self.of_stage & (self._labels[label] == value), np.bool_)

    def values(self, label: str) -> set[str]:
        """Return the values of a label among the copies of the stage."""
        values = set(self._labels[label][self.of_stage].tolist())
        return values - {""} if label == "jurisdiction" else values

    def people(self, chosen: Mask) -> Numbers:
        """Return the distinct people of some of the copies; shape (windows,).

        Of all copies it is the number drawn. Of some of them it is that of a model with one number to fit, so that
        all copies together give the number drawn (see `Fit`). Exact with all copies, with one, and without repeats.
        """
        windows = range(self.inside.shape[1])
        return (
            np.array([self._people(chosen, window) for window in windows]) if chosen.any() else np.zeros(len(windows))
        )

    def _people(self, chosen: Mask, window: int) -> float:
        some, inside = chosen & self.inside[:, window], self.inside[:, window]
        if not (inside & ~some).any():
            return float(self._distinct[window])
        return float(np.rint(self._fits[window].people(self._exposed[some]))) if some.any() else 0.0

    @cached_property
    def _fits(self) -> list["Fit"]:
        pairs = zip(self.inside.T, self._distinct, strict=True)
        return [fit(self._exposed[inside], distinct, self.size) for inside, distinct in pairs]

    @cached_property
    def distinct(self) -> Numbers:
        """Distinct people of the stage; shape (windows,)."""
        return self.people(self.of_stage)

    @property
    def repeats(self) -> Numbers:
        """People exposed 1, 2-5, 6 and more times, in proportion if other stages had copies; shape (windows, 3)."""
        share = self.distinct / np.where(self._distinct > 0.0, self._distinct, 1.0)
        return self._repeats * share[:, None]

    @property
    def exposures(self) -> Numbers:
        """People times copies; shape (windows,)."""
        return (self._exposed * self.of_stage) @ self.inside

    def over_time(self, grid: Numbers) -> Numbers:
        """Return the people exposed in bulk by each time of a grid, from the end of the warm-up on; shape of `grid`."""
        counted = self.of_stage & self.inside[:, 0]
        first = np.array([event.first for event in self.events], np.float64) * counted
        firsts = np.bincount(np.searchsorted(grid, self.times), first, len(grid) + 1)[: len(grid)]
        total = firsts.sum()
        return np.cumsum(firsts) * (self.distinct[0] / total if total > 0.0 else 0.0)


def crowds(ledger: Ledger, stage: str) -> list[Crowd]:
    """Return the classes with bulk copies of a stage, in order of their names."""
    found = (Crowd(ledger.frame, fact, stage) for fact in ledger.crowds)
    return sorted((crowd for crowd in found if crowd.of_stage.any()), key=lambda crowd: crowd.home)


class Fit(NamedTuple):
    """How copies of a class overlap: `spread` people more active than others, or `size` people to choose from.

    With `spread` c > 0 a copy that exposes a share e of `size` people has a clock length L = ((1 - e)^-c - 1) / c, and
    copies together expose 1 - (1 + c sum L)^(-1/c): people differ by a Gamma variate with variance c. With c = 0
    copies are independent: 1 - prod (1 - e).
    """

    spread: float
    size: float

    def people(self, exposed: Numbers) -> float:
        """Return the distinct people of copies that expose so many each."""
        if np.isinf(self.size):
            return float(exposed.sum())
        missed = np.log1p(-np.minimum(exposed / self.size, 1.0 - 1e-12))
        if self.spread == 0.0:
            return float(-self.size * np.expm1(missed.sum()))
        return float(-self.size * np.expm1(-np.log1p(np.expm1(-self.spread * missed).sum()) / self.spread))


def fit(exposed: Numbers, distinct: float, size: float) -> Fit:
    """Return the fit under which all copies together expose the distinct people.

    Fewer than independent copies would expose: the same people come again, being more active. More than that, as by
    chance: independent copies among more people than there are.
    """
    if exposed.sum() <= distinct:
        return Fit(0.0, np.inf)
    if Fit(0.0, size).people(exposed) > distinct:
        low, high = 0.0, MOST_SPREAD
        for _ in range(BISECTIONS):
            middle = (low + high) / 2.0
            low, high = (middle, high) if Fit(middle, size).people(exposed) > distinct else (low, middle)
        return Fit(high, size)
    more, fewer = 0.0, 1.0 / size
    for _ in range(BISECTIONS):
        middle = (more + fewer) / 2.0
        more, fewer = (middle, fewer) if Fit(0.0, 1.0 / middle).people(exposed) > distinct else (more, middle)
    return Fit(0.0, 1.0 / fewer)


def overlap(frame: Frame, home: tuple[str, ...], size: int, looked: float, copied: float) -> int:
    """Return how many of a class were both looked at one by one and copied in bulk: a hypergeometric number.

    The quantile at one uniform number of the class: so numbers of all windows and labels belong together, and more
    people looked at or copied never make fewer people in all. A wide distribution is taken as normal.
    """
    first, second = float(min(looked, size)), float(min(copied, size))
    low, high = max(0.0, first + second - size), min(first, second)
    if low == high:
        return int(low)
    mean = first * second / size
    deviation = sqrt(mean * (1.0 - first / size) * (size - second) / (size - 1))
    u = _unit(str(frame.overlap_key), *home)
    if deviation > WIDE:
        return int(min(max(round(mean + deviation * float(special.ndtri(u))), low), high))
    reach = 12.0 * (deviation + 1.0)
    both = np.arange(max(low, np.floor(mean - reach)), min(high, np.ceil(mean + reach)) + 1.0)
    chance = np.cumsum(_hypergeometric(both, first, second, size))
    return int(both[min(np.searchsorted(chance, u * chance[-1]), len(both) - 1)])


def part_of(frame: Frame, names: tuple[str, ...], people: float, share: float) -> int:
    """Return how many of some people belong to a group of this share: a binomial number.

    The quantile at one uniform number of the names, so that more people never make fewer of the group.
    """
    number = round(people)
    if number <= 0 or not 0.0 < share < 1.0:
        return number if share >= 1.0 else 0
    mean, deviation = number * share, sqrt(number * share * (1.0 - share))
    u = _unit(str(frame.overlap_key), "group", *names)
    if deviation > WIDE:
        return int(min(max(round(mean + deviation * float(special.ndtri(u))), 0), number))
    low, high = -1, min(number, int(mean + 12.0 * (deviation + 1.0)))
    while high - low > 1:  # the chance of up to `low` is under u, that of up to `high` is not
        middle = (low + high) // 2
        low, high = (middle, high) if float(special.bdtr(middle, number, share)) < u else (low, middle)
    return high


def _hypergeometric(both: Numbers, first: float, second: float, size: float) -> Numbers:
    """Return chances up to a factor; shape of `both`."""
    parts = both, first - both, second - both, size - first - second + both
    log = -special.gammaln(np.stack(parts) + 1.0).sum(axis=0)
    return np.asarray(np.exp(log - log.max()), np.float64)


@lru_cache(maxsize=4096)
def _unit(*names: str) -> float:
    text = "".join(f"{len(name)}:{name};" for name in names)
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
    return ((number >> 11) + 0.5) * 2.0**-53


def overlaps(frame: Frame, home: tuple[str, ...], size: int, looked: Numbers, copied: Numbers) -> NDArray[np.int64]:
    """Return the overlaps of a class over the windows; shape (windows,)."""
    return np.array([overlap(frame, home, size, a, b) for a, b in zip(looked, copied, strict=True)], np.int64)
