"""Designs: which combinations of what is varied are played."""

from collections.abc import Sequence
from itertools import product
from typing import Literal

from sim.experiment.points import Level
from sim.experiment.variations import Variation
from sim.scenario.faults import Fault, Mark, ScenarioError

Design = Literal["grid", "lhs", "sobol"]
DESIGNS: tuple[Design, ...] = ("grid", "lhs", "sobol")
Combination = tuple[Level, ...]


def combined(variations: Sequence[Variation], design: Design, points: int | None, seed: int) -> list[Combination]:
    """Return the combinations of a design, a level of each variation.

    Parameters
    ----------
    variations : sequence of Variation
    design : str
        `grid`: every value with every other. `lhs`: a Latin hypercube; `sobol`: the first points of a scrambled
        Sobol sequence, which may be added to later. Both need ranges without a number of values.
    points : int or None
        How many, for `lhs` and `sobol`.
    seed : int
        Of the sample.

    Raises
    ------
    ScenarioError
        E375 if the values do not fit the design.
    """
    misfits = [one for one in variations if bool(one.spans) == (design == "grid")]
    if misfits:
        wanted = "values, or low..high:5" if design == "grid" else "a range low..high without a number of values"
        raise ScenarioError([Fault(one.mark, "", "E375", f"does not fit {design}; wanted {wanted}") for one in misfits])
    if design == "grid":
        return list(product(*[[one.level(values) for values in one.settings] for one in variations]))
    if points is None or points < 1:
        text = f"the design {design} has no number of points; wanted --points, at least 1"
        raise ScenarioError([Fault(Mark("--design"), "", "E375", text)])
    return [_at(variations, row) for row in _sample(design, len(variations), points, seed)]


def _at(variations: Sequence[Variation], shares: Sequence[float]) -> Combination:
    return tuple(one.level([one.spans[0].at(share)]) for one, share in zip(variations, shares, strict=True))


def _sample(design: Design, factors: int, points: int, seed: int) -> list[list[float]]:
    """Return points of the unit cube; shape (points, factors)."""
    from numpy.random import default_rng
    from scipy.stats import qmc

    if design == "lhs":
        rows = qmc.LatinHypercube(d=factors, rng=default_rng([seed, points])).random(points)
    else:
        whole = 1 << (points - 1).bit_length()  # a balanced sequence; its first points are those asked for
        rows = qmc.Sobol(d=factors, rng=default_rng([seed])).random(whole)[:points]
    return [[float(share) for share in row] for row in rows]
