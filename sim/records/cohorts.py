"""Chances of bulk events at platforms where accounts come and go: people by the time of which they have an account.

Law
---
A track holds the events of some *groups*: those at one platform, or all on the network. A person is of one cohort of a
platform at most (they are of it with chance q_c, and if some numbers of theirs, such as that of the identity, lie in
the cohort's intervals), drawn for each platform apart; the events of a platform meet the cohort with windows of its
own. *Conditions* are the keys of the cohorts' numbers and those that events of several groups ask about. Cut each
condition's (0, 1) at every border that is asked about; given the cell that a person's numbers lie in, and activity z,
groups share neither records nor choices nor accounts. So the chance of no exposure through an event is

    sum over cells of (width of the cell) * product over groups of (1 - sum over its cohorts c of q_c (1 - G_c)),

G_c being the chance that somebody of cohort c is not exposed by the group's events, which is that of `hazards` where
windows slide and choices are new, and of `mixture` otherwise; q_c is 0 in cells that are not among the cohort's.
Cells, groups and cohorts add and multiply: there is no enumeration of who has which account at all platforms together.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import CERTAIN, BulkEvent, Cohort, questions_of
from sim.records.copies import Copies
from sim.records.hazards import columns, first_chances
from sim.records.mixture import through_chances

Chances = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

_AT_ONCE = 2_000_000  # numbers of chances that are held at a time


class _Cells(NamedTuple):
    """The cells of the conditions: a point in each, shape (cells, keys), and their widths."""

    column: dict[object, int]
    points: Chances
    widths: Chances

    def inside(self, asked: Sequence[tuple[object, float, float]]) -> Mask:
        """Return the cells in which the conditions among some questions are met; shape (cells,)."""
        met = np.ones(len(self.points), np.bool_)
        for key, low, high in asked:
            if key in self.column:
                own = self.points[:, self.column[key]]
                met &= (low <= own) & (own < high)
        return met

    def freed(self, event: BulkEvent) -> BulkEvent:
        """Return an event that asks no condition any more."""
        if event.key not in self.column and not any(one.key in self.column for one in event.among):
            return event
        among = tuple(one for one in event.among if one.key not in self.column)
        return event._replace(among=among, share=1.0 if event.key in self.column else event.share)


def unexposed_by_cohort(
    z: Chances, events: Sequence[BulkEvent], rng: np.random.Generator | None, *, last: bool = False
) -> Chances:
    """Return the chance of no exposure through each event of a track; shape (events, z), as `through_chances`.

    Parameters
    ----------
    last : bool
        Whether only the chance through all events is wanted; shape (1, z).

    Raises
    ------
    NoRunError
        As `through_chances`, where there is no `rng`.
    """
    groups = _groups(events)
    cells = _cells(groups)
    through = np.array([len(events) - 1]) if last else np.arange(len(events))
    unexposed = np.zeros((through.size, z.size))
    known = [(_Group(own, cells, z, rng), _steps(own, through)) for own in groups]
    # activities are apart from each other: sums over the cells of a block are the same however many it has
    for some, part in _blocks(len(cells.widths), z.size, through.size):
        left = np.ones((len(cells.widths[some]), *unexposed[:, part].shape))
        for group, steps in known:
            left *= group.missed(some, part)[:, steps]
        # not by threads of a linear algebra library
        unexposed[:, part] += np.einsum("c,cez->ez", cells.widths[some], left)
    return unexposed


def _blocks(cells: int, activities: int, events: int) -> Iterator[tuple[slice, slice]]:
    """Yield which cells and activities are gone through together: all cells, if that can be."""
    most = max(1, _AT_ONCE // max(events, 1))
    many = max(1, most // max(cells, 1))
    for first, begin in product(range(0, cells, most), range(0, activities, many)):
        yield slice(first, first + most), slice(begin, begin + many)


_Own = list[tuple[int, BulkEvent]]  # the events of a group with their numbers in the track


def _groups(events: Sequence[BulkEvent]) -> list[_Own]:
    found: dict[int, _Own] = {}
    for number, event in enumerate(events):
        found.setdefault(event.platform, []).append((number, event))
    return list(found.values())


def _steps(own: _Own, through: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how many of a group's events have happened through each of some events of the track."""
    return np.searchsorted([number for number, _ in own], through, side="right")


def _cells(groups: Sequence[_Own]) -> _Cells:
    """Return the cells of the numbers that cohorts have, and of those that several groups ask about."""
    asked_by: dict[object, set[int]] = {}
    borders: dict[object, set[float]] = {}
    conditions: set[object] = set()
    for number, own in enumerate(groups):
        for _, event in own:
            of_cohorts = [one for cohort in event.cohorts for one in cohort.among]
            conditions.update(one.key for one in of_cohorts)
            for key, low, high in (*of_cohorts, *questions_of(event)):
                asked_by.setdefault(key, set()).add(number)
                borders.setdefault(key, {0.0, 1.0}).update((low, high))
    conditions.update(key for key, numbers in asked_by.items() if len(numbers) > 1)
    cuts = [np.array(sorted(values)) for key, values in borders.items() if key in conditions]
    column = {key: number for number, key in enumerate(key for key in borders if key in conditions)}
    middles = list(product(*((0.5 * (own[1:] + own[:-1])).tolist() for own in cuts)))
    widths = [float(np.prod(own)) for own in product(*(np.diff(own).tolist() for own in cuts))]
    return _Cells(column, np.array(middles).reshape(len(middles), len(cuts)), np.array(widths))


class _Group:
    """The events at one platform: the chances of its cohorts, before the first of them and through each."""

    def __init__(self, own: _Own, cells: _Cells, z: Chances, rng: np.random.Generator | None) -> None:
        self._shape = len(own) + 1, z.size
        applies = np.array([cells.inside(questions_of(event)) for _, event in own])  # (events, cells)
        alike, self._which = np.unique(applies, axis=1, return_inverse=True)
        cohorts = _by_cohort(own)
        self._among = list(dict.fromkeys(one.among for one, _ in cohorts))
        self._inside = np.array([cells.inside(among) for among in self._among], np.float64)
        numbers = np.array([number for number, _ in own])
        self._exposed = []  # by whom: of the cohorts of one interval together
        for meets in alike.T:
            there = set(numbers[meets].tolist())
            found = np.zeros((len(self._among), *self._shape))
            for one, met in cohorts:
                some = [(number, cells.freed(event)) for number, event in met if number in there]
                missed = _carried(some, numbers, z, rng)
                found[self._among.index(one.among)] += one.chance * (1.0 - missed)
            self._exposed.append(found)

    def missed(self, some: slice, part: slice) -> Chances:
        """Return the chance of no exposure by the group in some cells, for part of the activities.

        Shape (cells, events + 1, activities).
        """
        which, inside = self._which.ravel()[some], self._inside[:, some]
        missed = np.empty((len(which), self._shape[0], len(range(*part.indices(self._shape[1])))))
        for number, exposed in enumerate(self._exposed):
            rows = which == number
            missed[rows] = 1.0 - np.einsum("ac,aez->cez", inside[:, rows], exposed[:, :, part])
        return missed


def _by_cohort(own: _Own) -> list[tuple[Cohort, _Own]]:
    """Return the cohorts of a group's events, each with the events that meet it, as they meet it."""
    found: dict[int, tuple[Cohort, _Own]] = {}
    for number, event in own:
        for cohort in event.cohorts or (Cohort(0, 1.0, (), event),):
            found.setdefault(cohort.number, (cohort, []))[1].append((number, cohort.event))
    return list(found.values())


def _carried(met: _Own, numbers: NDArray[np.intp], z: Chances, rng: np.random.Generator | None) -> Chances:
    """Return the chance of no exposure before the first and through each of a group's events, of which some meet."""
    through = np.ones((len(met) + 1, z.size))
    if met:
        through[1:] = _through(z, [event for _, event in met], rng)
    steps = np.searchsorted([number for number, _ in met], numbers, side="right")
    return np.asarray(through[np.concatenate([[0], steps])], np.float64)


def _through(z: Chances, events: Sequence[BulkEvent], rng: np.random.Generator | None) -> Chances:
    keys = Counter(event.key for event in events if event.share < 1.0)
    if max(keys.values(), default=1) > 1 or any(event.parts or event.among for event in events):
        return through_chances(z, events, rng)
    before, first = first_chances(z, *columns(list(events)))
    return before - first


class Columns(NamedTuple):
    """The cohorts that an event meets: the chance of a person to be of each and chosen, and the lengths of its windows.

    Arrays (cohorts,).
    """

    chances: Chances
    lengths: Chances

    def marginal(self, z: Chances) -> Chances:
        """Return the chance of exposure at the event; shape (z,)."""
        return np.asarray(-(self.chances[:, None] * np.expm1(-np.outer(self.lengths, z))).sum(0), np.float64)


def records_of(events: Sequence[Columns], exposed: Counts, z: Chances, rng: np.random.Generator) -> Counts:
    """Draw the records that events copied of people, each of whom is of one of the event's cohorts.

    Given that somebody of activity z was exposed, a cohort is as likely as exposure and being of it together. What
    hangs on lengths alone is worked out for all events at once.

    Parameters
    ----------
    exposed : ndarray (events, z, classes) [person]

    Returns
    -------
    ndarray (events, classes) [record]
    """
    lengths = np.concatenate([own.lengths for own in events])
    chances = -np.concatenate([own.chances for own in events]) * np.expm1(-np.outer(z, lengths))
    copies = Copies.of(np.outer(np.where(lengths < CERTAIN / 2, lengths, 0.0), z))
    found, first = np.empty((len(events), exposed.shape[2]), np.int64), 0
    for number, own in enumerate(events):
        cohorts = slice(first, first := first + own.lengths.size)
        met = np.ascontiguousarray(chances[:, cohorts])
        total = met.sum(1, keepdims=True)
        shares = np.full_like(met, 1.0 / own.lengths.size)
        np.divide(met, total, out=shares, where=total > 0.0)
        people = rng.multinomial(exposed[number], shares[:, None, :])  # (z, classes, cohorts)
        copied = copies.some(cohorts).drawn(np.ascontiguousarray(people.transpose(2, 0, 1)), rng)
        found[number] = copied.sum(0)
    return found


def columns_of(cohorts: Sequence[Cohort]) -> Columns:
    """Return cohorts as columns."""
    events = [cohort.event for cohort in cohorts]
    return Columns(
        np.array([cohort.chance * cohort.event.chance_chosen * cohort.width for cohort in cohorts]),
        np.array([event.end - event.start for event in events]),
    )


def cover(events: Sequence[BulkEvent]) -> float:
    """Return an upper bound of the clock length that a track's windows cover together [clock unit]."""
    return fsum(max((_cover(some) for _, some in _by_cohort(own)), default=0.0) for own in _groups(events))


def _cover(own: _Own) -> float:
    reach: dict[int, tuple[float, float]] = {}
    for lane, start, end in _stretches(event for _, event in own):
        low, high = reach.get(lane, (start, end))
        reach[lane] = min(low, start), max(high, end)
    return fsum(high - low for low, high in reach.values())


def _stretches(events: Iterator[BulkEvent]) -> Iterator[tuple[int, float, float]]:
    for event in events:
        if event.parts:
            yield from event.parts
        elif event.end - event.start < CERTAIN / 2:
            yield 0, event.start, event.end
