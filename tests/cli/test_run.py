"""`exposim run` through the real command: status, streams, files."""

import csv
import io
import json
import os
import re
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.cli.command import EXPOSIM, TINY, exposim, plain


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, subprocess.CompletedProcess[str]]":
    """A folder in which the tiny scenario was run twice over, and how that ended."""
    folder = tmp_path_factory.mktemp("ran")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return folder, exposim("run", "tiny.yaml", "-r", "2", "--workers", "1", "--trace", within=folder)


def there(ran: "tuple[Path, object]") -> tuple[Path | str, ...]:
    """The scenario that was run and the folder of its results, as arguments."""
    return ran[0] / "tiny.yaml", "-o", ran[0] / "results/tiny"


def test_results_go_to_stdout_and_progress_to_stderr(ran):
    _, ended = ran
    assert ended.returncode == 0, ended.stderr
    table, _, notes = ended.stdout.partition("Mean and 95 % interval over 2 replications.")
    rows = table.splitlines()
    assert rows[0].split() == ["measure", "unit", "whole", "run"]
    assert 6 <= len(rows) - 1 <= 12
    assert any(row.startswith("exposure.persons ") for row in rows)
    for said in (
        "values are assumptions",
        "2021-01-04 to 2021-02-03, 1,000 people",
        "seed 1",
        "results/tiny",
        "Next, ",
    ):
        assert said in notes
    assert "tiny: 0 %" in ended.stderr
    assert "tiny: 100 %, 2 of 2 replications" in ended.stderr


def test_the_folder_holds_what_is_promised(ran):
    folder = ran[0] / "results" / "tiny"
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    parts = {
        f"{kind}/part-0000{n}.parquet"
        for kind in ("measures", "series", "curves", "map", "links", "flows")
        for n in (0, 1)
    }
    texts = {"scenario.yaml", "provenance.json", "measures.json", "measures.csv", "words.json"}
    traces = {f"trace/part-0000{n}.parquet" for n in (0, 1)}
    assert names == parts | texts | traces


def test_a_trace_is_read_as_any_table_is(ran):
    trace = pq.read_table(ran[0] / "results/tiny/trace/part-00001.parquet")
    assert trace.num_rows > 20
    assert trace["event"].to_pylist() == [*range(1, trace.num_rows + 1)]
    closed = trace.filter(pc.equal(trace["fact"], "RequestClosed"))
    assert closed["state"].null_count == closed["drafted"].null_count == 0 < closed.num_rows


def test_the_saved_scenario_runs_to_the_same_numbers(ran, inside):
    folder, _ = ran
    saved = folder / "results/tiny/scenario.yaml"
    again = inside("run", saved, "-r", "2", "--workers", "0", "-o", folder / "again")
    assert again.status == 0, again.err
    both = [pq.read_table(folder / name / "measures/part-00001.parquet") for name in ("results/tiny", "again")]
    assert both[0].equals(both[1])
    assert both[0].num_rows > 20


def test_fewer_replications_than_there_are_use_all_and_say_so(ran, inside):
    ended = inside("run", *there(ran), "-r", "1")
    assert ended.status == 0
    assert "Mean and 95 % interval over 2 replications." in ended.out
    assert "all 2 replications taken from the folder" in ended.out


def test_a_finished_run_is_not_played_again_and_json_says_all(ran, inside):
    ended = inside("run", *there(ran), "-r", "2", "--format", "json")
    told = json.loads(ended.out)
    assert (ended.status, told["scenario"], told["seed"], told["replications"]) == (0, "tiny", 1, 2)
    persons = told["measures"]["exposure.persons"]
    assert set(persons) == {"mean", "low", "high", "n", "unit", "by"}
    assert persons["unit"] == "person"
    assert persons["n"] == 2
    assert persons["low"] <= persons["mean"] <= persons["high"]
    assert any(part.get("stage") == "examined" for part in persons["by"])
    assert " %" not in ended.err


def test_more_replications_are_added_to_the_folder_and_csv_is_tidy(ran, inside):
    ended = inside("run", *there(ran), "-r", "3", "--workers", "0", "--format", "csv")
    assert ended.status == 0
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert {"measure", "unit", "period", "mean", "low", "high", "n"} <= set(rows[0])
    assert {row["n"] for row in rows if row["measure"] == "exposure.persons" and not row["place"]} == {"3"}
    assert "1 of 1 replications" in ended.err


@pytest.mark.parametrize("changed", [("--seed", "2"), ("--set", "operators.isp.keeps.session=9 days")])
def test_a_folder_of_another_run_is_not_touched(ran, changed: tuple[str, str], inside):
    folder = ran[0] / "results/tiny"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    ended = inside("run", *there(ran), *changed)
    assert (ended.status, ended.out) == (2, "")
    assert "results/tiny" in ended.err
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_folder_that_is_something_else_is_not_touched(tmp_path: Path, inside):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-a-friend.txt").write_text("dear friend", encoding="utf-8")
    ended = inside("run", "two-isps", "-o", "letters")
    assert (ended.status, ended.out) == (2, "")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["to-a-friend.txt"]


@pytest.mark.parametrize("output", ["letter", "letter/results"])
def test_a_place_that_cannot_be_a_folder_is_refused_before_simulating(tmp_path: Path, output: str, inside):
    (tmp_path / "letter").write_text("dear friend", encoding="utf-8")
    ended = inside("run", "two-isps", "-o", output)
    assert (ended.status, ended.out) == (2, "")
    assert output in ended.err
    assert " %" not in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter"]


def no_byte_more() -> None:
    """Let this process write to no file, as on a full disk; root may write where others may not."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def test_a_full_disk_is_said_before_simulating(tmp_path: Path):
    command = [EXPOSIM, "run", "two-isps"]  # a process of its own: the limit would silence this one's output too
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env=plain(), preexec_fn=no_byte_more, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "results/two-isps: cannot be written" in ended.stderr
    assert " %" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def begun(tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    """A run of very many replications, alone in its process group as a terminal would have it."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    with subprocess.Popen(
        [EXPOSIM, "run", "tiny.yaml", "-r", "5000", "--workers", "2"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=plain(), process_group=0,
    ) as command:  # fmt: skip
        yield command
        command.kill()


def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(tmp_path: Path, begun, inside):
    parts = tmp_path / "results/tiny/measures"
    until = time.monotonic() + 120
    while len(list(parts.glob("part-*.parquet"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(begun.pid, signal.SIGINT)  # as a terminal does: the workers get it too
    out, err = begun.communicate(timeout=60)
    assert (begun.returncode, out) == (130, "")
    assert "Traceback" not in err
    kept = sorted(path.name for path in parts.iterdir())
    assert len(kept) >= 2
    assert f"{len(kept)} of 5000 replications are kept in results/tiny" in err
    assert "the same command goes on" in err
    assert all(pq.read_table(parts / name).num_rows for name in kept)
    assert all(name.startswith("part-") and name.endswith(".parquet") for name in kept)
    again = inside("run", "tiny.yaml", "-r", str(len(kept) + 1), "--workers", "0")
    assert again.status == 0
    assert f"{len(kept)} were there" in again.out


def test_ctrl_c_while_the_workers_are_being_born_ends_as_quietly(tmp_path: Path, begun):
    assert begun.stderr.readline().startswith("tiny: 0 %")
    time.sleep(0.1)  # the fork server is loading what it hands on; on a fast machine a run may have begun
    os.killpg(begun.pid, signal.SIGINT)
    out, err = begun.communicate(timeout=60)
    assert (begun.returncode, out) == (130, "")
    *finishing, interrupted, last = err.splitlines()
    parts = list((tmp_path / "results/tiny/measures").glob("part-*.parquet"))
    assert all(re.fullmatch("tiny: finishing [0-9]+ under way; Ctrl-C again drops them", line) for line in finishing)
    assert len(finishing) <= 1
    assert parts or not finishing  # what was under way is kept; a run may also have ended before
    assert interrupted == f"interrupted: {len(parts)} of 5000 replications are kept in results/tiny"
    assert last == "the same command goes on from there"


@pytest.fixture
def second_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replication 1 fails, in this process."""
    from sim import replication

    real = replication.simulate

    def failing(loaded, *, replication: int, **more):
        if replication == 1:
            raise ZeroDivisionError("desk has no staff")
        return real(loaded, replication=replication, **more)

    monkeypatch.setattr(replication, "simulate", failing)


@pytest.mark.usefixtures("second_fails")
def test_a_failed_replication_is_kept_and_every_form_says_that_it_is_missing(tmp_path: Path, inside):
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    ended = inside("run", "tiny.yaml", "-r", "3", "--workers", "0")
    assert ended.status == 1
    assert ended.out.startswith("INCOMPLETE: 2 of 3 replications")
    assert "replication 1 failed: ZeroDivisionError: desk has no staff" in ended.err
    (failure,) = json.loads((tmp_path / "results/tiny/failures.json").read_text(encoding="utf-8"))["failures"]
    assert (failure["replication"], failure["seed"]) == (1, 1)
    assert "desk has no staff" in failure["traceback"]
    told = json.loads(inside("run", "tiny.yaml", "-r", "3", "--workers", "0", "--format", "json").out)
    assert (told["complete"], told["replications"]) == (False, 2)
    assert told["failures"] == [{"replication": 1, "error": "ZeroDivisionError: desk has no staff"}]


@pytest.mark.usefixtures("second_fails")
def test_what_failed_is_played_again_by_the_same_command(tmp_path: Path, inside, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    assert inside("run", "tiny.yaml", "-r", "2", "--workers", "0").status == 1
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert inside("run", "tiny.yaml", "-r", "2", "--workers", "0").status == 0
    assert not (tmp_path / "results/tiny/failures.json").exists()
