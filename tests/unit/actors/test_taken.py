"""What an act in bulk takes of many people at once."""

from functools import reduce
from math import fsum
from operator import add
from types import SimpleNamespace

import numpy as np

from sim.actors.keeper import Keeper
from sim.actors.taken import Act, take
from sim.records.ages import AGE_EDGES_DAYS, by_age, cut_at_bands

NOW = 700.0
PIECES = ((17.3, 211.9), (260.1, 455.7), (500.0 + 1 / 3, 699.1))
STORE = Keeper(name="isp", entry="isp", key=1, kind="access")
NOBODY_MOVES = SimpleNamespace(paths=None)


def taken(counted, opened, pieces=PIECES, now=NOW):
    """Take records of as many people as there are accounts; `counted` by window and person."""
    (some,) = take(
        lambda *_: np.array(counted).T, STORE, "session", [Act(now, pieces)],
        people=NOBODY_MOVES, persons=np.arange(len(opened), dtype=np.uint64), opened=opened,
    )  # fmt: skip
    return some


def test_ages_are_the_true_sums_rounded_once_and_records_are_by_band_of_age():
    """Of 2,000 people with up to 10^9 records in each of six windows: sums in a row differ from the true ones."""
    rng = np.random.default_rng(4)
    windows = [cut for piece in PIECES for cut in cut_at_bands(*piece, NOW)]
    counted = rng.integers(0, 10 ** rng.integers(0, 10, (len(windows), 2000)))
    counted[0, ::3] = counted[1, ::5] = 0
    some = taken(counted, np.full(2000, -1.0))
    terms = [
        [int(many) * (NOW - 0.5 * (a + b)) for many, (a, b) in zip(row, windows, strict=True)] for row in counted.T
    ]
    rows = [row for row in range(2000) if counted[:, row].any()]
    assert some.rows.tolist() == rows
    assert some.numbers.age_days.tolist() == [fsum(terms[row]) for row in rows]
    assert some.numbers.age_days.tolist() != [reduce(add, terms[row]) for row in rows]  # `sum` rounds less since 3.12
    for row, records, bands in zip(rows, some.numbers.records.tolist(), some.numbers.bands.tolist(), strict=True):
        of_window = dict(zip(windows, counted[:, row].tolist(), strict=True))
        expected = by_age(of_window.__getitem__, PIECES, NOW)
        assert (records, tuple(bands)) == (expected[0], expected[2])


def test_what_rounding_took_decides_where_the_rest_is_half_way_between_two_numbers():
    """64 + 2^-47 is half way from 64 to the next number; 2^-114 more, and the next number is the nearest."""
    pieces = ((-80.0, -48.0), (-(2.0**-46), 0.0), (-(2.0**-113), 0.0))
    some = taken(np.array([[1, 1], [1, 1], [1, 0]]), np.array([-100.0, -100.0]), pieces, now=0.0)
    assert some.numbers.age_days.tolist() == [64.0 + 2.0**-46, 64.0]


def test_windows_go_from_the_first_to_the_last_that_held_a_record():
    windows = [cut for piece in PIECES for cut in cut_at_bands(*piece, NOW)]
    counted = np.zeros((len(windows), 3), np.int64)
    counted[1, 0] = counted[4, 0] = counted[5, 2] = 2
    some = taken(counted, np.array([-1.0, -1.0, windows[5][0] + 1.0]))
    assert some.rows.tolist() == [0, 2]
    assert some.numbers.covered_from.tolist() == [windows[1][0], windows[5][0] + 1.0]
    assert some.numbers.covered_to.tolist() == [windows[4][1], windows[5][1]]


def test_acts_that_follow_each_other_take_each_what_was_written_in_its_window():
    """Acts at the ends of three windows, the second of them cut where its records come of age."""
    acts = [Act(30.0, ((0.0, 30.0),)), Act(150.0, ((30.0, 150.0),)), Act(160.0, ((150.0, 160.0),))]
    persons, opened = np.arange(3, dtype=np.uint64), np.full(3, -1.0)
    asked = []

    def counts(operator, category, people, persons, starts, ends):
        asked.append((starts.tolist(), ends.tolist()))
        return np.array([[1, 2, 3, 4], [0, 0, 5, 0], [0, 0, 0, 0]])

    several = take(counts, STORE, "session", acts, people=NOBODY_MOVES, persons=persons, opened=opened)
    border = 150.0 - AGE_EDGES_DAYS[0]
    assert asked == [([[0.0, 30.0, border, 150.0]], [[30.0, border, 150.0, 160.0]])]
    assert [some.rows.tolist() for some in several] == [[0], [0, 1], [0]]
    assert [some.numbers.records.tolist() for some in several] == [[1], [5, 5], [4]]
    assert several[1].numbers.bands.tolist() == [[3, 2, 0, 0], [5, 0, 0, 0]]
    assert several[1].numbers.covered_from.tolist() == [30.0, border]


def test_of_one_person_is_taken_what_is_taken_among_others():
    """Windows without a record at the start, in the middle and at the end; sums that a sum in a row does not hit."""
    rng = np.random.default_rng(5)
    windows = [cut for piece in PIECES for cut in cut_at_bands(*piece, NOW)]
    counted = rng.integers(0, 10 ** rng.integers(0, 10, (len(windows), 300)))
    counted[rng.random(counted.shape) < 0.4] = 0
    counted[:, 7] = 0
    together, opened = taken(counted, np.full(300, -1.0)), np.full(1, -1.0)
    alone = [taken(counted[:, [row]], opened) for row in range(300)]
    assert [row for row in range(300) if alone[row].rows.tolist() == [0]] == together.rows.tolist()
    assert alone[7].rows.size == 0
    for column, several in enumerate(together.numbers):
        each = np.concatenate([one.numbers[column] for one in alone])
        assert each.shape == several.shape
        assert each.tolist() == several.tolist()


def test_an_act_takes_nothing_of_people_who_each_have_windows_of_their_own_and_no_record():
    windows = [cut for piece in PIECES for cut in cut_at_bands(*piece, NOW)]
    some = taken(np.zeros((len(windows), 3), np.int64), np.array([-1.0, -1.0, windows[5][0] + 1.0]))
    assert some.rows.tolist() == some.numbers.records.tolist() == some.numbers.covered_from.tolist() == []
