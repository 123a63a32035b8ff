"""Actors that plug-ins add to every run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeAlias

from sim.actors.census import Census
from sim.actors.operator import Operator
from sim.actors.process import Life
from sim.build.context import Context


class Guest(Protocol):
    """Whoever lives in a run: a life that waits for events, and what it writes down at the end."""

    def life(self) -> Life[Any]:
        """Yield the moments that it waits for."""

    def close_books(self) -> None:
        """Write down what is open when the run ends."""


Making: TypeAlias = Callable[[Context, Sequence[Operator], Census], Iterable[Guest]]

GUESTS: list[Making] = []
"""What makes the actors of plug-ins, in the order in which they were registered."""


def actor(making: Making) -> Making:
    """Register a function that makes actors for a run: from its context, operators and people.

    The context has the clock, the ledger, the scenario, and named draws: `context.decision("my decision")`.
    """
    GUESTS.append(making)
    return making


def build_guests(context: Context, operators: Sequence[Operator], census: Census) -> Iterator[Guest]:
    """Yield the actors of all plug-ins."""
    for making in GUESTS:
        yield from making(context, operators, census)
