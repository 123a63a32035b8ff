"""Scenario files as cases: each invalid one has exactly the fault that its first line says, each valid one none."""

import re
from pathlib import Path

import pytest

from sim.entry import load_scenario
from sim.scenario.faults import CODES, Fault, ScenarioError, told

CASES = Path(__file__).parents[2] / "scenarios"
INVALID, WARNED, VALID = (sorted((CASES / kind).glob("*.yaml")) for kind in ("invalid", "warned", "valid"))
NOT_FROM_A_SMALL_FILE = {
    "E003": "a file too large to keep here: test_document",
    "E016": "a setting: test_overlay",
    "E018": "no scenario: experiment/test_cluster",
    "E372": "a study is planned: experiment/test_plans",
    "E373": "a study is planned: experiment/test_plans",
    "E374": "a study is planned: experiment/test_plans",
    "E375": "values to be varied: experiment/test_variations",
    "E376": "a study is planned: experiment/test_plans",
    "E377": "a package is not installed: experiment/test_designs",
    "E378": "a study is planned: experiment/test_conditions",
    "W471": "a study is planned: experiment/test_plans",
    "W472": "a study is planned: experiment/test_plans",
}
_HEAD = re.compile(r"# (\w+) at (.+), line (\d+): .+")


def said(path: Path) -> tuple[str, str, int]:
    """Return the code, path and line that the first line of a case names."""
    match = _HEAD.fullmatch(path.read_bytes().splitlines()[0].decode())
    assert match, f"{path.name}: its first line does not say what is expected"
    return match[1], "" if match[2] == "the document" else match[2], int(match[3])


def found(faults: tuple[Fault, ...]) -> list[tuple[str, str, int]]:
    return [(fault.code, fault.path, fault.mark.line) for fault in faults]


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_has_the_fault_it_is_named_after(path):
    code, _, _ = said(path)
    assert path.name.startswith(code)
    with pytest.raises(ScenarioError, match=code) as error:
        load_scenario(path)
    assert found(error.value.faults) == [said(path)]
    assert Path(error.value.faults[0].mark.file) == path


@pytest.mark.parametrize("path", WARNED, ids=lambda path: path.stem)
def test_a_file_that_is_probably_not_meant_so_has_the_warning_it_is_named_after(path):
    loaded = load_scenario(path)
    assert found(loaded.warnings) == [said(path)], told(loaded.warnings)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_file_has_neither_faults_nor_warnings(path):
    assert load_scenario(path).warnings == ()


def test_every_code_has_a_case():
    cased = {said(path)[0] for path in INVALID + WARNED}
    assert cased | NOT_FROM_A_SMALL_FILE.keys() == CODES.keys()
    assert not cased & NOT_FROM_A_SMALL_FILE.keys()


def test_every_text_of_a_fault_says_what_was_found_and_what_is_wanted():
    for path in INVALID:
        with pytest.raises(ScenarioError) as error:  # which fault it is, is the subject of another test
            load_scenario(path)
        for fault in error.value.faults:
            assert re.search(r"; (wanted|did you mean) ", fault.text) or fault.code in ("E017", "E001"), fault


def test_the_least_that_runs_has_fifteen_lines_or_fewer():
    text = (CASES / "valid" / "minimal.yaml").read_text()
    assert len(text.splitlines()) <= 15


def test_whoever_writes_two_countries_with_operators_of_their_own_is_told_of_serves():
    with pytest.raises(ScenarioError, match=r"200 % of the people at 'AT'.*'serves' where an operator does not serve"):
        load_scenario(CASES / "invalid" / "E303-market-of-a-place.yaml")
