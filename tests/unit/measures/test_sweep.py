from collections import Counter, defaultdict

import numpy as np
import pytest

from sim.measures.sweep import MOST_TIMES, bits_for, by_person, cover, pack, sweep

LABELS, CODES, SLICES, WINDOWS, POINTS = 3, 7, 4, 2, 9
RANGES = np.array([[0, 10], [10, 25]], np.uint64)  # people from 25 on are in no class
BINS = np.array([0, 3, 2])  # subjects of the second class are counted apart


def world(seed: int, rows: int = 400, people: int = 40):
    rng = np.random.default_rng(seed)
    return {
        "person": rng.integers(0, people, rows).astype(np.uint64),
        "code": rng.integers(0, CODES, rows).astype(np.uint32),
        "part": rng.integers(0, SLICES, rows).astype(np.uint16),
        "point": rng.integers(0, POINTS, rows).astype(np.uint16),
        "value_of": np.stack([rng.integers(3 * i, 3 * i + 3, CODES) for i in range(LABELS)]).astype(np.int32),
        "in_window": rng.random((SLICES, WINDOWS)) < 0.6,
        "unsuspected": (rng.random(CODES) < 0.3).astype(np.uint8),
        "subjects": np.unique(rng.integers(0, people, 12)).astype(np.uint64),
    }


def swept(w):
    bits = bits_for(CODES), bits_for(SLICES), bits_for(POINTS + 1)
    cell = pack(list(zip((w["code"], w["part"], w["point"]), bits, strict=True)))
    persons, cells = by_person(w["person"].copy(), cell, sum(bits))
    distinct = np.zeros((3 * LABELS, 4, WINDOWS), np.int64)
    roles = np.zeros((2, 4, WINDOWS), np.int64)
    times = np.zeros((WINDOWS, MOST_TIMES + 1), np.int64)
    firsts = np.zeros((4, POINTS), np.int64)
    sweep(
        persons, cells, *bits[1:], w["value_of"], w["in_window"], w["unsuspected"], RANGES, w["subjects"],
        BINS, distinct, roles, times, firsts,
    )  # fmt: skip
    return distinct, roles, times, firsts


def one_by_one(w):
    """The same counts from sets of people."""
    sets, roles, often, first = defaultdict(set), defaultdict(set), Counter(), {}
    subjects = set(w["subjects"].tolist())
    for person, code, part, point in zip(*(w[k].tolist() for k in ("person", "code", "part", "point")), strict=True):
        home = 0 if person < 10 else 1 if person < 25 else 2
        home = 3 if home == 1 and person in subjects else home
        for window in np.flatnonzero(w["in_window"][part]):
            often[window, person] += 1
            for label in range(LABELS):
                sets[w["value_of"][label, code], home, window].add(person)
            if person not in subjects:
                roles[0, home, window].add(person)
            if w["unsuspected"][code]:
                roles[1, home, window].add(person)
            if window == 0:
                first[home, person] = min(first.get((home, person), POINTS), point)
    return sets, roles, often, first


@pytest.mark.parametrize("seed", range(5))
def test_one_pass_counts_what_sets_of_people_count(seed):
    w = world(seed)
    distinct, roles, times, firsts = swept(w)
    sets, role_sets, often, first = one_by_one(w)
    assert {k: v for k, v in np.ndenumerate(distinct) if v} == {k: len(v) for k, v in sets.items()}
    assert {k: v for k, v in np.ndenumerate(roles) if v} == {k: len(v) for k, v in role_sets.items()}
    assert {k: v for k, v in np.ndenumerate(times) if v} == Counter((window, n) for (window, _), n in often.items())
    assert {k: v for k, v in np.ndenumerate(firsts) if v} == Counter(
        (home, point) for (home, _), point in first.items()
    )


def test_the_order_is_the_same_where_numbers_do_not_fit_into_one():
    rng = np.random.default_rng(3)
    person = rng.integers(0, 100, 1000).astype(np.uint64)
    cell = rng.integers(0, 2**20, 1000).astype(np.uint64)
    high = person + np.uint64(2**50)
    pairs = sorted(zip(person.tolist(), cell.tolist(), strict=True))
    for persons, cells in (by_person(person, cell.copy(), 20), by_person(high, cell, 20)):
        assert sorted(zip((persons & np.uint64(127)).tolist(), cells.tolist(), strict=True)) == pairs
        assert (np.diff(persons.astype(np.int64)) >= 0).all()


def test_too_many_people_for_the_packing_are_refused():
    with pytest.raises(ValueError, match="need more than 64 bits"):
        pack([(np.array([2**40], np.uint64), 39), (np.array([1], np.uint64), 25)])


def union(windows) -> float:
    """Length of a union of intervals, from a fine grid of halves: ends are multiples of 0.5."""
    return 0.5 * len({k for start, end in windows for k in range(int(2 * start), int(2 * end))})


@pytest.mark.parametrize("seed", range(5))
def test_covered_days_are_the_lengths_of_unions(seed):
    rng = np.random.default_rng(seed)
    rows = 300
    person = rng.integers(0, 20, rows).astype(np.uint64)
    category = rng.integers(0, 3, rows)
    part = rng.integers(0, SLICES, rows)
    start = rng.integers(-60, 60, rows) / 2.0
    end = start + rng.integers(1, 20, rows) / 2.0
    in_window = rng.random((SLICES, WINDOWS)) < 0.6
    packed = pack([(person, 51), (category.astype(np.uint64), 2), (np.arange(rows, dtype=np.uint64), 11)])
    packed.sort()
    days = np.zeros((3, WINDOWS))
    cover(packed, 11, 2, np.stack([start, end, part], axis=1).astype(np.float32), in_window, days)
    for c, w in np.ndindex(3, WINDOWS):
        groups = defaultdict(list)
        for i in np.flatnonzero((category == c) & in_window[part, w]):
            groups[person[i]].append((start[i] + 30, end[i] + 30))
        assert days[c, w] == pytest.approx(sum(map(union, groups.values())))
