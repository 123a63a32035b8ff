"""What a log says of a run: sparse lines with points, replications, rate, time left and failures."""

import pytest

from sim.cli import progress
from sim.experiment.playing import Progress


@pytest.fixture
def said(monkeypatch, capsys):
    """Report progress at seconds of a clock of our own; return the lines of each report."""
    now = [100.0]
    monkeypatch.setattr("sim.cli.progress.time.monotonic", lambda: now[0])
    with progress.shown("study", "runs") as report:

        def at(seconds: float, *told, **more) -> list[str]:
            now[0] = 100.0 + seconds
            report(Progress(*told, **more))
            return capsys.readouterr().err.splitlines()

        yield at


def test_a_log_has_a_line_for_each_quarter(said):
    assert said(0, 0, 0, 40, 0.0, False, points=(0, 4)) == ["study: 0 %, 0 of 40 runs, 0 of 4 points"]
    assert said(5, 9, 0, 40, 0.24, False, points=(0, 4)) == []
    assert said(10, 10, 0, 40, 0.25, False, points=(1, 4)) == [
        "study: 25 %, 10 of 40 runs, 1 of 4 points, 10 s, 60 runs a minute, 30 s left"
    ]
    assert said(40, 38, 2, 40, 1.0, False, points=(4, 4)) == [
        "study: 100 %, 38 of 40 runs, 4 of 4 points, 2 failed, 40 s, 57 runs a minute"
    ]


def test_a_long_quarter_is_not_silent(said):
    said(0, 0, 0, 40, 0.0, False)
    assert said(599, 1, 0, 40, 0.05, False) == []
    assert said(601, 2, 0, 40, 0.1, False) == ["study: 10 %, 2 of 40 runs"]
    assert said(900, 3, 0, 40, 0.1, False) == []


def test_calling_off_says_what_is_waited_for_once(said):
    said(0, 0, 0, 40, 0.0, False)
    assert said(1, 1, 0, 40, 0.1, False, ending=2) == ["study: finishing 2 under way; Ctrl-C again drops them"]
    assert said(2, 2, 0, 40, 0.1, False, ending=1) == []


def test_one_point_is_not_counted(said):
    assert said(0, 0, 0, 40, 0.0, False, points=(0, 1)) == ["study: 0 %, 0 of 40 runs"]
