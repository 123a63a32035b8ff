"""docs/faults.md: every code has an example that gives it, and a mended one that does not."""

import importlib.util
import sys
from pathlib import Path

import pytest

from sim.scenario.faults import CODES
from tests.cli.command import TINY

DOCS = Path(__file__).parents[2] / "docs"
SHORT = {"E004": {"E102"}, "E006": {"E102"}}  # these examples are two lines long, and so are they mended


def module(name: str):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


MENDS = module("mends")
PAGE = module("make_faults")
EXAMPLES = PAGE.examples()


def test_the_page_of_faults_is_up_to_date():
    assert PAGE.PAGE.read_text("utf-8") == PAGE.page(), "docs/faults.md is stale: .venv/bin/python docs/make_faults.py"


def test_every_code_has_an_example_and_a_way_to_mend_it():
    text = PAGE.PAGE.read_text("utf-8")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == sorted(CODES)
    assert EXAMPLES.keys() | MENDS.WITH_COMMANDS.keys() | MENDS.IN_WORDS.keys() == CODES.keys()
    assert MENDS.MENDS.keys() | MENDS.WITH_COMMANDS.keys() | MENDS.IN_WORDS.keys() == CODES.keys()


@pytest.mark.parametrize("code", sorted(MENDS.MENDS))
def test_a_mended_example_has_the_fault_no_more(code):
    assert code in {fault.code for fault in PAGE.faults_of(EXAMPLES[code])}
    left = PAGE.faults_of_mended(code, EXAMPLES[code])
    assert code not in left
    assert {other for other in left if other.startswith("E")} == SHORT.get(code, set())


@pytest.mark.parametrize("code", sorted(MENDS.WITH_COMMANDS))
def test_a_command_of_the_page_gives_its_fault_and_the_mended_one_does_not(code, inside):
    wrong, right = (inside(*command) for command in MENDS.WITH_COMMANDS[code])
    assert wrong.status == 2
    assert code in wrong.err
    assert right.status == 0


def test_without_ranges_there_are_no_unknowns(tmp_path, inside):
    (tmp_path / "tiny.yaml").write_text(TINY, "utf-8")
    ended = inside("run", "tiny.yaml", "--unknowns", "2")
    assert ended.status == 2
    assert "E376" in ended.err
