"""`exposim study`, `sweep`, `compare`, `merge`, and the options of `run` that belong to them."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from analysis import load_study
from sim.experiment.events import lines_of
from sim.results.locking import Lock
from tests.cli.command import TINY

KEEPS = "operators.isp.keeps.session"
STUDY = f"""\
study:
  policies: {{as it is: {{}}, short: {{{KEEPS}: 10 days}}}}
  baseline: as it is
  replications: 2
  measures: [exposure.persons, need.met_share, desk.wait]
"""


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(TINY + STUDY, encoding="utf-8")
    return tmp_path


def test_a_study_is_a_table_for_each_measure_and_goes_on(there, inside):
    dry = inside("study", "study.yaml", "--dry-run")
    assert dry.out.startswith("2 points, 4 runs; 0 of them are there")
    assert not (there / "results").exists()
    ended = inside("study", "study.yaml", "--workers", "0")
    assert ended.status == 0, ended.err
    assert "need.met_share [%]" in ended.out
    assert "difference from as it is" in ended.out
    assert "4 of 4 runs" in ended.err
    again = inside("study", "study.yaml", "--workers", "0", "-r", "3")
    assert "2 runs played" in again.out
    assert "(4 were there)" in again.out
    rows = list(csv.DictReader(io.StringIO(inside("compare", "results/study-study", "--format", "csv").out)))
    assert {row["point"] for row in rows} == {"short"}
    assert {row["n"] for row in rows if row["measure"] == "exposure.persons"} == {"3"}


def test_a_sweep_in_two_shares_is_merged(there, inside):
    for nth in (1, 2):
        words = ("--vary", f"{KEEPS}=5..15 days:2", "-r", "2", "--workers", "0", "--share", f"{nth}/2", "-o", f"p{nth}")
        assert inside("sweep", "tiny.yaml", *words).status == 0
    ended = inside("merge", "p1", "p2", "-o", "whole")
    assert "4 runs taken over, 4 of 4 are there" in ended.err
    told = json.loads(inside("compare", "whole", "--format", "json").out)
    assert told["factors"] == [{"path": KEEPS, "name": "session", "unit": "day"}]
    assert {row["session"] for row in told["rows"]} == {15.0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep", "tiny.yaml"), "nothing is varied"),
        (("sweep", "tiny.yaml", "--vary", "keeps.sesion=5 days"), "did you mean 'keeps.session'"),
        (("sweep", "tiny.yaml", "--vary", f"{KEEPS}=5"), "E202"),
        (("sweep", "tiny.yaml", "--vary", f"{KEEPS}=1..9 days:9", "--max-runs", "10"), "E373"),
        (("sweep", "tiny.yaml", "--vary", f"{KEEPS}=5 days", "--measures", "exposure.person"), "E374"),
        (("sweep", "tiny.yaml", "--vary", f"{KEEPS}=5 days", "--measures", "exposure.persons@seen"), "or obtained or"),
        (
            ("sweep", "tiny.yaml", "--vary", f"{KEEPS}=5 days", "--measures", "request.turnaround@sent"),
            "drafted-sent or",
        ),
        (("sweep", "tiny.yaml", "--vary", f"{KEEPS}=5 days", "--measures", "need.count@obtained"), "it has no stages"),
        (("sweep", "tiny.yaml", "--vary", f"{KEEPS}=5 days", "--share", "3/2"), "wanted K/N"),
        (("study", "tiny.yaml"), "E102"),
        (("run", "tiny.yaml", "--precision", "5"), "E202"),
        (("run", "tiny.yaml", "--precision", "5%", "--unknowns", "2"), "exclude each other"),
        (("run", "tiny.yaml", "--unknowns", "2"), "E376"),
        (("run", "tiny.yaml", "--verify-events", "none"), "holds no journal"),
        (("run", "tiny.yaml", "--verify-events", "tiny.yaml"), "tiny.yaml: cannot be read as a trace"),
        (("compare", "none"), "is no folder of a study"),
        (("merge", "none", "-o", "out"), "is no folder of a study"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(there, inside, words, said):
    ended = inside(*words)
    assert ended.status == 2
    assert said in ended.err
    assert sorted(path.name for path in there.iterdir()) == ["study.yaml", "tiny.yaml"]


def test_a_folder_in_use_is_left_alone(there, inside):
    assert inside("run", "tiny.yaml", "-r", "1", "--workers", "0").status == 0
    with Lock(there / "results/tiny"):
        ended = inside("run", "tiny.yaml", "-r", "2", "--workers", "0")
    assert ended.status == 2
    assert "writes to it now" in ended.err


def test_a_study_and_a_run_do_not_share_a_folder(there, inside):
    assert inside("run", "study.yaml", "-r", "1", "--workers", "0", "-o", "out").status == 0
    assert "holds results of a single scenario" in inside("study", "study.yaml", "-o", "out").err
    shutil.rmtree(there / "out")
    assert inside("study", "study.yaml", "-r", "1", "--workers", "0", "-o", "out").status == 0
    assert "holds results of another scenario" in inside("run", "study.yaml", "-o", "out").err


def test_a_corrupt_part_of_a_run_is_named_and_played_again(there, inside):
    assert inside("run", "tiny.yaml", "-r", "2", "--workers", "0").status == 0
    part = there / "results/tiny/series/part-00001.parquet"
    whole = part.read_bytes()
    part.write_bytes(whole[:-20])
    ended = inside("run", "tiny.yaml", "-r", "2", "--workers", "0")
    assert ended.status == 0
    assert "results/tiny/series/part-00001.parquet: could not be read and was set aside" in ended.err
    assert "1 replications played" in ended.out
    assert part.read_bytes() == whole
    assert (there / "results/tiny/set-aside/series-part-00001.parquet").exists()


def test_events_are_verified_against_a_kept_journal(there, inside):
    assert inside("run", "tiny.yaml", "-r", "2", "--workers", "0", "--trace", "-o", "kept").status == 0
    same = inside("run", "tiny.yaml", "--verify-events", "kept")
    assert same.status == 0
    assert same.out.count("events are the same") == 2
    assert len(set(re.findall("fingerprint ([0-9a-f]{16})", same.out))) == 2  # of two replications
    lines = [*lines_of(there / "kept/trace/part-00001.parquet")]
    journal = there / "part-00001.jsonl"
    lines[4] = lines[4].replace("{", '{"odd": 1, ', 1)
    journal.write_text("\n".join(lines) + "\n")
    other = inside("run", "tiny.yaml", "--verify-events", journal)
    assert other.status == 1
    assert "replication 1, seed 1: event 5: kept" in other.out
    journal.write_text("\n".join(lines[:4]) + "\n")
    assert (
        "event 5: kept nothing, the run had ended; now {" in inside("run", "tiny.yaml", "--verify-events", journal).out
    )


def test_a_shipped_scenario_is_called_by_its_name(inside):
    ended = inside("check", "two-isps", "--set", "operators.forum.desk.staff=0.01")
    assert "/two-isps.yaml" not in ended.out + ended.err


def test_a_cluster_that_does_not_answer_is_told_and_nothing_is_written(there, inside):
    ended = inside("study", "study.yaml", "--dask", "tcp://127.0.0.1:9")
    assert (ended.status, ended.out) == (2, "")
    assert "--dask: 1 fault" in ended.err
    assert "E018" in ended.err
    assert sorted(path.name for path in there.iterdir()) == ["study.yaml", "tiny.yaml"]


MAPS = """
study:
  policies: {star: {}, two towns: {places.map: "generator:path(n=2)", operators.isp.count: 2}}
  replications: 2
  measures: [need.met_share, exposure.persons]
"""


def test_a_map_is_a_factor(there, inside):
    land = TINY.replace("people: {", 'places: {map: "generator:star(n=6)", country: XX}\npeople: {', 1)
    land = land.replace("kind: access,", "kind: access, count: 6, place: each region,")
    land = land.replace("police: {", "police: {in: XX, ")
    (there / "maps.yaml").write_text(land + MAPS, encoding="utf-8")
    assert inside("study", "maps.yaml", "--workers", "0", "-o", "maps").status == 0
    rows = load_study(there / "maps").frame()
    rows = rows[(rows["measure"] == "exposure.persons") & (rows["place"] != "")]
    towns = {policy: set(own) for policy, own in rows.groupby("policy")["place"]}
    assert towns == {"star": {f"p{n}" for n in range(1, 7)}, "two towns": {"p1", "p2"}}
