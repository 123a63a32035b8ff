"""The folder of one scenario's results: tidy tables that need nothing of exposim to be read."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet

from sim.measures import DEFINITIONS, Outcome
from sim.results.locking import LOCK, HeldError, Lock
from sim.results.part_files import set_aside_corrupt
from sim.results.provenance import utc_now
from sim.results.tables import as_csv, as_parquet, measure_table, table
from sim.results.whole_files import (
    clear_unfinished,
    finish,
    is_unfinished,
    see_room,
    sync_folder,
    unfinished,
    write_whole,
)

PROVENANCE, SCENARIO, WORDS, MEASURES = "provenance.json", "scenario.yaml", "words.json", "measures.json"
PARTS = ("series", "curves", "map", "links", "flows", "measures")  # in the order of writing: the last one is the commit


class FolderError(OSError):
    """A folder that results cannot be written to; the message says why."""


class ResultsFolder:
    """A folder with one part file for each finished replication in a folder for each table.

    A part is written whole or not at all, the measures last: a replication is done if and only if its measures are
    there. A killed run leaves whole parts, and the next run of the same scenario goes on from them. One process at
    a time may have a folder; `close`, or the end of a `with`, gives it back.

    Attributes
    ----------
    path : Path
    corrupt : tuple of Path
        Parts that could not be read and were set aside; their replications are missing now.
    """

    def __init__(self, path: Path, provenance: dict[str, Any], lock: Lock, corrupt: tuple[Path, ...] = ()) -> None:
        self.path = path
        self.corrupt = corrupt
        self._provenance = provenance
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let other processes write to the folder."""
        self._lock.release()

    @classmethod
    def create(
        cls,
        path: Path | str,
        key: Mapping[str, Any],
        resolved_yaml: str,
        provenance: Mapping[str, Any],
        words: Mapping[str, Any],
    ) -> Self:
        """Make a folder, or go on with the one that a run of the same scenario left.

        Parameters
        ----------
        path : Path or str
        key : mapping
            What makes runs the same: the scenario's effective numbers, the seed, the model version.
        resolved_yaml : str
            The scenario with every default filled in.
        provenance : mapping
            As `sim.results.provenance.provenance` returns it.
        words : mapping
            The scenario in words.

        Raises
        ------
        FolderError
            If the path is a file, holds something else or another scenario's results, cannot be written to, or
            another process writes to it.
        """
        path = Path(path)
        plain_key = json.loads(json.dumps(key, sort_keys=True))
        with claimed(path, lambda: _refuse_other_runs(path, plain_key)) as lock:
            told = {**provenance, "key": plain_key}
            write_whole(path / PROVENANCE, _as_json(told).encode())  # first: from here on the folder is known again
            for part in PARTS:
                (path / part).mkdir(exist_ok=True)
            corrupt = set_aside_corrupt(path, [f"{part}/part-*.parquet" for part in PARTS])
            for name in {each.name for each in corrupt}:  # a replication without one of its parts is not done
                (path / "measures" / name).unlink(missing_ok=True)
            folder = cls(path, told, lock, tuple(corrupt))
            folder._write_text(SCENARIO, resolved_yaml)
            folder._write_text(WORDS, _as_json(words))
            folder._write_text(MEASURES, _as_json({name: one.plain() for name, one in DEFINITIONS.items()}))
        return folder

    def done(self) -> set[int]:
        """Return the replications that are finished."""
        return {int(path.stem.removeprefix("part-")) for path in self._parts("measures")}

    def unfinished_trace(self, number: int) -> Path:
        """Return the file that the facts of a replication go to while it is played; `add` gives it its name."""
        with said_clearly(self.path):
            (self.path / "trace").mkdir(exist_ok=True)
        return unfinished(self._trace(number))

    def add(self, outcome: Outcome) -> None:
        """Write a replication's parts, its trace first and its measures last; what is there already is replaced."""
        number = outcome.replication
        contents = {
            "series": table(outcome.series, number),
            "curves": table(outcome.curves, number),
            "map": table(outcome.places, number),
            "links": table(outcome.links, number),
            "flows": table(outcome.flows, number),
            "measures": measure_table(outcome.rows, number),
        }
        with said_clearly(self.path):
            if unfinished(self._trace(number)).exists():
                finish(self._trace(number))
            for part in PARTS:
                write_whole(self.path / part / f"part-{number:05d}.parquet", as_parquet(contents[part]))

    def finish(self, **facts: Any) -> None:
        """Write `measures.csv` of all parts, and the end of the run with further facts into the provenance."""
        with said_clearly(self.path):
            tables = [pyarrow.parquet.read_table(path) for path in self._parts("measures")]
            if tables:
                write_whole(self.path / "measures.csv", as_csv(pa.concat_tables(tables)))
            self._provenance |= {"ended": utc_now(), "replications": sorted(self.done()), **facts}
            self._write_text(PROVENANCE, _as_json(self._provenance))

    def _trace(self, number: int) -> Path:
        return self.path / "trace" / f"part-{number:05d}.parquet"

    def _parts(self, kind: str) -> list[Path]:
        return sorted((self.path / kind).glob("part-*.parquet"))

    def _write_text(self, name: str, text: str) -> None:
        write_whole(self.path / name, text.encode("utf-8"))


def _refuse_other_runs(path: Path, key: Any) -> None:
    found = key_found(path, "results")
    if found is not None and found != key:
        refuse_other_version(path, found, key)
        raise FolderError(f"{path}: holds results of another scenario or seed; wanted another folder, see -o")


def key_found(path: Path, what: str) -> Any:
    """Return the key of what a folder holds, None if it is empty; FolderError if it holds anything but `what`."""
    if all(inside.name == LOCK or is_unfinished(inside) for inside in path.iterdir()):
        return None
    try:
        return json.loads((path / PROVENANCE).read_text("utf-8"))["key"]
    except FileNotFoundError:
        raise FolderError(f"{path}: holds files that are no {what}; wanted an empty or a new folder") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise FolderError(f"{path / PROVENANCE}: cannot be read; wanted the provenance of {what}") from None


def refuse_other_version(path: Path, found: Any, key: Mapping[str, Any]) -> None:
    """Raise FolderError if a folder's numbers are those of another model version."""
    model = found.get("model") if isinstance(found, dict) else None
    if model != key["model"]:
        text = f"holds numbers of exposim {model}; this is {key['model']}, and their numbers are not mixed"
        raise FolderError(f"{path}: {text}; wanted another folder, see -o")


@contextmanager
def claimed(path: Path, refuse: Callable[[], None]) -> Iterator[Lock]:
    """Give the lock of a folder, which is made if need be; `refuse` raises if what it holds is not ours.

    What was made goes again if the block fails. A folder that another process has taken is left alone, whoever made
    it.
    """
    with said_clearly(path):
        if path.exists() and not path.is_dir():
            raise FolderError(f"{path}: is a file; wanted a folder for results")
        made = _made(path)
        lock = Lock(path)
        try:
            refuse()
            see_room(path)
            for folder in made:
                sync_folder(folder.parent)
            clear_unfinished(path)
            yield lock
        except BaseException:
            if path in made:
                shutil.rmtree(path, ignore_errors=True)
            lock.release()
            for folder in reversed(made[:-1]):
                with suppress(OSError):
                    folder.rmdir()
            raise


def _made(path: Path) -> list[Path]:
    """Make a folder with those above it, and return those that were not there."""
    made = []
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            with suppress(FileExistsError):  # another process was faster
                folder.mkdir()
                made.append(folder)
    return made


@contextmanager
def said_clearly(path: Path) -> Iterator[None]:
    """Turn what the system says of a folder into a `FolderError`."""
    try:
        yield
    except FolderError:
        raise
    except HeldError as error:
        raise FolderError(str(error)) from None
    except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
        at = error.filename2 or error.filename or path
        raise FolderError(f"{at}: cannot be written: {error.strerror}; wanted nothing in the way of results") from error
    except OSError as error:
        raise FolderError(f"{path}: cannot be written: {error.strerror}; wanted a folder with room") from error


def _as_json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
