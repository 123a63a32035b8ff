"""Checks of the study block that need no policy to be read."""

from collections.abc import Iterator

from sim.scenario.checks.finding import Finding, nothing_called
from sim.scenario.scenario import Scenario


def check_study(scenario: Scenario) -> Iterator[Finding]:
    """Return what is wrong with the study of a scenario: names that refer to nothing, and numbers of nothing."""
    study = scenario.study
    if study is None:
        return
    if study.baseline is not None and study.baseline not in study.policies:
        yield Finding(("study", "baseline"), "E371", nothing_called(study.baseline, "policy", list(study.policies)))
    if study.replications == 0:
        yield Finding(("study", "replications"), "E204", "is 0; wanted at least 1")
    if study.unknowns is not None and study.unknowns.draws < 2:
        text = f"is {study.unknowns.draws}; wanted at least 2, since one draw shows no spread"
        yield Finding(("study", "unknowns", "draws"), "E204", text)
    for path, values in study.cross.items():
        if values in ([], (), {}, ""):
            yield Finding(("study", "cross", path), "E371", "has no values; wanted a list of at least one")
    if study.points is not None and study.design == "grid":
        text = "has no effect on a grid; wanted another design, such as sobol, or no number of points"
        yield Finding(("study", "points"), "E375", text)
