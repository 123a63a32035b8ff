"""Precision of the points of a study: each is played until its chosen measures are as sure as was wished."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from sim.experiment.plans import Plan
from sim.experiment.precision import LEAST, MOST, Width, further, judged
from sim.experiment.studies import StudyReport, described
from sim.results.study_folder import StudyFolder

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Choice, Estimate


class Sureness(NamedTuple):
    """How sure a point is: its replications, the widths of its measures, and of which nothing was seen."""

    replications: int
    widths: tuple[Width, ...]
    nothing: tuple[str, ...]

    @property
    def over(self) -> float:
        """The largest half-width over what was wished."""
        return max((width.over_wish for width in self.widths), default=0.0)


def play_to_precision(
    plan: Plan, folder: StudyFolder, play: Callable[[Plan], StudyReport], *, least: int = LEAST, most: int = MOST
) -> tuple[Plan, StudyReport, dict[str, Sureness]]:
    """Play every point until the half-widths of its measures are at most wish / (1 + wish) of their means.

    Parameters
    ----------
    plan : Plan
        Whose wish names a precision. Its measures are those that the study is about, or the main ones.
    folder : StudyFolder
    play : callable
        Plays the missing runs of a plan.
    least, most : int
        Replications of a point before the first look, and its budget. `plan.wish.most_runs` is that of the study:
        where points ask for more together, each gets its share of what is left.

    Returns
    -------
    tuple of Plan, StudyReport and dict
        The plan with the replications that points came to have, what became of it, and how sure each point is.

    Notes
    -----
    See `run_to_precision`. The intervals of a point hold all together with 95 % (Bonferroni over its measures and
    periods); points are not adjusted for each other. Draws of the unknowns of one point are played alike often, until
    chance leaves their average so sure; how far they lie apart is no matter of replications.
    """
    wish = plan.wish.precision or 1.0
    names = list(dict.fromkeys(point.name for point in plan.points))
    counts = dict.fromkeys(names, min(max(least, 2), max(most, 2)))
    seconds, played = 0.0, 0
    while True:
        plan = replace(plan, counts=counts)
        described(folder, plan)
        report = play(plan)
        seconds, played = seconds + report.seconds, played + report.played
        report = replace(report, seconds=seconds, played=played)
        if not report.complete:
            return plan, report, {}
        sure = _sureness(plan, folder, wish)
        grown = {name: further(counts[name], one.over, most) for name, one in sure.items() if one.over > 1.0}
        grown = _within_budget(plan, counts | grown)
        if grown == counts:
            return plan, report, sure
        counts = grown


def _within_budget(plan: Plan, grown: dict[str, int]) -> dict[str, int]:
    """Return replications by point of which all runs together are within the budget of the study."""
    now = plan.counts
    there, asked = len(plan.runs), len(replace(plan, counts=grown).runs)
    if asked <= plan.wish.most_runs:
        return grown
    share = (plan.wish.most_runs - there) / (asked - there)
    return {name: now[name] + int(share * (many - now[name])) for name, many in grown.items()}


def _sureness(plan: Plan, folder: StudyFolder, wish: float) -> dict[str, Sureness]:
    from analysis.studies import load_study
    from analysis.tables import HEADLINE, choice_of

    study = load_study(folder.path)
    choices = [choice_of(name) for name in plan.wish.measures] or list(HEADLINE)
    names = sorted({choice.measure.partition("@")[0] for choice in choices})

    @cache
    def frames(level: float) -> "dict[str, pd.DataFrame]":
        return {str(name): rows for name, rows in study.frame(names, level=level).groupby("point", sort=False)}

    found = {}
    for name in frames(0.95):
        widths, _, nothing = judged(partial(_cells_of_point, name, frames, choices), wish)
        found[name] = Sureness(plan.counts[name], tuple(widths), tuple(nothing))
    return found


def _cells_of_point(
    name: str, frames: "Callable[[float], dict[str, pd.DataFrame]]", choices: "Sequence[Choice]", level: float
) -> "list[tuple[str, str, Estimate]]":
    from analysis.tables import cells_of

    return cells_of(frames(level)[name], choices)
