"""What follows for operators and totals of people who enter, leave and move."""

from collections.abc import Callable, Sequence
from functools import partial
from math import exp
from typing import Any

from sim.actors.census import Census
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.actors.process import Life
from sim.actors.turnover import Flow, turnover
from sim.build.context import Context
from sim.build.stores import people_ever


def settle(operators: Sequence[Operator], census: Census) -> None:
    """Tell operators where people move, and platforms that people come and go."""
    moving = [people for people in census.populations.values() if people.paths is not None]
    if any(people.paths.has_turnover for people in moving if people.paths is not None):
        for operator in operators:
            operator.present = lambda person, time: census.of(person).is_present(person, time)
    for operator in operators:
        if operator.kind == "access":
            operator.reached = frozenset(
                (people.world.name, part.place)
                for people in moving
                for part in people.world.classes
                if people.paths is not None
                and people.paths.moves_per_day
                and operator.name in people.paths.names(part.place)
            )


def turnovers(context: Context, operators: Sequence[Operator], census: Census) -> list[Life[Any]]:
    """Return what has the totals of stores follow those who come and go; nothing where nobody does."""
    populations = list(census.populations.values())
    if not any(people.paths is not None and people.paths.has_turnover for people in populations):
        return []
    there = [_there(people) for people in populations]
    flows = [Flow(operator, [people_ever(operator, people) for people in populations], there) for operator in operators]
    return [turnover(context.clock, flows, context.scenario.days)]


def _there(people: People) -> Callable[[float], float]:
    """Return the expected share of a population that is there at a time from the first day on."""
    paths = people.paths
    if paths is None:
        return lambda _: 1.0
    if paths.enters_within is None:
        return lambda time: exp(-paths.leaves_per_day * time)
    return partial(_entered, paths.enters_within, paths.leaves_per_day)


def _entered(within: float, leaves: float, time: float) -> float:
    return (time if not leaves else (1.0 - exp(-leaves * time)) / leaves) / within
