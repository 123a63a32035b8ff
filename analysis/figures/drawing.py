"""A figure from a folder to a file: sized for a page, marked where it must be, with its numbers beside it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from analysis.choosing import nearest
from analysis.figures.kinds import KINDS, Kind
from analysis.figures.room import make_room
from analysis.figures.saving import FORMATS, save
from analysis.figures.style import GREY, PAGES, drawn_for
from analysis.loading import Results, ResultsError, load_results
from analysis.studies import Study, load_study

NO_INTERVALS = "one replication: no intervals"


class Drawn(NamedTuple):
    """What was written, and what a reader must know of it."""

    files: list[Path]
    notes: list[str]


class Sketch(NamedTuple):
    """A figure that is not written yet, the numbers that it draws, and what a reader must know of it."""

    figure: Figure
    numbers: pd.DataFrame
    notes: list[str]


def draw(
    kind: str,
    path: Path | str,
    out: Path | str,
    *,
    page: str = "ieee",
    columns: int | None = None,
    command: str = "",
    options: Mapping[str, Any] | None = None,
) -> Drawn:
    """Draw a figure of results or of a study into a file, and its numbers into a CSV file beside it.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    path, out : Path or str
        The folder; the file, which ends in .pdf, .svg or .png.
    page : {"ieee", "acm", "elsevier", "nature", "slides"}
    columns : {1, 2}, optional
        Width; the kind's own if left out.
    command : str
        What the file's metadata say it was made by.
    options : mapping, optional
        Options of the kind, such as `measure` or `period`.

    Raises
    ------
    ResultsError
        If the kind, page or an option is unknown, or the folder does not hold what the kind needs.
    """
    chosen = _kind(kind, page, options or {})
    _refuse_ending(Path(out))
    results = _opened(Path(path), kind, chosen)
    with sketched(kind, results, page=page, columns=columns, options=options) as sketch:
        files = _saved(sketch.figure, sketch.numbers, Path(out), _about(kind, results, command))
    return Drawn(files, sketch.notes)


@contextmanager
def sketched(
    kind: str,
    results: Results | Study,
    *,
    page: str = "ieee",
    columns: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> Iterator[Sketch]:
    """Draw a figure of results or of a study that are read already; within the context it can be written.

    Parameters
    ----------
    kind, page, columns, options
        As `draw` takes them.
    results : Results or Study
        A study where the kind is drawn from one.

    Raises
    ------
    ResultsError
        As `draw` does.
    """
    chosen = _kind(kind, page, options or {})
    with drawn_for(page) as measures:
        width = measures.double if (columns or 1 + chosen.double) == 2 else measures.single
        figure = Figure(figsize=(width, width * chosen.height))
        numbers = chosen.of(results, figure, **(options or {}))
        notes = notes_on(results)
        if notes:
            figure.supxlabel("; ".join(notes), x=0.01, ha="left", fontsize="small", color=GREY)
        make_room(figure)
        yield Sketch(figure, numbers, notes)


def _refuse_ending(out: Path) -> None:
    if out.suffix.removeprefix(".").lower() not in FORMATS:
        raise ResultsError(f"{out}: ends in {out.suffix or 'nothing'!r}; wanted one of .{', .'.join(FORMATS)}")


def _saved(figure: Figure, numbers: pd.DataFrame, out: Path, about: dict[str, str]) -> list[Path]:
    try:
        return save(figure, numbers, out, about)
    except OSError as error:
        raise ResultsError(
            f"{out}: cannot be written: {error.strerror}; wanted a file in a folder with room"
        ) from error


def _kind(kind: str, page: str, options: Mapping[str, Any]) -> Kind:
    if kind not in KINDS:
        raise ResultsError(f"figure {kind!r}: is no kind; {nearest(kind, KINDS)}")
    if page not in PAGES:
        raise ResultsError(f"page {page!r}: is none; {nearest(page, PAGES)}")
    known = KINDS[kind].options
    for name in options:
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes no options"
            raise ResultsError(f"{kind}: takes no {name!r}; {takes}")
    return KINDS[kind]


def _opened(path: Path, kind: str, chosen: Kind) -> Results | Study:
    study = (path / "study.json").is_file()
    if chosen.study and not study and path.is_dir():
        raise ResultsError(
            f"{path}: is no folder of a study, which {kind} is drawn from; see 'exposim study' or 'sweep'"
        )
    if study and not chosen.study:
        raise ResultsError(f"{path}: is a study, and {kind} is drawn from results of one scenario; see 'exposim run'")
    return load_study(path) if chosen.study else load_results(path)


def notes_on(results: Results | Study) -> list[str]:
    """Return what must stand on a figure: that runs are missing, or that there are no intervals."""
    many = int(results.facts["replications"]) if isinstance(results, Study) else len(results.replications)
    missing, alone = results.incomplete, many == 1
    return [*([f"INCOMPLETE: {missing}"] if missing else []), *([NO_INTERVALS] if alone else [])]


def _about(kind: str, results: Results | Study, command: str) -> dict[str, str]:
    version = results.provenance.get("versions", {}).get("exposim", "unknown")
    key = results.provenance.get("key", {})
    scenario = key.get("scenario", key) if isinstance(key, dict) else key
    seed = results.provenance.get("seed", "unknown")
    subject = f"{KINDS[kind].about}; exposim {version}, scenario key {scenario}, seed {seed}"
    return {"title": f"{kind}: {results.path.name}", "subject": subject, "made_by": command or f"exposim {version}"}
