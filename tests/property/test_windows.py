from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis.strategies import booleans, floats, integers, lists, sampled_from

from sim.records import kernels, plain
from sim.records.cells import TOP, count_table
from sim.records.field import RecordField
from sim.records.profile import Profile

keys = integers(0, TOP)
clocks = floats(-400.0, 400.0)
marks = integers(0, TOP)
PROFILES = [Profile.even(), Profile([0.0 if hour % 24 < 6 else 1.0 + hour % 5 for hour in range(168)], 5)]


@given(key=keys, a=clocks, length=floats(0.0, 90.0), low=marks, high=marks, bits=sampled_from([5, 6]))
@settings(max_examples=40, deadline=None)
def test_compiled_and_plain_agree(key, a, length, low, high, bits):
    table = count_table(bits)
    u, m0, m1 = np.uint64(key), np.uint64(low), np.uint64(high)
    marked = plain.count_marked(key, a, a + length, low, high, bits, table)
    assert kernels.count_marked(u, a, a + length, m0, m1, bits, table) == marked
    assert kernels.found(u, a, a + length, m0, m1, bits, table) == (marked > 0)
    assert kernels.count(u, a, a + length, bits, table) == plain.count(key, a, a + length, bits, table)


@given(key=keys, cuts=lists(clocks, min_size=2, max_size=6), bits=sampled_from([5, 8]))
@settings(deadline=None)
def test_counts_of_neighbouring_windows_add_up(key, cuts, bits):
    table, edges = count_table(bits), sorted(cuts)
    parts = [kernels.count(np.uint64(key), a, b, bits, table) for a, b in pairwise(edges)]
    assert sum(parts) == kernels.count(np.uint64(key), edges[0], edges[-1], bits, table)


@given(key=keys, a=clocks, length=floats(0.0, 300.0), cuts=lists(marks, max_size=5))
@settings(deadline=None)
def test_counts_of_neighbouring_marks_add_up(key, a, length, cuts):
    table, edges = count_table(7), [0, *sorted(cuts), TOP]
    parts = [
        kernels.count_marked(np.uint64(key), a, a + length, np.uint64(low), np.uint64(high), 7, table)
        for low, high in pairwise(edges)
    ]
    assert sum(parts) == kernels.count(np.uint64(key), a, a + length, 7, table)


@given(
    person=integers(0, 8 * 10**9),
    start=floats(-200.0, 200.0),
    length=floats(0.0, 60.0),
    before=floats(0.0, 60.0),
    after=floats(0.0, 60.0),
    busy=booleans(),
)
@settings(deadline=None)
def test_what_is_held_longer_can_only_show_more(person, start, length, before, after, busy):
    field = RecordField(1, 2, "session", 40.0 if busy else 0.3, 1.0, PROFILES[busy])
    inner, outer = (start, start + length), (start - before, start + length + after)
    assert field.count(person, (inner,)) <= field.count(person, (outer,))
    assert field.has(person, (inner,)) <= field.has(person, (outer,))
    assert set(field.listing(person, *inner)[1].tolist()) <= set(field.listing(person, *outer)[1].tolist())


@given(times=lists(floats(-1e5, 1e5), min_size=2, max_size=9), which=sampled_from(PROFILES))
def test_a_profiles_clock_never_runs_back_and_is_undone_by_its_inverse(times, which):
    clocks = [which.clock(time) for time in sorted(times)]
    assert clocks == sorted(clocks)
    # a clock of 1e5 days is known to 1.5e-11, hence 1e-9; where it stands still the inverse is later than the time
    for time, clock in zip(sorted(times), clocks, strict=True):
        assert which.time(clock + 1e-9) >= time
        assert abs(which.clock(which.time(clock)) - clock) < 1e-9
