from collections import defaultdict
from datetime import date

import numpy as np
import pytest

from sim.ledger.designs import PENALTIES, REQUESTS
from sim.ledger.facts import Penalised, RequestClosed
from sim.ledger.frame import Frame, Period
from sim.ledger.tables import Table

FRAME = Frame(date(2020, 1, 1), 100.0, 10.0, (Period("a", 10.0, 40.0), Period("b", 30.0, 100.0)))


def penalties(many: int) -> list[Penalised]:
    rng = np.random.default_rng(2)
    return [
        Penalised(float(time), "police", f"isp-{rng.integers(4)}", f"duty-{rng.integers(3)}", float(rng.integers(1, 5)))
        for time in rng.uniform(0.0, 100.0, many)
    ]


def filled(facts, pieces: int) -> Table:
    table = Table(PENALTIES, FRAME)
    for piece in np.array_split(np.arange(len(facts)), pieces):
        table.work_in([facts[i] for i in piece])
    return table


@pytest.mark.parametrize("pieces", [1, 7])
def test_sums_by_window_and_label_are_those_of_the_facts_one_by_one(pieces):
    facts = penalties(500)
    table = filled(facts, pieces)
    expected = defaultdict(float)
    for fact in facts:
        for number, window in enumerate(FRAME.windows):
            expected[fact.operator, number] += fact.weight * (window.start <= fact.time < window.end)
    values, number = table.codes.label("operator")
    for i, value in enumerate(values):
        seen = table.total("penalties", number == i)
        assert seen.tolist() == [expected[value, w] for w in range(len(FRAME.windows))]


def test_the_number_of_facts_is_counted_beside_every_sum():
    assert filled(penalties(500), 3).sums().sum() == 500


def test_having_finds_combinations_by_a_label():
    table = filled(penalties(500), 1)
    wanted = table.codes.having("duty", ["duty-1"])
    assert {key[2] for key, yes in zip(table.codes, wanted, strict=True) if yes} == {"duty-1"}


def test_an_empty_table_has_no_rows_and_no_sums():
    table = Table(REQUESTS, FRAME)
    assert table.column("person").tolist() == []
    assert table.sums("records").shape == (0, FRAME.slices)
    assert table.total().tolist() == [0.0, 0.0, 0.0]
    assert table.codes.label("state")[0] == []


def test_kept_columns_are_durations_from_the_draft():
    nan = float("nan")
    fact = RequestClosed(
        50.0, "police", "isp", "session", "here", "suspect", 2, "declined", False, 2**40, 20.0, 21.0, nan, nan, nan,
        nan, nan, nan, False, 1, 0.0, 30.0, 0, 0,
    )  # fmt: skip
    table = Table(REQUESTS, FRAME)
    table.work_in([fact])
    table.work_in([fact])
    assert table.column("closed").tolist() == [30.0, 30.0]
    assert np.isnan(table.column("sent")).all()
    assert table.column("person").tolist() == [2**40, 2**40]
    assert table.column("slice").tolist() == [FRAME.slice_of(20.0)] * 2


def test_a_float_column_that_begins_with_a_whole_number_keeps_its_fractions():
    table = Table(PENALTIES, FRAME)
    table.work_in([Penalised(20, "police", "isp", "duty", 1), Penalised(20.5, "police", "isp", "duty", 0.5)])
    assert table.total("penalties")[0] == 1.5
