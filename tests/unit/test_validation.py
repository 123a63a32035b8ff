"""docs/validation.md: up to date with the numbers kept, never fitted to what it predicts, and every miss explained."""

import re
from pathlib import Path

import pytest

from validation.__main__ import PAGE, ROWS, kept, played
from validation.page import page
from validation.rows import MARKS, Done, Published, Spread, at_least, figure, years, years_by_factor

ROOT = Path(__file__).parents[2]


def test_the_page_is_that_of_the_numbers_kept_and_has_every_row():
    done = kept()
    assert [one.row.name for one in done] == [row.name for row in ROWS]
    assert PAGE.read_text("utf-8") == page(done), "docs/validation.md is stale: python -m validation --page"


@pytest.mark.parametrize("name", ["eu-over-12-internet", "dk-year", "eu-provider"])
def test_a_row_played_again_has_the_number_kept(name):
    (row,) = [row for row in ROWS if row.name == name]
    (before,) = [one for one in kept() if one.row.name == name]
    assert played(row).model == before.model


@pytest.mark.slow
@pytest.mark.parametrize("name", ["telstra-2014", "uk-spoc-back"])
def test_a_longer_row_played_again_has_the_number_kept(name):
    test_a_row_played_again_has_the_number_kept(name)


def test_every_figure_has_a_source_and_a_mark():
    keys = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "scenarios" / "references.bib").read_text("utf-8"), re.MULTILINE))
    assert {row.published.source for row in ROWS} <= keys
    assert {row.published.mark for row in ROWS} <= MARKS.keys()
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_every_prediction_that_misses_says_why_and_every_fit_comes_out():
    done = kept()
    for one in done:
        if one.row.role == "predicted" and not one.agrees:
            assert one.row.why, one.row.name
        if one.row.role == "calibrated":
            assert one.agrees, one.row.name
    assert sum(one.row.role == "predicted" for one in done) >= 15
    assert any(one.row.role == "predicted" and not one.agrees for one in done)


def test_what_is_predicted_was_not_fitted():
    """A row may share its figure with a fit only where the fit is another scenario's: those are named."""
    fitted = {(row.published.source, row.published.value) for row in ROWS if row.role == "calibrated"}
    again = {
        row.name for row in ROWS if row.role == "predicted" and (row.published.source, row.published.value) in fitted
    }
    assert again == {"uk-age-ordered", "uk-period-one"}  # without the fit: 12 months kept; one parameter


def done(model: Spread, published: Published) -> Done:
    return Done(ROWS[0]._replace(published=published, role="predicted"), model)


def test_a_verdict_is_that_of_interval_and_rounding():
    assert done(Spread(10, 9, 11), figure(11.4, "", "", within=0.5)).verdict == "agrees"
    assert done(Spread(10, 9, 11), figure(12, "", "", within=0.5)).verdict == "**misses** by -17 %"
    assert done(Spread(10, 9, 11), figure(40, "", "")).verdict == "**misses** by a factor of 4"
    assert done(Spread(494, 494, 494), at_least(100, "", "")).verdict == "agrees"
    assert done(Spread(94, 94, 94), at_least(100, "", "")).verdict == "**misses** by -6 %"


def test_years_spread_as_years_do():
    """Counts of a tenth of a year, made ten times as large, spread as the square root of ten says."""
    import numpy as np

    rng = np.random.default_rng(4)
    tenths = 10 * rng.poisson(1000, size=(400, 30))
    wide = [(s.high - s.low) / 2 for s in (years(row, larger=10) for row in tenths)]
    assert np.mean(wide) == pytest.approx(2.045 * 100 * np.sqrt(1 + 10 / 30), rel=0.05)  # t of 29; 100 is sqrt(10,000)
    assert years([3.0, 3.0]) == Spread(3.0, 3.0, 3.0)


def test_an_interval_by_a_factor_stays_over_0_and_holds_95_per_cent_of_years():
    """A next value of a lognormal law lies in the interval of eight earlier ones as often as it should."""
    import numpy as np

    rng = np.random.default_rng(5)
    worlds = np.exp(rng.normal(3.0, 0.8, size=(4000, 9)))
    spreads = [years_by_factor(world[:8]) for world in worlds]
    held = np.mean([spread.low <= world[8] <= spread.high for spread, world in zip(spreads, worlds, strict=True)])
    assert held == pytest.approx(0.95, abs=3.3 * np.sqrt(0.95 * 0.05 / 4000))
    assert all(spread.low > 0 for spread in spreads)
    assert any(years(world[:8]).low < 0 for world in worlds), "plus and minus would not do"
    assert spreads[0].mean == pytest.approx(worlds[0][:8].mean())


def test_a_row_that_was_defined_anew_says_so_and_is_named_at_the_top():
    text = PAGE.read_text("utf-8")
    again = [row.name for row in ROWS if row.seen]
    assert again == ["uk-errors-2017", "chain-two", "chain-three", "chain-hub"]
    for name in again:
        assert re.search(rf"^- `{name}`:[^`]*Defined anew", text, re.MULTILINE), name
        assert f"`{name}`" in text.split("## ")[0]
