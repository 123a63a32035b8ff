"""Texts of a stranger's scenario in all that exposim prints and writes: they stay text."""

import csv
import io

import pytest

from sim.entry import load_scenario
from sim.scenario.faults import ScenarioError
from tests.cli.command import TINY

FORMULAS = ["=HYPERLINK(1)", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3|(1)", " =1"]
STUDY = "study: {{policies: {{as it is: {{}}, '{}': {{operators.isp.keeps.session: 9 days}}}}, replications: 1}}\n"


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("where", ["title", "policy", "source"])
def test_what_a_spreadsheet_would_carry_out_is_refused(tmp_path, text, where):
    quoted = text.replace("'", "''")
    whole = TINY + (STUDY.format(quoted) if where == "policy" else "")
    whole = whole.replace("title: tiny", f"title: '{quoted}'") if where == "title" else whole
    if where == "source":
        whole = whole.replace("session: 20 days", f"session: {{value: 20 days, source: '{quoted}'}}")
    (tmp_path / "world.yaml").write_text(whole)
    with pytest.raises(ScenarioError) as error:
        load_scenario(tmp_path / "world.yaml")
    assert {fault.code for fault in error.value.faults} == {"E015" if where == "source" else "E207"}


@pytest.mark.parametrize("text", ["-5 days", "+ a little more", "a = b", "who@where"])
def test_other_texts_are_titles(tmp_path, text):
    (tmp_path / "world.yaml").write_text(TINY.replace("title: tiny", f"title: '{text}'"))
    assert load_scenario(tmp_path / "world.yaml").scenario.title == text


def test_latex_and_html_of_a_policy_stay_text(tmp_path, inside):
    policy = "<b>\\input{/etc/passwd}"
    (tmp_path / "world.yaml").write_text(TINY + STUDY.format(policy))
    assert inside("study", "world.yaml", "--workers", "0", "-r", "2", "-o", "out").status == 0
    latex = inside("table", "differences", "out", "--format", "latex").out
    assert r"\textless{}b\textgreater{}\textbackslash{}input\{/etc/passwd\}" in latex
    assert r"\input{" not in latex
    rows = list(csv.DictReader(io.StringIO(inside("compare", "out", "--format", "csv").out)))
    assert {row["point"] for row in rows} == {policy}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "world.yaml"]
