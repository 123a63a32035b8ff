"""People copied in bulk: classes drawn as a whole, and how they meet the people looked at one by one."""

from functools import cached_property, lru_cache
from hashlib import blake2b
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.ledger.accounts import Ledger
from sim.ledger.facts import READABLE, CopiedCrowd, CopyEvents
from sim.ledger.frame import Frame
from sim.measures.rows import Numbers
from sim.measures.totals import Mask

EVENT_LABELS = ("recipient", "channel", "category", "operator", "agency")
WIDE = 30.0  # standard deviation beyond which a hypergeometric quantile is as good as a normal one


class Crowd:
    """One class, its bulk copies of one stage and its people exposed by them."""

    def __init__(self, frame: Frame, fact: CopiedCrowd) -> None:
        self.home = fact.home
        self.size = fact.people
        self.subjects_apart = fact.subjects_apart
        columns = [fact.periods.index(name) for name in frame.names]
        self.distinct = np.asarray(fact.distinct, np.float64)[columns]  # (windows,)
        self.repeats = np.asarray(fact.repeats, np.float64)[columns]  # (windows, 3), exposed 1, 2-5 and more times
        self._rows = {(row.label, row.value): np.asarray(row.distinct, np.float64)[columns] for row in fact.rows}
        events = CopyEvents.of(fact.events)
        events = events.at(np.flatnonzero(events.columns.exposed > 0))
        own, many = events.columns, len(events.labels)
        self._exposed, self._first = own.exposed.astype(np.float64), own.first.astype(np.float64)
        self.times = own.time
        self.inside = frame.in_window[frame.slices_of(self.times)]  # (events, windows)
        of_labels = {label: events.values(label) for label in EVENT_LABELS} | {
            "place": [fact.place] * many,
            "role": ["bystander"] * many,
            "jurisdiction": [frame.jurisdictions.get(operator, "") for operator in events.values("operator")],
        }
        readable, value = READABLE
        self._labels = {label: (values, own.which) for label, values in of_labels.items()} | {
            readable: (["", value], _readable(frame, events).astype(np.int64))
        }  # of each label the values, and the number of each copy's

    def having(self, label: str, value: str) -> Mask:
        """Return the copies with a value of a label; shape (events,)."""
        values, which = self._labels[label]
        return np.array([text == value for text in values], np.bool_)[which]

    def values(self, label: str) -> set[str]:
        """Return the values of a label among the copies."""
        return self._values[label]

    @cached_property
    def _values(self) -> dict[str, set[str]]:
        found = {label: {values[one] for one in np.unique(which)} for label, (values, which) in self._labels.items()}
        return found | {"jurisdiction": found["jurisdiction"] - {""}}

    def people(self, label: str, value: str) -> Numbers:
        """Return the distinct people of the copies with a value of a label; shape (windows,).

        Of several copies it is the number that was drawn with them; that of none, one or all copies is known.
        """
        if (label, value) in self._rows:
            return self._rows[label, value]
        own = self.having(label, value)[:, None] & self.inside
        every = (own == self.inside).all(axis=0)
        if (~every & (own.sum(axis=0) > 1)).any():
            raise ValueError(f"class {'/'.join(self.home)}: no people were drawn for the copies with {label} {value}")
        return np.where(every, self.distinct, self._exposed @ own)

    @property
    def exposures(self) -> Numbers:
        """People times copies; shape (windows,)."""
        return self._exposed @ self.inside

    def over_time(self, grid: Numbers) -> Numbers:
        """Return the people exposed in bulk by each time of a grid, from the end of the warm-up on; shape of `grid`."""
        first = self._first * self.inside[:, 0]
        firsts = np.bincount(np.searchsorted(grid, self.times), first, len(grid) + 1)[: len(grid)]
        total = firsts.sum()
        return np.cumsum(firsts) * (self.distinct[0] / total if total > 0.0 else 0.0)


def crowds(ledger: Ledger, stage: str) -> list[Crowd]:
    """Return the classes of which bulk copies of a stage exposed somebody, in order of their names."""
    facts = (fact for fact in ledger.crowds if _reached(fact, stage))
    return sorted((Crowd(ledger.frame, fact) for fact in facts), key=lambda crowd: crowd.home)


def _reached(fact: CopiedCrowd, stage: str) -> bool:
    """Whether copies of a stage exposed anybody of a class."""
    events = CopyEvents.of(fact.events)
    return bool((events.columns.exposed[events.having("stage", stage)] > 0).any())


def _readable(frame: Frame, events: CopyEvents) -> Mask:
    """Return which copies can be read; shape (events,)."""
    which, time = events.columns.which, events.columns.time
    if frame.unreadable is None:
        return np.ones(len(which), np.bool_)
    operators, categories = events.values("operator"), events.values("category")
    pairs = zip(which.tolist(), time.tolist(), strict=True)
    return np.array([frame.is_readable(operators[one], categories[one], at) for one, at in pairs], np.bool_)


def overlap(frame: Frame, home: tuple[str, ...], size: int, looked: float, copied: float) -> int:
    """Return how many of a class were both looked at one by one and copied in bulk: a hypergeometric number.

    The quantile at one uniform number of the class: so numbers of all windows and labels belong together, and more
    people looked at or copied never make fewer people in all. A wide distribution is taken as normal.
    """
    return _overlap(frame.overlap_key, home, size, looked, copied)


@lru_cache(maxsize=4096)  # under many labels it is all of the same people
def _overlap(key: int, home: tuple[str, ...], size: int, looked: float, copied: float) -> int:
    first, second = float(min(looked, size)), float(min(copied, size))
    low, high = max(0.0, first + second - size), min(first, second)
    if low == high:
        return int(low)
    mean = first * second / size
    deviation = sqrt(mean * (1.0 - first / size) * (size - second) / (size - 1))
    u = _unit(str(key), *home)
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
    if not (looked.any() and copied.any()):
        return np.zeros(len(looked), np.int64)
    return np.array([overlap(frame, home, size, a, b) for a, b in zip(looked, copied, strict=True)], np.int64)
