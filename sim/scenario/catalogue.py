"""The scenarios that are shipped: beside the code in a checkout, inside the package in a wheel."""

import re
from pathlib import Path
from typing import NamedTuple

from sim.scenario.faults import Fault, Mark, ScenarioError, nearest, quoted

_SIM = Path(__file__).resolve().parents[1]
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)


class Entry(NamedTuple):
    """A shipped scenario: the name to load it by, its title, its file."""

    name: str
    title: str
    path: Path


def folder() -> Path:
    """Return the folder of the catalogue: `sim/catalogue` of a wheel, else `scenarios` of a checkout."""
    shipped = _SIM / "catalogue"
    return shipped if shipped.is_dir() else _SIM.parent / "scenarios"


def entries() -> list[Entry]:
    """Return the shipped scenarios in order of name."""
    return [Entry(path.stem, _title(path), path) for path in sorted(folder().glob("*.yaml"))]


def find(name: str) -> Path:
    """Return the file of a shipped scenario.

    Raises
    ------
    ScenarioError
        E001 with the nearest name, if there is none of that name.
    """
    names = {path.stem: path for path in sorted(folder().glob("*.yaml"))}
    if name in names:
        return names[name]
    raise ScenarioError([unknown(name, names)])


def unknown(name: str, names: dict[str, Path]) -> Fault:
    """Return the fault of a name that is neither a file nor in the catalogue."""
    near = nearest(name, names)
    hint = f"did you mean {quoted(near)}?" if near else f"the catalogue has {', '.join(map(quoted, names))}"
    return Fault(Mark(name), "", "E001", f"is no file and not in the catalogue; {hint}")


def _title(path: Path) -> str:
    """Return the title as its line has it: a listing need not read whole documents."""
    match = _TITLE.search(path.read_text(encoding="utf-8"))
    return match[1].strip("\"'") if match else "untitled"
