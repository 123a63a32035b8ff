"""The page of a run and of a study: everything that it must hold, every text escaped, bad input said."""

import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import ResultsError, load_results
from analysis.report import page_of, write_page
from analysis.report.grids import NO_VALUE
from analysis.studies import Study
from analysis.study_totals import totals_of
from analysis.tables import Estimate, with_interval
from tests.unit.analysis.conftest import WORDS, results_in
from tests.unit.analysis.figures.known_studies import grid, policies
from tests.unit.analysis.report.hostile import HOSTILE, hostile_words

VOID = {"meta", "link", "input", "br"}


class Read(HTMLParser):
    """A page as its reader sees it: text by table, headings, ids and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.rows: list[list[str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append("")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if {"h1", "h2", "h3"} & set(self.open):
            self.headings[-1] += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def having(self, *starts: str) -> list[list[str]]:
        return [row for row in self.rows if tuple(row[: len(starts)]) == starts]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return results_in(tmp_path_factory.mktemp("page") / "results")


@pytest.fixture(scope="module")
def page(results: Path) -> str:
    return page_of(load_results(results), command="exposim report results")


def study_in(path: Path, known: Study) -> Study:
    """Return a known study whose folder has the scenario in words."""
    (path / "words.json").write_text(json.dumps(WORDS), encoding="utf-8")
    made = Study(path, known.facts, known.definitions, known.provenance, known.points)
    made.__dict__["measures"] = known.measures
    return made


def test_every_section_is_there_and_every_element_is_closed(page):
    read = Read(page)
    assert read.open == []
    wanted = ["Scenario in words", "Law time line", "Main measures", "All measures", "Figures", "Parameters"]
    found = [one for one in read.headings if one in [*wanted, "Warnings", "Provenance", "Sources"]]
    assert found == [*wanted, "Warnings", "Provenance", "Sources"]
    assert {"map", "timeline", "incidence", "funnel", "flow", "load", "lifelines"} <= set(read.headings)


def test_links_within_the_page_lead_somewhere_and_ids_are_unique(page):
    tags = Read(page).tags
    ids = [attributes["id"] for _, attributes in tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    pointed = {value[1:] for _, attributes in tags if (value := attributes.get("href") or "").startswith("#")}
    pointed |= {one for _, attributes in tags for one in (attributes.get("aria-labelledby") or "").split()}
    pointed |= set(re.findall(r"url\(#([^)]+)\)", page))
    assert {"content", "t-main", "f1-title"} <= pointed
    assert pointed <= set(ids)


def test_nothing_is_fetched(page):
    tags = Read(page).tags
    reaching = [value for _, one in tags for name in ("src", "href", "data", "srcset", "action")
                if (value := one.get(name)) and not value.startswith(("#", "data:"))]  # fmt: skip
    assert reaching == []
    assert not re.search(r"@import|url\((?!#)", page)
    assert "default-src 'none'" in page


def test_every_measure_has_its_rows_with_their_intervals(page, results):
    frame = load_results(results).frame()
    read = Read(page)
    one = frame[
        (frame["measure"] == "exposure.persons") & (frame["role"] == "bystander") & (frame["period"] == "after")
    ]
    (row,) = one.to_dict("records")
    (told,) = read.having("exposure.persons", "obtained, role bystander", "after")
    assert told[3:] == [with_interval(row["mean"], row["low"], row["high"]), "person", "3"]
    busy = read.having("desk.utilisation", "desk isp", "before")
    assert busy[0][3:] == ["30 [30, 30]", "%", "3"]
    assert len([row for row in read.rows if row[0] == "exposure.persons" and len(row) == 6]) == len(
        frame[frame["measure"] == "exposure.persons"]
    )


def test_parameters_sources_and_time_line_are_there(page):
    read = Read(page)
    assert read.having("laws.new.at_least") == [
        ["laws.new.at_least", "60 days", "30 days to 90 days", "", "assumption"]
    ]
    assert "<code>census_2020</code>" in page
    assert "law new comes into force; period after begins" in page
    assert "law old comes into force (outside the run)" in page
    assert "<code>exposim report results</code>" in page


def test_every_figure_has_a_name_for_those_who_do_not_see_it(page):
    figures = [one for tag, one in Read(page).tags if tag == "svg"]
    assert len(figures) >= 7
    for one in figures:
        assert one["role"] == "img"
        assert one["aria-labelledby"]
    heads = [one for tag, one in Read(page).tags if tag == "th"]
    assert all(one.get("scope") in ("col", "row") for one in heads)


def test_a_hostile_scenario_stays_text(tmp_path):
    words = hostile_words()
    html = page_of(load_results(results_in(tmp_path / "hostile", 1, words=words)))
    read = Read(html)
    assert read.open == []
    assert [tag for tag, _ in read.tags].count("script") == 1
    assert "<b onload" not in html
    assert "'owned'</script>" not in html
    assert "\u202e" not in html
    shown = HOSTILE.replace("\u202e", r"\u202e").replace("\u200f", r"\u200f")
    assert shown in read.headings
    links = [one["href"] for tag, one in read.tags if tag == "a"]
    assert not [link for link in links if link.startswith("javascript")]
    assert read.having(HOSTILE.replace("\u202e", r"\u202e").replace("\u200f", r"\u200f"))


def test_one_replication_and_incomplete_results_are_said(tmp_path):
    html = page_of(load_results(results_in(tmp_path / "results", 1, ended=False)))
    assert "INCOMPLETE: the run did not come to its end" in html
    assert "one replication: no intervals" in html
    assert Read(html).having("exposure.persons", "obtained", "after")[0][3] == "3 000"


def test_a_value_that_is_not_there_is_a_dash():
    from analysis.report.grids import estimated

    cell, unit = estimated(Estimate(math.nan, math.nan, math.nan), "day")
    assert (cell.text, cell.number, unit.text) == (NO_VALUE, None, "day")


def test_what_cannot_be_drawn_is_named_with_the_reason(tmp_path):
    path = results_in(tmp_path / "results")
    for file in (path / "trace").iterdir():
        file.unlink()
    html = page_of(load_results(path))
    assert "lifelines: holds no facts of single requests; wanted results of &#39;exposim run --trace&#39;" in html
    assert str(tmp_path) not in html  # no path of a machine


def test_a_study_has_policies_differences_and_what_is_not_known(tmp_path):
    html = page_of(totals_of(study_in(tmp_path, policies())))
    read = Read(html)
    assert read.open == []
    assert "What is not known" in read.headings
    assert "x.a" in [row[0] for row in read.rows]
    assert {"tradeoff", "regret", "tornado", "sobol"} <= set(read.headings)
    (often,) = [row for row in read.having("exposure.persons", "narrow") if row[3].endswith("%")]
    assert often[:5] == ["exposure.persons", "narrow", "whole run", "100 %", "0 %"]
    first = [row for row in read.having("exposure.persons") if row[1] in ("x.a", "x.b")]
    assert [row[1] for row in first] == ["x.a", "x.b"]  # the one that matters stands first
    (odd,) = [row for row in read.rows if row[1:3] == ["odd", "whole run"] and row[0].startswith("exposure.persons [")]
    assert odd[4].startswith("1 000 [")


def test_a_study_without_unknowns_says_so(tmp_path):
    html = page_of(totals_of(study_in(tmp_path, grid())))
    assert "Unknowns were held fixed" in html
    assert "heatmap" in Read(html).headings


def test_totals_of_a_study_are_those_of_all_its_rows():
    known = policies()
    known.measures["role"] = ""
    parts = known.measures.assign(role="bystander", value=1.0)
    known.__dict__["measures"] = pd.concat([known.measures, parts], ignore_index=True)
    whole, totals = known.frame(["exposure.persons"]), totals_of(known).frame(["exposure.persons"])
    assert totals["mean"].tolist() == whole[whole["role"] == ""]["mean"].tolist()
    assert len(totals) < len(whole)


@pytest.mark.parametrize(
    ("name", "said"),
    [("report.pdf", r"ends in '\.pdf'; wanted \.html"), ("no/where.html", "cannot be written")],
)
def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(results, tmp_path, name, said):
    with pytest.raises(ResultsError, match=said):
        write_page(results, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_results_is_said(tmp_path):
    with pytest.raises(ResultsError, match=r"has no provenance\.json"):
        write_page(tmp_path, tmp_path / "a.html")
    with pytest.raises(ResultsError, match="is no folder"):
        write_page(tmp_path / "nothing", tmp_path / "a.html")
    with pytest.raises(ResultsError, match="holds no finished replication"):
        write_page(results_in(tmp_path / "empty", 0), tmp_path / "a.html")
    assert not (tmp_path / "a.html").exists()
