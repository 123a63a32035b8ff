"""What figures draw is what the folder holds."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis import ResultsError, figures, load_results
from analysis.choosing import by_part
from analysis.figures import collateral, flow, funnel, incidence, lifelines, load, lorenz, timeline, tradeoff
from analysis.figures import map as map_
from analysis.figures.collateral import numbers as collateral_numbers
from analysis.figures.dots import dots
from analysis.figures.flow import numbers as flow_numbers
from analysis.figures.funnel import numbers as funnel_numbers
from analysis.figures.incidence import numbers as incidence_numbers
from analysis.figures.lifelines import numbers as lifelines_numbers
from analysis.figures.load import numbers as load_numbers
from analysis.figures.lorenz import numbers as lorenz_numbers
from analysis.figures.map import links_of
from analysis.figures.map import numbers as map_numbers
from analysis.figures.saving import save
from analysis.figures.style import drawn_for
from analysis.figures.timeline import numbers as timeline_numbers
from analysis.figures.tradeoff import numbers as tradeoff_numbers
from tests.unit.analysis.figures.known_studies import policies


@pytest.fixture
def results(folder):
    return load_results(folder())


def test_functions_bear_the_names_of_their_files():
    assert all(callable(getattr(figures, name)) for name in figures.KINDS)


def test_timeline_draws_the_mean_of_each_operator_and_the_days_of_laws(results):
    frame = timeline_numbers(results)
    ax = timeline(frame, changes=[(np.datetime64("2021-02-15").astype(object), "law new comes into force")])
    isp, site = (line for line in ax.get_lines() if line.get_label() in ("isp", "site"))
    np.testing.assert_allclose(isp.get_ydata(), [101.0, 111.0, 121.0, 131.0])
    np.testing.assert_allclose(site.get_ydata(), [11.0, 11.0, 21.0, 21.0])
    assert "law new comes into force, 2021-02-15" in ax.get_xlabel()
    assert "2021" in ax.get_xlabel().splitlines()[0]


def test_timeline_of_results_marks_only_laws_within_the_run(results):
    figure = Figure()
    figures.KINDS["timeline"].of(results, figure)
    told = figure.axes[0].get_xlabel()
    assert ("law new" in told, "law old" in told, "period" in told) == (True, False, False)


def test_timeline_of_an_unknown_series_names_the_nearest(results):
    with pytest.raises(ResultsError, match=r"no series 'load\.store'; did you mean 'load\.stored'\?"):
        timeline_numbers(results, series="load.store")


def test_incidence_draws_shares_and_people_at_risk(results):
    frame = incidence_numbers(results)
    ax = incidence(frame)
    obtained = ax.get_lines()[0]
    np.testing.assert_allclose(obtained.get_xdata(), [0.0, 30.0, 60.0])
    np.testing.assert_allclose(obtained.get_ydata(), [0.0, 0.11, 0.22])  # per cent: mean of 0.2, 0.22 and 0.24
    at_end = frame[frame["days"] == 60.0].set_index("stage")["at_risk"]
    assert at_end.to_dict() == {"obtained": 998_000.0, "examined": 999_800.0}


def test_load_draws_every_desk_and_period_with_its_interval(results):
    frame = load_numbers(results)
    one = frame[(frame["measure"] == "desk.utilisation") & (frame["part"] == "police: draft")]
    assert one["mean"].tolist() == pytest.approx([0.11, 0.11])
    assert (one["low"] < 0.11).all()
    assert (one["high"] > 0.11).all()
    axes = load(frame, axes=Figure().subplots(1, 3))
    assert axes[0].get_xlabel() == "desk.utilisation [%]"
    np.testing.assert_allclose(sorted(axes[0].get_lines()[0].get_xdata()), [11.0, 30.0])


def test_map_colours_places_by_share_and_sizes_them_by_people(results):
    frame = map_numbers(results)
    ax = map_(frame, links=links_of(results))
    assert frame.set_index("place")["mean"]["north"] == pytest.approx(0.0022)
    marks = ax.collections[1]  # the first holds places where nobody lives
    np.testing.assert_allclose(marks.get_array(), [0.22, 0.10])  # the larger place first, in per cent
    np.testing.assert_allclose(marks.get_sizes()[1] / marks.get_sizes()[0], 4 / 6)
    assert len(ax.collections[0].get_offsets()) == 1
    assert len(ax.get_lines()) == 2  # a line for each link, the one abroad too


@pytest.mark.parametrize("number", [1, 2, 3])
def test_marks_of_a_map_of_places_in_a_line_lie_within_the_frame(results, number):
    known = map_numbers(results)
    whole = pd.concat([known.head(1)] * number, ignore_index=True)
    frame = whole.assign(place=[*"abc"][:number], lon=np.nan, lat=np.nan)
    for lon in (np.nan, 10.0):  # two without a position stand on a circle, one above the other
        ax = map_(frame.assign(lon=lon, lat=np.nan if np.isnan(lon) else np.arange(float(number))))
        ax.figure.draw_without_rendering()
        marks = ax.collections[1]
        at = ax.transData.transform(marks.get_offsets())
        reach = np.sqrt(marks.get_sizes().max() / np.pi) * ax.figure.dpi / 72  # of a mark, in pixels
        assert (at - reach > ax.bbox.min).all()
        assert (at + reach < ax.bbox.max).all()


def test_map_refuses_a_period_that_is_none(results):
    with pytest.raises(ResultsError, match="no map of obtained in never; wanted one of obtained in whole run"):
        map_numbers(results, period="never")


def test_a_flow_of_a_stage_or_period_that_is_none_names_those_that_are(results):
    with pytest.raises(ResultsError, match=r"no record is 'obtain' in .*; did you mean 'obtained'\?"):
        flow_numbers(results, stage="obtain")
    with pytest.raises(ResultsError, match=r"period 'never': is none with .*; wanted one of .*'whole run'"):
        flow_numbers(results, period="never")


def test_funnel_begins_with_all_people_and_orders_the_stages(results):
    frame = funnel_numbers(results, period="after")
    assert frame["part"].tolist() == ["people present", "obtained", "examined"]
    assert frame["mean"].tolist() == pytest.approx([1e6, 3100.0, 310.0])
    drawn = funnel(frame).get_lines()[0]
    np.testing.assert_allclose(drawn.get_xdata(), [1e6, 3100.0, 310.0])


def test_collateral_puts_bystanders_on_top(results):
    ax = collateral(collateral_numbers(results))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["bystander", "suspect"]
    np.testing.assert_allclose(sorted(ax.get_lines()[0].get_xdata()), [21.0, 2079.0])  # before


def test_flow_boxes_are_as_high_as_their_shares(results):
    frame = flow_numbers(results)
    assert frame["mean"].sum() == pytest.approx(40.0)
    assert (frame["n"] == 3).all()
    boxes = [patch for patch in flow(frame).patches if hasattr(patch, "get_height")]
    heights = sorted(box.get_height() for box in boxes)
    np.testing.assert_allclose(heights, [0.25, 0.25, 0.75, 0.75, 1.0, 1.0, 1.0])


def test_lorenz_is_the_curve_of_two_places(results):
    frame = lorenz_numbers(results, period="after")
    at = frame.set_index("people")["mean"]
    # south has 40 % of the people and 400 of the 1600, 1720, 1840 who are exposed
    assert at.iloc[40] == pytest.approx(np.mean([400 / 1600, 400 / 1720, 400 / 1840]), abs=1e-9)
    assert frame["gini"].iloc[0] == pytest.approx(0.4 - at.iloc[40], abs=1e-3)
    assert lorenz(frame).get_lines()[1].get_ydata()[-1] == 100.0


def test_lifelines_divide_a_request_into_its_steps(results):
    frame = lifelines_numbers(results)
    assert len(frame) == 1  # what was withheld never became a request
    bars = lifelines(frame).patches
    np.testing.assert_allclose([bar.get_x() for bar in bars], [40.0, 42.0, 44.0, 48.0])
    np.testing.assert_allclose([bar.get_width() for bar in bars], [2.0, 2.0, 4.0, 2.0])


def test_lifelines_want_a_trace(results):
    for part in (results.path / "trace").iterdir():
        part.unlink()
    with pytest.raises(ResultsError, match="wanted results of 'exposim run --trace'"):
        lifelines_numbers(results)


def test_neighbouring_looks_differ_in_grey_and_line():
    from analysis.figures.style import look

    for number in range(6):
        one, other = look(number), look(number + 1)
        assert one.linestyle != other.linestyle
        assert one.marker != other.marker
        assert to_hex(one.color) != to_hex(other.color)


def test_an_interval_far_beyond_all_dots_ends_at_the_edge_in_an_arrow():
    frame = pd.DataFrame({"part": ["a", "b"], "period": "", "mean": [1.0, 2.0], "low": [0.5, 0.1], "high": [1.5, 1e9]})
    ax = Figure().subplots()
    dots(ax, frame, ["a", "b"])
    assert ax.get_xlim()[1] == 5.0
    (arrow,) = [line for line in ax.get_lines() if line.get_marker() == ">"]
    assert (arrow.get_xdata().tolist(), arrow.get_ydata().tolist()) == ([5.0], [1.0])
    near = Figure().subplots()
    dots(near, frame.assign(high=[1.5, 3.0]), ["a", "b"])
    assert near.get_xlim()[1] < 5.0
    assert not [line for line in near.get_lines() if line.get_marker() == ">"]


def test_lines_of_very_different_size_stand_on_a_logarithmic_axis(results):
    frame = timeline_numbers(results)
    assert timeline(frame).get_yscale() == "linear"
    tiny = frame.assign(
        **{name: frame[name].where(frame["line"] == "isp", frame[name] / 1e4) for name in ("mean", "low")}
    )
    ax = timeline(tiny)
    assert ax.get_yscale() == "log"
    assert ax.get_ylim()[0] < tiny["mean"].min()


def test_one_interval_out_of_all_proportion_does_not_flatten_the_lines(results):
    frame = timeline_numbers(results)
    frame.loc[0, "high"] = 1e12
    assert timeline(frame).get_ylim()[1] < 3 * frame["mean"].max()


def test_a_stage_that_nobody_came_to_is_an_open_mark_at_the_edge(results):
    frame = funnel_numbers(results, period="after")
    frame.loc[frame["part"] == "examined", ["mean", "low", "high"]] = [0.0, 0.0, 1.2]
    ax = funnel(frame)
    (open_mark,) = [line for line in ax.get_lines() if line.get_markerfacecolor() == "white"]
    assert open_mark.get_xdata()[0] == ax.get_xlim()[0]


def test_numbers_at_risk_are_named_by_their_stage_not_by_colour_alone(results):
    ax = incidence(incidence_numbers(results))
    told = [text.get_text() for text in ax.texts]
    assert {"obtained", "examined"} <= set(told)


def test_a_dollar_in_a_name_is_no_formula(tmp_path):
    """Two dollar signs would begin and end a formula, and this one cannot be set."""
    frame = tradeoff_numbers(policies())
    frame = frame.assign(series=r"$\frac{1}$")
    with drawn_for("ieee"):
        figure = Figure()
        ax = figure.subplots()
        tradeoff(frame, ax=ax)
        ax.legend()
        save(figure, frame, tmp_path / "figure.svg", {"title": r"$\frac$", "subject": "", "made_by": ""})
    assert r"$\frac{1}$" in (tmp_path / "figure.svg").read_text("utf-8")


def test_what_was_never_counted_is_said(folder):
    made = folder()
    results = load_results(made)
    frame = results.frame()
    frame.loc[frame["measure"] == "exposure.persons", "mean"] = np.nan
    with pytest.raises(ResultsError, match=r"exposure\.persons: has no value in these results"):
        by_part(frame, "exposure.persons")


def test_results_without_a_finished_replication_are_said(folder, tmp_path):
    with pytest.raises(ResultsError, match="holds no finished replication"):
        figures.draw("funnel", folder(replications=0), tmp_path / "figure.svg")
    assert not (tmp_path / "figure.svg").exists()
