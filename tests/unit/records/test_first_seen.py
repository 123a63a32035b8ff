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


class Windows:
    """Pairs of fields, some of which are not kept, and of spells of people."""

    def __init__(self, rate, pairs=40_000, bits=5, start=None, end=None):
        rng, field = np.random.default_rng(4), fields(rate, Profile.even())[0]
        self.keys = rng.integers(0, 1 << 62, 50).astype(np.uint64)
        self.logs = rng.random(50) < 0.9
        self.persons = rng.integers(0, 1 << 30, 3000).astype(np.uint64)
        self.where, self.whose = rng.integers(0, 50, pairs), rng.integers(0, 3000, pairs)
        self.scales = field.activities(self.persons) * rate if start is None else np.ones(3000)
        self.starts = rng.uniform(0.0, 600.0, 3000) if start is None else np.full(3000, start)
        self.ends = self.starts + 90.0 if end is None else np.full(3000, end)
        self.bits, self.table, week = bits, count_table(bits), field.profile.week
        of_spells = self.persons, self.scales, self.starts, self.ends, week
        self.found = may_hold(self.logs, self.keys, self.where, self.whose, *of_spells, bits, self.table)

    def counts(self):
        """How many records are in each, one by one."""
        spells = [column[self.whose].tolist() for column in (self.persons, self.scales, self.starts, self.ends)]
        return np.array([
            count(fold(key, person), scale * start, scale * end, self.bits, self.table)
            for key, person, scale, start, end in zip(self.keys[self.where].tolist(), *spells, strict=True)
        ])  # fmt: skip


@pytest.mark.parametrize("rate", [2e-5, 2e-4, 0.01])
def test_a_glance_passes_over_windows_without_a_record_and_over_no_other(rate):
    given = Windows(rate)
    kept = given.logs[given.where]
    holds = np.flatnonzero((given.counts() > 0) & kept)
    assert len(holds) > 30
    assert np.isin(holds, given.found).all()
    assert kept[given.found].all()
    assert (np.diff(given.found) > 0).all()
    assert len(given.found) < (3.0 * 90.0 * rate + 0.06) * 40_000  # one in forty by chance, and those over a cell's end


def test_a_cell_of_more_than_a_word_and_a_window_over_two_cells_are_not_passed_over():
    for given in (Windows(2e-4, 500, bits=8), Windows(2e-4, 500, start=31.99, end=32.01)):
        assert given.found.tolist() == np.flatnonzero(given.logs[given.where]).tolist()


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
