"""The scenarios that are shipped: beside the code in a checkout, inside the package in a wheel."""

import re
from pathlib import Path
from typing import NamedTuple

from sim.scenario.faults import Fault, Mark, ScenarioError, nearest, quoted

_SIM = Path(__file__).resolve().parents[1]
_LINE = re.compile(r"^(title|review):[ \t]*(.+?)[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)


class Entry(NamedTuple):
    """A shipped scenario: the name to load it by, its title, its file, and whether it is reviewed."""

    name: str
    title: str
    path: Path
    review: str


def folder() -> Path:
    """Return the folder of the catalogue: `sim/catalogue` of a wheel, else `scenarios` of a checkout."""
    shipped = _SIM / "catalogue"
    return shipped if shipped.is_dir() else _SIM.parent / "scenarios"


def names() -> list[str]:
    """Return the names of the shipped scenarios, in order; no file is opened."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def entries() -> list[Entry]:
    """Return the shipped scenarios in order of name."""
    return [_entry(path) for path in sorted(folder().glob("*.yaml"))]


def find(name: str) -> Path:
    """Return the file of a shipped scenario.

    Raises
    ------
    ScenarioError
        E001 with the nearest name, if there is none of that name.
    """
    there = {path.stem: path for path in sorted(folder().glob("*.yaml"))}
    if name in there:
        return there[name]
    raise ScenarioError([unknown(name, there)])


def unknown(name: str, there: dict[str, Path]) -> Fault:
    """Return the fault of a name that is neither a file nor in the catalogue."""
    near = nearest(name, there)
    hint = f"did you mean {quoted(near)}?" if near else f"the catalogue has {', '.join(map(quoted, there))}"
    return Fault(Mark(name), "", "E001", f"is no file and not in the catalogue; {hint}")


def _entry(path: Path) -> Entry:
    """Return the entry of a file, as the lines of its title and review have it: a listing need not read documents."""
    said = {key: value.strip("\"'") for key, value in _LINE.findall(path.read_text(encoding="utf-8"))}
    return Entry(path.stem, said.get("title", "untitled"), path, said.get("review", "not reviewed"))
