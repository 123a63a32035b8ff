"""Where plain look-ups go: to the records of one population in one store, under labels that many answers share."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.log_store import LogStore
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.ledger.accounts import Ledger
from sim.ledger.answers import Labels
from sim.records.field import RecordField
from sim.scenario.blocks.vocabulary import STATES


class Route(NamedTuple):
    """What a plain look-up goes to: the records of one population in one store."""

    operator: Operator
    people: People
    store: LogStore
    is_state: bool
    has_others: bool  # behind one address, or at the other ends of messages
    field: int  # place among the fields
    labels: tuple[str, str]  # operator, category
    kinds: dict[tuple[str, str], int]  # (place, role) -> place among the kinds


class Routes:
    """The routes of one agency.

    Attributes
    ----------
    fields : list of (RecordField, int)
        Records that look-ups count in, with the offset of their people.
    kinds : list of Labels
        Of the answers of all agencies of a run, which tables number.
    """

    def __init__(self, ledger: Ledger, agency: str) -> None:
        self._agency, self.kinds = agency, ledger.answered_kinds
        self.fields: list[tuple[RecordField, int]] = []
        self._routes: dict[tuple[Operator, str, People], Route | None] = {}

    def to(self, operator: Operator, category: str, people: People) -> Route | None:
        """Return the route to what an operator keeps of a category; None where a look-up is not plain."""
        try:
            return self._routes[operator, category, people]
        except KeyError:
            route = self._routes[operator, category, people] = self._route(operator, category, people)
            return route

    def _route(self, operator: Operator, category: str, people: People) -> Route | None:
        store = operator.stores.get(category)
        plain = operator.can_read is None and not operator.unreadable
        if store is None or not plain or operator.route_marks is not None or people.paths is not None:
            return None
        own = people.field_of(operator, category), people.offset
        if own not in self.fields:
            self.fields.append(own)
        others, field = has_others(operator, category), self.fields.index(own)
        return Route(operator, people, store, category in STATES, others, field, (operator.entry, category), {})

    def of_cell(self, batch: Batch, cell: int) -> Route:
        """Return the route of requests with plain answers, by operator times the number of categories, and category."""
        operator, category = divmod(cell, len(batch.names.categories))
        people = batch.names.homes[batch.homes[0]][0]
        route = self.to(batch.names.operators[operator], batch.names.categories[category], people)
        assert route is not None
        return route

    def kinds_of(
        self, batch: Batch, routes: list[Route], which: NDArray[np.intp], role: NDArray[np.int64],
        home: NDArray[np.int64],
    ) -> NDArray[np.int64]:  # fmt: skip
        """Return the kind of each item."""
        names = batch.names
        cells, inverse = np.unique((which * len(names.roles) + role) * len(names.homes) + home, return_inverse=True)
        kinds = []
        for cell in cells.tolist():
            rest, at_home = divmod(cell, len(names.homes))
            route, in_role = divmod(rest, len(names.roles))
            kinds.append(self.kind(routes[route], names.homes[at_home][1].place, names.roles[in_role]))
        return np.array(kinds, np.int64)[inverse]

    def kind(self, route: Route, place: str, role: str) -> int:
        """Return the place among the kinds of an answer about somebody of a place in a role."""
        kind = route.kinds.get((place, role))
        if kind is None:
            self.kinds.append(Labels(self._agency, *route.labels, place, role))
            kind = route.kinds[place, role] = len(self.kinds) - 1
        return kind


def accounts(
    routes: Sequence[Route], which: NDArray[np.intp], persons: NDArray[np.int64], times: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return since when people have had accounts at their routes' platforms, and which are gone by a time; arrays (n,).

    What is no platform's is there from always to ever. Times have passed: what a register has heard of since changes
    nothing of accounts opened before; some were closed later.
    """
    opened, is_closed = np.full(len(persons), -inf), np.zeros(len(persons), np.bool_)
    for number, route in enumerate(routes):
        register = route.operator.register
        if register is not None and not register.is_still:
            rows = np.flatnonzero(which == number)
            spans = route.operator.account_spans(route.people, persons[rows])
            opened[rows], is_closed[rows] = spans.opened, spans.closed <= times[rows]
    return opened, is_closed


def gaps(routes: Sequence[Route], which: NDArray[np.intp], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the last time, by some time, in which nothing was recorded at a route's store; infinite for never; (n, 2).

    Times have passed. When it ended may be after them: what was written since is no part of an answer of then.
    """
    found = np.full((len(times), 2), inf)
    for number, route in enumerate(routes):
        if known := route.store.gaps:
            rows, own = np.flatnonzero(which == number), np.array(((inf, inf), *known))
            found[rows] = own[np.searchsorted(own[1:, 0], times[rows], side="right")]
    return found


def one_piece(
    start: NDArray[np.float64], end: NDArray[np.float64], horizon: NDArray[np.float64], gap: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return begin and end of what is held of [start, end), where that is one piece; the end is no later if it is none.

    Parameters
    ----------
    start, end, horizon : ndarray (n,) float64 [day]
        Nothing is held from before the horizon.
    gap : ndarray (n, 2) float64 [day]
        When nothing was recorded. It ends no sooner than what is asked for, or begins no later than what is held.
    """
    stopped, again = gap.T
    first = np.maximum(start, horizon)
    last = np.where(first < stopped, np.minimum(stopped, end), end)
    return np.where((stopped <= first) & (first < again), again, first), last


def has_others(operator: Operator, category: str) -> bool:
    """Whether people other than the subject come with an answer."""
    return category == "message" or (category == "ip_assignment" and not operator.logs_ports)
