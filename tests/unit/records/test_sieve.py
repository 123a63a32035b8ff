from itertools import pairwise
from random import Random

import numpy as np
import pytest

from sim.records import kernels, plain
from sim.records.cells import TOP, count_table
from sim.records.field import RecordField
from sim.records.kernels import place
from sim.records.profile import Profile
from sim.records.sieve import alike, count_sieved, room

U = np.uint64


def sieved(key, edges, low, high, bits, table):
    """Numbers of records with a mark in [low, high] between edges of the clock that ascend."""
    cells, stops = zip(*(place(edge, bits) for edge in edges), strict=True)
    counts = np.full(len(cells) - 1, -1)
    where = np.array(cells, np.int64), np.array(stops, U)
    count_sieved(key, *where, U(low), U(high), table, room(table), counts)
    return counts.tolist()


def ranges(random):
    """Ranges of marks [low, high], both ends included: from one mark to all of them, and over the middle of all."""
    low = random.getrandbits(64)
    yield 0, TOP
    yield 2**63 - 2**48, 2**63 + 2**48  # narrow, and no bit is shared
    yield 7 << 61, TOP
    for width in (0, 2**20, 2**50, 2**58, 2**62):
        yield low, min(low + width, TOP)


def windows(random, bits):
    """Windows of the clock: in a cell, over borders, on borders, before time 0, empty, and of hundreds of cells."""
    width = float(2**bits)
    start = random.uniform(-3 * width, 3 * width)
    yield start, start + random.uniform(0, width / 8)
    yield start, start + random.uniform(0, 3 * width)
    yield -width, 2 * width
    yield width, width
    yield -1e-300, width
    yield start, start + 128 * width  # as many cells as are counted at a time, and one
    yield start, start + 290 * width


@pytest.mark.parametrize("bits", [5, 6, 7, 8])
def test_the_sieve_counts_the_records_that_are_counted_word_by_word(bits):
    random, table, found = Random(bits), count_table(bits), 0
    for a, b in windows(random, bits):
        for low, high in ranges(random):
            key = U(random.getrandbits(64))
            (some,) = sieved(key, (a, b), low, high, bits, table)
            above = high if high == TOP else high + 1
            assert some == kernels.count_marked(key, a, b, U(low), U(above), bits, table), (a, b, low, high)
            found += 0 < some < kernels.count(key, a, b, bits, table)
    assert found > 10  # parts of windows, neither nothing nor everything


@pytest.mark.parametrize("bits", [5, 8])
def test_the_sieve_counts_the_records_of_the_oracle_one_by_one(bits):
    """Ranges that end at a record's very mark, and begin with as many of its bits."""
    table, width = count_table(bits), float(2**bits)
    a, b = -0.4 * width, 1.3 * width
    for mark in plain.listing(99, a, b, bits, table)[1][::17]:
        for shared in (1, 9, 16, 30):
            low, high = mark >> (64 - shared) << (64 - shared), mark
            expected = plain.count_marked(99, a, b, low, high + 1, bits, table)
            assert expected > 0
            assert sieved(U(99), (a, b), low, high, bits, table) == [expected]


@pytest.mark.parametrize("bits", [5, 8])
def test_windows_that_touch_are_counted_as_each_of_them(bits):
    """Edges within a cell, on the borders of cells, before time 0 and hundreds of cells apart."""
    random, table, width = Random(bits), count_table(bits), float(2**bits)
    some = [random.uniform(-3 * width, 300 * width) for _ in range(40)]
    edges = sorted({-2 * width, 0.0, 0.1, 0.7, width, width + 3.0, 130 * width, *some, *(x + 2.0 for x in some)})
    for low, high in ranges(random):
        key = U(random.getrandbits(64))
        above = U(high if high == TOP else high + 1)
        each = [kernels.count_marked(key, a, b, U(low), above, bits, table) for a, b in pairwise(edges)]
        assert sieved(key, edges, low, high, bits, table) == each


def test_marks_begin_alike_in_their_first_bits():
    assert [alike(U(a), U(b)) for a, b in ((0, TOP), (5 << 60, 5 << 60), (5 << 60, (5 << 60) + 2**55))] == [0, 16, 8]


def test_people_are_counted_as_each_of_them():
    field = RecordField(3, 4, "session", 40.0, 1.0, Profile([1 + hour % 5 for hour in range(168)]))
    people = np.arange(60, dtype=U)
    starts = np.linspace(-40.0, 30.0, 60)
    ends = np.where(people % U(7) == U(0), starts, starts + 35.0)
    for marks in ((2**60, 2**60 + 2**56), (2**63 - 2**55, 2**63 + 2**55), (17, 17), (2**62, TOP)):
        counted = field.counts(people, starts, ends, marks).tolist()
        one_by_one = [field.count(int(person), ((starts[person], ends[person]),), marks) for person in people]
        assert counted == one_by_one
        assert (sum(counted) > 0) == (marks[0] < marks[1])


def test_a_range_of_marks_has_its_first_mark_and_not_its_last():
    field = RecordField(3, 4, "session", 40.0, 1.0, Profile.even())
    marks = np.sort(field.listing(5, 0.0, 20.0)[1])
    one, other = int(marks[10]), int(marks[11])
    alone, window = np.array([5], U), (0.0, 20.0)
    found = [field.counts(alone, *window, part).tolist() for part in ((one, other), (one, other + 1), (one + 1, other))]
    assert found == [[1], [2], [0]]
