"""The parts into which the windows of bulk events cut the records of a person."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import BulkEvent


class Parts(NamedTuple):
    """Parts that no window divides, of all lanes.

    Attributes
    ----------
    lengths : ndarray (parts,) [clock unit]
    windows : ndarray (events, parts) bool
        Whether the window of an event holds a part.
    begun, used : ndarray (parts,)
        Number of the first and of the last event whose window holds a part.
    """

    lengths: NDArray[np.float64]
    windows: NDArray[np.bool_]
    begun: NDArray[np.int64]
    used: NDArray[np.int64]


def parts_of(events: Sequence[BulkEvent]) -> Parts:
    """Return the parts of the lanes of some events that are in any of their windows."""
    cuts: dict[int, set[float]] = {}
    for event in events:
        for lane, start, end in event.parts:
            cuts.setdefault(lane, set()).update((start, end))
    lanes = {lane: np.array(sorted(times)) for lane, times in cuts.items()}
    first = dict(zip(lanes, np.cumsum([0, *(len(times) - 1 for times in lanes.values())]).tolist(), strict=False))
    lengths = np.concatenate([np.diff(times) for times in lanes.values()] or [np.empty(0)])
    windows = np.zeros((len(events), lengths.size), np.bool_)
    for row, event in enumerate(events):
        for lane, start, end in event.parts:
            low, high = np.searchsorted(lanes[lane], (start, end)) + first[lane]
            windows[row, low:high] = True
    held = windows.any(0)
    windows = np.ascontiguousarray(windows[:, held])
    return Parts(lengths[held], windows, windows.argmax(0) if len(events) else np.empty(0, np.int64), last_of(windows))


def last_of(used: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the last row in which each column is true, -1 where none is; shape (columns,)."""
    rows = np.arange(len(used), dtype=np.int64)[:, None]
    last: NDArray[np.int64] = np.where(used, rows, -1).max(0, initial=-1)
    return last
