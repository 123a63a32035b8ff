"""Analysis of result folders; needs nothing of the simulator."""

from analysis.estimates import estimate
from analysis.loading import Results, ResultsError, load_results

__all__ = ["Results", "ResultsError", "estimate", "load_results"]
