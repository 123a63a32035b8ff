"""A request under way, and how it ended."""

from math import nan
from typing import NamedTuple

from sim.actors.disclosure import Ask
from sim.actors.errors import Slip
from sim.actors.operator import Found, Holding


class Answer(NamedTuple):
    """How a request ended, for each of its items."""

    states: tuple[str, ...]


CLOSED = Answer(())  # written down with its need, or about to be: there is nothing left to do


class File:
    """A request under way: the times it has reached; NaN for those it has not."""

    # defaults of the class: a request that ends early writes none of them, and none is written twice
    reworks = 0
    reviewed = authorised = sent = received = started = answered = delivered = due = nan

    def __init__(self, ask: Ask, drafted: float) -> None:
        self.ask, self.drafted = ask, drafted


class Examined(NamedTuple):
    """What an operator has found, item by item."""

    found: list[Found]
    slips: list[Slip]
    held: Holding | None
