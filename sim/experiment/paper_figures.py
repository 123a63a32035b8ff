"""The figures of a scenario's figures block, drawn from results that are there."""

from pathlib import Path
from typing import NamedTuple

from sim.scenario.blocks.figures import STUDIED, Figure
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.loading import Loaded


class Folders(NamedTuple):
    """Where results lie: of a run, of a study; and where figures are written."""

    run: Path
    study: Path
    out: Path


class Drawings(NamedTuple):
    """What was written, what a reader must know of it, and what could not be drawn."""

    files: list[Path]
    notes: list[str]
    failed: list[str]


def draw_figures(loaded: Loaded, folders: Folders, command: str = "") -> Drawings:
    """Draw every figure of a scenario; one that cannot be drawn does not keep the others from it.

    Parameters
    ----------
    loaded : Loaded
    folders : Folders
        `out` is made if it is not there.
    command : str
        What the files say they were made by.

    Raises
    ------
    ScenarioError
        E102 if the scenario has no figures.
    """
    from analysis.figures import draw
    from analysis.loading import ResultsError

    if not loaded.scenario.figures:
        text = "is missing; wanted figures by name, such as {stored: {kind: timeline}}"
        raise ScenarioError([Fault(loaded.document.mark(()), "figures", "E102", text)])
    made = Drawings([], [], [])
    folders.out.mkdir(parents=True, exist_ok=True)
    for name, figure in loaded.scenario.figures.items():
        try:
            drawn = draw(
                figure.kind, _source(figure, folders), folders.out / figure.file_of(name),
                page=figure.page, columns=figure.columns, command=command, options=figure.options,
            )  # fmt: skip
        except ResultsError as error:
            made.failed.append(f"figure {name!r}: {error}")
            continue
        made.files.extend(drawn.files)
        made.notes.extend(f"{name}: {note}" for note in drawn.notes)
    return made


def _source(figure: Figure, folders: Folders) -> Path:
    if figure.folder is not None:
        return Path(figure.folder)
    return folders.study if figure.kind in STUDIED else folders.run
