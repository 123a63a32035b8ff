"""No text of a figure lies over another or beyond the edge: every kind, at the width of every page, with long names."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import load_results
from analysis.figures import KINDS, heatmap
from analysis.figures.drawing import sketched
from analysis.figures.heatmap import numbers as heatmap_numbers
from analysis.figures.room import broken, make_room
from analysis.figures.style import PAGES, drawn_for
from analysis.study_totals import totals_of
from tests.unit.analysis.conftest import results_in
from tests.unit.analysis.figures.known_studies import grid, policies, rows, study

OF_A_RUN = [name for name, kind in KINDS.items() if not kind.study]
OF_POLICIES = ["tradeoff", "regret", "tornado", "sobol"]
DOUBLE = [name for name, kind in KINDS.items() if kind.double]
LONG = {
    "isp": "the national company of telephones and of internet access there",
    "site": "another company with the longest name that a scenario may have",
    "police": "the police of all regions and districts of the whole country",
    "before": "before the law on the retention of data came into force at last",
    "after": "after the law on the retention of data has come into force",
    "north": "the northern region with its mountains and its many islands",
    "narrow": "a policy whose name has as many letters as names may have here",
    "wide": "another policy, the name of which is as long as the first one's",
    "odd": "the policy that is unlike the others, which its long name says",
}
TOUCH = 2.0  # pixels at 150 dpi (a third of a millimetre) by which texts may share an edge
SHARE = 0.04  # of the smaller text that may lie under another: boxes of letters have blank rims


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return load_results(results_in(tmp_path_factory.mktemp("room") / "results"))


@pytest.fixture(scope="module")
def known():
    return totals_of(policies())


def renamed(results):
    """Return results with long names in all tables."""
    told = replace(results)
    for kind in ("measures", "series", "curves", "places", "links", "flows"):
        frame = getattr(results, kind)
        words = frame.select_dtypes(exclude="number").columns
        frame = frame.assign(**{name: frame[name].astype(str).replace(LONG) for name in words})
        told.__dict__[kind] = frame
    return told


def many(replications: int = 2):
    """Twelve policies with long names at 24 draws of an unknown; every other one meets nothing."""
    points, measures = [], []
    for number in range(12):
        name = f"the {number + 1}. of twelve policies, with a name as long as names are here"
        for draw, share in enumerate(np.linspace(0.0, 1.0, 24)):
            key = f"{number}-{draw}"
            points.append({"point": name, "policy": name, "draw": draw, "key": key, "unknown:x.a": share})
            for replication in range(replications):
                met = 0.02 * number + 0.001 * replication if number % 2 else 0.0
                measures += rows(key, replication, number * (10.0 + share) + replication, met)
    unknowns = [{"path": "x.a", "low": 0.0, "high": 1.0, "unit": "1", "log": False}]
    made = study(pd.DataFrame(points), measures, draws=24, unknowns=unknowns, replications=replications)
    return totals_of(made)


def drawn_texts(figure: Figure) -> list[Text]:
    """Return the texts of a figure that are seen; labels of ticks outside an axis are not."""
    hidden = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            shown = {id(one) for one in axis._update_ticks()} if ax.axison else set()
            hidden |= {id(label) for tick in ticks if id(tick) not in shown for label in (tick.label1, tick.label2)}
            if not ax.axison:
                hidden |= {id(axis.label), id(axis.offsetText)}
    return [
        one for one in figure.findobj(Text) if one.get_visible() and one.get_text().strip() and id(one) not in hidden
    ]


def wrong_texts(figure: Figure) -> list[str]:
    """Return which texts are cut by the edge, and which lie over others."""
    figure.draw_without_rendering()
    boxes = [(one.get_text(), one.get_window_extent()) for one in drawn_texts(figure)]
    edge = figure.bbox
    found = [
        f"cut: {text!r}"
        for text, box in boxes
        if box.x0 < edge.x0 - TOUCH or box.y0 < edge.y0 - TOUCH or box.x1 > edge.x1 + TOUCH or box.y1 > edge.y1 + TOUCH
    ]
    for number, (text, box) in enumerate(boxes):
        for other, second in boxes[number + 1 :]:
            across = min(box.x1, second.x1) - max(box.x0, second.x0)
            up = min(box.y1, second.y1) - max(box.y0, second.y0)
            least = min(box.width * box.height, second.width * second.height)
            if min(across, up) > TOUCH and across * up > SHARE * least:
                found.append(f"over each other: {text!r}, {other!r}")
    return found


def wrong_in(kind, results, page, **options):
    with sketched(kind, results, page=page, **options) as sketch:
        assert len(sketch.numbers) > 0
        return [f"{kind}: {text}" for text in wrong_texts(sketch.figure)]


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_or_under_another_at_the_width_of_a_page(results, known, page):
    found = [one for kind in OF_A_RUN for one in wrong_in(kind, results, page)]
    found += [one for kind in OF_POLICIES for one in wrong_in(kind, known, page)]
    assert found + wrong_in("heatmap", grid(), page) == []


@pytest.mark.parametrize("page", ["acm", "slides"])  # the narrowest, and the one with the largest text
def test_kinds_of_two_columns_fit_in_one(results, page):
    found = [one for kind in DOUBLE if kind in OF_A_RUN for one in wrong_in(kind, results, page, columns=1)]
    assert found + wrong_in("heatmap", grid(), page, columns=1) == []


@pytest.mark.parametrize("page", ["acm", "slides"])
def test_long_names_are_broken_and_none_is_lost(results, page):
    told = renamed(results)
    assert [one for kind in OF_A_RUN for one in wrong_in(kind, told, page)] == []
    with sketched("load", told, page=page) as sketch:
        names = {" ".join(one.get_text().split()) for one in sketch.figure.axes[0].get_yticklabels()}
    assert LONG["isp"] in names


@pytest.mark.parametrize("replications", [1, 2])
def test_twelve_policies_with_long_names_have_room(replications):
    made = many(replications)
    found = [one for kind in ("tradeoff", "regret") for one in wrong_in(kind, made, "acm")]
    assert found == []
    with sketched("regret", made, page="acm") as sketch:
        assert len(sketch.figure.axes[0].get_yticklabels()) == 12
        assert sketch.figure.get_figwidth() == pytest.approx(PAGES["acm"].single)


def test_marks_grow_with_the_words(known):
    sizes = []
    for page in ("ieee", "slides"):
        with sketched("tradeoff", known, page=page) as sketch:
            sizes.append(max(line.get_markersize() for line in sketch.figure.axes[0].get_lines()))
    assert sizes[1] / sizes[0] == pytest.approx(PAGES["slides"].text / PAGES["ieee"].text)


def test_words_in_cells_can_be_read_on_their_colour():
    ax = heatmap(heatmap_numbers(grid()))
    image = ax.images[0]
    for text, value in zip(ax.texts, [301.0, 302.0, 601.0, 602.0], strict=True):
        ground = np.dot(image.cmap(image.norm(value))[:3], (0.2126, 0.7152, 0.0722))
        letters = np.dot(to_rgb(text.get_color()), (0.2126, 0.7152, 0.0722))
        assert abs(ground - letters) > 0.4, text.get_text()


def test_lines_are_broken_at_words_and_long_words_within():
    assert broken("one two three", 7) == "one two\nthree"
    assert broken("first\nand a second", 6) == "first\nand a\nsecond"
    assert broken("exposure.persons", 8) == "exposure\n.persons"
    assert broken("", 5) == ""


def test_what_overlaps_or_is_cut_would_be_seen():
    with drawn_for("ieee"):
        figure = Figure(figsize=(2.0, 2.0))
        ax = figure.subplots()
        ax.text(0.5, 0.5, "one word")
        ax.text(0.5, 0.52, "another word")
        assert [one.partition(":")[0] for one in wrong_texts(figure)] == ["over each other"]
        long = Figure(figsize=(2.0, 2.0))
        long.subplots().set_xlabel("a name that is far too long for so narrow a figure")
        assert [one.partition(":")[0] for one in wrong_texts(long)] == ["cut"]
        make_room(long)
        assert wrong_texts(long) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ends", [(38_660.0, 39_060.0), (-0.004, 0.0036), (0.0, 1.0)])
def test_numbers_below_an_axis_stand_apart(page, ends):
    with drawn_for(page) as of:
        figure = Figure(figsize=(of.single, 0.6 * of.single))
        ax = figure.subplots()
        ax.plot(ends, (0.0, 1.0))
        ax.set_ylabel("need.met_share, after [%]")
        make_room(figure)
        figure.draw_without_rendering()
        told = sorted(
            (one.get_window_extent() for one in drawn_texts(figure) if one in ax.get_xticklabels()), key=lambda b: b.x0
        )
    assert len(told) >= 3
    letter = told[0].height
    assert min(right.x0 - left.x1 for left, right in pairwise(told)) > 0.4 * letter
