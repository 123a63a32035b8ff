"""archive, rerun, cite and diff, on results of the real command."""

import json
import shutil
import zipfile

import pytest

from sim.cli.main import carry_out
from tests.cli.command import TINY

pytest.importorskip("rocrate", reason="archives need the extra 'archive'")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a scenario, its results `out` and their archive `crate`; tests copy it."""
    folder = tmp_path_factory.mktemp("archived")
    (folder / "tiny.yaml").write_text(TINY)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert carry_out(["run", "tiny.yaml", "-r", "2", "-o", "out", "--workers", "0"]) == 0
        assert carry_out(["archive", "out", "-o", "crate"]) == 0
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
