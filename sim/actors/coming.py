"""Visits to come: streams of them, whose times are known before anybody has gone there."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.operator import Operator
from sim.actors.target import Described, Target


class Stream(NamedTuple):
    """Visits to one operator or its peers that are made from one key; visit n has the key `fold(key, n)`."""

    key: int
    operator: Operator  # the described one
    weight: float  # real operators that each visit is to
    whom: Callable[[int, int], Target]  # by a visit's number and key
    described: Described | None = None  # to whom all of them are


class Coming(NamedTuple):
    """Visits of a stream: when they come, ascending [day], and their numbers; arrays (visits,)."""

    stream: Stream
    times: NDArray[np.float64]
    numbers: NDArray[np.int64]
