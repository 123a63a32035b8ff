"""Many windows at once: how many records are in each and when the first was written, against each by itself."""

import numpy as np
import pytest

from sim.actors.accounts import has_account, holders_among, order_key
from sim.draw.hashing import fold
from sim.records.cells import count_table
from sim.records.field import RecordField, counts_and_firsts
from sim.records.glance import may_hold
from sim.records.kernels import count, positions
from sim.records.profile import Profile
from sim.records.windows import earliest

OFFICE = Profile([9 <= hour % 24 < 17 and hour < 5 * 24 for hour in range(168)])


def fields(rate, profile, category="account_activity"):
    return [RecordField(7, 11, f"{category}@{i}", rate, 1.0, profile) for i in range(20)]


@pytest.mark.parametrize("profile", [Profile.even(), OFFICE], ids=["even", "office"])
@pytest.mark.parametrize("rate", [0.0, 0.0004, 0.1, 5.0, 400.0])
def test_counts_and_firsts_are_those_of_each_window(rate, profile):
    rng, own = np.random.default_rng(1), fields(rate, profile)
    which, persons = rng.integers(0, 20, 400), rng.integers(0, 10**9, 400).astype(np.uint64)
    starts = rng.uniform(-100.0, 100.0, 400)
    ends = starts + rng.choice([0.0, 1e-3, 1.0, 90.0], 400)
    keys = np.array([field.tables[0] for field in own], np.uint64)[which]
    counts, firsts = counts_and_firsts(own[0], keys, persons, own[0].activities(persons), starts, ends)
    windows = list(zip(which.tolist(), persons.tolist(), starts.tolist(), ends.tolist(), strict=True))
    listed = [own[i].times(person, start, end) for i, person, start, end in windows]
    assert counts.tolist() == [len(times) for times in listed]
    pairs = [(times[0], start, end) for times, (*_, start, end) in zip(listed, windows, strict=True) if times.size]
    assert firsts[counts > 0].tolist() == [min(max(first, start), end) for first, start, end in pairs]
    assert (counts > 0).any() == (rate > 0.0)


def windows(rate, many=40_000, days=90.0):
    """Short windows in the records of many people, as `seen_first` takes them."""
    rng = np.random.default_rng(4)
    keys, persons = rng.integers(0, 1 << 62, (2, many)).astype(np.uint64)
    starts, field = rng.uniform(0.0, 600.0, many), fields(rate, Profile.even())[0]
    _, _, bits, table, _ = field.tables
    scales = field.activities(persons) * rate
    return keys, persons, scales, starts, starts + days, field.profile.week, bits, table


@pytest.mark.parametrize("rate", [2e-5, 2e-4, 0.01])
def test_a_glance_passes_over_windows_without_a_record_and_over_no_other(rate):
    given = windows(rate)
    keys, persons, scales, starts, ends = given[:5]
    seen = may_hold(*given)
    clocks = zip(keys.tolist(), persons.tolist(), (scales * starts).tolist(), (scales * ends).tolist(), strict=True)
    bits, table = given[-2:]
    alone = np.array([count(fold(key, person), a, b, bits, table) for key, person, a, b in clocks])
    assert (alone > 0).sum() > 30
    assert seen[alone > 0].all()
    assert seen.mean() < 3.0 * 90.0 * rate + 0.06  # one in forty by chance, and those that reach over a cell's end


def test_a_cell_of_more_than_a_word_and_a_window_over_two_cells_are_not_passed_over():
    keys, persons, scales, starts, ends, week, _, _ = windows(2e-4, 200)
    wide = may_hold(keys, persons, scales, starts, ends, week, 8, count_table(8))  # 256 records a cell
    assert wide.all()
    over = may_hold(keys, persons, np.ones(200), np.full(200, 31.99), np.full(200, 32.01), week, 5, count_table(5))
    assert over.all()


@pytest.mark.parametrize("bits", [5, 8])
def test_the_earliest_record_is_the_first_that_is_listed(bits):
    rng, table = np.random.default_rng(2), count_table(bits)
    for key in rng.integers(0, 1 << 62, 300).astype(np.uint64):
        a = rng.uniform(-600.0, 600.0)
        b = a + rng.choice([0.0, 0.01, 1.0, 40.0, 700.0])
        listed = positions(key, a, b, bits, table)
        assert earliest(key, a, b, bits, table) == (listed[0] if listed.size else np.inf)


def test_who_has_an_account_at_many_platforms_is_what_each_platform_says():
    people, share = 5000, 0.03
    operators, persons = list(range(40, 70)), np.arange(0, people, 7, dtype=np.uint64)
    keys = np.array([order_key(operator, 9) for operator in operators], np.uint64)
    most = np.full(len(keys), round(people * share), np.uint64)
    platforms, which, places = holders_among(keys, most, np.uint64(people), persons)
    found = sorted(zip(platforms.tolist(), persons[which].tolist(), strict=True))
    every = [(i, person) for i in range(len(operators)) for person in persons.tolist()]
    expected = [(i, person) for i, person in every if has_account(operators[i], 9, people, share, person)]
    assert found == expected
    assert len(found) > 300
    assert (places < most[platforms]).all()
