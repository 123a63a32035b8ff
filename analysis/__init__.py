"""Analysis of result folders; needs nothing of the simulator."""

from analysis.comparisons import paired
from analysis.estimates import estimate
from analysis.loading import Results, ResultsError, load_results
from analysis.studies import Study, load_study

__all__ = ["Results", "ResultsError", "Study", "estimate", "load_results", "load_study", "paired"]
