"""Chances of first exposure where the windows of bulk events overlap in any way.

Operators of one route log the same records, categories are kept for different periods, marks divide the records of a
person among links, and events may choose the same people: then the windows of a track do not slide, and `hazards`
does not apply.

Law
---
Records lie in *lanes*: a category and a set of marks of one person. Given activity z, lanes are independent Poisson
processes, and so is what lies in disjoint parts of one. A *pattern* says in which part of (0, 1) a person's numbers
lie, for the keys that events have asked about so far; it has the product of the parts' lengths as its chance, and who
has it is exposed by no event so far with chance exp(-z U), U being the length of the union of the windows of the
events that took the pattern. Patterns are carried forward from event to event. Two with the same future, because
later events ask of them the same and find the same parts covered, are joined, which changes nothing. Where more than
`MOST` are left they are thinned so that the expectation of every chance stays as it is.

References
----------
Fearnhead and Clifford (2003), "On-line inference for hidden Markov models via particle filters", JRSS B 65, section
3 (the thinning of weighted discrete states that keeps heavy ones as they are and has the least variance).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import BulkEvent, is_certain, questions_of
from sim.records.parts import Parts, last_of, parts_of

MOST = 1024  # of 144 acts on people of usual activity, the chance of exposure is then right to 0.1 %
_NOT_ASKED = -1

Chances = NDArray[np.float64]
Question = tuple[int, int, int]  # column of the key, first cell that qualifies, the one after the last


class _Plan(NamedTuple):
    """Events in the order of time, over the parts into which their windows cut the lanes."""

    parts: Parts
    certain: list[bool]
    questions: list[list[Question]]
    widths: list[Chances]  # of each key's cells
    keys_used: NDArray[np.int64]  # (keys,) last event that asks


class _Patterns(NamedTuple):
    """Patterns: chance of being so and unexposed for each activity, what is covered, which cells of keys."""

    alive: Chances  # (patterns, z)
    covered: NDArray[np.bool_]  # (patterns, parts)
    cells: NDArray[np.int16]  # (patterns, keys)

    def at(self, rows: NDArray[np.intp]) -> "_Patterns":
        return _Patterns(self.alive[rows], self.covered[rows], self.cells[rows])


def unexposed_chances(z: Chances, events: Sequence[BulkEvent], rng: np.random.Generator, most: int = MOST) -> Chances:
    """Return the chance of no exposure through each event, for people of each activity.

    Parameters
    ----------
    z : ndarray (activities,)
    events : sequence of BulkEvent
        Of one track, in the order of time.
    rng : Generator
        Thins patterns; not used where `most` or fewer suffice.
    most : int
        Patterns that are carried on.

    Returns
    -------
    ndarray (events, activities)
    """
    plan = _plan(events)
    parts, keys = plan.parts.lengths.size, len(plan.widths)
    patterns = _Patterns(np.ones((1, z.size)), np.zeros((1, parts), np.bool_), np.full((1, keys), _NOT_ASKED, np.int16))
    unexposed = np.empty((len(events), z.size))
    for number in range(len(events)):
        patterns, taken = _asked(patterns, plan, number)
        _cover(patterns, taken, plan, number, z)
        unexposed[number] = patterns.alive.sum(0)
        patterns.covered[:, plan.parts.used <= number] = False
        patterns.cells[:, plan.keys_used <= number] = _NOT_ASKED
        if len(patterns.alive) > 16:
            patterns = _joined(patterns, (plan.parts.begun <= number) & (number < plan.parts.used))
        if len(patterns.alive) > most:
            patterns = _thinned(patterns, most, rng)
    return unexposed


def _plan(events: Sequence[BulkEvent]) -> _Plan:
    borders: dict[object, set[float]] = {}
    asked = [questions_of(event) for event in events]
    for key, low, high in (question for questions in asked for question in questions):
        borders.setdefault(key, {0.0, 1.0}).update((low, high))
    cells = {key: np.array(sorted(values)) for key, values in borders.items()}
    column = {key: number for number, key in enumerate(cells)}
    numbered: list[list[Question]] = [
        [(column[key], *np.searchsorted(cells[key], (low, high)).tolist()) for key, low, high in questions]
        for questions in asked
    ]
    return _Plan(
        parts_of(events),
        [is_certain(event) for event in events],
        numbered,
        [np.diff(values) for values in cells.values()],
        last_of(np.array([[key in (q[0] for q in row) for key in range(len(cells))] for row in numbered], np.bool_)),
    )


def _asked(patterns: _Patterns, plan: _Plan, number: int) -> tuple[_Patterns, NDArray[np.intp]]:
    """Return the patterns, split by what an event asks for the first time, and which of them it takes."""
    taken = np.ones(len(patterns.alive), np.bool_)
    for key, low, high in plan.questions[number]:
        to_ask = taken & (patterns.cells[:, key] == _NOT_ASKED)
        if to_ask.any():
            fresh, rest, widths = np.flatnonzero(to_ask), np.flatnonzero(~to_ask), plan.widths[key]
            rows = np.concatenate([rest, np.tile(fresh, widths.size)])
            patterns, taken = patterns.at(rows), taken[rows]
            for cell, width in enumerate(widths.tolist()):
                own = slice(rest.size + cell * fresh.size, rest.size + (cell + 1) * fresh.size)
                patterns.cells[own, key] = cell
                patterns.alive[own] *= width
        taken &= (low <= patterns.cells[:, key]) & (patterns.cells[:, key] < high)
    return patterns, np.flatnonzero(taken)


def _cover(patterns: _Patterns, taken: NDArray[np.intp], plan: _Plan, number: int, z: Chances) -> None:
    """Let an event happen to the patterns that it takes."""
    if plan.certain[number]:
        patterns.alive[taken] = 0.0
        return
    parts = np.flatnonzero(plan.parts.windows[number])
    new = (~patterns.covered[np.ix_(taken, parts)]) @ plan.parts.lengths[parts]
    patterns.alive[taken] *= np.exp(-np.outer(new, z))
    patterns.covered[np.ix_(taken, parts)] = True


def _joined(patterns: _Patterns, open_parts: NDArray[np.bool_]) -> _Patterns:
    """Return the patterns with those of the same future as one, and without those that nobody can have."""
    patterns = patterns.at(np.flatnonzero(patterns.alive.any(1)))
    future = np.hstack([np.packbits(patterns.covered[:, open_parts], axis=1), patterns.cells.astype(np.uint8)])
    if not future.shape[1]:
        return _Patterns(patterns.alive.sum(0, keepdims=True), patterns.covered[:1], patterns.cells[:1])
    rows = np.ascontiguousarray(future).view(np.dtype((np.void, future.shape[1]))).ravel()
    _, first, group = np.unique(rows, return_index=True, return_inverse=True)
    alive = np.zeros((first.size, patterns.alive.shape[1]))
    np.add.at(alive, group.ravel(), patterns.alive)
    return _Patterns(alive, patterns.covered[first], patterns.cells[first])


def _thinned(patterns: _Patterns, most: int, rng: np.random.Generator) -> _Patterns:
    """Return `most` patterns: the heavy ones as they are, of the light ones some at random, made as much heavier."""
    weight = patterns.alive.sum(1)
    light = np.sort(weight)  # ascending; the heaviest h are kept where the next is under the fair share of the rest
    heavy = np.arange(weight.size)
    rest = np.cumsum(light)[::-1]  # rest[h]: weight of all but the heaviest h
    enough = (most - heavy) * light[::-1] <= rest
    kept = int(np.argmax(enough))
    fair = float(rest[kept]) / (most - kept)
    chance = np.minimum(weight / fair, 1.0)
    passed = np.cumsum(np.where(chance < 1.0, chance, 0.0))
    drawn = np.diff(np.floor(passed + rng.random()), prepend=0.0) > 0.0  # evenly spaced in what has passed
    rows = np.flatnonzero((chance >= 1.0) | drawn)
    found = patterns.at(rows)
    found.alive[:] /= chance[rows, None]
    return found
