"""Tables of a paper: what they hold, and how they are written."""

from analysis.papers.forms import FORMS
from analysis.papers.kinds import KINDS, Table, differences, main, parameters, parts

__all__ = ["FORMS", "KINDS", "Table", "differences", "main", "parameters", "parts"]
