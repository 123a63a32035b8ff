import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.scenario.catalogue import entries
from tests.cli.command import TINY, exposim


def test_help_names_every_verb_and_panel(inside):
    ended = inside("--help")
    assert ended.status == 0
    for word in ("Start:", "new", "list", "show", "check", "run", "Trust:", "schema"):
        assert word in ended.out


def test_help_loads_nothing_heavy(tmp_path: Path):
    """What takes long to load is what makes help slow; times themselves are no test."""
    from tests.cli.command import modules_loaded_by

    heavy = {"numpy", "pandas", "numba", "scipy", "matplotlib", "networkx", "pydantic", "ruamel", "rich", "pyarrow"}
    assert not heavy & modules_loaded_by("--help", within=tmp_path)
    assert not {"numpy", "scipy", "numba"} & modules_loaded_by("check", "cn-2018-order-151", within=tmp_path)
    assert {"pydantic", "networkx"} <= modules_loaded_by("check", "two-isps", within=tmp_path)  # the measuring works


def test_version(inside):
    assert inside("--version").out.startswith("exposim 0.")


def test_a_new_scenario_runs_as_it_is_and_is_not_overwritten(tmp_path: Path, inside):
    ended = inside("new", "mine.yaml")
    assert (ended.status, ended.out) == (0, "")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "exposim run mine.yaml" in text
    assert inside("check", "mine.yaml").out.startswith("mine: no faults, no warnings")
    again = inside("new", "mine.yaml")
    assert again.status == 2
    assert "exists already" in again.err
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("starter", ["law", "inspections", "abroad"])
def test_every_starter_is_commented_and_runs_small(starter: str, tmp_path: Path, inside):
    assert inside("new", "mine.yaml", "--starter", starter).status == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "check mine.yaml" in text
    assert text.count("#") > 6
    assert inside("check", "mine.yaml").out.startswith("mine: no faults, no warnings")
    fewer = ("--set", "people.residents.number=20 thousand", "--set", "end=2026-08-01")
    periods = ("--set", "periods.after=2026-07-01 to 2026-08-01")
    assert inside("run", "mine.yaml", "-r", "1", "--workers", "0", *fewer, *periods).status == 0


def test_a_starter_that_there_is_not_is_refused(tmp_path: Path, inside):
    assert inside("new", "mine.yaml", "--starter", "war").status == 2
    assert not (tmp_path / "mine.yaml").exists()


def test_a_new_scenario_in_no_folder_is_refused(inside):
    assert inside("new", "nowhere/mine.yaml").status == 2


def test_the_catalogue_is_listed(inside):
    lines = inside("list").out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == [entry.name for entry in entries()]
    assert {"cn-2018-order-151", "two-isps"} <= set(names)


def test_the_list_says_which_scenarios_are_reviewed_and_a_run_of_another_warns(inside):
    states = {line.split()[0]: re.split(r" {2,}", line)[1] for line in inside("list").out.splitlines()}
    assert states["two-isps"] == "invented"
    assert states["cn-2026-order-176"] == "not reviewed"
    assert "W414" in inside("check", "cn-2026-order-176").out
    assert "review  not reviewed" in inside("show", "cn-2026-order-176").out
    assert "W414" in inside("show", "cn-2026-order-176").err
    assert inside("show", "two-isps").err == ""


def test_show_tells_every_part_and_every_value(inside):
    ended = inside("show", "two-isps", "--set", "operators.alpha.market=55 %")
    assert ended.status == 0
    for words in ("Operators\n", "Time line\n", "law retention-act comes into force", "values are assumptions"):
        assert words in ended.out
    assert [line.split()[1:3] for line in ended.out.splitlines() if "operators.alpha.market" in line] == [["55", "%"]]


def test_show_lets_no_control_character_of_a_bibliography_through(tmp_path: Path, inside):
    text = TINY.replace("session: 20 days", "session: {value: 20 days, source: odd}")
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "references.bib").write_text("@misc{odd,\n  title = {a \x1b]0;owned\x07 title},\n}\n", encoding="utf-8")
    out = inside("show", "odd.yaml").out
    assert "odd: a \\x1b]0;owned\\x07 title" in out
    assert "\x1b" not in out


def test_the_resolved_scenario_is_a_scenario_with_the_same_key(tmp_path: Path, inside):
    (tmp_path / "resolved.yaml").write_text(inside("show", "two-isps", "--resolved").out, encoding="utf-8")
    keys = [
        next(line for line in inside("show", name).out.splitlines() if line.startswith("key"))
        for name in ("two-isps", "resolved.yaml")
    ]
    assert keys[0] == keys[1]


def test_check_as_json_has_faults_as_data(tmp_path: Path, inside):
    (tmp_path / "bad.yaml").write_text(TINY.replace("20 days", "-20 days"), encoding="utf-8")
    ended = inside("check", "bad.yaml", "--format", "json")
    assert ended.status == 2
    (fault,) = json.loads(ended.out)["faults"]
    assert fault["code"] == "E204"
    assert (fault["file"], fault["line"], fault["path"]) == ("bad.yaml", 6, "operators.isp.keeps.session")


def test_check_tells_the_work_to_expect(inside):
    found = json.loads(inside("check", "two-isps", "--format", "json").out)
    assert found["faults"] == []
    assert 30 < found["expected"]["cases"] < 50  # 12 per 100 people and year, 2,000 people, 60 days: 39.4
    assert "cases" in inside("check", "two-isps").out


def test_a_warning_does_not_stop_a_check(tmp_path: Path, inside):
    (tmp_path / "late.yaml").write_text(TINY + "laws: {late: {from: 2031-01-01}}\n", encoding="utf-8")
    ended = inside("check", "late.yaml")
    assert ended.status == 0
    assert "W401" in ended.out


IDLE = TINY + "study: {policies: {as it is: {}, idle: {operators.isp.keeps.session: KEPT}}}\n"


def test_check_tells_of_a_policy_that_changes_nothing_and_of_one_that_cannot_be_run(tmp_path: Path, inside):
    (tmp_path / "idle.yaml").write_text(IDLE.replace("KEPT", "480 hours"), encoding="utf-8")
    ended = inside("check", "idle.yaml")
    assert (ended.status, ended.err) == (0, "")
    assert "study.policies.idle  W471  changes nothing" in ended.out
    warnings = json.loads(inside("check", "idle.yaml", "--format", "json").out)["warnings"]
    assert [(one["code"], one["path"], one["line"]) for one in warnings] == [("W471", "study.policies.idle", 8)]
    (tmp_path / "bad.yaml").write_text(IDLE.replace("KEPT", "20 kB"), encoding="utf-8")
    ended = inside("check", "bad.yaml")
    assert (ended.status, ended.out) == (2, "")
    assert "study.policies.idle.operators.isp.keeps.session  E201" in ended.err


@pytest.mark.parametrize("code", ["E204", "e204"])
def test_a_code_is_explained(code: str, inside):
    assert inside("check", "--explain", code).out.startswith("E204: ")


def test_the_schema_accepts_the_starter_and_refuses_a_wrong_key(tmp_path: Path, inside):
    inside("schema", "-o", "schema.json")
    schema = json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(inside("schema").out)
    inside("new", "mine.yaml")
    document = YAML(typ="safe").load((tmp_path / "mine.yaml").read_text(encoding="utf-8"))
    document = json.loads(json.dumps(document, default=str))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    assert list(Draft202012Validator(schema).iter_errors(document | {"operator": {}}))


def test_output_that_nobody_reads_is_no_fault(tmp_path: Path):
    import subprocess

    from tests.cli.command import EXPOSIM

    with subprocess.Popen([EXPOSIM, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as command:
        assert command.stdout
        command.stdout.close()
        _, err = command.communicate(timeout=60)
    assert err == ""


def test_the_real_command_lists(tmp_path: Path):
    ended = exposim("list", within=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "two-isps" in ended.stdout
