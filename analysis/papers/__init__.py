"""Tables of a paper: what they hold, and how they are written."""

from analysis.papers.forms import FORMS
from analysis.papers.kinds import KINDS, differences, main, parameters, parts
from analysis.papers.ranking import influences, ranks
from analysis.papers.table import Table

__all__ = ["FORMS", "KINDS", "Table", "differences", "influences", "main", "parameters", "parts", "ranks"]
