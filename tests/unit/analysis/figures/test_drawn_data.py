"""What figures draw is what the folder holds."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis import ResultsError, figures, load_results
from analysis.figures import collateral, flow, funnel, incidence, lifelines, load, lorenz, timeline
from analysis.figures import map as map_
from analysis.figures.collateral import numbers as collateral_numbers
from analysis.figures.flow import numbers as flow_numbers
from analysis.figures.funnel import numbers as funnel_numbers
from analysis.figures.incidence import numbers as incidence_numbers
from analysis.figures.lifelines import numbers as lifelines_numbers
from analysis.figures.load import numbers as load_numbers
from analysis.figures.lorenz import numbers as lorenz_numbers
from analysis.figures.map import links_of
from analysis.figures.map import numbers as map_numbers
from analysis.figures.timeline import numbers as timeline_numbers


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


def test_map_refuses_a_period_that_is_none(results):
    with pytest.raises(ResultsError, match="no map of obtained in never; wanted one of obtained in whole run"):
        map_numbers(results, period="never")


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
