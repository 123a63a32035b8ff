"""The schema for editors takes what the program takes; keys that the program does not know are wrong in both."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from sim.scenario import catalogue
from sim.scenario.schema import schema

CASES = Path(__file__).parents[2] / "scenarios"
GOOD = [*sorted((CASES / "valid").glob("*.yaml")), *(entry.path for entry in catalogue.entries())]
SEEN_BY_EDITORS = ("E006", "E015-status", "E101", "E102-missing", "E103", "E202", "E203")


def plain(value: Any) -> Any:
    """Return YAML data as an editor's validator has it: keys and dates are texts."""
    if isinstance(value, dict):
        return {str(key): plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [plain(inside) for inside in value]
    return value.isoformat() if isinstance(value, date) else value


def errors(text: str) -> list[str]:
    data = plain(YAML(typ="safe", pure=True).load(text))
    return [error.message for error in jsonschema.Draft202012Validator(schema()).iter_errors(data)]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_valid_scenario_passes(path):
    assert errors(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((CASES / "invalid").glob("*.yaml")) if path.stem.startswith(SEEN_BY_EDITORS)],
    ids=lambda path: path.stem,
)
def test_what_an_editor_can_see_fails(path):
    assert errors(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("market: 100 %", "marked: 100 %"),
        ("{ip_assignment: 30 days}", "{ip_adress: 30 days}"),
        ("{at_least: 6 months}", "{at_lest: 6 months}"),
        ("6 months", "{value: 6 months, status: guessed}"),
        ("6 months", "{value: 6 months, range: [1 day]}"),
        ("6 months", "{range: [1 day, 1 year]}"),
        ("100 %", "{vlaue: 100 %}"),
        ("100 %", "{value: 100 %, because: I say so}"),
    ],
)
def test_a_slip_in_a_valid_file_fails(old, new):
    text = (CASES / "valid" / "minimal.yaml").read_text()
    assert errors(text) == []
    assert old in text
    assert errors(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("6 months", "{value: 6 months, range: [1, 12], source: a-law, status: derived, note: as told}"),
        ("{at_least: 6 months}", "{at_least: 6 months, status: assumption}"),
        ("{ip_assignment: 30 days}", "{ip_assignment: 30 days, status: assumption}"),
        ("100 %,", "100 %, desk: {handling: {lognormal: {mean: 1 hour, cv: 1}, range: [1, 2], status: assumption}},"),
        ("100 %,", "100 %, desk: {handling: 30 minutes},"),
        ("100 %,", "100 %, place: [home], stands_for: 5 million,"),
        ("residents: {", "residents: {home: degree, "),
        ("title:", "panel: all\ntitle:"),
        ("title:", "warmup: null\ntitle:"),
    ],
)
def test_every_form_of_a_value_passes(old, new):
    text = (CASES / "valid" / "minimal.yaml").read_text()
    assert old in text
    assert errors(text.replace(old, new, 1)) == []
