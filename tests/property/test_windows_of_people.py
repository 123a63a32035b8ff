"""Windows of many people are counted in one pass: as many records as each window has by itself, record by record."""

import numpy as np
from hypothesis import given
from hypothesis.strategies import booleans, floats, integers, lists, sampled_from, tuples

from sim.records.cells import TOP
from sim.records.field import RecordField
from sim.records.profile import Profile

PROFILES = Profile.even(), Profile([1 + hour % 5 for hour in range(168)])
MARKS = None, (0, TOP), (2**61, 2**62), (2**60, 2**60 + 2**52), (2**63 - 2**58, 2**63 + 2**58), (5, 5)
windows_of_one = lists(tuples(floats(0.0, 9.0), floats(-0.5, 40.0), booleans()), min_size=5, max_size=5)


def windows(rows):
    """Windows that ascend, of each row: some follow each other, some have a gap between, some are empty."""
    starts, ends = np.zeros((2, len(rows), 5))
    for row, steps in enumerate(rows):
        now = -30.0
        for column, (gap, length, touching) in enumerate(steps):
            start = now if touching else now + gap
            starts[row, column], ends[row, column] = start, start + length
            now = max(start, start + length)
    return starts, ends


def one_by_one(field, person, start, end, marks):
    """The records of a window by their listed marks: the definition, written plainly."""
    if not start < end:
        return 0
    low, high = marks or (0, TOP)
    listed = field.listing(person, start, end)[1].tolist()
    return sum(low <= mark < high + (high == TOP) for mark in listed)


@given(
    start=floats(-40.0, 10.0),
    length=floats(-1.0, 60.0),
    rate=sampled_from((0.0, 0.3, 20.0)),
    category=sampled_from(("session", "message", "account_activity")),
    profile=sampled_from(PROFILES),
    master=integers(0, 2**64 - 1),
)
def test_marks_are_those_of_the_records_that_are_listed(start, length, rate, category, profile, master):
    field = RecordField(master, 4, category, rate, 1.0, profile)
    expected = field.listing(11, start, start + length)[1]
    assert np.sort(field.marks(11, start, start + length)).tolist() == np.sort(expected).tolist()


@given(
    rows=lists(windows_of_one, min_size=1, max_size=4),
    marks=sampled_from(MARKS),
    rate=sampled_from((0.0, 0.3, 20.0)),
    category=sampled_from(("session", "account_activity")),
    profile=sampled_from(PROFILES),
    master=integers(0, 2**64 - 1),
)
def test_people_have_in_each_window_what_is_listed_there(rows, marks, rate, category, profile, master):
    field = RecordField(master, 4, category, rate, 1.0, profile)
    starts, ends = windows(rows)
    people = np.arange(7, 7 + len(rows), dtype=np.uint64)
    expected = [
        [one_by_one(field, person, *window, marks) for window in zip(*own, strict=True)]
        for person, *own in zip(people.tolist(), starts.tolist(), ends.tolist(), strict=True)
    ]
    assert field.counts_each(people, starts, ends, marks).tolist() == expected
    common = field.counts_each(people, starts[:1], ends[:1], marks)
    same = field.counts_each(people, *(np.repeat(one[:1], len(people), axis=0) for one in (starts, ends)), marks)
    assert common.tolist() == same.tolist()
