"""What a study varies, in words for the sheets of an archive."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from analysis.studies import Study
from sim.experiment.variations import as_text

MOST_TOLD = 12
"""Values of a factor that are written out; of more, the first and the last."""

_SIGNS = {"\\": "\\\\", "<": "&lt;", "*": "\\*", "_": "\\_", "`": "\\`", "[": "\\[", "|": "\\|", "#": "\\#"}


class Varied(NamedTuple):
    """What a study varies: its aims in a sentence, then a line for each policy, factor, condition and unknown."""

    aims: str
    policies: tuple[str, ...]
    factors: tuple[str, ...]
    conditions: tuple[str, ...]
    unknowns: tuple[str, ...]


def plain(text: object) -> str:
    r"""Return text that Markdown takes as it is, on one line.

    >>> plain("a_b <script>")
    'a\\_b &lt;script>'
    """
    return "".join(_SIGNS.get(sign, sign) for sign in " ".join(str(text).split()))


def varied_in(study: Study) -> Varied:
    """Return what a study varies, as text that Markdown takes."""
    facts, points = study.facts, study.points
    many = points["point"].nunique()
    ranges = {str(one["path"]): str(one["range"]) for one in study.words["parameters"]}
    base = f" with '{plain(study.base_of())}'" if many > 1 else ""
    drawn = f", at {study.draws} draws of the unknowns" if study.draws else ""
    played = "point is played" if many == 1 else "points are compared"
    return Varied(
        f"{many} {played}{base} on the same draws of chance{drawn} ({facts['design']['kind']} design).",
        tuple(f"{plain(name)}: {_changes(told)}" for name, told in facts["policies"].items() if name),
        tuple(_factor(study, one) for one in facts["factors"]),
        tuple(map(plain, facts["where"])),
        tuple(_unknown(one, ranges) for one in facts["unknowns"]),
    )


def _changes(told: Mapping[str, Any]) -> str:
    parts = [f"{plain(path)} = {plain(as_text(value))}" for path, value in told.items()]
    return "; ".join(parts) or "the scenario as it is"


def _factor(study: Study, factor: Mapping[str, Any]) -> str:
    path = str(factor["path"])
    values = study.facts["values"].get(path, {})
    full = {text: as_text(values.get(text, text)) for text in map(str, study.points[path].unique())}
    told = [plain(text if text == value else f"{text} ({value})") for text, value in full.items()]
    if len(told) > MOST_TOLD:
        return f"{plain(path)}: {len(told)} values from {told[0]} to {told[-1]}, all in results/points.csv"
    return f"{plain(path)}: {', '.join(told)}"


def _unknown(one: Mapping[str, Any], ranges: Mapping[str, str]) -> str:
    path = str(one["path"])
    ends = ranges.get(path) or f"{one['low']:.6g} to {one['high']:.6g} {one['unit']}"
    return f"{plain(path)}: {plain(ends)}{', on the log scale' if one['log'] else ''}"
