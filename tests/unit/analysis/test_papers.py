"""Tables of papers: the cells, their escapes, and what stands below."""

import io

import pandas as pd
import pytest

from analysis import ResultsError, load_results
from analysis.papers import FORMS, Table, differences, influences, main, parameters, parts, ranks
from analysis.tables import with_interval
from tests.unit.analysis.conftest import WORDS
from tests.unit.analysis.figures.known_studies import grid, policies

HOSTILE = Table("50 % & more_|<b>", ["a_b", "[x](y)"], [["[1]", "key_1"], ["#", "not a key"]], ["x^2"], pd.DataFrame())


def cells(text: str, start: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(start)]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_main_table_has_a_column_for_each_period(folder):
    results = load_results(folder())
    text = FORMS["markdown"](main(results))
    assert cells(text, "| measure") == ["measure", "unit", "before", "after"]
    row = cells(text, "| exposure.persons |")
    assert row[:2] == ["exposure.persons", "person"]
    assert row[2].startswith("2 100 [")
    assert "95 % interval over 3 replications" in text
    data = pd.read_csv(io.StringIO(FORMS["csv"](main(results))))
    assert data[data["measure"] == "exposure.persons"]["mean"].tolist() == [2100.0, 3100.0]


def test_a_measure_by_a_label(folder):
    table = parts(load_results(folder()), "exposure.persons", "role")
    assert table.head == ["role", "before [person]", "after [person]"]
    assert [row[0] for row in table.rows] == ["suspect", "bystander"]
    mean, low, high = table.data[["mean", "low", "high"]].iloc[0]
    assert table.rows[0][1] == with_interval(mean, low, high)


def test_one_replication_and_incomplete_results_are_said(folder):
    notes = main(load_results(folder(replications=1, ended=False))).notes
    assert notes[0] == "One replication gives no intervals."
    assert notes[-1] == "INCOMPLETE: the run did not come to its end."


def test_differences_are_paired_and_relative():
    table = differences(policies(), measures=["exposure.persons"])
    wide = next(row for row in table.data.to_dict("records") if row["point"] == "wide")
    made = policies().points
    a = made[made["policy"] == "wide"]["unknown:x.a"]
    assert wide["difference"] == pytest.approx(10.0 + 20.0 * a.mean())
    assert table.head[3] == "narrow"
    assert {row[1] for row in table.rows} == {"wide", "odd"}
    assert "on the same draws" in table.notes[0]


def test_differences_of_shares_are_in_percentage_points():
    table = differences(policies(), measures=["need.met_share"])
    row = next(row for row in table.rows if row[1] == "wide")
    assert row[0] == "need.met_share [percentage point]"
    assert row[3:] == ["40", "40 [40, 40]", "100.0"]


def test_differences_of_an_unknown_measure_or_baseline_are_refused():
    with pytest.raises(ResultsError, match=r"measure 'load\.stored': is not in these results"):
        differences(grid(), measures=["load.stored"])
    with pytest.raises(ResultsError, match="has no point 'nothing'"):
        differences(policies(), "nothing")


def test_the_values_of_a_scenario_have_range_source_and_status():
    table = parameters(WORDS | {"title": "t"})
    assert table.head == ["path", "value", "range", "source", "status"]
    assert table.rows[0] == ["laws.new.at_least", "60 days", "30 days to 90 days", "", "assumption"]
    assert table.notes == ["1 of 2 values are assumptions.", "census_2020: Bureau, Census, 2020"]
    assert r"\cite{census_2020} & verified \\" in FORMS["latex"](table)


def test_latex_escapes_what_would_be_a_command():
    text = FORMS["latex"](HOSTILE)
    assert r"\caption{50 \% \& more\_|\textless{}b\textgreater{}}" in text
    assert r"{[1]} & key\_1 \\" in text  # a bracket after \\ would be an option
    assert r"\# & not a key \\" in text
    assert r"x\textasciicircum{}2" in text
    assert text.count(r"\toprule") == text.count(r"\midrule") == text.count(r"\bottomrule") == 1


def test_a_hostile_source_is_not_cited():
    table = HOSTILE._replace(sources=frozenset({1}))
    text = FORMS["latex"](table)
    assert r"\cite{key_1}" in text
    assert r"\cite{not a key}" not in text


def test_markdown_escapes_cells_and_links():
    text = FORMS["markdown"](HOSTILE)
    assert text.startswith(r"**50 % & more_\|&lt;b>**")
    assert r"| a_b | [x]\(y) |" in text


def test_ranks_over_the_unknowns_say_how_surely_a_policy_is_best():
    table = ranks(policies(), "exposure.persons")
    assert [row[0] for row in table.rows] == ["narrow", "wide", "odd"]
    data = table.data.set_index("point")
    assert data["first_share"].to_dict() == {"narrow": 1.0, "wide": 0.0, "odd": 0.0}
    assert data.loc["narrow", ["regret", "rank"]].tolist() == [0.0, 1.0]
    drawn = policies().points.drop_duplicates("draw")["unknown:x.a"]
    assert data.loc["wide", "regret"] == pytest.approx(10.0 + 20.0 * drawn.mean())
    assert "rank as their averages do in 100 % of the draws" in table.notes[1]
    assert ranks(policies(), "exposure.persons", "more").rows[0][0] == "odd"


def test_the_unknown_that_matters_most_comes_first():
    table = influences(policies(), "exposure.persons", "narrow")
    assert [row[0] for row in table.rows] == ["x.a", "x.b"]
    assert table.data.set_index("path").loc["x.a", "mean"] > 0.8
