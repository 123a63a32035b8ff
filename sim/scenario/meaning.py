"""What a scenario as a whole must and should mean: everything that no field can see on its own."""

from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from typing import NamedTuple

from sim.scenario import files
from sim.scenario.checks.access import check_access
from sim.scenario.checks.changes import check_changes
from sim.scenario.checks.costs import check_costs
from sim.scenario.checks.crowds import check_crowds
from sim.scenario.checks.errors import check_errors
from sim.scenario.checks.figures import check_figures
from sim.scenario.checks.file_names import check_file_names
from sim.scenario.checks.finding import Finding
from sim.scenario.checks.finding import Path as Dotted
from sim.scenario.checks.freezes import check_freezes
from sim.scenario.checks.ground import Ground, PlacesOf, survey
from sim.scenario.checks.inspections import check_inspections
from sim.scenario.checks.interception import check_interception
from sim.scenario.checks.intruders import check_intruders
from sim.scenario.checks.laws import check_laws
from sim.scenario.checks.levers import check_levers
from sim.scenario.checks.localisation import check_localisation
from sim.scenario.checks.monitoring import check_monitoring
from sim.scenario.checks.moving import check_moving
from sim.scenario.checks.ranges import check_ranges
from sim.scenario.checks.real_name import check_real_names
from sim.scenario.checks.review import check_review
from sim.scenario.checks.searching import check_searches
from sim.scenario.checks.shares import check_shares
from sim.scenario.checks.sources import check_sources
from sim.scenario.checks.study import check_study
from sim.scenario.checks.workload import Expected, check_work, expected_work
from sim.scenario.document import Document, dotted
from sim.scenario.editions import Edition, Editions, set_paths
from sim.scenario.faults import Fault
from sim.scenario.overlay import EACH
from sim.scenario.parameters import as_written
from sim.scenario.scenario import Scenario

_IN_VAIN = frozenset(
    {"W402", "W406", "W481", "W482", "W483"}
)  # warnings that something is without effect, or asked for in vain


class Meaning(NamedTuple):
    """Faults and warnings of a whole scenario, and the work that a replication of it is."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    expected: Expected


def meaning(
    scenario: Scenario,
    document: Document,
    folders: Sequence[Path],
    places_of: PlacesOf,
    unread: Sequence[Dotted] = (),
    editions: Editions | None = None,
) -> Meaning:
    """Check a scenario as a whole.

    Parameters
    ----------
    scenario : Scenario
    document : Document
        It was read from; gives the marks and sources.
    folders : sequence of Path
        Where the files that it names are looked for, in order.
    places_of : callable
        Gives the names of the places of its map.
    unread : sequence of paths
        Parts left out because they are wrong in themselves: nothing is said of what rests on them.
    editions : Editions, optional
        The scenario after each of its changes; if left out nothing is said of them.
    """
    editions = editions or Editions((Edition(-inf, (), scenario),))
    folder = files.map_folder(scenario, folders)
    ground = survey(scenario, places_of, lambda name: files.find(name, folders), folder)
    said = [*ground.findings, *_said(scenario, document, folders), *check_changes(scenario, editions)]
    found = [
        _fault(finding, document)
        for finding in (*said, *_at_any_time(scenario, editions.editions, ground))
        if not any(_touches(finding, path) for path in unread)
    ]
    faults = tuple(sorted({fault for fault in found if fault.code[0] == "E"}))
    warnings = tuple(sorted({fault for fault in found if fault.code[0] == "W"}))
    return Meaning(faults, warnings, _expected(editions.editions, scenario.days, ground))


def _at_any_time(scenario: Scenario, editions: Sequence[Edition], ground: Ground) -> Iterator[Finding]:
    """Return what is found in any edition; that nothing comes of a thing must hold in all of them."""
    each = [list(_findings(edition.scenario, ground)) for edition in editions]
    always = set.intersection(*({(finding.path, finding.code) for finding in found} for found in each))
    seen, made = set[tuple[Dotted, str]](), list[str]()
    for edition, found in zip(editions, each, strict=True):
        made += edition.changes
        for finding in found:
            place = finding.path, finding.code
            if place not in seen and (finding.code not in _IN_VAIN or place in always):
                yield _of_change(finding, scenario, made)
            seen.add(place)


def _of_change(finding: Finding, scenario: Scenario, made: Sequence[str]) -> Finding:
    """Return a finding at the last of the changes made so far that wrote what it is about, if one did."""
    for name in reversed(made):
        if any(_lies_in(finding.path, path) for path in set_paths(scenario.changes[name].values)):
            return finding._replace(path=("changes", name, "set", *finding.path))
    return finding


def _lies_in(found: Dotted, written: Dotted) -> bool:
    """Tell whether a path is that of a value which was written, or of something in it."""
    pairs = zip(found, written, strict=False)
    return len(found) >= len(written) and all(step in (part, EACH) for part, step in pairs)


def _expected(editions: Sequence[Edition], days: float, ground: Ground) -> Expected:
    """Return the expected work of a run: that of each edition for the part of the run in which it holds."""
    borders = [0.0, *(edition.time for edition in editions[1:]), days]
    parts = [
        [(end - begin) / days * number for number in expected_work(edition.scenario, ground)]
        for edition, begin, end in zip(editions, borders, borders[1:], strict=False)
    ]
    return Expected(*map(sum, zip(*parts, strict=True)))


def _findings(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    yield from check_shares(scenario, ground)
    yield from check_crowds(scenario)
    yield from check_intruders(scenario)
    yield from check_interception(scenario, ground)
    yield from check_laws(scenario, ground)
    yield from check_access(scenario)
    yield from check_freezes(scenario)
    yield from check_levers(scenario, ground)
    yield from check_localisation(scenario, ground)
    yield from check_inspections(scenario, ground)
    yield from check_real_names(scenario, ground)
    yield from check_monitoring(scenario, ground)
    yield from check_searches(scenario, ground)
    yield from check_moving(scenario, ground)
    yield from check_work(scenario, ground)
    yield from check_costs(scenario)
    yield from check_errors(scenario)
    yield from check_study(scenario)
    yield from check_figures(scenario)
    yield from check_file_names(scenario)


def _said(scenario: Scenario, document: Document, folders: Sequence[Path]) -> Iterator[Finding]:
    yield from check_ranges(scenario, document)
    yield from check_sources(document, folders)
    yield from check_review(scenario)


def _touches(finding: Finding, unread: Dotted) -> bool:
    """Tell whether a finding may come from a part that was left out."""
    rests_on = (finding.path, *finding.about)
    if finding.code == "E305":
        rests_on += (("places",),)
    return any(path[: len(unread)] == unread or unread[: len(path)] == path for path in rests_on)


def _fault(finding: Finding, document: Document) -> Fault:
    """Return a finding with its mark: a block is marked at its key, a default at the block it belongs to."""
    path = finding.path
    while path and path not in document.marks:
        path = path[:-1]
    mark = document.key_mark(path) if isinstance(as_written(path, document), dict) else document.mark(path)
    return Fault(mark, dotted(finding.path), finding.code, finding.text)
