"""`exposim fit`: a table of ages in, a law that can be pasted into a scenario out."""

import json
from textwrap import indent

import pytest

from sim.entry import load_scenario
from tests.cli.command import TINY

TABLE = "upper,count\n3 months,670\n6 months,190\n12 months,120\n24 months,20\n"


@pytest.fixture
def table(tmp_path):
    (tmp_path / "ages.csv").write_text(TABLE, encoding="utf-8")
    return "ages.csv"


def test_what_is_printed_can_be_pasted_into_a_scenario(table, tmp_path, inside):
    ended = inside("fit", table, "--cut-at", "24 months", "--source", "com-2011", "--status", "unverified")
    assert ended.status == 0
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    pasted = indent("act_to_report:" + ended.out.split("act_to_report:")[1].split("\n\n")[0], 8 * " ")
    text = f"extends: tiny.yaml\nagencies:\n  police:\n    asks:\n      lag:\n{pasted}\n"
    (tmp_path / "pasted.yaml").write_text(text, encoding="utf-8")
    loaded = load_scenario(tmp_path / "pasted.yaml")
    lag = loaded.scenario.agencies["police"].asks.lag.act_to_report
    assert lag.kind == "gamma"
    assert lag.mean == pytest.approx(86.4, abs=0.1)
    said = loaded.document.sources["agencies", "police", "asks", "lag", "act_to_report", "gamma", "mean"]
    assert (said["source"], said["status"]) == ("com-2011", "unverified")
    assert len(said["range"]) == 2


def test_every_family_is_told_with_the_bands_and_what_no_table_tells(table, inside):
    out = inside("fit", table, "--cut-at", "24 months").out
    assert [line.split()[0] for line in out.splitlines()[1:4]] == ["gamma", "exponential", "lognormal"]  # by AIC
    assert "up to 3 months  67.0 %  66.9 %" in out
    assert "What lies beyond the cut is in no table" in out


def test_a_cut_makes_the_mean_longer_and_one_family_can_be_asked_for(table, inside):
    said = [
        json.loads(inside("fit", table, "--family", "exponential", "--format", "json", *cut).out)["fits"]
        for cut in ([], ["--cut-at", "24 months"])
    ]
    assert [len(each) for each in said] == [1, 1]
    assert said[0][0]["mean_days"] < said[1][0]["mean_days"]


def test_shares_have_no_interval_until_their_number_is_said(tmp_path, inside):
    (tmp_path / "shares.csv").write_text("upper,share\n3 months,67 %\n6 months,20 %\nover,13 %\n", encoding="utf-8")
    without, with_number = inside("fit", "shares.csv"), inside("fit", "shares.csv", "--number", "1000")
    assert "Shares alone give no interval" in without.out
    assert "range" not in without.out
    assert "range" in with_number.out


@pytest.mark.parametrize(
    ("text", "options", "wanted"),
    [
        (None, (), "wanted a table with columns upper, and count or share"),
        ("a,b\n1,2\n", (), "wanted upper, and count or share"),
        ("upper,count\n90,5\n3 months,-1\n", (), "fit.csv:2: upper: is '90'; wanted a duration"),
        ("upper,count\n90,5\n3 months,-1\n", (), "fit.csv:3: count: is '-1'; wanted a count of 0 or more"),
        ("upper,share\n3 months,67 %\n6 months,20 %\n", (), "has shares of 87 % in all; wanted 100 %"),
        ("upper,count\n3 months,5\n2 months,5\n", (), "edges do not rise"),
        ("upper,count\n3 months,5\nover,5\n", ("--cut-at", "3 months"), "has 5 beyond"),
        ("upper,count\n3 months,5\nover,5\n", ("--cut-at", "soon"), "--cut-at: is 'soon'; wanted a duration"),
        ("upper,count\n3 months,5\nover,5\n", ("--family", "gamma"), "gamma has too many parameters for 2 bands"),
        ("upper,count\n3 months,5\nover,5\n", ("--source", "a: b"), "--source a: b: is no plain word"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_place(text, options, wanted, tmp_path, inside):
    if text is not None:
        (tmp_path / "fit.csv").write_text(text, encoding="utf-8")
    ended = inside("fit", "fit.csv", *options)
    assert ended.status == 2
    assert wanted in ended.err
    assert ended.out == ""
