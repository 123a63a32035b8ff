"""The STRESS-DES sheet and the ODD page of results, filled from the scenario and the model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.loading import Results
from analysis.papers import FORMS, parameters
from analysis.studies import Study
from sim.experiment.archive.varying import Varied, plain, varied_in
from sim.scenario.loading import Loaded

SHEETS = {"stress-des.md": "stress_des.md.jinja", "odd.md": "odd.md.jinja"}
_MAIN = ("exposure.persons", "exposure.bystanders", "need.met_share", "request.hit_share", "load.stored")


def sheets(results: Results | Study, loaded: Loaded, pins: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each sheet by the name of its file.

    Parameters
    ----------
    pins : mapping of distribution to version
        What the results were made with.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, autoescape=False)
    made.filters["plain"] = plain
    filled = _filled(results, loaded, pins)
    return {name: made.get_template(template).render(filled) for name, template in SHEETS.items()}


def _filled(results: Results | Study, loaded: Loaded, pins: Mapping[str, str]) -> dict[str, Any]:
    words, scenario, provenance = results.words, loaded.scenario, results.provenance
    varied = varied_in(results) if isinstance(results, Study) else None
    table = FORMS["markdown"](parameters(words))
    warmup = (
        f"The first {scenario.warmup:g} days are a warm-up that no measure counts."
        if scenario.warmup
        else "No warm-up."
    )
    tables = [one.home.table for one in scenario.people.values() if one.home.table]
    return {
        "words": words,
        "definitions": results.definitions,
        "main": [name for name in _MAIN if name in results.definitions],
        "aims": _aims(loaded, varied),
        "varied": varied,
        "agencies": _named(words["agencies"]) or "none",
        "operators": _named(words["operators"]) or "none",
        "laws": _laws(words),
        "parameters": table,
        "warmup": warmup,
        "estimation": _estimation(results),
        "model": provenance["key"]["model"],
        "seed": provenance["key"]["seed"],
        "provenance": {"python": "?", "platform": "?", "started": "?", "ended": ""} | provenance,
        "libraries": [(name, number) for name, number in pins.items() if name in provenance.get("versions", {})],
        "parts": [(name, words[name.lower()]) for name in ("People", "Operators", "Laws", "Agencies", "Intruders")],
        "input_data": f"Tables beside the scenario: {', '.join(map(str, tables))}."
        if tables
        else "None beside the scenario.",
    }


def _aims(loaded: Loaded, varied: Varied | None) -> str:
    periods = ", ".join(loaded.scenario.periods)
    within = f"The periods {plain(periods)} of one run are compared." if periods else "Each run is measured as a whole."
    if varied is None:
        return f"{within} Policies are compared in studies, on the same draws."
    return f"{within} {varied.aims}"


def _estimation(results: Results | Study) -> str:
    """Return how means and intervals are made."""
    many = sorted(set(results.replications.values())) if isinstance(results, Study) else [len(results.replications)]
    told = f"{many[0]} to {many[-1]}" if len(many) > 1 else str(many[0])
    each = " of each point" if isinstance(results, Study) else ""
    if many[-1] == 1:
        return f"One replication{each}, which gives no intervals."
    shown = "means with 95 % intervals of Student's t over replications, on the log or complementary log-log scale"
    paired = "; differences between points are of pairs on the same draws" if isinstance(results, Study) else ""
    return f"{told} independent replications{each}; {shown}{paired}."


def _named(things: Any) -> str:
    return "; ".join(f"{plain(one['name'])} ({plain(one['what'])})" for one in things)


def _laws(words: Mapping[str, Any]) -> str:
    told = _named(words["laws"])
    return f"What laws change in the run: {told}." if told else "No law changes anything in the run."
