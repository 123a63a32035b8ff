"""explain, of people who move, come and go, and of points of studies."""

import re

import pyarrow.parquet
import pytest

from sim.cli.main import carry_out
from tests.cli.explained import WORLD, data

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
