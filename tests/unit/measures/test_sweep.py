from collections import Counter, defaultdict

import numpy as np
import pytest

from sim.measures.cover import cover, windows_of
from sim.measures.sweep import MOST_TIMES, bits_for, cells, pack, sweep

LABELS, CODES, STAGES, SLICES, WINDOWS, POINTS = 3, 7, 2, 4, 2, 9
RANGES = np.array([[0, 10], [10, 25]], np.uint64)  # people from 25 on are in no class
BINS = np.array([0, 3, 2])  # subjects of the second class are counted apart
BITS = bits_for(CODES), bits_for(SLICES), bits_for(POINTS + 1)


def world(seed: int, rows: int = 400, people: int = 40):
    """Of many rows, or of few: then most people have one, or several of one kind."""
    rng = np.random.default_rng(seed)
    value_of = np.stack([rng.integers(3 * i, 3 * i + 3, CODES) for i in range(LABELS)], axis=1)
    value_of[rng.random(value_of.shape) < 0.2] = -1
    return {
        "person": rng.integers(0, people, rows).astype(np.uint64),
        "code": rng.integers(0, CODES, rows).astype(np.uint32),
        "part": rng.integers(0, SLICES, rows).astype(np.uint16),
        "point": rng.integers(0, POINTS + 1, rows).astype(np.uint16),  # the last one lies beyond the run
        "value_of": value_of.astype(np.int32),
        "stage": rng.integers(0, STAGES, CODES).astype(np.int32),
        "in_window": rng.random((SLICES, WINDOWS)) < 0.6,
        "unsuspected": (rng.random(CODES) < 0.3).astype(np.uint8),
        "subjects": np.unique(rng.integers(0, people, 12)).astype(np.uint64),
    }


def swept(w, first=0):
    cell = pack(list(zip((w["code"], w["part"], w["point"]), BITS, strict=True)))
    keys = np.sort((w["person"] - np.uint64(first) << np.uint64(sum(BITS))) | cell)
    distinct = np.zeros((3 * LABELS, 4, WINDOWS), np.int64)
    roles = np.zeros((STAGES, 2, 4, WINDOWS), np.int64)
    times = np.zeros((STAGES, WINDOWS, MOST_TIMES + 1), np.int64)
    firsts = np.zeros((STAGES, 4, POINTS), np.int64)
    sweep(
        keys, first, sum(BITS), *BITS[1:], w["value_of"], w["stage"], w["unsuspected"], w["in_window"],
        RANGES, w["subjects"], BINS, distinct, roles, times, firsts,
    )  # fmt: skip
    return distinct, roles, times, firsts


def one_by_one(w):
    """The same counts from sets of people."""
    sets, roles, often, first = defaultdict(set), defaultdict(set), Counter(), {}
    subjects = set(w["subjects"].tolist())
    for person, code, part, point in zip(*(w[k].tolist() for k in ("person", "code", "part", "point")), strict=True):
        home = 0 if person < 10 else 1 if person < 25 else 2
        home = 3 if home == 1 and person in subjects else home
        stage = w["stage"][code]
        for window in np.flatnonzero(w["in_window"][part]):
            often[stage, window, person] += 1
            for value in w["value_of"][code]:
                sets[value, home, window].add(person)
            if person not in subjects:
                roles[stage, 0, home, window].add(person)
            if w["unsuspected"][code]:
                roles[stage, 1, home, window].add(person)
            if window == 0:
                first[stage, home, person] = min(first.get((stage, home, person), POINTS), point)
    return sets, roles, often, first


@pytest.mark.parametrize("rows", [30, 400])
@pytest.mark.parametrize("seed", range(6))
def test_one_pass_counts_what_sets_of_people_count(seed, rows):
    w = world(seed, rows)
    distinct, roles, times, firsts = swept(w)
    sets, role_sets, often, first = one_by_one(w)
    assert {k: v for k, v in np.ndenumerate(distinct) if v} == {k: len(v) for k, v in sets.items() if k[0] >= 0}
    assert {k: v for k, v in np.ndenumerate(roles) if v} == {k: len(v) for k, v in role_sets.items()}
    assert {k: v for k, v in np.ndenumerate(times) if v} == Counter(
        (stage, window, n) for (stage, window, _), n in often.items()
    )
    assert {k: v for k, v in np.ndenumerate(firsts) if v} == Counter(
        (stage, home, point) for (stage, home, _), point in first.items() if point < POINTS
    )


def test_people_are_counted_the_same_from_another_first_one():
    w = world(1, 200)
    w["person"] = w["person"] + np.uint64(7)
    for one, other in zip(swept(w), swept(w, 7), strict=True):
        assert (one == other).all()


def test_a_cell_has_the_point_at_or_after_the_time_and_whether_a_row_can_be_read():
    rng = np.random.default_rng(4)
    grid = np.sort(np.append(rng.random(50) * 100.0, [0.0, 50.0, np.nextafter(50.0, 99.0), 100.0]))
    some = np.concatenate([rng.random(2000) * 110.0, grid, np.nextafter(grid, 200.0), np.nextafter(grid, -1.0)])
    time = some.astype(np.float32)
    code, part = rng.integers(0, 3, len(time)).astype(np.int32), rng.integers(0, 4, len(time)).astype(np.uint16)
    closed = np.array([[10.0, 20.0], [60.0, 70.0], [0.0, 50.0]], np.float32)
    near, found = np.searchsorted(grid, np.arange(16) * 100.0 / 16), np.empty(len(time), np.uint64)
    cells(code, part, time, np.array([0, 2, 2, 3]), closed, grid, near, 16 / 100.0, 2, 6, found)
    unread = (code == 0) & ((time >= 10) & (time < 20) | (time >= 60) & (time < 70)) | (code == 2) & (time < 50)
    assert (found & np.uint64(63)).tolist() == np.searchsorted(grid, time).tolist()
    assert (found >> np.uint64(6) & np.uint64(3)).tolist() == part.tolist()
    assert (found >> np.uint64(8)).tolist() == (2 * code + ~unread).tolist()


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
    code = rng.integers(0, 5, rows).astype(np.int32)
    part = rng.integers(0, SLICES, rows).astype(np.uint16)
    start = (rng.integers(-60, 60, rows) / 2.0).astype(np.float32)
    end = (start + rng.integers(0, 20, rows) / 2.0).astype(np.float32)
    again = rng.integers(0, rows - 1, 100)  # what one act disclosed of two people, or at another time
    for column in (start, end):
        column[again + 1] = column[again]
    group_of = np.array([0, 2, 1, -1, 1])
    in_window = rng.random((SLICES, WINDOWS)) < 0.6
    runs, persons, cells = np.empty((rows, 3), np.float32), np.empty(rows, np.uint64), np.empty(rows, np.uint64)
    many, found = windows_of(person, code, part, start, end, group_of, 11, 5, runs, persons, cells)
    assert many == ((end > start) & (group_of[code] >= 0)).sum()
    assert found < many
    runs = np.concatenate([np.full((5, 3), np.nan, np.float32), runs[:found]])
    keys = np.sort(persons[:many] << np.uint64(13) | cells[:many])
    days = np.zeros((3, WINDOWS))
    cover(keys, 11, 2, runs, in_window, days)
    for group, window in np.ndindex(3, WINDOWS):
        of_person = defaultdict(list)
        for i in np.flatnonzero((group_of[code] == group) & in_window[part, window]):
            of_person[person[i]].append((start[i] + 30, end[i] + 30))
        assert days[group, window] == pytest.approx(sum(map(union, of_person.values())))
