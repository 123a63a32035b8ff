"""The files that a scenario names - tables and maps - and the folders in which they are looked for."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from sim.scenario.scenario import Scenario

BIBLIOGRAPHY = "references.bib"
MAP_FILES = ("graphml", "node_link")


def named_files(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of all files that a scenario needs beside it, in order and once each."""
    names = [population.home.table for population in scenario.people.values()]
    if scenario.places.regions is not None:
        names.append(scenario.places.regions.table)
    kind, _, name = (scenario.places.map or "").partition(":")
    if kind in MAP_FILES:
        names.append(name.strip())
    return tuple(dict.fromkeys(name for name in names if name is not None))


def find(name: str, folders: Sequence[Path]) -> Path | None:
    """Return the file of a name in the first folder that has it; None if none has.

    A name never leads out of its folder: absolute names and `..` are not looked for.
    """
    if not name or "\0" in name or PurePosixPath(name).is_absolute() or ".." in name.replace("\\", "/").split("/"):
        return None
    for folder in folders:
        path = folder / name
        if is_file(path) and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None


def is_file(path: Path) -> bool:
    """Whether a path leads to a file: none of a name that the system cannot have, and neither pipe nor device."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def fingerprint(path: Path) -> str:
    """Return the hash of a file's content."""
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def map_folder(scenario: Scenario, folders: Sequence[Path]) -> Path:
    """Return the folder that has the file of the map, or the first folder where the map is no file."""
    name = (scenario.places.map or "").partition(":")[2].strip()
    holders = [folder for folder in folders if find(name, [folder]) is not None]
    return holders[0] if holders else folders[0]
