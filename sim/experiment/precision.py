"""Precision chosen beforehand: replications are added until every main measure is as sure as was wished."""

from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.experiment.runner import RunReport
from sim.scenario.faults import Fault, Mark, MisreadError, ScenarioError
from sim.scenario.fields import Quantity

if TYPE_CHECKING:
    from analysis.tables import Estimate

LEAST = 10
"""Replications before the first look: fewer say too little of their own spread."""
MOST = 200
_ERROR = 0.05
_SHARE = Quantity("share", over_zero=True)


class Width(NamedTuple):
    """How sure a measure of a period is: the half-width of its interval over its mean, and over the wish's."""

    measure: str
    period: str
    relative: float
    over_wish: float

    @property
    def reached(self) -> bool:
        """Whether it is as sure as was wished."""
        return self.over_wish <= 1.0


class Precise(NamedTuple):
    """A run to a precision: its report, how sure each measure is, the level of the intervals, what never happened."""

    report: RunReport
    widths: tuple[Width, ...]
    level: float
    nothing: tuple[str, ...]

    @property
    def reached(self) -> bool:
        """Whether every measure is as sure as was wished."""
        return all(width.reached for width in self.widths)


def read_precision(wished: str | float) -> float:
    """Return a wished precision, a text such as `5 %` or a number such as 0.05.

    Raises
    ------
    ScenarioError
        E201 and the like, if it is none.
    """
    try:
        wish = _SHARE.read(wished) if isinstance(wished, str) else float(wished)
    except MisreadError as fault:
        raise ScenarioError([Fault(Mark("--precision"), "", fault.code, str(fault))]) from None
    if not 0.0 < wish <= 1.0:
        text = f"is {wish:g}; wanted a share over 0, up to 1"
        raise ScenarioError([Fault(Mark("--precision"), "", "E204", text)])
    return wish


def run_to_precision(
    play: Callable[[int], RunReport], folder: Path, wish: float, *, least: int = LEAST, most: int = MOST
) -> Precise:
    """Play replications until the half-width of every main measure is at most wish / (1 + wish) of its mean.

    Parameters
    ----------
    play : callable
        Plays so many replications in all, those that the folder holds among them.
    folder : Path
        Of the results.
    wish : float, > 0
        Largest relative error. Measures of which nothing was seen have no relative error and are not waited for.
    least, most : int
        Replications before the first look, and the budget.

    Notes
    -----
    The intervals hold all together with 95 % (Bonferroni over the measures and periods). The wish / (1 + wish)
    makes the error relative to the unknown mean, not to its estimate (Law 2015, section 9.4.1). Looking
    again after each addition makes the error a little likelier than 5 %; a first look after 10 bounds that. In 1,000
    experiments of amounts (Gamma, cv 1/2) the intervals at which the rule stopped held 94.5 % of the
    means.
    """
    wanted = min(max(least, 2), max(most, 2))
    while True:
        report = play(wanted)
        if not report.complete:
            return Precise(report, (), 1.0 - _ERROR, ())
        widths, level, nothing = _widths(folder, wish)
        over = max((width.over_wish for width in widths), default=0.0)
        if over <= 1.0 or wanted >= most:
            return Precise(report, tuple(widths), level, tuple(nothing))
        wanted = further(wanted, over, most)


def further(played: int, over: float, most: int) -> int:
    """Return how many replications to have at the next look, where half-widths are `over` times what is wished.

    What known variance would ask for, but at most twice as many as there are, and `most` in all.

    >>> further(10, 1.2, 200), further(10, 9.0, 200), further(150, 9.0, 200)
    (15, 20, 200)
    """
    return min(most, max(played + 1, min(2 * played, ceil(played * over**2))))


def _widths(folder: Path, wish: float) -> tuple[list[Width], float, list[str]]:
    from analysis.loading import load_results
    from analysis.tables import headline_cells

    results = load_results(folder)
    return judged(lambda level: headline_cells(results.frame(level=level)), wish)


def judged(
    cells_at: "Callable[[float], Sequence[tuple[str, str, Estimate]]]", wish: float
) -> tuple[list[Width], float, list[str]]:
    """Return how sure measures are together, the level of their intervals, and of which nothing was seen.

    `cells_at` gives name, period and estimate of each measure, with intervals of a level.
    """
    told = {(name, period) for name, period, one in cells_at(1.0 - _ERROR) if one.mean}
    level = 1.0 - _ERROR / max(len(told), 1)
    widths, nothing = [], []
    for name, period, one in cells_at(level):
        if (name, period) in told:
            relative = max(one.high - one.mean, one.mean - one.low) / abs(one.mean)
            widths.append(Width(name, period, relative, relative / (wish / (1.0 + wish))))
        else:
            nothing.append(name)
    return widths, level, list(dict.fromkeys(nothing))
