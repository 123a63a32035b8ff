"""The STRESS-DES sheet and the ODD page of results, filled from the scenario and the model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.loading import Results
from analysis.papers import FORMS, parameters
from sim.scenario.loading import Loaded

SHEETS = {"stress-des.md": "stress_des.md.jinja", "odd.md": "odd.md.jinja"}
_MAIN = ("exposure.persons", "exposure.bystanders", "need.met_share", "request.hit_share", "load.stored")
_SIGNS = {"\\": "\\\\", "<": "&lt;", "*": "\\*", "_": "\\_", "`": "\\`", "[": "\\[", "|": "\\|", "#": "\\#"}


def sheets(results: Results, loaded: Loaded, pins: Mapping[str, str]) -> dict[str, str]:
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


def plain(text: object) -> str:
    r"""Return text that Markdown takes as it is, on one line.

    >>> plain("a_b <script>")
    'a\\_b &lt;script>'
    """
    return "".join(_SIGNS.get(sign, sign) for sign in " ".join(str(text).split()))


def _filled(results: Results, loaded: Loaded, pins: Mapping[str, str]) -> dict[str, Any]:
    words, many = results.words, len(results.replications)
    scenario, provenance = loaded.scenario, results.provenance
    table = FORMS["markdown"](parameters(words))
    warmup = (
        f"The first {scenario.warmup:g} days are a warm-up that no measure counts."
        if scenario.warmup
        else "No warm-up."
    )
    interval = (
        "means with 95 % intervals of Student's t over replications, on the log or complementary log-log scale."
        if many > 1
        else "one replication gives no intervals."
    )
    tables = [one.home.table for one in scenario.people.values() if one.home.table]
    return {
        "words": words,
        "definitions": results.definitions,
        "main": [name for name in _MAIN if name in results.definitions],
        "aims": _aims(loaded),
        "agencies": _named(words["agencies"]) or "none",
        "operators": _named(words["operators"]) or "none",
        "laws": _laws(words),
        "parameters": table,
        "warmup": warmup,
        "replications": many,
        "interval": interval,
        "model": provenance["key"]["model"],
        "seed": provenance["key"]["seed"],
        "provenance": {"python": "?", "platform": "?", "started": "?", "ended": ""} | provenance,
        "libraries": [(name, number) for name, number in pins.items() if name in provenance.get("versions", {})],
        "parts": [(name, words[name.lower()]) for name in ("People", "Operators", "Laws", "Agencies", "Intruders")],
        "input_data": f"Tables beside the scenario: {', '.join(map(str, tables))}."
        if tables
        else "None beside the scenario.",
    }


def _aims(loaded: Loaded) -> str:
    periods = ", ".join(loaded.scenario.periods)
    compared = f"The periods {periods} of one run are compared." if periods else "One scenario is measured as a whole."
    return f"{compared} Policies are compared in studies, on the same draws."


def _named(things: Any) -> str:
    return "; ".join(f"{plain(one['name'])} ({plain(one['what'])})" for one in things)


def _laws(words: Mapping[str, Any]) -> str:
    told = _named(words["laws"])
    return f"What laws change in the run: {told}." if told else "No law changes anything in the run."
