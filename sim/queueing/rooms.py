"""The arrays of a state as Python keeps them: made, enlarged, and read."""

from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.queueing.state import (
    FIELDS,
    GRADES,
    Answered,
    Calendar,
    Coming,
    ComingTime,
    Count,
    Course,
    CourseTime,
    Desk,
    Event,
    Gap,
    Leg,
    LegTime,
    ServedTime,
    Turn,
    TurnTime,
    joined,
)

NOTED, ANSWERED, SERVED = 1 << 12, 1 << 13, 1 << 15  # what is written down is handed on when so much of it waits
BLOCK = 1 << 15
"""Moves of levels that are handed on at once."""
_FEW = 64  # turns, comings, courses and legs that there is room for at first

_CHAINS = {
    "turn": (Turn.NEXT, Count.TURN),
    "coming": (Coming.NEXT, Count.COMING),
    "course": (Course.NEXT, Count.COURSE),
    "leg": (Leg.NEXT, Count.LEG),
}
_WRITTEN = {"answered": Count.ANSWERED, "served": Count.SERVED}


class Rooms:
    """Arrays by name; `state` is what compiled code takes them as.

    Places of turns, comings, courses and legs that are not in use are chained by their column NEXT, from `count` on.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {
            "count": np.zeros(len(Count), np.int64),
            "now": np.zeros(1),
            "desk": np.empty((0, len(Desk)), np.int64),
            "speed": np.empty(0),
            "queue": np.empty((0, GRADES, 2), np.int64),
            "calendar": np.zeros((1, len(Calendar)), np.int64),  # the last row ends the one before it
            "hours": np.empty((0, 3)),
            "ranks": np.empty(0, np.int64),
            "days": np.empty(0, np.int64),
            "turn": np.empty((0, len(Turn)), np.int64),
            "turn_time": np.empty((0, len(TurnTime))),
            "time": np.full(1, inf),
            "event": np.empty((1, len(Event)), np.int64),
            "moved": np.empty(2 * BLOCK),
            "level": np.empty(2 * BLOCK, np.int64),
            "noted": np.empty((NOTED, TurnTime.READ)),
            "coming": np.empty((0, len(Coming)), np.int64),
            "coming_time": np.empty((0, len(ComingTime))),
            "line": np.empty(0, np.int64),
            "amiss": np.ones(1, np.int64),  # the first is so for good
            "served": np.empty(SERVED, np.int64),
            "served_time": np.empty((SERVED, len(ServedTime))),
            "leg": np.empty((0, len(Leg)), np.int64),
            "leg_time": np.empty((0, len(LegTime))),
            "course": np.empty((0, len(Course)), np.int64),
            "course_time": np.empty((0, len(CourseTime))),
            "route": np.empty(0, np.int64),
            "horizon": np.empty(0),
            "gap": np.empty((0, len(Gap))),
            "due_after": np.empty(0),
            "due": np.empty((0, 0)),
            "factor": np.empty(0),
            "answered": np.empty((ANSWERED, len(Answered))),
        }
        self.count, self.now = self.arrays["count"], self.arrays["now"]
        self.time, self.turn_time = self.arrays["time"], self.arrays["turn_time"]  # looked at at every turn
        self.count[[Count.TURN, Count.COMING, Count.COURSE, Count.LEG, Count.ASIDE]] = -1
        self.count[Count.ROOM] = 8
        self._state: Any = None

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return an array."""
        return self.arrays[name]

    def __setitem__(self, name: str, array: NDArray[Any]) -> None:
        self.arrays[name] = array
        self._state = None

    @property
    def state(self) -> Any:
        """The state of these arrays."""
        if self._state is None:
            most = sum(len(self[name]) for name in ("turn", "desk", "coming", "course")) + 1
            if len(self["time"]) < most:  # each of them has one event at most
                used = max(1, int(self.count[Count.EVENTS]))  # the first says if there is none
                for name in ("time", "event"):
                    self.arrays[name] = _longer(self[name][:used], 2 * most)
            room = int(self.count[Count.ROOM])
            if len(self["moved"]) < BLOCK + 2 * room:
                for name in ("moved", "level"):
                    self.arrays[name] = _longer(self[name], BLOCK + 4 * room)
            self._state = joined(tuple([self.arrays[name] for name in FIELDS]))
            self.time, self.turn_time = self.arrays["time"], self.arrays["turn_time"]
        return self._state

    def enlarge(self, name: str, more: int = _FEW) -> None:
        """Make room for more turns, comings, courses or legs, and for as many again as there are."""
        old, (column, free) = len(self[name]), _CHAINS[name]
        new = 2 * old + more
        for one in (name, f"{name}_time"):
            self[one] = _longer(self[one], new)
        places = self[name]
        places[old:] = -1
        places[old : new - 1, column] = np.arange(old + 1, new)
        places[new - 1, column] = self.count[free]
        self.count[free] = old

    def is_full(self, name: str) -> bool:
        """Whether there is no more room for what is written down and handed on under a name."""
        return bool(self.count[_WRITTEN[name]] == len(self[name]))

    def let_go(self) -> None:
        """Forget all but the counts, once the run is over: hundreds of megabytes where many waited."""
        self.arrays, self._state = {"count": self.count}, None
        self.time = self.turn_time = np.empty(0)

    def reserve(self, name: str, used: int, more: int) -> None:
        """Make room for so many more comings, courses or legs (`used` is where their number lies in `count`)."""
        if self.count[used] + more > len(self[name]):
            self.enlarge(name, more)


def _longer(array: NDArray[Any], rows: int) -> NDArray[Any]:
    longer = np.empty((rows, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer
