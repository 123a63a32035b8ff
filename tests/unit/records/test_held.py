import pytest

from sim.records.held import HeldSet


def test_a_purge_cuts_from_behind_and_never_gives_back():
    held = HeldSet(-180.0)
    held.cut_before(-90.0)
    held.cut_before(-120.0)
    assert held.horizon == -90.0
    assert held.pieces(-200.0, 10.0) == ((-90.0, 10.0),)
    assert held.pieces(-200.0, -90.0) == ()


def test_a_stop_of_recording_leaves_a_gap():
    held = HeldSet(0.0)
    assert held.is_open
    held.close(10.0)
    assert not held.is_open
    assert held.pieces(5.0, 20.0) == ((5.0, 10.0),)
    held.open(12.0)
    assert held.is_open
    held.close(15.0)
    held.open(16.0)
    assert held.pieces(5.0, 20.0) == ((5.0, 10.0), (12.0, 15.0), (16.0, 20.0))
    assert held.pieces(10.5, 11.0) == ()
    assert held.pieces(11.0, 15.5) == ((12.0, 15.0),)
    assert held.pieces(10.0, 15.0) == ((12.0, 15.0),)
    assert held.pieces(10.0, 12.0) == ()
    assert held.held_days(20.0) == 17.0
    assert [held.holds(time) for time in (0.0, 9.9, 10.0, 11.9, 12.0, 15.5, 16.0)] == [1, 1, 0, 0, 1, 0, 1]


def test_a_gap_behind_the_horizon_is_forgotten_and_one_across_it_is_cut():
    held = HeldSet(0.0)
    held.close(1.0)
    held.open(2.0)
    held.close(3.0)
    held.open(6.0)
    held.cut_before(4.0)
    assert held.pieces(0.0, 10.0) == ((6.0, 10.0),)
    assert held.held_days(10.0) == 4.0
    assert not held.holds(5.0)


def test_an_opening_at_the_closing_leaves_no_gap():
    held = HeldSet(0.0)
    held.close(5.0)
    held.open(5.0)
    assert held.pieces(0.0, 9.0) == ((0.0, 9.0),)


def test_times_that_run_back_are_refused():
    held = HeldSet(0.0)
    with pytest.raises(ValueError, match="open: is at 3; wanted a time from the stop at inf on"):
        held.open(3.0)
    held.close(5.0)
    with pytest.raises(ValueError, match="close: recording stopped at 5 already"):
        held.close(6.0)
    with pytest.raises(ValueError, match="open: is at 4; wanted a time from the stop at 5 on"):
        held.open(4.0)
    held.open(8.0)
    with pytest.raises(ValueError, match="close: is at 7; wanted no time before the last gap's end 8"):
        held.close(7.0)
