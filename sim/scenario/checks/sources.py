"""Checks of sources: each is a key of the bibliography beside the scenario, where there is one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.scenario.bibliography import references
from sim.scenario.checks.finding import Finding
from sim.scenario.document import Document
from sim.scenario.faults import nearest, quoted
from sim.scenario.files import BIBLIOGRAPHY


def check_sources(document: Document, folders: Sequence[Path]) -> Iterator[Finding]:
    """Return the sources that stand in no bibliography; without a bibliography, none."""
    known = references(folders)
    if known is None:
        return
    for path, said in document.sources.items():
        source = said.get("source")
        if source is not None and source not in known:
            near = nearest(source, sorted(known))
            hint = f"did you mean {quoted(near)}?" if near else f"wanted a key of {BIBLIOGRAPHY}"
            yield Finding(
                (*map(str, path), "source"), "W404", f"is {quoted(source)}, which is in no bibliography; {hint}"
            )
