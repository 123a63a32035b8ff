"""The window and the act in one question: what `holds` and `pieces` answer apart."""

from hypothesis import example, given
from hypothesis.strategies import booleans, integers, lists

from sim.records.held import HeldSet

DAYS = integers(-20, 60).map(float)  # whole days, so that borders are met


@example(cut=-20.0, gaps=[], stops=True, start=0.0, end=30.0)
@given(cut=DAYS, gaps=lists(integers(1, 9), max_size=4), stops=booleans(), start=DAYS, end=DAYS)
def test_a_window_is_held_as_its_end_and_its_pieces_are(cut, gaps, stops, start, end):
    held, time = HeldSet(-10.0), 0.0
    for length in gaps:
        held.close(time)
        held.open(time + length)
        time += 2 * length
    if stops:
        held.close(max(time, 30.0))
    held.cut_before(cut)
    assert held.window(start, end) == (held.holds(end), held.pieces(start, end))
