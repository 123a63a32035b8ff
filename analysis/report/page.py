"""The page: what is put into its template, and how it is written."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.figures.drawing import notes_on
from analysis.loading import Results, ResultsError, load_results
from analysis.papers import main, parameters
from analysis.report.grids import Grid, of_table
from analysis.report.measures import families, periods
from analysis.report.pictures import every_kind, named, pictures_of
from analysis.report.signs import seen
from analysis.report.studies import tables_of
from analysis.report.time_line import days_of, marks_of
from analysis.studies import Study, load_study
from analysis.study_totals import totals_of
from analysis.writing import write_text

HERE = Path(__file__).parent
THINGS = (
    "people", "operators", "laws", "changes", "agencies", "intruders", "monitoring", "interception", "effects",
    "errors", "costs",
)  # fmt: skip
WEB = ("https://", "http://")


class Reported(NamedTuple):
    """The file that was written, and what a reader must know of it."""

    file: Path
    notes: list[str]


def write_page(path: Path | str, out: Path | str, *, command: str = "") -> Reported:
    """Write the report of results or of a study: one HTML file that needs nothing else.

    Parameters
    ----------
    path, out : Path or str
        The folder; the file, which ends in .html.
    command : str
        What the page says that it was made by.

    Raises
    ------
    ResultsError
        If the folder holds neither results nor a study, nothing was finished, or the file cannot be written; then
        nothing is left behind.
    """
    out = Path(out)
    if out.suffix.lower() not in (".html", ".htm"):
        raise ResultsError(f"{out}: ends in {out.suffix or 'nothing'!r}; wanted .html")
    results = _opened(Path(path))
    text = page_of(results, command=command)
    write_text(out, text)
    return Reported(out, notes_on(results))


def page_of(results: Results | Study, *, command: str = "") -> str:
    """Return the report of results or of a study as HTML."""
    words = results.words
    days = days_of(words)
    study = isinstance(results, Study)
    pictures, missing = pictures_of(results, [*named(results), *every_kind(study)])
    own = _of_study(results) if isinstance(results, Study) else _of_run(results)
    script = _text("sorting.js")
    html: str = _template().render(
        words=words,
        title=words.get("title") or results.path.name,
        things=[(name, words.get(name) or ()) for name in THINGS if words.get(name)],
        days=days,
        marks=marks_of(days, words["start"], words["end"]) if "start" in words and "end" in words else [],
        parameters=_parameters(words),
        sources=[_linked(one) for one in words.get("sources", ())],
        warnings=words.get("warnings", ()),
        pictures=pictures,
        missing=missing,
        notes=notes_on(results),
        provenance=_provenance(results.provenance),
        version=results.provenance.get("versions", {}).get("exposim", "unknown"),
        key=_key(results.provenance),
        command=command,
        style=Markup(_text("style.css")),  # our own file
        script=Markup(script),  # our own file
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        **own,
    )
    return html


def _parameters(words: Mapping[str, Any]) -> Grid | None:
    if not words.get("parameters"):
        return None
    grid = of_table(parameters(words), "Every value of the scenario", sortable=True)
    return grid._replace(notes=grid.notes[:1])  # the sources have a section of their own


def _opened(path: Path) -> Results | Study:
    if (path / "study.json").is_file():
        return totals_of(load_study(path))
    return load_results(path)


def _of_run(results: Results) -> dict[str, Any]:
    return {
        "study": None,
        "main": of_table(main(results), "The main measures by period", numeric=1),
        "families": families(results),
        "periods": periods(results),
        "counted": f"{len(results.replications)} replications" if len(results.replications) > 1 else "1 replication",
    }


def _of_study(study: Study) -> dict[str, Any]:
    facts = study.facts
    drawn = f", {facts['draws']} draws of the unknowns" if facts["draws"] else ""
    return {
        "study": tables_of(study),
        "main": None,
        "families": [],
        "periods": [],
        "counted": f"{study.points['point'].nunique()} points, {facts['replications']} replications each{drawn}",
    }


def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _text(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def _linked(source: Mapping[str, str]) -> dict[str, Any]:
    """Return a source with its address as a link only where it is one of the web."""
    url = str(source.get("url", ""))
    return {**source, "link": url if url.startswith(WEB) else ""}


def _key(provenance: Mapping[str, Any]) -> str:
    key = provenance.get("key", "")
    return str(key.get("scenario", "") if isinstance(key, Mapping) else key)


def _provenance(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of how results came to be, in lines."""
    return [(str(name), _said(value)) for name, value in provenance.items() if value not in (None, "", [], {})]


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {said}" for name, said in value.items() if said is not None)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(map(str, value))
    return str(value)
