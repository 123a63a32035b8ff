"""explain, on results of the real command: one person, one request, totals, provisions."""

import json
import re
import shutil
from xml.etree import ElementTree

import pyarrow.parquet
import pytest

from sim.cli.main import carry_out
from tests.cli.explained import WORLD, data


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder of results that tests copy or read."""
    folder = tmp_path_factory.mktemp("explained")
    (folder / "world.yaml").write_text(WORLD)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert carry_out(["run", "world.yaml", "-r", "2", "-o", "out", "--workers", "0"]) == 0
    return folder / "out"


@pytest.fixture
def explain(inside, made):
    """Explain the results: `explain("--person", "any")`."""
    return lambda *arguments: inside("explain", made, *arguments)


def test_the_first_person_exposed_is_told_from_the_record_to_the_notice(explain):
    ended = explain("--person", "any")
    assert ended.status == 0
    for part in (
        "keeps this for 10 days by habit, and act raised that to 40 days",
        "without act the store would have reached back to",
        "nothing would have been left to find",
        "drafted",
        "nobody has to authorise it",
        "a human looked at it",
        "the person was told on",
        "<─ makes it keep for longer ─ act",
    ):
        assert part in " ".join(ended.out.split()), part


def test_the_data_say_what_the_words_say(explain):
    found = data(explain("--person", "any", "--format", "json"))
    (one,) = [each for each in found["exposures"] if each["channel"] == "request"][:1]
    assert (one["kept"]["raised_by"], one["kept"]["practice_days"], one["kept"]["kept_days"]) == (["act"], 10.0, 40.0)
    assert [each["records"] for each in one["kept"]["without"] if each["laws"] == ["act"]] == [0]
    kinds = {node["kind"] for node in found["graph"]["nodes"]}
    assert kinds >= {"person", "records", "store", "act", "recipient", "end", "told", "law"}
    assert found["person"]["number"] == found["requests"][0]["person"]


def test_a_request_is_told_by_its_number(explain):
    number = data(explain("--request", "any", "--format", "json"))["request"]
    found = data(explain("--request", number, "--format", "json"))
    assert [one["request"] for one in found["exposures"]] == [number]
    assert [one["number"] for one in found["requests"]] == [number]


def test_somebody_who_was_not_exposed_is_told_so(explain):
    exposed = set()
    for replication in ("0", "1"):
        exposed.add(
            data(explain("--person", "any", "--replication", replication, "--format", "json"))["person"]["number"]
        )
    for person in range(300):
        found = data(explain("--person", person, "--format", "json"))
        if not found["exposures"]:
            assert "was not exposed one by one" in explain("--person", person).out
            return
    raise AssertionError("everybody was exposed; wanted a world in which somebody is not")


def test_a_chain_is_drawn_with_its_numbers(explain, tmp_path):
    ended = explain("--person", "any", "-o", "chain.svg")
    assert ended.status == 0
    drawn = " ".join("".join(ElementTree.parse(tmp_path / "chain.svg").getroot().itertext()).split())
    assert "makes it keep for longer" in drawn
    assert "request 1 police read by a human of police" in drawn
    table = (tmp_path / "chain.csv").read_text().splitlines()
    assert table[0] == "chain,from,how,to"
    assert any(",act,makes it keep for longer," in line for line in table)


def test_totals_name_the_law_and_add_up(explain):
    ended = explain("--workers", "0", "--format", "json")
    found = data(ended)
    requests = [one for one in found["causes"] if one["channel"] == "request" and one["measure"] == "persons"]
    assert [one["law"] for one in requests] == ["act"]
    assert {one["allowed_by"] for one in found["causes"] if one["channel"] == "onsite"} == {"visits"}
    spared = {one["law"]: one["mean"] for one in found["laws"]}
    assert spared["act"] > 0
    assert spared["later"] == 0
    assert (found["replications"], found["unexplained"]) == (2, 0)
    told = explain("--workers", "0")
    assert "practice" in told.out
    assert "visit allowed by" in told.out


def test_each_provision_is_taken_away_on_the_same_draws(explain, tmp_path, made):
    ended = explain("--provisions", "--workers", "0", "-o", "prov", "--format", "json")
    rows = {(one["law"], one["provision"], one["measure"]): one for one in data(ended)["provisions"]}
    assert {key[:2] for key in rows} == {
        ("act", "retention.session"),
        ("act", "notify"),
        ("visits", "inspection.onsite"),
        ("visits", "inspection.remote"),
    }
    met = rows["act", "retention.session", "need.met_share"]
    assert met["adds"] == pytest.approx(met["base"])  # without the duty no act is old enough to be found
    assert rows["act", "notify", "need.met_share"]["adds"] == 0
    assert rows["visits", "inspection.onsite", "exposure.persons"]["adds"] > 0
    runs = [file.name for file in (tmp_path / "prov" / "runs").iterdir()]
    again = explain("--provisions", "--workers", "0", "-o", "prov")
    assert again.status == 0
    assert "percentage point" in again.out
    # runs are kept by what they hang on: the same command plays nothing again
    assert [file.name for file in (tmp_path / "prov" / "runs").iterdir()] == runs


def changed(made, folder):
    shutil.copytree(made, folder)
    return folder


def test_another_model_version_is_refused(inside, made, tmp_path):
    folder = changed(made, tmp_path / "older")
    said = json.loads((folder / "provenance.json").read_text())
    said["key"]["model"] = "0.0.1"
    (folder / "provenance.json").write_text(json.dumps(said))
    for wish in (["--person", "any"], ["--request", "1"], [], ["--provisions"]):
        ended = inside("explain", folder, *wish)
        assert ended.status == 2
        assert "was made by exposim 0.0.1, and this is" in ended.err


def test_rows_that_come_out_otherwise_are_refused(inside, made, tmp_path):
    folder = changed(made, tmp_path / "otherwise")
    part = folder / "measures" / "part-00000.parquet"
    table = pyarrow.parquet.read_table(part)
    values = table["value"].to_pylist()
    place = table["measure"].to_pylist().index("exposure.persons")
    values[place] += 1.0
    pyarrow.parquet.write_table(table.set_column(table.column_names.index("value"), "value", [values]), part)
    for wish in (
        ["--person", "any"],
        ["--workers", "0", "--replication", "0"],
        ["--provisions", "-r", "1", "--workers", "0"],
    ):
        ended = inside("explain", folder, *wish)
        assert ended.status == 2
        assert "1 rows of measures came out otherwise" in ended.err
        assert "exposure.persons" in ended.err


def test_a_changed_scenario_is_refused(inside, made, tmp_path):
    folder = changed(made, tmp_path / "edited")
    text = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(text.replace("value: 40 days", "value: 41 days"))
    ended = inside("explain", folder, "--person", "any")
    assert ended.status == 2
    assert "is not the scenario that was run" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--person", "300"], "wanted a number from 0 to 299, or 'any'"),
        (["--person", "-1"], "is '-1'; wanted a number from 0, or 'any'"),
        (["--person", "nan"], "is 'nan'; wanted a number from 0, or 'any'"),
        (["--person", "2\u00b2"], "wanted a number from 0, or 'any'"),
        (["--request", "2\u00b2"], "wanted a number from 1"),
        (["--request", "0"], "wanted a number from 1"),
        (["--request", "99999"], "as many as replication 0 has"),
        (["--person", "1", "--replication", "9"], "wanted one that"),
        (["--replication", "9"], "wanted one of those"),
        (["--person", "1", "--request", "1"], "wanted one of them"),
        (["--person", "1", "-o", "a.gif"], "wanted .pdf, .svg or .png"),
        (["--person", "1", "-o", "nowhere/a.svg"], "wanted one that is there"),
        (["-o", "a.svg"], "without --person or --request"),
        (["--person", "any", "--format", "csv"], "wanted table or json"),
    ],
)
def test_bad_input_is_said_in_a_line(explain, tmp_path, arguments, said):
    ended = explain(*arguments)
    assert ended.status == 2
    assert said in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "said"), [("nothing", "is no folder"), (".", "has no provenance.json")])
def test_a_folder_that_holds_no_results(inside, name, said):
    ended = inside("explain", name, "--person", "any")
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


def test_results_without_a_finished_replication(inside, made, tmp_path):
    folder = changed(made, tmp_path / "empty")
    for part in (folder / "measures").iterdir():
        part.unlink()
    ended = inside("explain", folder, "--person", "any")
    assert ended.status == 2
    assert "holds no finished replication" in ended.err


def test_somebody_of_a_crowd_cannot_be_explained(inside, tmp_path):
    text = (
        WORLD.replace("number: 300", "number: 150000")
        .replace("80 per 100", "1 per 100k")
        .replace("planned: 20 %", "effort: {onsite: 100 %}")
    )
    (tmp_path / "crowd.yaml").write_text(text)
    assert inside("run", "crowd.yaml", "-r", "1", "-o", "crowd", "--workers", "0").status == 0
    ended = inside("explain", "crowd", "--person", "7")
    assert ended.status == 0
    words = " ".join(ended.out.split())
    assert "was not exposed one by one" in words
    assert "is one of 150,000 people whom" in words
    assert "cannot be explained for one person" in words
    totals = inside("explain", "crowd", "--workers", "0")
    assert "drawn as a crowd" in totals.out
    assert "not told apart" in totals.out


def test_a_crowd_all_of_whom_were_exposed_leaves_nobody_out(inside, tmp_path):
    text = (
        WORLD.replace("number: 300", "number: 150000")
        .replace("80 per 100", "1 per 100k")
        .replace("copies: 1 %", "copies: 100 %")
        .replace("planned: 20 %", "effort: {onsite: 100 %}")
    )
    (tmp_path / "crowd.yaml").write_text(text)
    assert inside("run", "crowd.yaml", "-r", "1", "-o", "crowd", "--workers", "0").status == 0
    words = " ".join(inside("explain", "crowd", "--person", "7").out.split())
    assert "is one of 150,000 people whom acts in bulk touched as a crowd: all of them had records obtained" in words
    assert re.search(r"The acts, counted by category: onsite at isp by police \(\d+\)\.", words)
    assert "cannot be explained" not in words


def test_results_of_a_run_have_no_points(explain):
    ended = explain("--point", "as it is")
    assert (ended.status, ended.out) == (2, "")
    assert "is no study; wanted no --point and no --draw" in ended.err
