"""Every kind of figure: what it shows, what it is drawn from, and which options it takes."""

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any, NamedTuple

import pandas as pd

from analysis.figures.collateral import of as collateral_of
from analysis.figures.flow import of as flow_of
from analysis.figures.funnel import of as funnel_of
from analysis.figures.heatmap import of as heatmap_of
from analysis.figures.incidence import of as incidence_of
from analysis.figures.lifelines import of as lifelines_of
from analysis.figures.load import of as load_of
from analysis.figures.lorenz import of as lorenz_of
from analysis.figures.map import of as map_of
from analysis.figures.morris import of as morris_of
from analysis.figures.regret import of as regret_of
from analysis.figures.sobol import of as sobol_of
from analysis.figures.timeline import of as timeline_of
from analysis.figures.tornado import of as tornado_of
from analysis.figures.tradeoff import of as tradeoff_of


class Kind(NamedTuple):
    """A kind of figure.

    Parameters
    ----------
    of : callable
        Draws results or a study into a figure and returns the numbers drawn.
    about : str
    study : bool
        Whether it is drawn from a study.
    double : bool
        Whether it is two columns wide, where nothing is asked for.
    height : float
        Of its width.
    """

    of: Callable[..., pd.DataFrame]
    about: str
    study: bool = False
    double: bool = False
    height: float = 0.66

    @property
    def options(self) -> dict[str, Any]:
        """Options with their defaults."""
        every = signature(self.of).parameters.values()
        return {one.name: one.default for one in every if one.kind is Parameter.KEYWORD_ONLY}


KINDS = {
    "collateral": Kind(collateral_of, "people exposed by role: bystanders beside those whom requests are about"),
    "flow": Kind(flow_of, "the way of records: role, category, operator, channel, recipient", double=True, height=0.5),
    "funnel": Kind(funnel_of, "people present, and those exposed at each stage"),
    "incidence": Kind(incidence_of, "share of people exposed at least once over time, with those not yet exposed"),
    "lifelines": Kind(lifelines_of, "single requests from draft to end (of a run with --trace)", double=True),
    "load": Kind(load_of, "desks: utilisation, wait and backlog", double=True),
    "lorenz": Kind(lorenz_of, "how unequally exposure falls on places", height=0.95),
    "map": Kind(map_of, "places sized by people, coloured by the share exposed; links", height=0.85),
    "timeline": Kind(timeline_of, "a series over time, with the days on which laws change"),
    "heatmap": Kind(heatmap_of, "a measure over two factors of a study", study=True, double=True, height=0.4),
    "morris": Kind(morris_of, "what each factor does, and how it hangs on the others (--design morris)", study=True),
    "regret": Kind(regret_of, "by how much each policy misses the best, over the unknowns", study=True),
    "sobol": Kind(sobol_of, "how much each unknown explains of a measure", study=True, height=0.8),
    "tornado": Kind(tornado_of, "a measure where an unknown is low and where it is high", study=True, height=1.0),
    "tradeoff": Kind(tradeoff_of, "two measures at the points of a study, or measures against a factor", study=True),
}
