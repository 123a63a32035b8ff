"""archive and rerun of studies, on the real command."""

import csv
import json
import shutil

import pytest

from analysis import load_study
from analysis.tables import total_rows
from sim.cli.main import carry_out
from tests.cli.command import TINY

pytest.importorskip("rocrate", reason="archives need the extra 'archive'")

KEEPS = "operators.isp.keeps.session"
STUDY = f"""\
study:
  policies: {{as it is: {{}}, short: {{{KEEPS}: 5 days}}}}
  baseline: as it is
  cross: {{agencies.police.asks.for: {{all: {{session: 100 %}}, half: {{session: 50 %, subscriber: 50 %}}}}}}
  unknowns: {{from: ranges, draws: 2}}
  replications: 1
"""
RANGED = TINY.replace("session: 5 per person day", "session: {value: 5 per person day, range: [4, 6]}") + STUDY
ABOUT = 8  # points: two policies, two values, two draws


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a study, a figure of it, its archive, and a study that is not finished; tests copy them."""
    folder = tmp_path_factory.mktemp("archived")
    (folder / "ranged.yaml").write_text(RANGED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert carry_out(["study", "ranged.yaml", "-o", "study", "--workers", "0"]) == 0
        assert carry_out(["plot", "tradeoff", "study", "-o", "trade.svg"]) == 0
        assert carry_out(["archive", "study", "-o", "crate"]) == 0
        shutil.copytree(folder / "study", folder / "half")
        assert carry_out(["study", "ranged.yaml", "-o", "half", "-r", "2", "--share", "1/8", "--workers", "0"]) == 0
    return folder


@pytest.fixture
def crate(made, tmp_path):
    """A copy of the archive in the test's own folder."""
    return shutil.copytree(made / "crate", tmp_path / "crate")


def test_the_archive_of_a_study_holds_what_was_played_and_lists_it(made):
    from rocrate.rocrate import ROCrate

    read, crate = ROCrate(made / "crate"), made / "crate"
    listed = {one.id for one in read.data_entities if "File" in str(one.type)}
    there = {one.relative_to(crate).as_posix() for one in crate.rglob("*") if one.is_file()}
    assert listed == there - {"ro-crate-metadata.json"}
    assert {"figures/trade.svg", "figures/trade.csv", "results/points.csv", "results/study.json"} <= there
    assert "  cross:" in (crate / "results" / "scenario.yaml").read_text()
    played = {one.id for one in read.dereference("#run")["result"]}
    assert {name for name in there if name.startswith("results/runs/")} < played
    kept, archived = load_study(made / "study"), load_study(crate / "results")
    assert kept.measures.equals(archived.measures)
    assert len(archived.measures) > 1000


def test_its_tables_are_the_totals_of_the_study(made):
    frame = load_study(made / "study").frame(["need.met_share"])
    total = total_rows(frame, "need.met_share")
    with (made / "crate" / "estimates.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == "need.met_share"]
    assert [(row["point"], float(row["mean"])) for row in rows] == list(
        total[["point", "mean"]].itertuples(index=False, name=None)
    )
    with (made / "crate" / "differences.csv").open() as file:
        points = {row["point"] for row in csv.DictReader(file)}
    assert points == {"short, for=all", "short, for=half"}


def test_the_sheets_tell_what_the_study_varies(made):
    sheet, page = ((made / "crate" / name).read_text() for name in ("stress-des.md", "odd.md"))
    assert "4 points are compared with 'as it is' on the same draws of chance, at 2 draws of the unknowns" in sheet
    assert "- people.residents.writes.session: 4 to 6" in sheet
    assert "One replication of each point, which gives no intervals." in sheet
    for text in (sheet, page):
        assert "- short: operators.isp.keeps.session = 5 days" in text
        assert "all ({session: 100 %}), half ({session: 50 %, subscriber: 50 %})" in text
        assert "{{" not in text


def test_repeating_the_study_gives_the_same(inside, crate):
    ended = inside("rerun", crate, "--workers", "0", "--format", "json")
    told = json.loads(ended.out)
    assert (ended.status, told["same"], told["differences"]) == (0, True, [])
    assert (told["points"], told["replications"]) == (ABOUT, ABOUT)
    assert told["rows"] == len(load_study(crate / "results").measures)


def test_a_row_that_differs_is_told_with_its_point(inside, crate):
    import pyarrow.parquet

    (pack,) = (crate / "results" / "runs").glob("*.parquet")
    table = pyarrow.parquet.read_table(pack)
    points = load_study(crate / "results").points
    key = points.loc[(points["point"] == "short, for=half") & (points["draw"] == 1), "key"].iloc[0]
    rows = zip(table["key"].to_pylist(), table["measure"].to_pylist(), strict=True)
    wrong = list(rows).index((key, "exposure.persons"))
    values = table["value"].to_pylist()
    values[wrong] += 1.0
    place = table.column_names.index("value")
    pyarrow.parquet.write_table(table.set_column(place, "value", [values]), pack)
    ended = inside("rerun", crate, "--workers", "0")
    assert ended.status == 1
    assert "short, for=half, draw 1, replication 0, exposure.persons" in ended.out
    assert f"1 of {table.num_rows:,} rows of 8 runs at 8 points, played again in" in ended.out


def test_an_unfinished_study_is_refused(inside, made, tmp_path):
    shutil.copytree(made / "half", tmp_path / "half")
    ended = inside("archive", "half", "-o", "new")
    assert (ended.status, ended.out) == (2, "")
    assert "half: is incomplete: 8 of 16 runs; wanted every run of the study" in ended.err
    assert [one.name for one in tmp_path.iterdir()] == ["half"]


def changed(file, **changes):
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def another_model(results):
    provenance = json.loads((results / "provenance.json").read_text())
    changed(results / "provenance.json", key=provenance["key"] | {"model": "0.0.1"})


def other_policy(results):
    changed(results / "study.json", policies={"as it is": {}, "short": {KEEPS: "6 days"}})


def no_policies(results):
    changed(results / "study.json", policies=None)


def other_scenario(results):
    file = results / "scenario.yaml"
    file.write_text(file.read_text().replace("number: {value: 1000", "number: {value: 1001"))


def no_runs(results):
    shutil.rmtree(results / "runs")
    (results.parent / "ro-crate-metadata.json").write_text(
        json.dumps({"@graph": [{"@id": f"results/{one.name}", "@type": "File"} for one in results.iterdir()]})
    )
    for one in results.parent.iterdir():
        if one.is_file() and one.name != "ro-crate-metadata.json":
            one.unlink()
    shutil.rmtree(results.parent / "figures")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (another_model, "was made by exposim 0.0.1, and this is 0.1.0; wanted the version that made it"),
        (other_policy, "point 'short, for=all' is not what was played: its numbers have another key"),
        (no_policies, "does not say what policies and values change"),
        (other_scenario, "is not the scenario that was run: its numbers have another key"),
        (no_runs, "holds no finished run"),
    ],
)
def test_what_is_not_the_study_that_was_played_is_refused(inside, crate, spoil, said):
    spoil(crate / "results")
    ended = inside("rerun", crate, "--workers", "0")
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
