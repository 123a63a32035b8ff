"""Ignorance beside chance: values that have a range, drawn from it by a Latin hypercube.

Replications show chance; each draw of the unknowns is another world that may be the true one.
"""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

from sim.scenario.document import Document
from sim.scenario.faults import Mark
from sim.scenario.fields import Quantity
from sim.scenario.leaves import leaves
from sim.scenario.loading import Loaded
from sim.scenario.money import Amount
from sim.scenario.overlay import marked, overlay
from sim.scenario.parameters import Ranges
from sim.scenario.units import KINDS

LOG_FROM = 10.0
"""A range whose high end is so many times the low one is drawn on the log scale."""


class Unknown(NamedTuple):
    """A value with a range: its path, the ends and their unit, and whether it is drawn on the log scale."""

    path: str
    low: float
    high: float
    quantity: Quantity
    logarithmic: bool

    @property
    def unit(self) -> str:
        """The unit of the ends."""
        return KINDS[self.quantity.kind].unit

    def at(self, share: float) -> float:
        """Return the value below which a share (0 to 1) of all draws lie; whole where the value must be."""
        if self.logarithmic:
            value = exp(log(self.low) + share * (log(self.high) - log(self.low)))
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.quantity.whole or self.quantity.kind == "people" else value

    def written(self, value: float) -> float | str:
        """Return a value as it may stand in a scenario file: money in the currency of the ends."""
        return self.quantity.write(Amount(value, self.low.currency) if isinstance(self.low, Amount) else value)


Draw = dict[str, float]


def unknowns_of(loaded: Loaded) -> list[Unknown]:
    """Return the values of a scenario that have a range, in order of the file."""
    ranges = Ranges(loaded.scenario, loaded.document)
    found = []
    for leaf in leaves(loaded.scenario):
        bounds, _ = ranges.of(leaf.path)
        if bounds is not None and leaf.quantity is not None:
            low, high = bounds
            logarithmic = low > 0 and high / low >= LOG_FROM
            found.append(Unknown(".".join(leaf.path), low, high, leaf.quantity, logarithmic))
    return found


def drawn(unknowns: list[Unknown], draws: int, seed: int) -> list[Draw]:
    """Return draws of all unknowns, each as path to number: a Latin hypercube, the same for the same seed.

    Uniform over the range, or over its logarithm where the high end is ten times the low one or more (and that over
    0). Another number of draws is another hypercube: draws cannot be added to one.
    """
    from numpy.random import default_rng
    from scipy.stats import qmc

    shares = qmc.LatinHypercube(d=len(unknowns), rng=default_rng([seed, draws])).random(draws)
    return [{one.path: one.at(float(share)) for one, share in zip(unknowns, row, strict=True)} for row in shares]


def as_changes(draw: Draw, unknowns: Sequence[Unknown]) -> dict[str, float | str]:
    """Return a draw as changes of the scenario."""
    return {one.path: one.written(draw[one.path]) for one in unknowns}


def document_of_draw(number: int, draw: Draw, unknowns: Sequence[Unknown]) -> Document:
    """Return a draw of the unknowns as changes that are laid over a scenario."""
    return marked(overlay(as_changes(draw, unknowns)), Mark(f"draw {number} of the unknowns"))
