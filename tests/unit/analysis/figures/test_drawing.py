"""From a folder to a file: whole, described, marked where it must be; bad input is said."""

import pandas as pd
import pytest

from analysis import ResultsError
from analysis.figures import KINDS, draw

OF_A_RUN = [name for name, kind in KINDS.items() if not kind.study]


@pytest.mark.parametrize("kind", OF_A_RUN)
def test_every_kind_is_drawn_and_its_numbers_stand_beside_it(folder, tmp_path, kind):
    drawn = draw(kind, folder(), tmp_path / f"{kind}.svg", command="exposim plot it")
    figure, table = drawn.files
    assert drawn.notes == []
    text = figure.read_text("utf-8")
    assert text.rstrip().endswith("</svg>")
    assert "exposim plot it" in text
    assert "scenario key abc" in text
    numbers = pd.read_csv(table)
    assert len(numbers) > 0
    if kind != "lifelines":  # single requests are no estimates
        assert {"mean", "low", "high", "unit", "n"} <= set(numbers)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("kind", OF_A_RUN)
def test_one_replication_has_no_intervals_and_says_so(folder, tmp_path, kind):
    drawn = draw(kind, folder(replications=1), tmp_path / "figure.svg")
    assert drawn.notes == ["one replication: no intervals"]
    assert "one replication: no intervals" in drawn.files[0].read_text("utf-8")


def test_incomplete_results_are_drawn_and_marked(folder, tmp_path):
    drawn = draw("funnel", folder(ended=False), tmp_path / "figure.svg")
    assert drawn.notes == ["INCOMPLETE: the run did not come to its end"]
    assert "INCOMPLETE" in drawn.files[0].read_text("utf-8")
    failed = folder(name="failed")
    (failed / "failures.json").write_text('{"failures": [{}, {}]}')
    assert draw("funnel", failed, tmp_path / "f.svg").notes == ["INCOMPLETE: 2 replications failed"]


def test_fonts_in_a_pdf_are_true_type_and_the_metadata_say_how_it_was_made(folder, tmp_path):
    (figure, _) = draw("funnel", folder(), tmp_path / "figure.pdf", command="exposim plot funnel").files
    content = figure.read_bytes()
    assert b"/TrueType" in content or b"/CIDFontType2" in content
    assert b"/Type3" not in content
    assert b"exposim plot funnel" in content


def test_the_same_folder_gives_the_same_file(folder, tmp_path):
    one, other = (
        draw("map", folder(name=n), tmp_path / f"{n}.svg", command="c").files[0] for n in ("results", "again")
    )
    assert one.read_text().replace("results", "again") == other.read_text()


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("funel", {}, "figure 'funel': is no kind; did you mean 'funnel'"),
        ("funnel", {"by": "desk"}, "funnel: takes no 'by'; it takes period"),
        ("incidence", {"by": "desk"}, "takes no options"),
        ("collateral", {"period": "befor"}, "period 'befor': is none; did you mean 'before'"),
        ("load", {"by": "dek"}, "label 'dek': is none; did you mean 'desk'"),
        ("flow", {"stage": "held"}, "no record is 'held'"),
    ],
)
def test_what_is_unknown_is_said_with_the_nearest_name(folder, tmp_path, kind, options, said):
    with pytest.raises(ResultsError, match=said):
        draw(kind, folder(), tmp_path / "figure.svg", options=options)
    assert not list(tmp_path.glob("*.svg"))


def test_a_page_that_is_none_is_said(folder, tmp_path):
    with pytest.raises(ResultsError, match="page 'ieeee': is none; did you mean 'ieee'"):
        draw("funnel", folder(), tmp_path / "figure.svg", page="ieeee")


def test_an_ending_that_is_none_is_said(folder, tmp_path):
    with pytest.raises(ResultsError, match=r"ends in '\.gif'; wanted one of \.pdf, \.svg, \.png"):
        draw("funnel", folder(), tmp_path / "figure.gif")


def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(folder, tmp_path):
    with pytest.raises(ResultsError, match="cannot be written"):
        draw("funnel", folder(), tmp_path / "nowhere" / "figure.svg")
    with pytest.raises(ResultsError, match="is no folder"):
        draw("funnel", tmp_path / "nothing", tmp_path / "figure.svg")
