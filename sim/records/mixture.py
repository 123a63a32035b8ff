"""Chances of first exposure by events that share numbers of a person: who is verified, who has an account where.

Law
---
Given activity and the numbers that several events ask about (`sim.records.bulk.questions_of`), a person is exposed by
events whose records lie in no common lane independently. So the events are divided into *groups* that share lanes or a
platform. Over the cells of a number that several groups ask about, the chance of no exposure is a mean of products
over the groups; over those of one that a single group asks about more than once, it is a mean for the group. What is
then left of a group chooses anew at every event, with the product of what each asks alone as its share, and follows
the law of `runs` or, where that does not hold, is carried forward as `patterns`.

Cells are gone through one by one, so numbers that would make more than `MOST_CELLS` of them stay among the patterns.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import pairwise, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from sim.records.bulk import BulkEvent, Question, questions_of
from sim.records.joined import Joined
from sim.records.patterns import unexposed_chances
from sim.records.runs import run_chances

MOST_CELLS = 64

Chances = NDArray[np.float64]
Numbered = tuple[int, BulkEvent]  # where the event stands among all
Law = Callable[[Sequence[BulkEvent]], Chances]


class NoRunError(Exception):
    """Events are no runs, so that their chances have to be carried forward as patterns."""


def through_chances(z: Chances, events: Sequence[BulkEvent], rng: np.random.Generator | None) -> Chances:
    """Return the chance of no exposure through each event of a track, for people of each activity.

    Parameters
    ----------
    z : ndarray (activities,)
    events : sequence of BulkEvent
        Of one track, in the order of time.
    rng : Generator, optional
        Thins patterns; not used where there are none or few.

    Returns
    -------
    ndarray (events, activities)

    Raises
    ------
    NoRunError
        If there is no `rng`, and the events of a group are no runs.
    """
    return _mixture(z, events, partial(_law, z, rng))


def _law(z: Chances, rng: np.random.Generator | None, events: Sequence[BulkEvent]) -> Chances:
    found = None if _asked_again(events) else run_chances(z, events)
    if found is not None:
        return found
    if rng is None:
        raise NoRunError
    return unexposed_chances(z, events, rng)


def _mixture(z: Chances, events: Sequence[BulkEvent], law: Law) -> Chances:
    numbered, through = list(enumerate(events)), np.zeros((len(events), z.size))
    groups = _groups(numbered)
    shared = [keys for keys, many in Counter(key for group in groups for key in _keys(group)).items() if many > 1]
    cases = _cases(numbered, shared)
    if cases is None:
        return law(events)
    known: dict[tuple[Numbered, ...], Chances] = {}
    for chance, own in cases:
        missed = np.full_like(through, chance)
        for group in _groups(own):
            one = tuple(group)
            if one not in known:
                known[one] = _group_through(z, group, law)
            missed *= _carried([number for number, _ in group], known[one], len(events))
        through += missed
    return through


def _group_through(z: Chances, group: Sequence[Numbered], law: Law) -> Chances:
    """Return the chance of no exposure through each event of a group; shape (events, activities)."""
    numbers = [number for number, _ in group]
    cases = _cases(group, _asked_again([event for _, event in group]))
    if cases is None:
        return law([event for _, event in group])
    through = np.zeros((len(group), z.size))
    for chance, own in cases:
        missed = law([event for _, event in own]) if own else np.empty((0, z.size))
        places = np.searchsorted(numbers, [number for number, _ in own]).tolist()
        through += chance * _carried(places, missed, len(group))
    return through


def _carried(numbers: Sequence[int], missed: Chances, events: int) -> Chances:
    """Return chances after some of the events as chances after every event."""
    steps = np.searchsorted(numbers, np.arange(events), side="right")
    return np.vstack([np.ones((1, missed.shape[1])), missed])[steps]


def _keys(group: Sequence[Numbered]) -> set[object]:
    return {key for _, event in group for key, _, _ in questions_of(event)}


def _asked_again(events: Sequence[BulkEvent]) -> list[object]:
    """Return the numbers that two or more events ask about."""
    asked = Counter(key for event in events for key, _, _ in questions_of(event))
    return [key for key, many in asked.items() if many > 1]


def _groups(events: Sequence[Numbered]) -> list[list[Numbered]]:
    """Return the events by what they share lanes or a platform with, each group in the order of time."""
    joined = Joined()
    for number, event in events:
        for thing in [part.lane for part in event.parts] + [("at", event.platform)] * (event.member < 1.0):
            joined.join(("lane", thing), ("event", number))
    found: dict[object, list[Numbered]] = {}
    for number, event in events:
        found.setdefault(joined.top(("event", number)), []).append((number, event))
    return list(found.values())


def _cases(events: Sequence[Numbered], keys: Sequence[object]) -> Iterator[tuple[float, list[Numbered]]] | None:
    """Yield the chance of each combination of cells of some numbers, and what is left of the events in it.

    Returns None if there are more than `MOST_CELLS` combinations.
    """
    borders: dict[object, set[float]] = {key: {0.0, 1.0} for key in keys}
    for _, event in events:
        for key, low, high in questions_of(event):
            if key in borders:
                borders[key].update((low, high))
    cells = [[(key, low, high) for low, high in pairwise(sorted(borders[key]))] for key in keys]
    if prod(map(len, cells)) > MOST_CELLS:
        return None
    return ((prod(high - low for _, low, high in case), [*_left(events, case)]) for case in product(*cells))


def _left(events: Sequence[Numbered], case: Sequence[Question]) -> Iterator[Numbered]:
    """Yield what is left of events for people whose numbers lie in some cells, once they need not be asked."""
    cells = {key: (low, high) for key, low, high in case}
    for number, event in events:
        asked = [question for question in questions_of(event) if question[0] in cells]
        if all(low <= cells[key][0] and cells[key][1] <= high for key, low, high in asked):
            yield number, _answered(event, cells)


def _answered(event: BulkEvent, known: Collection[object]) -> BulkEvent:
    """Return an event that need not ask about some numbers, for people of whom the answer is yes."""
    member = ("member", event.track, event.platform)
    return event._replace(
        share=1.0 if event.key in known else event.share,
        member=1.0 if member in known else event.member,
        among=tuple(one for one in event.among if one.key not in known),
    )
