"""The small paper of examples/paper: its scenario loads, and a shrunken study of it gives its tables and figures."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

from sim.entry import load_scenario

HOME = Path(__file__).parents[2] / "examples" / "paper"
SCENARIO = HOME / "retention-or-freeze.yaml"
MAKE = runpy.run_path(str(HOME / "make.py"))
TEXT = (HOME / "paper.md").read_text(encoding="utf-8")


def test_its_commands_are_those_of_the_text():
    told = [shlex.split(line)[2:] for line in re.findall(r"^\$ exposim .*$", TEXT, re.MULTILINE)]
    assert told == list(MAKE["PLAY"])


def test_its_text_shows_every_figure_of_its_scenario():
    figures = load_scenario(SCENARIO).scenario.figures
    shown = re.findall(r"\]\(figures/([^)]+)\)", TEXT)
    assert sorted(shown) == sorted(figure.file_of(name) for name, figure in figures.items())
    assert all((HOME / "figures" / name).is_file() for name in shown)


def test_a_shrunken_study_of_it_gives_its_tables_and_figures(inside):
    small = ("--set", "people.residents.number=3 thousand", "--workers", "0")
    assert inside("run", SCENARIO, "-r", "1", "--trace", "-o", "run", *small).status == 0
    assert inside("study", SCENARIO, "-r", "1", "--unknowns", "0", "-o", "study", *small).status == 0
    drawn = inside("figures", SCENARIO, "--run", "run", "--study", "study")
    assert {"1-need-and-held.svg", "4-lifelines.svg", "5-stored.svg"} <= {Path(file).name for file in drawn.out.split()}
    assert all("unknowns were held fixed" in line for line in drawn.err.splitlines() if line.startswith("figure "))
    tables = {}
    for name, words in MAKE["TABLES"].items():
        ended = inside(*(word.removeprefix("results/") for word in words))
        assert ended.status == 0, ended.err
        tables[name] = ended.out
    text = MAKE["filled"](TEXT, tables)
    assert "| 24 months |" in text
    assert "| laws.mandate.retention.session.at_least |" in text
    assert MAKE["filled"](text, tables) == text  # again, the same


def test_a_text_without_a_place_for_a_table_is_refused():
    with pytest.raises(ValueError, match="has no place for table main"):
        MAKE["filled"]("no places", {"main": "x"})
