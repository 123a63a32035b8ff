"""An archive opened: every file that it lists is there, every file there is listed, and none lies outside it."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from analysis.loading import ResultsError
from sim.experiment.archive.crate import METADATA, RESULTS

MOST_BYTES = 20_000_000_000
"""Of an archive when unpacked: more is taken for a bomb."""


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the folder of an archive's results; that of a .zip is there until the end of the `with`.

    Raises
    ------
    ResultsError
        If it is no archive, or its files are not those that it lists.
    """
    if path.is_dir():
        yield _checked(path, path)
        return
    if not path.is_file():
        raise ResultsError(f"{path}: is not there; wanted an archive, as 'exposim archive' writes it")
    if not zipfile.is_zipfile(path):
        raise ResultsError(f"{path}: is no .zip and no folder; wanted an archive, as 'exposim archive' writes it")
    with TemporaryDirectory(prefix="exposim-") as inside:
        _unpack(path, Path(inside))
        yield _checked(Path(inside), path)


def _unpack(path: Path, inside: Path) -> None:
    """Unpack a .zip none of whose names leads out of it."""
    try:
        with zipfile.ZipFile(path) as packed:
            total = 0
            for member in packed.infolist():
                _refuse_outside(member.filename, path)
                total += member.file_size
            if total > MOST_BYTES:
                raise ResultsError(f"{path}: holds {total:,} bytes; wanted at most {MOST_BYTES:,}")
            packed.extractall(inside)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise ResultsError(f"{path}: cannot be unpacked: {error}; wanted a whole .zip") from None


def listed(metadata: Any, path: Path) -> list[str]:
    """Return the files that the metadata of a crate lists.

    Raises
    ------
    ResultsError
        If it is no metadata of an RO-Crate, or a name leads out of the archive.
    """
    graph = metadata.get("@graph") if isinstance(metadata, dict) else None
    if not isinstance(graph, list) or not all(isinstance(one, dict) for one in graph):
        raise ResultsError(f"{path}: {METADATA} has no '@graph'; wanted the metadata of an RO-Crate")
    names = []
    for one in graph:
        kinds = one.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        name = one.get("@id")
        if "File" not in kinds:
            continue
        if not isinstance(name, str):
            raise ResultsError(f"{path}: {METADATA} lists a file without '@id'; wanted its name")
        _refuse_outside(unquote(name), path)
        names.append(unquote(name).removeprefix("./"))
    return names


def _checked(folder: Path, path: Path) -> Path:
    """Return the folder of results of an archive whose files are those that it lists."""
    try:
        metadata = json.loads((folder / METADATA).read_text("utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"{path}: has no {METADATA}; wanted an archive, as 'exposim archive' writes it") from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: {METADATA} cannot be read: {error}; wanted JSON") from None
    names = set(listed(metadata, path))
    files = (one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts)  # of plug-ins in use
    there = {one.relative_to(folder).as_posix() for one in files} - {METADATA}
    root = folder.resolve()
    outside = sorted(name for name in there if not (folder / name).resolve().is_relative_to(root))
    if outside:
        raise ResultsError(f"{path}: {outside[0]!r} leads out of the archive; wanted files inside it")
    for missing, said in (
        (names - there, "lists {0!r}, which is not there"),
        (there - names, "holds {0!r}, which is not listed"),
    ):
        if missing:
            raise ResultsError(f"{path}: {said.format(min(missing))}; wanted an archive as it was written")
    return folder / RESULTS


def _refuse_outside(name: str, path: Path) -> None:
    parts = name.replace("\\", "/")
    if (
        not parts
        or PurePosixPath(parts).is_absolute()
        or ".." in parts.split("/")
        or ":" in parts.split("/")[0]
        or "\0" in parts
    ):
        raise ResultsError(f"{path}: {name!r} leads out of the archive; wanted files inside it")
