from errno import ENOSPC
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from analysis.stored_runs import stored_rows, stored_runs
from sim.measures import Row
from sim.results import run_files
from sim.results.run_files import RunFiles
from sim.results.run_tables import Run, of_runs, table_of

KEYS = ("a" * 16, "b" * 16)


def rows(run: Run) -> list[Row]:
    value = run.replication + (100.0 if run.key == KEYS[1] else 0.0)
    return [Row("need.met_share", "1", "", value=value / 1000), Row("exposure.persons", "person", "", value=value)]


def table_for(run: Run) -> pa.Table:
    return table_of(run, rows(run))


def runs(many: int) -> list[Run]:
    return [Run(key, replication) for replication in range(many) for key in KEYS]


def held(folder: Path, measures=None) -> list[tuple]:
    table = stored_rows(folder, dict.fromkeys(KEYS, 1000), measures)
    return sorted(zip(*(table[name].to_pylist() for name in ("key", "replication", "measure", "value")), strict=True))


def wanted(many: int) -> list[tuple]:
    return sorted((run.key, run.replication, row.measure, row.value) for run in runs(many) for row in rows(run))


@pytest.fixture
def still(monkeypatch):
    """A clock that stands still until it is set."""
    now = [0.0]
    monkeypatch.setattr(run_files.time, "monotonic", lambda: now[0])
    return now


def test_runs_that_end_together_share_a_file(tmp_path, still):
    files = RunFiles(tmp_path / "runs")
    first, second, third, late = runs(2)
    files.add(first, table_for(first))
    assert RunFiles(tmp_path / "runs").done() == {first}  # at once: it may be the only one for hours
    files.add(second, table_for(second))
    files.add(third, table_for(third))
    files.settle()
    assert files.done() == {first}
    still[0] = run_files.APART_SECONDS
    files.settle()
    assert files.done() == RunFiles(tmp_path / "runs").done() == {first, second, third}
    assert len(list((tmp_path / "runs").iterdir())) == 2
    files.add(late, table_for(late))
    files.pack()
    assert len(list((tmp_path / "runs").iterdir())) == 1
    assert held(tmp_path / "runs") == wanted(2)


def test_what_waits_is_on_the_disk_before_it_is_packed(tmp_path, monkeypatch, still):
    """Where there is no room for the pack, no run that has ended is lost."""
    files, real = RunFiles(tmp_path / "runs"), run_files.write_whole

    def full(path: Path, content: bytes) -> None:
        if path.name.startswith("pack"):
            raise OSError(ENOSPC, "No space left on device")
        real(path, content)

    monkeypatch.setattr(run_files, "write_whole", full)
    for run in runs(2):
        files.add(run, table_for(run))
    assert len(files.done()) == 1  # the others wait
    with pytest.raises(OSError, match="No space"):
        files.pack()
    assert RunFiles(tmp_path / "runs").done() == set(runs(2))


def test_small_packs_are_joined_and_nothing_is_doubled(tmp_path, monkeypatch):
    monkeypatch.setattr(run_files, "MOST_LOOSE", 4)
    monkeypatch.setattr(run_files, "PACKS_TOGETHER", 3)
    files = RunFiles(tmp_path / "runs")
    for run in runs(30):
        files.add(run, table_for(run))
    files.pack()
    assert len(list((tmp_path / "runs").iterdir())) <= 4
    assert held(tmp_path / "runs") == wanted(30)
    assert RunFiles(tmp_path / "runs").done() == set(runs(30))


def test_large_packs_are_left_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(run_files, "PACKS_TOGETHER", 2)
    monkeypatch.setattr(run_files, "SMALL_ROWS", 2)
    for run in runs(3):
        files = RunFiles(tmp_path / "runs")
        files.add(run, table_for(run))
        files.pack()
    assert len(list((tmp_path / "runs").iterdir())) == 6
    assert held(tmp_path / "runs") == wanted(3)


def test_a_kill_between_a_pack_and_the_removal_of_its_parts_doubles_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "runs"
    files = RunFiles(folder)
    for run in runs(5):
        files.add(run, table_for(run))
        files.flush()
    removed = []

    def killed(path: Path, **_) -> None:
        if len(removed) == 4:
            raise KeyboardInterrupt
        removed.append(path)
        path.rename(tmp_path / path.name)

    real = Path.unlink
    monkeypatch.setattr(
        Path, "unlink", lambda path, **more: (killed if path.suffix == ".parquet" else real)(path, **more)
    )
    with pytest.raises(KeyboardInterrupt):
        files.pack()
    monkeypatch.undo()
    assert len(list(folder.iterdir())) == 1 + 6
    assert held(folder) == wanted(5)
    assert stored_runs(folder, dict.fromkeys(KEYS, 1000)) == set(runs(5))
    assert RunFiles(folder).done() == set(runs(5))
    assert len(list(folder.iterdir())) == 1  # what the pack holds is taken away
    assert held(folder) == wanted(5)


def test_one_measure_is_read_without_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(run_files, "ROWS_TOGETHER", 4)
    files = RunFiles(tmp_path / "runs")
    for run in runs(20):
        files.add(run, table_for(run))
    files.pack()
    read = []
    whole = pyarrow.parquet.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pyarrow.parquet.ParquetFile, "read_row_groups", lambda file, groups: read.append(groups) or whole(file, groups)
    )
    assert held(tmp_path / "runs", ["need.met_share"]) == [one for one in wanted(20) if one[2] == "need.met_share"]
    assert len(read[0]) == 10  # of 20 groups of four rows


def test_another_design_reads_its_own_runs_alone(tmp_path):
    files = RunFiles(tmp_path / "runs")
    for run in runs(6):
        files.add(run, table_for(run))
    files.pack()
    table = stored_rows(tmp_path / "runs", {KEYS[1]: 4})
    assert sorted(set(zip(table["key"].to_pylist(), table["replication"].to_pylist(), strict=True))) == [
        (KEYS[1], replication) for replication in range(4)
    ]


def test_a_file_that_says_no_runs_is_set_aside(tmp_path):
    files = RunFiles(tmp_path / "runs")
    files.add(runs(1)[0], table_for(runs(1)[0]))
    files.flush()
    (path,) = (tmp_path / "runs").iterdir()
    table = pyarrow.parquet.read_table(path)
    files._write("pack", table.replace_schema_metadata(None))
    files._write("pack", of_runs(table, []).replace_schema_metadata({b"exposim.runs": b"[[1]]"}))
    again = RunFiles(tmp_path / "runs")
    assert again.done() == {runs(1)[0]}
    assert len(again.corrupt) == 2
    assert len(list((tmp_path / "set-aside").iterdir())) == 2
