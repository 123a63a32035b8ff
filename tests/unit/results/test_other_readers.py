"""DuckDB and polars read the folders of a run and of a study, and docs/results.md says what is in them."""

import re
from contextlib import chdir
from pathlib import Path

import duckdb
import pandas as pd
import polars
import pytest

from analysis import load_results, load_study
from sim.entry import load_scenario, run, sweep
from tests.cli.command import TINY

PAGE = (Path(__file__).parents[3] / "docs" / "results.md").read_text("utf-8")
KEEPS = "operators.isp.keeps.session"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    """A folder with results of a run and of a study, under the names that the page has."""
    folder = tmp_path_factory.mktemp("readers")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    with chdir(folder):
        tiny = load_scenario("tiny.yaml")
        run(tiny, replications=2, workers=0)
        sweep(tiny, vary={KEEPS: "5..15 days"}, design="sobol", points=2, replications=2, workers=0)
        sweep(
            tiny, vary={KEEPS: "5..15 days"}, design="sobol", points=2, replications=1, workers=0
        )  # fewer than there are
        sweep(tiny, vary={KEEPS: "5..15 days"}, design="sobol", points=2, replications=2, workers=0)
    return folder


@pytest.fixture(scope="module")
def met(here) -> dict[str, float]:
    frame = load_study(here / "results/tiny-sweep").frame(["need.met_share"])
    return frame[frame["period"] == ""].query("agency == '' and category == ''").set_index("point")["mean"].to_dict()


def totals(rows: pd.DataFrame) -> dict[str, float]:
    return dict(rows[["point", "mean"]].itertuples(index=False))


def test_the_page_of_duckdb_gives_the_numbers_of_a_study(here, met):
    (query,) = blocks("sql")
    with chdir(here):
        found = duckdb.sql(query.replace("GROUP BY", "AND r.agency = '' AND r.category = '' GROUP BY")).df()
    assert totals(found) == pytest.approx(met)
    assert len(met) == 2


def test_duckdb_reads_a_run(here):
    results = load_results(here / "results/tiny")
    with chdir(here):
        query = "SELECT count(*), sum(value) FROM 'results/tiny/measures/*.parquet' WHERE measure = 'load.stored'"
        (row,) = duckdb.sql(query).fetchall()
    stored = results.measures[results.measures["measure"] == "load.stored"]["value"]
    assert row == (len(stored), pytest.approx(stored.sum()))


def test_the_pages_of_python_run_and_polars_gives_the_numbers_of_a_study(here, met):
    names: dict[str, object] = {}
    with chdir(here):
        for block in blocks("python"):
            exec(compile(block, "results.md", "exec"), names)
    assert isinstance(names["found"], polars.DataFrame)
    whole = polars.scan_parquet(here / "results/tiny-sweep/runs/*.parquet").filter(polars.col("agency") == "")
    assert set(names["found"]["point"]) == set(met)
    assert whole.select(polars.len()).collect().item() > 0


def columns(path: Path) -> list[str]:
    first = path if path.is_file() else next(iter(sorted(path.glob("*.parquet"))))
    return pd.read_parquet(first).columns.tolist()


@pytest.mark.parametrize(
    "name",
    [
        "tiny/measures", "tiny/series", "tiny/curves", "tiny/map", "tiny/links", "tiny/flows",
        "tiny-sweep/runs", "tiny-sweep/points.parquet", "tiny-sweep/design.parquet",
    ],
)  # fmt: skip
def test_the_page_explains_every_column(here, name):
    for column in columns(here / "results" / name):
        said = column.replace(KEEPS, "") or "*path*"
        assert f"`{said}`" in PAGE or said == "*path*", f"docs/results.md does not say what {column} of {name} is"


def test_a_column_that_the_page_does_not_have_would_be_seen():
    assert "`weight`" not in PAGE


def test_the_page_names_every_file_of_the_folders(here):
    for folder in ("tiny", "tiny-sweep"):
        for path in (here / "results" / folder).iterdir():
            assert path.name in PAGE or path.name.startswith("."), f"{folder}/{path.name}"
