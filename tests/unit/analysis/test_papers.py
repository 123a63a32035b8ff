"""Tables of papers: the cells, their escapes, and what stands below."""

import io
import re

import pandas as pd
import pytest

from analysis import ResultsError, load_results
from analysis.papers import FORMS, Table, differences, influences, main, parameters, parts, ranks
from analysis.studies import Study
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
    assert cells(text, "| measure") == ["measure", "before", "after"]
    row = cells(text, "| exposure.persons [person] |")
    assert row[1].startswith("2 100 [")
    assert r"exposure.persons [person] & 2\,100 [" in FORMS["latex"](main(results))
    assert "95 % interval over 3 replications" in text
    data = pd.read_csv(io.StringIO(FORMS["csv"](main(results))))
    assert data[data["measure"] == "exposure.persons [person]"]["mean"].tolist() == [2100.0, 3100.0]


def test_a_measure_by_a_label(folder):
    table = parts(load_results(folder()), "exposure.persons", "role")
    assert table.head == ["role", "before [person]", "after [person]"]
    assert [row[0] for row in table.rows] == ["suspect", "bystander"]
    mean, low, high = table.data[["mean", "low", "high"]].iloc[0]
    assert table.rows[0][1] == with_interval(mean, low, high)
    assert FORMS["csv"](table).splitlines()[0] == "measure,part,period,mean [person],low [person],high [person],n"


def test_main_measures_of_one_unit_have_it_in_the_head(folder):
    results = load_results(folder())
    persons = results.frame().query("measure == 'exposure.persons'")
    results.__dict__["frame"] = lambda: persons
    table = main(results)
    assert table.head == ["measure", "before [person]", "after [person]"]
    assert [row[0] for row in table.rows] == ["exposure.persons", "exposure.persons@examined"]
    assert FORMS["csv"](table).splitlines()[0] == "measure,period,mean [person],low [person],high [person]"


def test_one_replication_and_incomplete_results_are_said(folder):
    results = load_results(folder(replications=1, ended=False))
    for table in (main(results), parts(results, "exposure.persons", "role")):
        assert table.notes[0] == "One replication gives no intervals."
        assert table.notes[-1] == "INCOMPLETE: the run did not come to its end."
        assert "INCOMPLETE: the run did not come to its end." in FORMS["markdown"](table)
        assert "INCOMPLETE: the run did not come to its end." in FORMS["latex"](table)
        marked = pd.read_csv(io.StringIO(FORMS["csv"](table)))
        assert set(marked["incomplete"]) == {"the run did not come to its end"}
    assert "incomplete" not in FORMS["csv"](main(load_results(folder(name="whole"))))


def test_every_table_of_an_incomplete_study_says_so(monkeypatch):
    monkeypatch.setattr(Study, "finished", 7)
    study = policies()
    for table in (
        differences(study, measures=["exposure.persons"]),
        ranks(study, "exposure.persons"),
        influences(study, "exposure.persons", "narrow"),
    ):
        assert table.notes[-1] == f"INCOMPLETE: 7 of {study.wanted} runs."
        assert table.incomplete == f"7 of {study.wanted} runs"


def test_differences_are_paired_and_relative():
    table = differences(policies(), measures=["exposure.persons"])
    wide = next(row for row in table.data.to_dict("records") if row["point"] == "wide")
    made = policies().points
    a = made[made["policy"] == "wide"]["unknown:x.a"]
    assert wide["difference"] == pytest.approx(10.0 + 20.0 * a.mean())
    assert table.head == ["measure", "point", "period", "narrow [person]", "difference [person]", "relative [%]"]
    assert {row[1] for row in table.rows} == {"wide", "odd"}
    assert "on the same draws" in table.notes[0]


def test_differences_of_shares_are_in_percentage_points():
    table = differences(policies(), measures=["need.met_share"])
    row = next(row for row in table.rows if row[1] == "wide")
    assert table.head[3:5] == ["narrow [%]", "difference [percentage point]"]
    assert row[3:] == ["40", "40 [40, 40]", "100 [100, 100]"]
    both = differences(policies(), measures=["need.met_share", "exposure.persons"])
    assert both.head[3:5] == ["narrow", "difference"]
    assert {row[0] for row in both.rows} == {"need.met_share [percentage point]", "exposure.persons [person]"}
    written = pd.read_csv(io.StringIO(FORMS["csv"](both)))
    assert set(written["measure"]) == {"need.met_share [1]", "exposure.persons [person]"}


def test_digits_are_those_that_intervals_leave():
    table = differences(policies(), measures=["exposure.persons"])
    odd = next(row for row in table.rows if row[1] == "odd")
    told = next(row for row in table.data.to_dict("records") if row["point"] == "odd")
    limits = [told[name] for name in ("base", "base_low", "base_high")]
    assert odd[3] == with_interval(*limits).split(" [")[0]
    assert odd[5] == with_interval(*(100 * told[name] for name in ("relative", "relative_low", "relative_high")))
    assert told["relative_low"] < told["relative"] < told["relative_high"]
    ranked = ranks(policies(), "exposure.persons")
    narrow = next(row for row in ranked.data.to_dict("records") if row["point"] == "narrow")
    assert ranked.rows[0][1] == with_interval(*(narrow[name] for name in ("mean", "mean_low", "mean_high")))


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


def test_a_wide_table_wraps_and_a_long_one_goes_over_pages():
    path = "operators.large.desk.handling.lognormal.mean_of_all"
    rows = [[path, "x" * 50, "1"]] * 41
    wide = Table("t", ["path", "value", "n"], rows[:40], ["a note"], pd.DataFrame())
    text = FORMS["latex"](wide)
    assert text.startswith("% needs \\usepackage{booktabs,array}\n\\begin{table*}")
    shares = [float(one) for one in re.findall(r"dimexpr ([0-9.]+)", text)]
    assert len(shares) == 3
    assert 0.98 < sum(shares) <= 1.0
    assert r"handling.\allowbreak{}lognormal.\allowbreak{}mean\_\allowbreak{}of" in text
    text = FORMS["latex"](wide._replace(rows=rows))
    assert "longtable}" in text.splitlines()[0]
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == text.count(r"\endhead") == 1
    assert text.count(r"path & value & n \\") == 2  # the head again on each page
    assert text.count(path[:9]) == 41
    narrow = FORMS["latex"](Table("t", ["a", "b"], [["x", "-12 350 [-1, 2]"]], [], pd.DataFrame()))
    assert r"\begin{tabular}{ll}" in narrow
    assert r"x & $-$12\,350 [$-$1, 2] \\" in narrow


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
