"""What an act in bulk takes of each of many people: which windows of their records, how many, how old."""

from math import fsum, inf
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.actors.keeper import Keeper
from sim.actors.people import People, Times, Whole
from sim.ledger.facts import Amounts
from sim.records.ages import AGE_EDGES_DAYS, cut_at_bands
from sim.records.field import Pieces
from sim.scenario.blocks.vocabulary import STATES

NEVER = (inf, inf)  # a window without a record


class Counts(Protocol):
    """Where the answer to "how many records" comes from: the record field, or what played people wrote."""

    def __call__(
        self, operator: Keeper, category: str, people: People, persons: Whole, starts: Times, ends: Times
    ) -> NDArray[np.int64]:
        """Return the numbers of records of persons (numbers within the population) that an operator logged.

        The persons are of one home. Each has a window [start, end) of its own, which the operator was theirs
        throughout; all arrays (n,).
        """
        ...


class Taken(NamedTuple):
    """What an act takes of those people of whom it takes any records of a category."""

    rows: NDArray[np.intp]  # (n,) which of the people
    numbers: Amounts  # of n rows


def take(
    counts: Counts,
    operator: Keeper,
    category: str,
    pieces: Pieces,
    *,
    people: People,
    persons: Whole,
    opened: Times,
    now: float,
) -> Taken:
    """Return what is taken at the time `now` of a store that holds `pieces`.

    Parameters
    ----------
    persons, opened : ndarray (n,)
        Numbers within the population, all of one home; when the account of each was opened [day].
    """
    if category in STATES:
        return _states(operator, people, persons, opened, pieces, now)
    starts, ends = _windows(operator, people, persons, opened, pieces, now)
    counted = np.empty(starts.shape, np.int64)
    for column in range(starts.shape[1]):
        counted[:, column] = counts(operator, category, people, persons, starts[:, column], ends[:, column])
    records = counted.sum(axis=1)
    rows = np.flatnonzero(records)
    counted, starts, ends = counted[rows], starts[rows], ends[rows]
    there = counted > 0
    middle = np.where(there, now - 0.5 * (starts + ends), 0.0)
    band = np.searchsorted(AGE_EDGES_DAYS, middle)
    bands, each = np.zeros((len(rows), 4), np.int64), np.arange(len(rows))
    for column in range(starts.shape[1]):
        bands[each, band[:, column]] += counted[:, column]
    first, last = there.argmax(axis=1), there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
    ages = _sums(counted.astype(np.float64) * middle)
    return Taken(rows, Amounts(records[rows], ages, bands, starts[each, first], ends[each, last]))


def _sums(terms: Times) -> Times:
    """Return the sum of each row, rounded once.

    The sum of two numbers and the error of its rounding are numbers again (Knuth): so sums go on with what was lost
    beside them. Where what was lost adds up without an error, the sum of both is the true one, rounded once; few rows
    are left for `fsum`, which takes a quarter of a microsecond for each.
    """
    summed, lost = terms[:, 0], np.zeros(len(terms))
    exact = np.ones(len(terms), np.bool_)
    for column in terms.T[1:]:
        summed, error = _two_sum(summed, column)
        lost, of_lost = _two_sum(lost, error)
        exact &= of_lost == 0.0
    total = summed + lost
    rest = np.flatnonzero(~exact)
    total[rest] = np.fromiter(map(fsum, terms[rest].tolist()), np.float64, len(rest))
    return total


def _two_sum(a: Times, b: Times) -> tuple[Times, Times]:
    """Return a + b as rounded, and what rounding took from it.

    References
    ----------
    Knuth (1998), The Art of Computer Programming, vol. 2, 3rd ed., section 4.2.2, theorem B.
    """
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


def _states(operator: Keeper, people: People, persons: Whole, opened: Times, pieces: Pieces, now: float) -> Taken:
    """Return the state that is held of each person: that of now, of whoever is a user and has an account."""
    there = opened < pieces[-1][1]
    if people.paths is not None:
        for row in np.flatnonzero(there).tolist():
            own = _since(float(opened[row]), pieces)
            there[row] = bool(people.served(operator, people.offset + int(persons[row]), own))
    rows = np.flatnonzero(there)
    bands = np.zeros((len(rows), 4), np.int64)
    bands[:, 0] = 1
    at = np.full(len(rows), now)
    return Taken(rows, Amounts(np.ones(len(rows), np.int64), np.zeros(len(rows)), bands, at, at))


def _windows(
    operator: Keeper, people: People, persons: Whole, opened: Times, pieces: Pieces, now: float
) -> tuple[Times, Times]:
    """Return windows that lie each within one band of age, of each person a row; rows are filled up with `NEVER`."""
    if people.paths is None:
        common = np.array([cut for piece in pieces for cut in cut_at_bands(*piece, now)])
        starts = np.maximum(common[:, 0], opened[:, None])
        return starts, np.broadcast_to(common[:, 1], starts.shape)
    found = [
        [
            cut
            for piece in people.served(operator, people.offset + person, _since(start, pieces))
            for cut in cut_at_bands(*piece, now)
        ]
        for person, start in zip(persons.tolist(), opened.tolist(), strict=True)
    ]
    wide = max(map(len, found), default=1) or 1
    filled = np.array([row + [NEVER] * (wide - len(row)) for row in found]).reshape(len(found), wide, 2)
    return filled[:, :, 0], filled[:, :, 1]


def _since(opened: float, pieces: Pieces) -> Pieces:
    return tuple((max(a, opened), b) for a, b in pieces if b > opened)
