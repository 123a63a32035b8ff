"""Designs: which combinations of what is varied are played."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sim.experiment.conditions import Condition
from sim.experiment.points import Combination
from sim.experiment.variations import Variation
from sim.scenario.faults import Fault, Mark, ScenarioError

Design = Literal["grid", "lhs", "sobol", "morris", "saltelli"]
DESIGNS: tuple[Design, ...] = ("grid", "lhs", "sobol", "morris", "saltelli")
OF_SENSITIVITY = ("morris", "saltelli")
"""Designs whose points belong together: none can be left out."""
MORRIS_LEVELS = 4
MARK = Mark("--design")

if TYPE_CHECKING:  # loaded where a sample is drawn: `exposim check` of a grid does without
    import numpy as np
    from numpy.typing import NDArray

Shares: TypeAlias = "NDArray[np.float64]"


class Made(NamedTuple):
    """A design that was made.

    Attributes
    ----------
    kind : str
        One of `DESIGNS`.
    factors : tuple of str
        What is varied: paths, joined by `;` where they vary together.
    combinations : list of Combination
        Each once, with a level of each factor.
    rows : list of int
        The combination of each row of a sample, in order; a sample may come to one combination twice.
    shares : list of list of float
        Where each row lies between the ends of each factor, 0 to 1; empty for a grid.
    where : tuple of Condition
        What points must fulfil to be played.
    faults : tuple of Fault
        What was wrong with what was asked for; told with all else that is.
    """

    kind: str
    factors: tuple[str, ...]
    combinations: list[Combination]
    rows: list[int]
    shares: list[list[float]]
    where: tuple[Condition, ...] = ()
    faults: tuple[Fault, ...] = ()


ALONE = Made("grid", (), [()], [0], [])
"""The design of what varies nothing."""


def combined(variations: Sequence[Variation], design: Design, points: int | None, seed: int) -> Made:
    """Return the combinations of a design, a level of each variation.

    Parameters
    ----------
    variations : sequence of Variation
    design : str
        `grid`: every value with every other. The others draw from ranges, and from lists of values as often from
        each. `lhs`: a Latin hypercube; `sobol`: the first points of a scrambled Sobol sequence; `morris`:
        trajectories that change one factor at a time, for elementary effects; `saltelli`: two Sobol samples and
        what lies between them, for first-order and total indices. All but `lhs` may be added to later.
    points : int or None
        How many points of `lhs` and `sobol`, trajectories of `morris` or points of either sample of `saltelli`.
    seed : int
        Of the sample.

    Raises
    ------
    ScenarioError
        E375 if the values do not fit the design, E377 if the package that makes it is not installed.
    """
    factors = tuple(one.label for one in variations)
    if design == "grid":
        wanted = "wanted values, or low..high:5"
        misfits = [Fault(one.mark, "", "E375", f"does not fit grid; {wanted}") for one in variations if one.spans]
        if misfits:
            raise ScenarioError(misfits)
        combinations = list(product(*[one.levels() for one in variations]))
        return Made(design, factors, combinations, list(range(len(combinations))), [])
    wrong = _wrong(design, points)
    if wrong or points is None:
        raise ScenarioError([Fault(MARK, "", "E375", wrong)])
    shares = _SAMPLES[design](len(variations), points, seed).tolist()
    found: dict[tuple[str, ...], tuple[int, Combination]] = {}
    rows = []
    for row in shares:
        levels = tuple(one.drawn(share) for one, share in zip(variations, row, strict=True))
        rows.append(found.setdefault(tuple(level.name for level in levels), (len(found), levels))[0])
    return Made(design, factors, [levels for _, levels in found.values()], rows, shares)


def _wrong(design: Design, points: int | None) -> str:
    if points is None or points < 1:
        return f"the design {design} has no number of points; wanted --points, at least 1"
    if design in OF_SENSITIVITY and points < 2:
        return f"the design {design} has 1 point; wanted at least 2"
    if design == "saltelli" and points & (points - 1):
        return f"saltelli has {points} points; wanted a power of 2, such as {1 << (points - 1).bit_length()}"
    return ""


def _hypercube(factors: int, points: int, seed: int) -> Shares:
    from numpy.random import default_rng
    from scipy.stats import qmc

    shares: Shares = qmc.LatinHypercube(d=factors, rng=default_rng([seed, points])).random(points)
    return shares


def _sequence(factors: int, points: int, seed: int) -> Shares:
    from numpy.random import default_rng
    from scipy.stats import qmc

    whole = 1 << (points - 1).bit_length()  # a balanced sequence; its first points are those asked for
    shares: Shares = qmc.Sobol(d=factors, rng=default_rng([seed])).random(whole)[:points]
    return shares


def _trajectories(factors: int, points: int, seed: int) -> Shares:
    """Return Morris trajectories one below the other; each is drawn by itself, so that more can be added."""
    import numpy as np

    sample = _salib("morris")
    return np.vstack(
        [
            sample(_problem(factors), 1, num_levels=MORRIS_LEVELS, seed=np.random.default_rng([seed, number]))
            for number in range(points)
        ]
    )


def _between(factors: int, points: int, seed: int) -> Shares:
    """Return Saltelli's sample without second-order indices: points x (factors + 2) rows."""
    from numpy.random import default_rng

    sample = _salib("sobol")
    shares: Shares = sample(_problem(factors), points, calc_second_order=False, seed=default_rng([seed]))
    return shares


_SAMPLES: dict[str, Callable[[int, int, int], Shares]] = {
    "lhs": _hypercube, "sobol": _sequence, "morris": _trajectories, "saltelli": _between,
}  # fmt: skip


def _problem(factors: int) -> dict[str, Any]:
    return {"num_vars": factors, "names": [str(n) for n in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def _salib(name: str) -> Any:
    """Return a sampler of SALib; it is an extra."""
    try:
        from importlib import import_module

        return import_module(f"SALib.sample.{name}").sample
    except ImportError:
        text = "needs the package SALib, which is not installed; wanted: pip install 'exposim[sensitivity]'"
        raise ScenarioError([Fault(MARK, "", "E377", text)]) from None
