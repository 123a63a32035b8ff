"""explain, on results of the real command: one person, one request, totals, provisions."""

import json
import re
import shutil
from xml.etree import ElementTree

import pyarrow.parquet
import pytest

from sim.cli.main import carry_out

WORLD = """
exposim: 1
title: A law that doubles retention, and inspectors who copy
start: 2021-01-04
end: 2021-02-13
people: {residents: {number: 300, writes: {session: 30 per person day}, activity_cv: 0}}
operators: {isp: {market: 100 %, keeps: {session: 10 days}}}
laws:
  act: {retention: {session: {at_least: 40 days}}, notify: {share: 100 %, after: {fixed: 2 days}}}
  visits: {inspection: {onsite: {may: [copy]}, remote: {may: [probe]}}}
  later: {from: 2022-01-01, retention: {session: {at_least: 90 days}}}
agencies:
  police:
    cases: {rate: 80 per 100 people per year}
    asks: {for: {session: 100 %}, lag: {act_to_report: {fixed: 20 days}}}
    inspectors: {staff: 1}
    inspections: {planned: 20 %, onsite: {takes: {fixed: 1 day}, copies: 1 %}}
"""


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


def data(ended):
    assert ended.status == 0, ended.err
    return json.loads(ended.out)


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


MOVING = """
exposim: 1
title: People who come, go and change their line
start: 2021-01-04
end: 2021-05-04
people:
  residents:
    number: 200
    writes: {session: 6 per person day}
    enter: 1 per year
    leave: 1 per year
    moves: 4 per year
operators:
  north: {market: 50 %, keeps: {session: 20 days}}
  south: {market: 50 %, keeps: {session: 60 days}}
agencies:
  police:
    cases: {rate: 200 per 100 people per year}
    asks: {for: {session: 100 %}, lag: {act_to_report: {exponential: {mean: 15 days}}}}
"""


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """Results of people who come, go and move, with the facts of the run."""
    folder = tmp_path_factory.mktemp("moved")
    (folder / "moving.yaml").write_text(MOVING)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert carry_out(["run", "moving.yaml", "-r", "1", "--trace", "-o", "out", "--workers", "0"]) == 0
    facts = pyarrow.parquet.read_table(folder / "out" / "trace" / "part-00000.parquet").to_pandas()
    return folder / "out", facts[(facts["fact"] == "Disclosed") & (facts["stage"] == "obtained")]


def test_somebody_who_moves_is_told_with_the_operators_of_each_time(inside, moved):
    folder, facts = moved
    operators = facts.groupby("person")["operator"].nunique()
    person = int(operators[operators > 1].index[0])
    told = data(inside("explain", folder, "--person", str(person), "--format", "json"))
    mine = facts[facts["person"] == person]
    chains = told["exposures"]
    assert [(one["operator"], one["records"]) for one in chains] == [
        (row.operator, row.records) for row in mine.itertuples()
    ]
    for one in chains:  # each record was written while the line was of the operator that had it
        assert [s["access"] for s in told["person"]["stays"] if s["from"] <= one["to"] < s["to"]] == [one["operator"]]
    words = " ".join(inside("explain", folder, "--person", str(person)).out.split())
    assert re.search(r"The line was of (north|south) until 2021-\d\d-\d\d \d\d:\d\d, ", words)


def test_somebody_who_comes_later_is_told_and_the_highest_number_is_known(inside, moved):
    folder, facts = moved
    person = int(facts["person"].max())
    assert person >= 200  # of the population of those who enter
    words = " ".join(inside("explain", folder, "--person", str(person)).out.split())
    assert f"Person {person} of residents, entered in home" in words
    assert "The person came on 2021-" in words
    ended = inside("explain", folder, "--person", "9999")
    assert ended.status == 2
    last = int(re.search(r"wanted a number from 0 to (\d+), or 'any'", ended.err)[1])
    assert person <= last < 400
    assert inside("explain", folder, "--person", str(last)).status == 0


STUDY = """
study:
  policies: {as it is: {}, no act: {laws.act.off: true}}
  cross: {agencies.police.cases.rate: {few: 40 per 100 people per year, many: 80 per 100 people per year}}
  unknowns: {from: ranges, draws: 2}
  baseline: as it is
  replications: 1
"""


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """A study of two policies at two rates, at two draws of an unknown."""
    folder = tmp_path_factory.mktemp("studied")
    text = WORLD.replace("session: 10 days", "session: {value: 10 days, range: [8 days, 12 days]}") + STUDY
    (folder / "world.yaml").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert carry_out(["study", "world.yaml", "-o", "study", "--workers", "0"]) == 0
    return folder / "study"


def test_a_point_of_a_study_is_explained(inside, studied):
    told = data(inside("explain", studied, "--point", "as it is, rate=few", "--person", "any", "--format", "json"))
    assert told["point"] == "as it is, rate=few, draw 0"
    assert told["exposures"][0]["kept"]["raised_by"] == ["act"]
    any_of = ("explain", studied, "--point", "as it is, rate=many", "--person", "any", "--format", "json")
    chains = [data(inside(*any_of, "--draw", draw))["exposures"][0] for draw in ("0", "1")]
    practice = {one["kept"]["practice_days"] for one in chains}
    assert len(practice) == 2  # each draw has another habit
    assert all(8 <= one <= 12 for one in practice)


def test_totals_of_a_point_say_which(inside, studied):
    ended = inside("explain", studied, "--point", "no act, rate=few", "--workers", "0")
    assert f"came from in {studied}, no act, rate=few, draw 0; mean over one replication" in ended.out
    assert "--point=no act, rate=few" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "is a study of 4 points; wanted --point, one of 'as it is, rate=few', 'as it is, rate=many', 'no act"),
        (
            ("--point", "no act"),
            "is 'no act', a policy of 2 points; wanted one of 'no act, rate=few', 'no act, rate=many'",
        ),
        (("--point", "no akt, rate=few"), "did you mean 'no act, rate=few'?"),
        (("--point", "x"), "is 'x', which "),
        (("--point", "no act, rate=few", "--draw", "2"), "--draw: is 2; wanted one from 0 to 1"),
        (("--point", "no act, rate=few", "--person", "300"), "wanted a number from 0 to 299"),
        (("--point", "no act, rate=few", "--replication", "1", "--person", "any"), "--replication: is 1; wanted"),
    ],
)
def test_a_study_is_explained_point_by_point(inside, studied, arguments, said):
    ended = inside("explain", studied, *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


def test_results_of_a_run_have_no_points(explain):
    ended = explain("--point", "as it is")
    assert (ended.status, ended.out) == (2, "")
    assert "is no study; wanted no --point and no --draw" in ended.err
