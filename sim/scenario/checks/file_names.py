"""Names of tables and maps that a folder of results has for files of its own: the copy would take their place."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from sim.scenario.checks.finding import Finding
from sim.scenario.checks.finding import Path as Dotted
from sim.scenario.faults import quoted
from sim.scenario.files import BIBLIOGRAPHY, MAP_FILES
from sim.scenario.scenario import Scenario

_FILES = "failures.json measures.csv measures.json points.csv points.parquet provenance.json scenario.yaml study.json"
_MORE_FILES = "design.parquet timings.json words.json"
_FOLDERS = "series curves map links flows measures trace runs rows set-aside"
_TAKEN = frozenset(f"{_FILES} {_MORE_FILES} {_FOLDERS} {BIBLIOGRAPHY}".split())


def check_file_names(scenario: Scenario) -> Iterator[Finding]:
    """Return a fault for each name that results have, or that begins with a dot, as unfinished files do."""
    for path, name in _named(scenario):
        first = PurePosixPath(name).parts[0] if PurePosixPath(name).parts else ""
        if first.lower() in _TAKEN or (first.startswith(".") and first != ".."):  # `..` is E001, looked for nowhere
            text = f"is {quoted(name)}, a name that results have for a file of their own; wanted another name"
            yield Finding(path, "E019", text)


def _named(scenario: Scenario) -> Iterator[tuple[Dotted, str]]:
    for key, population in scenario.people.items():
        if population.home.table is not None:
            yield ("people", key, "home", "table"), population.home.table
    if scenario.places.regions is not None:
        yield ("places", "regions", "table"), scenario.places.regions.table
    kind, _, name = (scenario.places.map or "").partition(":")
    if kind in MAP_FILES:
        yield ("places", "map"), name.strip()
