"""plot, table and report, on results of the real command."""

import re

import pytest

from tests.cli.command import TINY


@pytest.fixture
def played(inside, tmp_path):
    (tmp_path / "tiny.yaml").write_text(TINY)
    ended = inside("run", "tiny.yaml", "-r", "2", "-o", "out", "--workers", "0")
    assert ended.status == 0
    return inside


def test_a_figure_and_a_table_of_a_run(played, tmp_path):
    ended = played("plot", "funnel", "out", "-o", "fig.svg", "--for", "nature")
    assert (ended.status, ended.out.split()) == (0, ["fig.svg", "fig.csv"])
    assert "exposim 0.1.0, scenario key" in (tmp_path / "fig.svg").read_text("utf-8")
    ended = played("table", "out")
    assert ended.status == 0
    assert "| exposure.persons [person] |" in ended.out
    ended = played("table", "parameters", "out", "--format", "latex", "-o", "values.tex")
    assert ended.status == 0
    assert r"\bottomrule" in (tmp_path / "values.tex").read_text("utf-8")
    ended = played("table", "out", "--measure", "exposure.persons", "--by", "operator", "--format", "csv")
    assert ended.out.splitlines()[0].startswith("measure,part,period,mean [person],low [person]")


def test_a_page_of_a_run(played, tmp_path):
    ended = played("report", "out", "-o", "page.html")
    assert (ended.status, ended.out.strip()) == (0, "page.html")
    html = (tmp_path / "page.html").read_text("utf-8")
    assert '<h1><bdi dir="auto">tiny</bdi></h1>' in html
    assert "agencies.police.cases.rate" in html
    assert str(tmp_path) not in html


FIGURES = """\
figures:
  who: {kind: funnel, for: nature}
  stored: {kind: timeline, series: load.stored, by: category, file: stored.svg}
"""


def test_all_figures_of_a_scenario_with_one_command(played, tmp_path):
    (tmp_path / "tiny.yaml").write_text(TINY + FIGURES)
    ended = played("figures", "tiny.yaml", "--run", "out", "-o", "paper")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.split() == ["paper/who.pdf", "paper/who.csv", "paper/stored.svg", "paper/stored.csv"]
    assert all((tmp_path / file).stat().st_size > 100 for file in ended.out.split())
    width = re.search(r'width="([0-9.]+)pt"', (tmp_path / "paper" / "stored.svg").read_text("utf-8"))
    assert float(width[1]) == pytest.approx(88.9 / 25.4 * 72)


def test_a_figure_that_cannot_be_drawn_is_said_and_the_others_are_drawn(played, tmp_path):
    (tmp_path / "tiny.yaml").write_text(TINY + FIGURES + "  over: {kind: tradeoff}\n  no: {kind: map, period: befor}\n")
    ended = played("figures", "tiny.yaml", "--run", "out")
    assert ended.status == 2
    assert "figure 'over': results/tiny-study: is no folder" in ended.err
    assert "figure 'no': " in ended.err
    assert "figures/who.pdf" in ended.out.split()


def test_a_scenario_without_figures_is_refused(inside, tmp_path):
    (tmp_path / "tiny.yaml").write_text(TINY)
    ended = inside("figures", "tiny.yaml")
    assert (ended.status, ended.out) == (2, "")
    assert "E102  is missing; wanted figures by name" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.yaml"]


def test_the_kinds_are_listed(inside):
    ended = inside("plot", "kinds")
    assert ended.status == 0
    assert {"timeline", "map", "tornado"} <= {line.split()[0] for line in ended.out.splitlines()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plot", "funel", "."], "did you mean 'funnel'"),
        (["plot", "funnel"], "no folder is given"),
        (["plot", "funnel", "nothing"], "is no folder"),
        (["plot", "funnel", "."], "has no provenance.json"),
        (["plot", "tornado", "."], "is no folder of a study"),
        (["plot", "funnel", ".", "--with", "period"], "wanted NAME=VALUE"),
        (["plot", "funnel", ".", "-o", "a.gif"], "wanted one of .pdf, .svg, .png"),
        (["table", "mian", "."], "did you mean 'main'"),
        (["table", "main", "a", "b"], "wanted [KIND] DIR"),
        (["table", "measure", "."], "wanted --measure"),
        (["table", "differences", "."], "is no study"),
        (["table", "parameters", ".", "--by", "desk"], "takes no --by"),
        (["table", "nothing"], "is no folder"),
        (["report", "nothing"], "is no folder"),
        (["report", "."], "has no provenance.json"),
    ],
)
def test_bad_input_is_said_in_a_line(inside, arguments, said):
    ended = inside(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
