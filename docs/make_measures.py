"""Write measures.md from the definitions of the measures.

`.venv/bin/python docs/make_measures.py` writes the page; a test holds that it is up to date.
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from textwrap import fill

from sim.measures import DEFINITIONS, Definition

PAGE = Path(__file__).with_name("measures.md")

FAMILIES = {
    "exposure": "Exposure of people",
    "need": "Needs of agencies",
    "request": "Requests",
    "freeze": "Freezes",
    "search": "Searches: area dumps and contact chains",
    "desk": "Desks",
    "inspection": "Inspections",
    "notice": "Notice of inspections",
    "compliance": "Compliance",
    "damage": "Damage by inspections",
    "service": "Service",
    "load": "Storage",
    "breach": "Breaches of stores",
    "misuse": "Misuse by insiders",
    "interception": "Looks through direct access, and live orders",
    "agency": "What agencies hold",
    "account": "Accounts at platforms",
    "monitoring": "Monitoring and watch lists",
    "error": "Errors in requests",
}
"""Headings, in their order, by the first part of a measure's name."""

KINDS = {
    "count": "count",
    "ratio": "ratio of sums over replications",
    "average": "average over time or over things, as a ratio of sums",
    "statistic": "statistic of a replication",
}

INTRODUCTION = """\
# Measures

Made by `docs/make_measures.py` from the definitions in `sim/measures`; change those, not this page.

Every measure is counted after the warm-up, or in a period that the scenario names. Beside the total there are rows by
one label at a time; `stage` is on every row of a measure that has it, and `obtained` is meant where none is named.
Distinct counts do not add up over labels, stages or periods. A unit of 1 is a pure number or a share.

Rows by `jurisdiction` are there where operators stand in several countries. An entry of `operators` whose own operators
stand in several (`place: [DE, FR]`) is in none of these rows; write an entry for each country where they matter.
Rows by `group` are of members of groups of people, and leave out everybody else.

A count is averaged over replications. A ratio or an average is the ratio of its sums over replications, so that a
replication with few cases weighs little. A statistic (a median, a largest value) is averaged over the replications
that have one.
"""


def page() -> str:
    """Return the page as it should be."""
    ordered = sorted(DEFINITIONS.values(), key=_place)
    families = groupby(ordered, key=_family)
    return "\n".join([INTRODUCTION, *(_section(family, measures) for family, measures in families)])


def _family(measure: Definition) -> str:
    return measure.name.partition(".")[0]


def _place(measure: Definition) -> tuple[int, str]:
    return list(FAMILIES).index(_family(measure)), measure.name


def _section(family: str, measures: Iterable[Definition]) -> str:
    return f"## {FAMILIES[family]}\n\n" + "\n".join(map(_entry, measures))


def _entry(measure: Definition) -> str:
    labels = ", ".join(f"`{label}`" for label in measure.labels) or "none"
    facts = f"Unit: {measure.unit}. {KINDS[measure.kind].capitalize()}. Labels: {labels}."
    told = "\n\n".join(fill(text, 120, break_on_hyphens=False) for text in (measure.text, facts))
    return f"### `{measure.name}`\n\n{told}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
