"""An RO-Crate of results: scenario, versions, results, figures, BibTeX and sheets, listed in its metadata."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from analysis.loading import Results, ResultsError
from analysis.studies import Study
from analysis.study_totals import totals_of
from sim.experiment.archive.citing import bibtex, pins
from sim.experiment.archive.sheets import sheets
from sim.experiment.rerunning import Origin
from sim.experiment.restoring import StudyOrigin
from sim.plugin import used_plugins
from sim.results.locking import LOCK
from sim.results.part_files import ASIDE
from sim.results.whole_files import TEMPORARY

ESTIMATES, DIFFERENCES = "estimates.csv", "differences.csv"
RESULTS, FIGURES, PLUGINS, METADATA = "results", "figures", "plugins", "ro-crate-metadata.json"
LOCK_FILE, BIBTEX, README = "requirements.lock", "references.bib", "README.md"
_PLAYED = (f"{RESULTS}/measures", f"{RESULTS}/runs/", f"{RESULTS}/points")
_FIGURES = (".pdf", ".svg", ".png")
_FORMATS = {
    ".md": "text/markdown", ".yaml": "application/yaml", ".json": "application/json", ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet", ".bib": "text/x-bibtex", ".pdf": "application/pdf",
    ".svg": "image/svg+xml", ".png": "image/png", ".lock": "text/plain", ".jsonl": "application/jsonl",
    ".py": "text/x-python",
}  # fmt: skip
_ABOUT = {
    LOCK_FILE: "Versions of exposim and of all that it needs, as pip reads them",
    BIBTEX: "exposim, the scenario, its sources and the libraries that it runs on",
    "stress-des.md": "STRESS-DES sheet of the simulation",
    "odd.md": "ODD page of the model as this scenario has it",
    README: "What is in this archive, and how to repeat what was played",
    ESTIMATES: "The total of each measure at each point of the study: mean and 95 % interval over replications",
    DIFFERENCES: "The difference of each total to the baseline of the study, on the same draws",
}


class Written(NamedTuple):
    """What was written: the archive, how many files it lists, and what a reader must know."""

    path: Path
    files: int
    notes: tuple[str, ...]


def write_crate(origin: Origin | StudyOrigin, target: Path) -> Written:
    """Write an archive of results or of a study, whole or not at all.

    Parameters
    ----------
    target : Path
        A new folder, or a file that ends in .zip.

    Raises
    ------
    ResultsError
        If rocrate is not installed, the target is there already or cannot be written, or the results are incomplete.
    """
    if find_spec("rocrate") is None:
        raise ResultsError(
            "archive: needs the package rocrate, which is not installed; wanted 'pip install exposim[archive]'"
        )
    _refuse_target(target)
    results = origin.results
    if results.incomplete:
        raise ResultsError(f"{results.path}: is incomplete: {results.incomplete}; wanted {_whole(results)}")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as inside:
            return _written(origin, target, Path(inside))
    except OSError as error:
        raise ResultsError(
            f"{target}: cannot be written: {error.strerror or error}; wanted a place with room"
        ) from None


def _written(origin: Origin | StudyOrigin, target: Path, inside: Path) -> Written:
    """Gather all files in a folder beside the target, make the crate of them, and give it its name."""
    content, made = inside / "content", inside / "crate"
    notes = _gather(origin, content)
    files = sorted(path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file())
    crate = _described(origin, content, files)
    if target.suffix.lower() == ".zip":
        whole = inside / "crate.zip"
        crate.write_zip(whole)
        whole.replace(target)
    else:
        crate.write(made)
        made.replace(target)
    return Written(target, len(files), tuple(notes))


def _whole(results: Results | Study) -> str:
    return "every run of the study" if isinstance(results, Study) else "a run that came to its end"


def _refuse_target(target: Path) -> None:
    if target.exists():
        raise ResultsError(f"{target}: is there already; wanted the name of a new folder or .zip")
    if not target.parent.is_dir():
        raise ResultsError(f"{target}: there is no folder {target.parent}; wanted one that is there")


def _gather(origin: Origin | StudyOrigin, content: Path) -> list[str]:
    """Copy and write all that belongs in the archive; return what a reader must know."""
    results, notes = origin.results, list[str]()
    for path in _kept(results.path):
        _copy(path, content / RESULTS / path.relative_to(results.path))
    for path in figures_of(results.path, str(results.provenance["key"]["scenario"])):
        _copy(path, content / FIGURES / path.name)
    for name, path in code_of(results.provenance):
        _copy(path, content / PLUGINS / name)
    needed = _pins(results.provenance.get("versions", {}), notes)
    texts = {
        LOCK_FILE: "".join(f"{name}=={number}\n" for name, number in needed.items()),
        BIBTEX: bibtex(origin.loaded, seed=origin.seed, model=origin.model, libraries=True),
        README: _readme(origin),
        **sheets(results, origin.loaded, needed),
        **(_tables(results) if isinstance(results, Study) else {}),
    }
    for name, text in texts.items():
        (content / name).write_text(text, encoding="utf-8")
    return notes


def _tables(study: Study) -> dict[str, str]:
    """Return the totals of a study as tables that need nothing of exposim to be read."""
    totals = totals_of(study)
    tables = {ESTIMATES: totals.frame()}
    if study.points["point"].nunique() > 1:
        tables[DIFFERENCES] = totals.compare()
    return {name: table.to_csv(index=False, lineterminator="\n") for name, table in tables.items()}


def _pins(made_with: Mapping[str, Any], notes: list[str]) -> dict[str, str]:
    """Return the versions to repeat the run with: those that made it, and for the rest those installed."""
    needed = pins()
    for name, number in made_with.items():
        if number and needed.get(name, number) != number:
            notes.append(
                f"{name} {needed[name]} is installed; the results were made with {number}, which the lock names"
            )
            needed[name] = str(number)
    return needed


def _kept(folder: Path) -> Iterator[Path]:
    """Yield the files of a results folder that are results; links are left out."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        left_out = path.is_symlink() or LOCK in parts or ASIDE in parts or path.name.endswith(TEMPORARY)
        if path.is_file() and not left_out and path.suffix not in _FIGURES:
            yield path


def figures_of(folder: Path, key: str) -> list[Path]:
    """Return the figures of a scenario in a results folder, its `figures`, and beside it, with their numbers.

    Beside `results/NAME` is where `results` lies, too: there `plot` and `figures` write if nothing else is said.
    Figures say in their metadata which scenario they are of; others are left where they are.
    """
    whole = folder.resolve()
    homes = [whole, whole.parent, *([whole.parent.parent] if whole.parent.name == RESULTS else [])]
    found: dict[str, Path] = {}
    for place in (one for home in homes for one in (home, home / FIGURES)):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.suffix.lower() in _FIGURES and path.is_file() and key.encode() in path.read_bytes():
                found.setdefault(path.name, path)
                numbers = path.with_suffix(".csv")
                if numbers.is_file():
                    found.setdefault(numbers.name, numbers)
    return list(found.values())


def code_of(provenance: Mapping[str, Any]) -> list[tuple[str, Path]]:
    """Return the files of the plug-ins that results were made with, each with its name in an archive."""
    found = []
    for plugin in used_plugins():
        if plugin.name in provenance.get("plugins", {}):
            path = Path(plugin.path)
            package = path.name == "__init__.py"
            files = sorted(path.parent.rglob("*.py")) if package else [path]
            found += [
                (file.relative_to(path.parent.parent if package else path.parent).as_posix(), file) for file in files
            ]
    return found


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _readme(origin: Origin | StudyOrigin) -> str:
    title = str(origin.results.words.get("title", ""))
    study = isinstance(origin, StudyOrigin)
    tables = (
        f"`{ESTIMATES}` has the total of each measure at each point, `{DIFFERENCES}` what each point changes;\n"
        f"the runs themselves are in `{RESULTS}/runs`, and what the points are in `{RESULTS}/points.csv`.\n\n"
    )
    return (
        f"# {' '.join(title.split())}\n\n"
        f"{'A study' if study else 'Results'} of exposim {origin.model}, scenario {origin.loaded.key}, "
        f"seed {origin.seed}.\n\n{tables if study else ''}"
        f"To repeat the {'study' if study else 'run'} and see what differs, in the folder of this archive:\n\n"
        f"    pip install -r {LOCK_FILE}\n    exposim rerun .{_with_plugins(origin)}\n\n"
        "The versions are those that made the results; exposim itself is in the list too.\n"
    )


def _with_plugins(origin: Origin | StudyOrigin) -> str:
    names = origin.results.provenance.get("plugins", {})
    return "".join(f" --plugin {PLUGINS}/{name}" for name in names)


def _described(origin: Origin | StudyOrigin, content: Path, files: list[str]) -> Any:
    """Return the crate with every file, the software, and the run that made the results."""
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    provenance, crate = origin.results.provenance, ROCrate()
    crate.name = str(origin.results.words.get("title") or "Results of exposim")
    what = "A study" if isinstance(origin, StudyOrigin) else "Results"
    crate.description = f"{what} of the scenario {origin.loaded.key} played by exposim {origin.model}."
    crate.license = "https://spdx.org/licenses/MIT"
    for name in files:
        form = _FORMATS.get(Path(name).suffix, "application/octet-stream")
        about = {"name": name, "encodingFormat": form, "contentSize": str((content / name).stat().st_size)}
        crate.add_file(
            content / name, name, properties=about | ({"description": _ABOUT[name]} if name in _ABOUT else {})
        )
    software = crate.add(
        ContextEntity(
            crate,
            "#exposim",
            properties={
                "@type": "SoftwareApplication",
                "name": "exposim",
                "softwareVersion": origin.model,
                "license": "https://spdx.org/licenses/MIT",
            },
        )
    )
    scenario = crate.dereference(f"{RESULTS}/scenario.yaml")
    crate.mainEntity = scenario
    action = ContextEntity(
        crate,
        "#run",
        properties={
            "@type": "CreateAction",
            "name": f"exposim {origin.model}: played with seed {origin.seed}",
            "startTime": provenance.get("started"),
            "endTime": provenance.get("ended"),
        },
    )
    crate.add(action)
    action["instrument"], action["object"] = software, scenario
    action["result"] = [crate.dereference(name) for name in files if name.startswith(_PLAYED)]
    crate.root_dataset["mentions"] = action
    return crate
