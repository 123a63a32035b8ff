"""What the cases of an agency ask for by habit, and how numbers decide it."""

from collections.abc import Callable, Mapping
from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.operator import Operator
from sim.draw.variates import Sampler
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES

ACTED_ON = "account_activity"  # a complete answer is an address at a moment: cases go on to who had it
# Numbers of a case beyond its row are found by ids that its requests (steps 0, 1, ...) do not use.
SUBJECT = 1 << 40  # who had an account
ITEMS = 1 << 50  # numbers of the further subjects of a request are found by ids from here on
TRIES = 1000  # to find one more subject


class Habits(NamedTuple):
    """What the cases of an agency ask for, as samplers of numbers in (0, 1)."""

    category: Callable[[float], str]
    role: Callable[[float], str]
    grade: Callable[[float], str]
    act_to_report: Sampler
    report_to_request: Sampler
    report_to_freeze: Sampler | None
    window: Sampler
    requests_per_case: float
    items_per_request: float
    follow: float
    people_per_request: Sampler | None = None  # items of a request by chance, rounded, at least 1


def of_access(platforms: Mapping[str, Callable[[float], Operator]]) -> frozenset[str]:
    """Return what access operators are asked for; where there are none, platforms know their subscribers."""
    return frozenset(NETWORK_CATEGORIES) - frozenset(platforms)


def whole(mean: float, u: float) -> int:
    """Return a whole number of this mean: the next below or above, by a number in (0, 1); at least 1."""
    return 1 if mean == 1.0 else max(1, floor(mean) + (u < mean - floor(mean)))


def wholes(mean: float, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return `whole` of each number; shape of `numbers` (n,)."""
    least = floor(mean)
    found: NDArray[np.int64] = np.maximum(1, least + (numbers < mean - least)).astype(np.int64)
    return found
