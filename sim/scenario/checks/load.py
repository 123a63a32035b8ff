"""The offered load of a desk: work that arrives per time over work that can be done."""

from typing import NamedTuple

from sim.scenario.blocks.desk import Desk
from sim.scenario.checks.finding import Path
from sim.scenario.timing import WorkingHours

_OFFICE_WEEK = 5 * 8 / (7 * 24)


class DeskLoad(NamedTuple):
    """A desk at its busiest place: work that arrives per time over work that can be done."""

    path: Path
    place: str
    load: float


def open_share(hours: WorkingHours | None) -> float:
    """Return the share of all time that a desk is open, holidays left out."""
    if hours is None:
        return _OFFICE_WEEK
    return 1.0 if hours.always else (hours.closes - hours.opens) * len(hours.weekdays) / (7 * 24)


def load_of(desk: Desk, items_per_day: float) -> float:
    """Return the load of a desk at which so many items arrive on a day."""
    return items_per_day * desk.handling.mean / (desk.staff * open_share(desk.hours))
