"""Figures: one file for each kind, a function that draws a tidy frame on axes.

Imported eagerly: a function here bears the name of its file, and loaded later the file would take its place.
"""

from analysis.figures.collateral import collateral
from analysis.figures.drawing import Drawn, draw
from analysis.figures.flow import flow
from analysis.figures.funnel import funnel
from analysis.figures.heatmap import heatmap
from analysis.figures.incidence import incidence
from analysis.figures.kinds import KINDS
from analysis.figures.lifelines import lifelines
from analysis.figures.load import load
from analysis.figures.lorenz import lorenz
from analysis.figures.map import map
from analysis.figures.morris import morris
from analysis.figures.regret import regret
from analysis.figures.sobol import sobol
from analysis.figures.timeline import timeline
from analysis.figures.tornado import tornado
from analysis.figures.tradeoff import tradeoff

__all__ = [
    "KINDS",
    "Drawn",
    "collateral",
    "draw",
    "flow",
    "funnel",
    "heatmap",
    "incidence",
    "lifelines",
    "load",
    "lorenz",
    "map",
    "morris",
    "regret",
    "sobol",
    "timeline",
    "tornado",
    "tradeoff",
]
