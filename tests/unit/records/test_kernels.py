from decimal import Decimal
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from scipy import stats

from sim.draw.hashing import plain_fold
from sim.records import kernels, plain
from sim.records.cells import GUIDE_BITS, TOP, count_table, guided, poisson_ends

U = np.uint64
ALL = U(0), U(TOP)


def windows(bits, many):
    """Some windows: inside a cell, over borders, on borders, before time 0, empty; each with a key and marks."""
    random = Random(bits)
    width = 2**bits
    for _ in range(many):
        start = random.choice([random.uniform(-3 * width, 3 * width), float(random.randint(-2, 2) * width), -1e-300])
        end = start + random.choice([random.uniform(0, width / 8), random.uniform(0, 3 * width), float(width), 0.0])
        yield random.getrandbits(64), start, end, *sorted(random.choice([0, TOP, random.getrandbits(64)]) for _ in "12")


@pytest.mark.parametrize("bits", [5, 6, 7, 8])
def test_compiled_and_plain_give_the_same_records(bits):
    table = count_table(bits)
    for key, a, b, m0, m1 in windows(bits, 40 - 4 * bits):
        positions, marks = plain.listing(key, a, b, bits, table)
        found = kernels.listing(U(key), a, b, bits, table)
        assert found[0].tolist() == positions
        assert found[1].tolist() == marks
        assert kernels.count(U(key), a, b, bits, table) == len(positions)
        marked = plain.count_marked(key, a, b, m0, m1, bits, table)
        assert kernels.count_marked(U(key), a, b, U(m0), U(m1), bits, table) == marked
        assert kernels.found(U(key), a, b, U(m0), U(m1), bits, table) == (marked > 0)


def test_a_window_backwards_holds_nothing():
    table = count_table(5)
    assert kernels.count(U(1), 5.0, 1.0, 5, table) == 0
    assert kernels.count_marked(U(1), 5.0, 1.0, *ALL, 5, table) == 0
    assert not kernels.found(U(1), 5.0, 1.0, *ALL, 5, table)
    assert kernels.listing(U(1), 5.0, 1.0, 5, table)[0].size == plain.count(1, 5.0, 1.0, 5, table) == 0


@pytest.mark.parametrize("bits", [5, 8])
def test_the_guide_gives_the_count_of_a_search_through_all_thresholds(bits):
    table = count_table(bits)
    ends = [int(end) for end in table[1 << GUIDE_BITS :]]
    for hashed in {0, TOP, *ends, *(end + 1 for end in ends[:-1]), *(plain_fold(3, i) for i in range(500))}:
        assert kernels.cell_count(U(hashed), table) == sum(end < hashed for end in ends)
        assert plain.cell_count(hashed, table) == sum(end < hashed for end in ends)


def test_a_threshold_where_the_guide_steps_belongs_to_the_smaller_count():
    table = guided([2**63, TOP])
    assert [kernels.cell_count(U(x), table) for x in (0, 2**63 - 1, 2**63, 2**63 + 1, TOP)] == [0, 0, 0, 1, 1]


def test_marks_of_neighbouring_ranges_add_up_to_all():
    table = count_table(6)
    cuts = [0, 1, 2**40 + 7, 2**63, 2**64 - 2**11, TOP]
    for key in range(40):
        parts = [kernels.count_marked(U(key), -70.0, 155.5, U(low), U(high), 6, table) for low, high in pairwise(cuts)]
        assert sum(parts) == kernels.count(U(key), -70.0, 155.5, 6, table)


def test_a_mark_is_in_the_range_that_starts_with_it_and_not_in_the_one_that_ends_there():
    table = count_table(5)
    for mark in kernels.listing(U(7), 0.0, 64.0, 5, table)[1]:
        below = kernels.count_marked(U(7), 0.0, 64.0, U(0), mark, 5, table)
        assert kernels.count_marked(U(7), 0.0, 64.0, mark, mark + U(1), 5, table) == 1
        assert kernels.count_marked(U(7), 0.0, 64.0, U(0), mark + U(1), 5, table) == below + 1
        assert kernels.count_marked(U(7), 0.0, 64.0, mark, mark, 5, table) == 0


def test_a_bit_in_a_word_of_fewer_records_is_no_record():
    assert [int(kernels.lanes(many)) for many in (0, 1, 63, 64, 200)] == [0, 1, 2**63 - 1, TOP, TOP]
    assert [int(kernels.ones(U(x))) for x in (0, 1, 2**63, TOP, 0x5555)] == [0, 1, 1, 64, 8]


# -- the law -------------------------------------------------------------------------------------------------


def cell_counts(table, cells=20_000):
    return np.array([kernels.count(U(plain_fold(11, key)), 32.0, 64.0, 5, table) for key in range(cells)])


def p_of_poisson(counts, mean):
    """Chi-square of counts against the Poisson law, the tails pooled so that each cell expects over 20."""
    edges = np.arange(int(mean - 2.5 * mean**0.5), int(mean + 2.5 * mean**0.5))
    cdf = np.concatenate([[0.0], stats.poisson.cdf(edges, mean), [1.0]])
    seen = np.bincount(np.searchsorted(edges, counts), minlength=edges.size + 1)
    return stats.chisquare(seen, np.diff(cdf) * counts.size).pvalue


def test_a_cell_holds_a_poisson_number():
    assert p_of_poisson(cell_counts(count_table(5)), 32.0) > 0.001


def test_a_two_per_cent_bias_in_the_thresholds_of_a_count_would_be_seen():
    biased = guided([min(int(end * 1.02), TOP) for end in poisson_ends(Decimal(32))])
    assert p_of_poisson(cell_counts(biased), 32.0) < 0.001


def test_a_two_per_cent_bias_in_the_rate_would_be_seen():
    biased = guided(poisson_ends(Decimal("32.64")))
    assert p_of_poisson(cell_counts(biased), 32.0) < 0.001


def listings():
    return [kernels.listing(U(plain_fold(12, key)), -256.0, 256.0, 8, count_table(8)) for key in range(200)]


def p_of_uniform_square(x, y):
    return stats.chisquare(np.histogram2d(x, y, bins=16, range=[[0, 1], [0, 1]])[0].ravel()).pvalue


def test_positions_and_marks_are_uniform_and_independent():
    found = listings()
    places = np.concatenate([positions for positions, _ in found]) % 256.0 / 256.0
    marks = np.concatenate([marks for _, marks in found]) * 2.0**-64
    assert p_of_uniform_square(places, marks) > 0.001
    assert p_of_uniform_square(places, 0.95 * marks + 0.05 * places) < 0.001  # a slight dependence
    assert stats.kstest(marks, "uniform").pvalue > 0.001
    assert stats.kstest(places, "uniform").pvalue > 0.001
    assert stats.kstest(places**1.02, "uniform").pvalue < 0.001


def test_gaps_between_records_are_exponential():
    gaps = np.concatenate([np.diff(positions) for positions, _ in listings()])
    assert stats.kstest(gaps, "expon").pvalue > 0.001
    assert stats.kstest(gaps * 1.02, "expon").pvalue < 0.001


def share_marked(m1):
    table = count_table(8)
    marked = sum(int(kernels.count_marked(U(key), 0.0, 5120.0, U(0), U(m1), 8, table)) for key in range(100))
    total = sum(int(kernels.count(U(key), 0.0, 5120.0, 8, table)) for key in range(100))
    return marked, total


def test_a_two_per_cent_bias_in_the_threshold_of_a_mark_would_be_seen():
    assert stats.binomtest(*share_marked(int(0.3 * 2**64)), 0.3).pvalue > 0.001
    assert stats.binomtest(*share_marked(int(0.306 * 2**64)), 0.3).pvalue < 0.001


def test_neighbouring_cells_keys_and_their_counts_are_independent():
    table = count_table(5)
    starts = [32.0 * k for k in range(12)]
    rows = np.array([[kernels.count(U(key), a, a + 32.0, 5, table) for a in starts] for key in range(4000)])
    for left, right in ((rows[:, :-1], rows[:, 1:]), (rows[:-1], rows[1:])):
        r = np.corrcoef(left.ravel(), right.ravel())[0, 1]
        assert abs(r) < 3.3 / left.size**0.5  # standard error of a correlation of independent numbers
