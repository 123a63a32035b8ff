"""archive, rerun, cite and diff, on results of the real command."""

import json
import shutil
import sys
import zipfile

import pytest

from sim.cli.main import carry_out
from sim.experiment.archive.crate import figures_of
from tests.cli.command import TINY

pytest.importorskip("rocrate", reason="archives need the extra 'archive'")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a scenario, results, figures beside them, and archives, a folder and a .zip; tests copy them."""
    folder = tmp_path_factory.mktemp("archived")
    (folder / "tiny.yaml").write_text(TINY)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert carry_out(["run", "tiny.yaml", "-r", "2", "-o", "out", "--workers", "0"]) == 0
        (folder / "figures").mkdir()
        assert carry_out(["plot", "funnel", "out", "-o", "figures/who.svg"]) == 0
        (folder / "figures" / "other.svg").write_text("<svg>a figure of another scenario</svg>")
        assert carry_out(["archive", "out", "-o", "crate"]) == 0
        assert carry_out(["archive", "out", "-o", "crate.zip"]) == 0
    return folder


@pytest.fixture
def crate(made, tmp_path):
    """A copy of the archive in the test's own folder."""
    return shutil.copytree(made / "crate", tmp_path / "crate")


def test_every_file_is_listed_and_every_listed_file_is_there(made):
    from rocrate.rocrate import ROCrate

    read = ROCrate(made / "crate")
    listed = {one.id for one in read.data_entities if "File" in str(one.type)}
    there = {one.relative_to(made / "crate").as_posix() for one in (made / "crate").rglob("*") if one.is_file()}
    assert listed == there - {"ro-crate-metadata.json"}
    assert {"requirements.lock", "references.bib", "stress-des.md", "odd.md", "results/scenario.yaml"} <= there
    assert read.mainEntity.id == "results/scenario.yaml"


def test_the_sheets_are_filled(made):
    sheet = (made / "crate" / "stress-des.md").read_text()
    assert sum(line.startswith("**") and line[2].isdigit() for line in sheet.splitlines()) == 20
    for name in ("stress-des.md", "odd.md"):
        text = (made / "crate" / name).read_text()
        assert "{{" not in text
        assert "fill in" not in text.lower()
        assert "| operators.isp.keeps.session | 20 days |" in text


def test_repeating_the_run_gives_the_same(inside, crate):
    ended = inside("rerun", crate, "--workers", "0")
    assert (ended.status, ended.out.partition(":")[0]) == (0, "the same")


def test_a_zip_holds_the_same_files_and_is_repeated_too(inside, made):
    there = {one.relative_to(made / "crate").as_posix() for one in (made / "crate").rglob("*") if one.is_file()}
    with zipfile.ZipFile(made / "crate.zip") as packed:
        assert packed.testzip() is None
        assert {one.filename for one in packed.infolist() if not one.is_dir()} == there
        assert packed.read("results/measures.csv") == (made / "out" / "measures.csv").read_bytes()
    ended = inside("rerun", made / "crate.zip", "--workers", "0", "--format", "json")
    told = json.loads(ended.out)
    assert (ended.status, told["same"], told["replications"], told["differences"]) == (0, True, 2, [])
    assert told["rows"] > 100


def test_figures_of_the_scenario_beside_the_results_travel_along_with_their_numbers(made):
    for name in ("who.svg", "who.csv"):
        assert (made / "crate" / "figures" / name).read_bytes() == (made / "figures" / name).read_bytes()
    assert not (made / "crate" / "figures" / "other.svg").exists()


def test_figures_are_found_where_the_commands_put_them_by_default(tmp_path):
    folder = tmp_path / "results" / "tiny"
    folder.mkdir(parents=True)
    (tmp_path / "figures").mkdir()
    for name in ("a.svg", "figures/b.pdf", "results/c.png", "results/tiny/d.svg"):
        (tmp_path / name).write_text("scenario key abc")
    assert sorted(one.name for one in figures_of(folder, "abc")) == ["a.svg", "b.pdf", "c.png", "d.svg"]
    assert figures_of(folder, "other") == []
    (tmp_path / "results").rename(tmp_path / "elsewhere")  # what lies two folders up is another's
    found = figures_of(tmp_path / "elsewhere" / "tiny", "abc")
    assert sorted(one.name for one in found) == ["c.png", "d.svg"]


def test_without_rocrate_it_is_said_what_to_install(inside, made, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rocrate", None)  # as if it were not there
    ended = inside("archive", made / "out", "-o", "new")
    assert (ended.status, ended.out) == (2, "")
    assert "needs the package rocrate, which is not installed; wanted 'pip install exposim[archive]'" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_incomplete_results_are_refused(inside, made, tmp_path):
    folder = shutil.copytree(made / "out", tmp_path / "out")
    said = json.loads((folder / "provenance.json").read_text())
    (folder / "provenance.json").write_text(json.dumps({k: v for k, v in said.items() if k != "ended"}))
    ended = inside("archive", "out", "-o", "new")
    assert (ended.status, ended.out) == (2, "")
    assert "is incomplete: the run did not come to its end; wanted a run that came to its end" in ended.err
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_row_that_differs_is_told(inside, crate):
    import pyarrow.parquet

    part = crate / "results" / "measures" / "part-00001.parquet"
    table = pyarrow.parquet.read_table(part)
    values = table["value"].to_pylist()
    values[table["measure"].to_pylist().index("exposure.persons")] += 1.0
    pyarrow.parquet.write_table(table.set_column(table.column_names.index("value"), "value", [values]), part)
    ended = inside("rerun", crate, "--workers", "0")
    assert ended.status == 1
    assert "replication 1, exposure.persons" in ended.out


def test_another_version_is_played_with_a_flag_only(inside, crate):
    file = crate / "results" / "provenance.json"
    said = json.loads(file.read_text())
    said["key"]["model"] = "0.0.1"
    file.write_text(json.dumps(said))
    ended = inside("rerun", crate, "--workers", "0")
    assert ended.status == 2
    assert "was made by exposim 0.0.1" in ended.err
    assert "--other-version" in ended.err
    ended = inside("rerun", crate, "--workers", "0", "--other-version")
    assert ended.status == 0
    assert "was made by exposim 0.0.1" in ended.err


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "a/../../x", "..\\x"])
def test_a_path_outside_is_refused(inside, crate, tmp_path, name):
    file = crate / "ro-crate-metadata.json"
    listed = json.loads(file.read_text())
    listed["@graph"].append({"@id": name, "@type": "File"})
    file.write_text(json.dumps(listed))
    ended = inside("rerun", crate)
    assert ended.status == 2
    assert "leads out of the archive" in ended.err
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as packed:
        packed.writestr(name, "x")
    ended = inside("rerun", "bad.zip")
    assert ended.status == 2
    assert "leads out of the archive" in ended.err


def test_missing_and_unlisted_files_are_refused(inside, crate):
    (crate / "extra.txt").write_text("x")
    assert "'extra.txt', which is not listed" in inside("rerun", crate).err
    (crate / "extra.txt").unlink()
    (crate / "odd.md").unlink()
    ended = inside("rerun", crate)
    assert ended.status == 2
    assert "'odd.md', which is not there" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["archive", "nothing", "-o", "a"], "is no folder"),
        (["archive", "out", "-o", "out"], "is there already"),
        (["archive", "out", "-o", "no/where"], "there is no folder"),
        (["rerun", "nothing"], "is not there"),
        (["rerun", "out"], "has no ro-crate-metadata.json"),
        (["rerun", "tiny.yaml"], "is no .zip"),
        (["cite", "."], "has no scenario.yaml"),
    ],
)
def test_bad_input_is_said_in_a_line(inside, made, tmp_path, arguments, said):
    shutil.copytree(made / "out", tmp_path / "out")
    (tmp_path / "tiny.yaml").write_text(TINY)
    ended = inside(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert {one.name for one in tmp_path.iterdir()} == {"out", "tiny.yaml"}


def test_bibtex_names_exposim_the_scenario_and_its_sources(inside, made):
    ended = inside("cite", made / "out")
    assert ended.out.startswith("@software{exposim,")
    assert "title = {tiny}" in ended.out
    assert "seed 1" in ended.out
    assert "@misc{order-151," in inside("cite", "cn-2018-order-151").out


def test_two_scenarios_are_told_apart_in_words(inside, tmp_path):
    (tmp_path / "a.yaml").write_text(TINY)
    (tmp_path / "b.yaml").write_text(
        TINY.replace("session: 20 days", "session: 25 days")
        + "laws: {act: {from: 2021-01-10, retention: {session: {at_least: 30 days}}}}\n"
    )
    ended = inside("diff", "a.yaml", "b.yaml")
    assert ended.status == 1
    assert "operators.isp.keeps.session: 20 days -> 25 days" in ended.out
    assert "laws act (new; from 2021-01-10)" in ended.out
    assert inside("diff", "a.yaml", "a.yaml").status == 0
