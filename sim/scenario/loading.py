"""A scenario from a file or the catalogue, checked as a whole: every fault at once, or a scenario that runs."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sim.scenario import files
from sim.scenario.checks.ground import PlacesOf
from sim.scenario.checks.workload import Expected
from sim.scenario.document import Document
from sim.scenario.editions import Edition, editions_of
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.meaning import meaning
from sim.scenario.overlay import changed
from sim.scenario.pruning import pruned
from sim.scenario.resolved import resolved_text
from sim.scenario.saving import copy_file, write_whole
from sim.scenario.scenario import Scenario
from sim.scenario.sought import sought
from sim.scenario.validation import validated

UNCOUNTED = {"extends", "title", "about", "review", "study", "figures"}
"""Keys without effect on any number: a run's key does not hang on them."""


@dataclass(frozen=True)
class Loaded:
    """A checked scenario with what it was read from.

    Attributes
    ----------
    scenario : Scenario
    document : Document
        The data behind it, merged, with the mark and the source of each path.
    warnings : tuple of Fault
        What runs but is probably not meant.
    expected : Expected
        How much work a replication is, roughly: cases, requests, visits, seconds.
    name : str
        Name of the file without its suffix, or of the catalogue entry.
    folders : tuple of Path
        Where files that the scenario names are looked for: its own folder, then those of the files it extends.
    places_of : callable
        Gives the names of the places of a map; a function of a module, so that a scenario can be pickled.
    editions : tuple of Edition
        The scenario as it stands before and after each day of its `changes`; a run reads these.
    """

    scenario: Scenario
    document: Document
    warnings: tuple[Fault, ...]
    expected: Expected
    name: str
    folders: tuple[Path, ...]
    places_of: PlacesOf
    editions: tuple[Edition, ...]

    @property
    def folder(self) -> Path:
        """The folder of the scenario file."""
        return self.folders[0]

    @property
    def map_folder(self) -> Path:
        """The folder that has the file of the map; the scenario's own where the map is no file."""
        return files.map_folder(self.scenario, self.folders)

    def file(self, name: str) -> Path:
        """Return the file of a table or map that the scenario names.

        Raises
        ------
        FileNotFoundError
            If it was there when the scenario was loaded and is not any more.
        """
        path = files.find(name, self.folders)
        if path is None:
            raise FileNotFoundError(f"{name}: is not beside the scenario any more; wanted the file it was loaded with")
        return path

    @cached_property
    def key(self) -> str:
        """16 hex digits of all that numbers hang on: no titles, sources or statuses, but the content of tables."""
        return numbers_key(self.scenario, self.file)

    def resolved(self) -> str:
        """Return the scenario as YAML with every default filled in; it loads again to the same key."""
        return resolved_text(self.scenario, self.document)

    def save(self, folder: Path, name: str = "scenario.yaml") -> Path:
        """Write the resolved scenario, and copies of the files it names, into a folder; return its path."""
        for wanted in files.named_files(self.scenario):
            copy_file(self.file(wanted), folder / wanted)
        bibliography = files.find(files.BIBLIOGRAPHY, self.folders)
        if bibliography is not None:
            copy_file(bibliography, folder / files.BIBLIOGRAPHY)
        return write_whole(folder / name, self.resolved().encode())

    def with_(self, changes: Mapping[str, Any]) -> "Loaded":
        """Return the scenario with values changed: `{"laws.csl.off": True}`; dotted or nested keys, `*` for each.

        Raises
        ------
        ScenarioError
            With all faults of the changed scenario.
        """
        return checked(changed(self.document, changes), self.name, self.folders, self.places_of)


def numbers_key(scenario: Scenario, find: Callable[[str], Path | None]) -> str:
    """Return 16 hex digits of all that numbers hang on; `find` gives the file of a table or map, or None."""
    dump = scenario.model_dump(mode="json", by_alias=True, exclude=UNCOUNTED)
    found = {name: find(name) for name in files.named_files(scenario)}
    tables = {name: path and files.fingerprint(path) for name, path in found.items()}
    text = json.dumps([dump, tables], sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def load(name_or_path: str | Path, *, places_of: PlacesOf, settings: Sequence[str] = ()) -> Loaded:
    """Return the scenario of a file or of a name in the catalogue.

    Parameters
    ----------
    name_or_path : str or Path
        A bare name is looked up in the catalogue first.
    places_of : callable
        From the `places` block and the folder of its map to the names of all places; ValueError if it is wrong.
    settings : sequence of str, optional
        `path=value` each, laid over the file in order.

    Raises
    ------
    ScenarioError
        With every fault of the file, of those it extends and of the settings.
    """
    read = sought(name_or_path, settings)
    return checked(read.document, read.name, read.folders, places_of)


def checked(document: Document, name: str, folders: tuple[Path, ...], places_of: PlacesOf) -> Loaded:
    """Return the scenario of a document, or raise ScenarioError with every fault there is."""
    if not document.data and document.faults:
        raise ScenarioError(document.faults)
    if isinstance(document.data.get("extends"), str):  # those of files are resolved by now
        del document.data["extends"]
        mark = document.mark(("extends",))
        document.faults.append(Fault(mark, "extends", "E016", "cannot be set; wanted it in a file"))
    scenario, faults = validated(Scenario, document)
    if scenario is not None:
        made = editions_of(scenario, document)
        whole = meaning(scenario, document, folders, places_of, editions=made)
        faults = [*document.faults, *made.faults, *whole.faults]
        if not faults:
            editions = made.editions
            return Loaded(scenario, document, whole.warnings, whole.expected, name, folders, places_of, editions)
        raise ScenarioError(faults)
    raise ScenarioError([*document.faults, *_not_doubled(faults, document), *_beyond(document, folders, places_of)])


def _not_doubled(faults: Sequence[Fault], document: Document) -> list[Fault]:
    """Return the faults of fields but for values that could not even be read."""
    unread = {fault.path for fault in document.faults if fault.path}
    return [fault for fault in faults if not any(f"{fault.path}.".startswith(f"{path}.") for path in unread)]


def _beyond(document: Document, folders: tuple[Path, ...], places_of: PlacesOf) -> tuple[Fault, ...]:
    """Return the faults of the whole that do not rest on the parts that are wrong in themselves."""
    scenario, unread, left = pruned(document)
    if scenario is None:
        return ()
    made = editions_of(scenario, left)
    found = meaning(scenario, document, folders, places_of, unread, editions=made).faults
    return (*found, *(fault for fault in made.faults if not any(_of(fault, path) for path in unread)))


def _of(fault: Fault, unread: Sequence[str]) -> bool:
    """Tell whether a fault of a change is about something that was left out, or about what is in it."""
    path = fault.path.split(".")[3:]  # after changes, a name, and set
    return path[: len(unread)] == [*unread] or [*unread][: len(path)] == path
