"""What an act in bulk takes of each of many people: which windows of their records, how many, how old."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum, inf
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.actors.keeper import Keeper
from sim.actors.people import People, Times, Whole
from sim.ledger.facts import Amounts
from sim.records.ages import AGE_EDGES_DAYS, ages_in_windows, cut_at_bands
from sim.records.field import Pieces
from sim.scenario.blocks.vocabulary import STATES

NEVER = (inf, inf)  # a window without a record


class Counts(Protocol):
    """Where the answer to "how many records" comes from: the record field, or what played people wrote."""

    def __call__(
        self, operator: Keeper, category: str, people: People, persons: Whole, starts: Times, ends: Times
    ) -> NDArray[np.int64]:
        """Return the numbers of records of persons (numbers within the population) that an operator logged; (n, k).

        The persons (n,) are of one home. Each has k windows [start, end), which the operator was theirs throughout, of
        shape (n, k), or (1, k) where everybody has the same.
        """
        ...


class Act(NamedTuple):
    """When something is taken, and which pieces of time the store holds then."""

    time: float
    pieces: Pieces


class Taken(NamedTuple):
    """What an act takes of those people of whom it takes any records of a category."""

    rows: NDArray[np.intp]  # (n,) which of the people
    numbers: Amounts  # of n rows


_OLDEST_FIRST = np.array(AGE_EDGES_DAYS[::-1])


def take(
    counts: Counts,
    operator: Keeper,
    category: str,
    acts: Sequence[Act],
    *,
    people: People,
    persons: Whole,
    opened: Times,
) -> list[Taken]:
    """Return what acts take of the same people of a store; windows of acts that follow each other are one pass.

    Parameters
    ----------
    persons, opened : ndarray (n,)
        Numbers within the population, all of one home; when the account of each was opened [day].
    """
    if category in STATES:
        return [_states(operator, people, persons, opened, act) for act in acts]
    own = [_windows(operator, people, persons, opened, act) for act in acts]
    if len(own) == 1:
        return [_amounts(counts(operator, category, people, persons, *own[0]), *own[0], acts[0].time)]
    rows = max(len(pair[0]) for pair in own)
    wide = [[np.broadcast_to(pair[i], (rows, pair[i].shape[1])) for pair in own] for i in (0, 1)]
    starts, ends = (np.concatenate(some, axis=1) for some in wide)
    counted = counts(operator, category, people, persons, starts, ends)
    borders = np.cumsum([0, *(pair[0].shape[1] for pair in own)]).tolist()
    inside = [counted[:, begin:end] for begin, end in pairwise(borders)]
    return [_amounts(some, *pair, act.time) for some, pair, act in zip(inside, own, acts, strict=True)]


def _amounts(counted: NDArray[np.int64], starts: Times, ends: Times, now: float) -> Taken:
    """Return what was taken by the numbers of records in windows (n, k), each in one band of age.

    Sums of ages are the true ones, rounded once.
    """
    rows, records, ages, bands, covered_from, covered_to, exact = ages_in_windows(counted, starts, ends, now)
    if not exact.all():
        for place in np.flatnonzero(~exact).tolist():
            person, own = rows[place], rows[place] if len(starts) > 1 else 0
            windows = zip(counted[person].tolist(), starts[own].tolist(), ends[own].tolist(), strict=True)
            ages[place] = fsum(many * (now - 0.5 * (start + end)) for many, start, end in windows if many)
    return Taken(rows, Amounts(records, ages, bands, covered_from, covered_to))


def _states(operator: Keeper, people: People, persons: Whole, opened: Times, act: Act) -> Taken:
    """Return the state that is held of each person: that of now, of whoever is a user and has an account."""
    now, pieces = act
    there = opened < pieces[-1][1]
    if people.paths is not None:
        there &= people.each_served(operator, persons, pieces, opened, now - _OLDEST_FIRST)[0] > 0
    rows = np.flatnonzero(there)
    bands = np.zeros((len(rows), 4), np.int64)
    bands[:, 0] = 1
    at = np.full(len(rows), now)
    return Taken(rows, Amounts(np.ones(len(rows), np.int64), np.zeros(len(rows)), bands, at, at))


def _windows(operator: Keeper, people: People, persons: Whole, opened: Times, act: Act) -> tuple[Times, Times]:
    """Return windows that lie each within one band of age, of each person a row; rows are filled up with `NEVER`.

    Where nobody moves and every account was there before, everybody has the same, one row.
    """
    now, pieces = act
    if people.paths is None:
        common = np.array([cut for piece in pieces for cut in cut_at_bands(*piece, now)])
        starts, ends = common[None, :, 0].copy(), common[None, :, 1].copy()
        if (opened <= starts[0, 0]).all():
            return starts, ends
        starts = np.maximum(starts, opened[:, None])
        return starts, np.repeat(ends, len(opened), axis=0)
    many, parts = people.each_served(operator, persons, pieces, opened, now - _OLDEST_FIRST)
    filled = np.full((len(persons), max(int(many.max()), 1), 2), NEVER)
    filled[np.arange(filled.shape[1]) < many[:, None]] = parts
    return filled[:, :, 0].copy(), filled[:, :, 1].copy()


def since(opened: float, pieces: Pieces) -> Pieces:
    """Return what pieces of time hold of an account that was opened at some time."""
    return tuple((max(a, opened), b) for a, b in pieces if b > opened)


def held_since(opened: float, held: Sequence[tuple[str, Pieces]]) -> tuple[tuple[str, Pieces], ...]:
    """Return what stores hold, by category, of an account that was opened at some time."""
    cut = ((category, since(opened, pieces)) for category, pieces in held)
    return tuple((category, pieces) for category, pieces in cut if pieces)
