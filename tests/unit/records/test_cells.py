from decimal import Decimal
from math import ceil, exp

import numpy as np
import pytest
from scipy import stats

from sim.records.cells import GUIDE_BITS, TOP, bits_of, count_table, guided, poisson_ends


@pytest.mark.parametrize("bits", [5, 6, 7, 8])
def test_thresholds_are_those_of_the_poisson_law(bits):
    ends = np.array([float(end + 1) / 2.0**64 for end in poisson_ends(Decimal(2**bits))])
    law = stats.poisson(2**bits)
    # scipy's tails carry about 12 digits
    assert ends == pytest.approx(law.cdf(np.arange(ends.size)), rel=1e-11, abs=2.0**-60)


def test_the_first_threshold_is_the_last_hash_under_the_chance_of_none():
    assert poisson_ends(Decimal(32))[0] == ceil(2**64 * exp(-32)) - 1  # 233,612.6 hashes, known to 1e-10


def test_the_last_threshold_takes_every_hash():
    assert poisson_ends(Decimal(32))[-1] == TOP
    assert sorted(poisson_ends(Decimal(32))) == poisson_ends(Decimal(32))


def test_the_guide_starts_at_the_smallest_count_of_its_hashes():
    table = count_table(5)
    guide, ends = table[: 1 << GUIDE_BITS], table[1 << GUIDE_BITS :]
    starts = np.arange(1 << GUIDE_BITS, dtype=np.uint64) << np.uint64(64 - GUIDE_BITS)
    assert (ends[guide] >= starts).all()
    assert (ends[guide[1:] - np.uint64(1)] < starts[1:]).all()


def test_wide_categories_have_wide_cells():
    assert [bits_of(name) for name in ("session", "location", "message", "content")] == [8, 7, 6, 5]


@pytest.mark.parametrize("ends", [[], [1, 2]])
def test_a_table_that_leaves_hashes_out_is_refused(ends):
    with pytest.raises(ValueError, match=r"ends: the last is .*; wanted 18446744073709551615"):
        guided(ends)
