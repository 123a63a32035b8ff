import numpy as np
from hypothesis import given
from hypothesis.strategies import floats, lists, sampled_from, tuples

from sim.records.held import HeldSet

steps = lists(tuples(sampled_from(["cut", "switch"]), floats(0.01, 5.0), floats(0.0, 12.0)), max_size=25)


def play(steps):
    """A held set after purges and stops, the time then, and what was recorded and not purged, told another way."""
    held, time, recording, cuts, spans = HeldSet(0.0), 0.0, True, [0.0], []
    for kind, wait, kept in steps:
        if recording:
            spans.append((time, time + wait))
        time += wait
        if kind == "cut":
            cuts.append(time - kept)
            held.cut_before(time - kept)
        else:
            (held.close if recording else held.open)(time)
            recording = not recording
    return held, time, max(cuts), spans


def probes(time):
    return np.linspace(-2.0, time + 2.0, 97).tolist()


@given(steps=steps)
def test_held_is_what_was_recorded_and_not_purged(steps):
    held, time, horizon, spans = play(steps)
    assert held.horizon == horizon
    for probe in probes(time):
        if probe < time:
            assert held.holds(probe) == (probe >= horizon and any(start <= probe < end for start, end in spans))


@given(steps=steps, a=floats(-3.0, 60.0), length=floats(0.0, 40.0))
def test_pieces_are_in_order_apart_and_hold_just_what_is_held(steps, a, length):
    held, time, _, _ = play(steps)
    pieces = held.pieces(a, a + length)
    edges = [edge for piece in pieces for edge in piece]
    assert edges == sorted(edges)
    assert all(start < end for start, end in pieces)
    for probe in probes(time):
        assert any(start <= probe < end for start, end in pieces) == (held.holds(probe) and a <= probe < a + length)


@given(steps=steps)
def test_held_days_are_the_days_recorded_since_the_horizon(steps):
    held, time, horizon, spans = play(steps)
    recorded = sum(max(0.0, end - max(start, horizon)) for start, end in spans)
    assert abs(held.held_days(time) - recorded) < 1e-9 * (1 + time)  # rounding of at most 26 sums


@given(steps=steps, earlier=floats(-5.0, 5.0))
def test_a_longer_retention_never_holds_less(steps, earlier):
    held, time, _, _ = play(steps)
    longer, _, _, _ = play([(kind, wait, kept + abs(earlier)) for kind, wait, kept in steps])
    assert all(longer.holds(probe) for probe in probes(time) if held.holds(probe))
