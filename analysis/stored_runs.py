"""The rows of stored runs: those of a design, each run once, of some measures or of all."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
from numpy.typing import NDArray

_RUNS = b"exposim.runs"
Run = tuple[str, int]


def stored_rows(
    folder: Path, replications: Mapping[str, int], measures: Collection[str] | None = None
) -> pa.Table | None:
    """Return the rows of every run of some points, each run once; None if there is no run.

    Parameters
    ----------
    folder : Path
        That holds the files of runs.
    replications : mapping of str to int
        Of each key of a point; runs with this number or a higher one are left out.
    measures : collection of str, optional
        All if left out. Packs are sorted by measure, so that the rows of one are read without the others.

    Raises
    ------
    OSError, pyarrow.ArrowException, KeyError, ValueError
        If a file cannot be read.
    """
    parts = []
    for file, runs, wanted in _files(folder, replications):
        table = _read(file, measures)
        parts.append(table if len(wanted) == len(runs) else _only(table, wanted))
    return pa.concat_tables([part.replace_schema_metadata(None) for part in parts]) if parts else None


def stored_runs(folder: Path, replications: Mapping[str, int]) -> set[Run]:
    """Return which runs of some points a folder holds, as pairs of key and replication."""
    return {run for _, _, wanted in _files(folder, replications) for run in wanted}


def _files(
    folder: Path, replications: Mapping[str, int]
) -> Iterator[tuple[pyarrow.parquet.ParquetFile, list[Run], list[Run]]]:
    """Yield each file with its runs, and those among them that are asked for and were in no file before."""
    seen: set[Run] = set()
    for path in sorted(folder.glob("*.parquet")):
        with pyarrow.parquet.ParquetFile(path) as file:
            runs = [(str(key), int(number)) for key, number in json.loads(file.metadata.metadata[_RUNS])]
            wanted = [run for run in runs if run[1] < replications.get(run[0], 0) and run not in seen]
            seen.update(wanted)
            if wanted:
                yield file, runs, wanted


def _read(file: pyarrow.parquet.ParquetFile, measures: Collection[str] | None) -> pa.Table:
    if measures is None:
        return file.read()
    column = file.schema_arrow.get_field_index("measure")
    groups = [number for number in range(file.num_row_groups) if _may_hold(file, number, column, measures)]
    table = file.read_row_groups(groups)
    return table.filter(pc.is_in(table["measure"], pa.array(sorted(measures), pa.string())))


def _may_hold(file: pyarrow.parquet.ParquetFile, group: int, column: int, measures: Collection[str]) -> bool:
    said = file.metadata.row_group(group).column(column).statistics
    return said is None or not said.has_min_max or any(said.min <= one <= said.max for one in measures)


def _only(table: pa.Table, wanted: list[Run]) -> pa.Table:
    """Return the rows of wanted runs."""
    keys = pc.dictionary_encode(table["key"].combine_chunks())
    place = {key: number for number, key in enumerate(keys.dictionary.to_pylist())}
    many = max(number for _, number in wanted) + 1
    codes = np.array([place[key] * many + number for key, number in wanted if key in place], np.int64)
    replications: NDArray[Any] = table["replication"].to_numpy()
    told = keys.indices.to_numpy().astype(np.int64) * many + replications
    return table.filter(pa.array((replications < many) & np.isin(told, codes)))
