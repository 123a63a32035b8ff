"""Requests whose course is known when they are drawn, in columns: what each of them asks for, and of whom."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.disclosure import Ask
from sim.actors.docket import Cases
from sim.actors.operator import Operator
from sim.actors.people import People, Subject
from sim.world.population import PeopleClass

Whole = NDArray[np.int64]
Times = NDArray[np.float64]

_OF_REQUESTS = (
    "keys", "numbers", "opened", "at", "window_days", "operator", "category", "role", "grade", "case", "is_first",
    "follows", "may_be_held", "is_found_anew",
)  # fmt: skip


class Names(NamedTuple):
    """What the whole numbers of batches stand for."""

    operators: Sequence[Operator]
    categories: Sequence[str]
    roles: Sequence[str]
    homes: Sequence[tuple[People, PeopleClass]]


class Batch(NamedTuple):
    """Requests in the order in which their cases are opened; arrays (requests,) unless said otherwise."""

    names: Names
    cases: Cases
    keys: NDArray[np.uint64]
    numbers: Times  # (requests, request_row.NUMBERS)
    opened: Times
    at: Times
    window_days: Times
    operator: Whole
    category: Whole
    role: Whole
    grade: Whole
    case: Whole  # place among `cases`
    is_first: NDArray[np.bool_]  # of its case
    follows: NDArray[np.bool_]  # by habit: an address that it names is followed to whoever had it
    may_be_held: NDArray[np.bool_]  # by the agency, when it is opened: noted while it is still to come
    is_found_anew: NDArray[np.bool_]  # accounts have come or gone: whom it is about is found when it is opened
    subjects: Whole  # (items,): global numbers, request after request
    homes: Whole  # (items,)
    starts: Whole  # (requests + 1,): first item of each

    def __len__(self) -> int:
        """Return the number of requests."""
        return len(self.keys)

    def chosen(self, which: NDArray[np.bool_]) -> "Batch":
        """Return some of them."""
        many = np.diff(self.starts)
        items = np.repeat(which, many)
        own: dict[str, Any] = {name: getattr(self, name)[which] for name in _OF_REQUESTS}
        starts = np.concatenate([[0], np.cumsum(many[which])])
        return Batch(
            self.names, self.cases, **own, subjects=self.subjects[items], homes=self.homes[items], starts=starts
        )

    def about(self, persons: Whole) -> Whole:
        """Return the requests that are about any of some people (global numbers); ascending."""
        items = np.flatnonzero(np.isin(self.subjects, persons))
        return np.unique(np.searchsorted(self.starts, items, side="right") - 1)

    def items(self, requests: Whole) -> tuple[Whole, Whole]:
        """Return the items of some requests, one after the other, and before them which of these each belongs to."""
        many = np.diff(self.starts)[requests]
        row = np.repeat(np.arange(len(requests)), many)
        return row, np.repeat(self.starts[requests] + many - np.cumsum(many), many) + np.arange(len(row))

    def subject(self, item: int) -> Subject:
        """Return whom an item is about."""
        return Subject(int(self.subjects[item]), *self.names.homes[self.homes[item]])

    def ask(self, request: int, *, numbers: bool = True) -> Ask:
        """Return what a request asks for, with its `numbers` or, for whoever looks at none of them, without."""
        names, items = self.names, range(self.starts[request], self.starts[request + 1])
        return Ask(
            int(self.keys[request]),
            self.numbers[request].tolist() if numbers else (),
            names.operators[self.operator[request]],
            names.categories[self.category[request]],
            tuple([self.subject(item) for item in items]),
            names.roles[self.role[request]],
            int(self.grade[request]),
            float(self.at[request]),
            float(self.window_days[request]),
        )
