"""People who come and go, as the totals of stores see them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.actors.operator import Operator
from sim.actors.process import PURGE, Clock, Life

STEP_DAYS = 7.0


class Flow(NamedTuple):
    """An operator, the people of each population of whom it would have records, and what share of them is there."""

    operator: Operator
    people: Sequence[float]
    there: Sequence[Callable[[float], float]]  # expected share of each population at a time


def turnover(clock: Clock, flows: Sequence[Flow], days: float) -> Life[None]:
    """Have the totals of stores follow the expected number of people once a week; nothing held is deleted."""
    before = 0.0
    while before + STEP_DAYS < days:
        yield clock.at(before + STEP_DAYS, PURGE)
        now = before + STEP_DAYS
        for flow in flows:
            pairs = zip(flow.people, flow.there, strict=True)
            more = [number * (share(now) - share(before)) for number, share in pairs]
            for store in flow.operator.stores.values():
                store.people += more
                store.shelf.come(now, [more], [store.records])
        before = now
