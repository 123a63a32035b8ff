"""What is counted in pieces, so that millions of requests need little memory, is what it is as one."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from sim.build.wiring import build
from sim.ledger import subjects, tables
from sim.ledger.accounts import Ledger
from sim.ledger.frame import Frame
from sim.ledger.in_order import in_order
from sim.measures import all_measures, counting, disclosed
from sim.replication import play
from sim.verify.checks.moving import moving
from sim.verify.worlds import world
from tests.unit.build.mechanisms import BASE


def played(loaded):
    wired = build(loaded, seed=3, replication=0)
    play(wired)
    return wired.ledger


def rows_of(loaded):
    return [repr(row) for row in all_measures(played(loaded))]


@pytest.mark.parametrize(
    "loaded", [world(BASE), moving(moves=4.0, leave=0.5, enter=0.5, cases=0.02)], ids=["groups", "people who move"]
)
def test_rows_are_the_same_to_the_last_bit(monkeypatch, loaded):
    whole = rows_of(loaded)
    assert len(whole) > 50
    monkeypatch.setattr(counting, "AT_ONCE", 100)
    monkeypatch.setattr(counting, "_FEW", 30)
    monkeypatch.setattr(disclosed, "AT_ONCE", 100)
    monkeypatch.setattr(tables, "PIECE", 64)
    monkeypatch.setattr(subjects, "PIECE", 64)
    assert rows_of(loaded) == whole


@pytest.mark.parametrize("bits", [4, 8, 45, 60])  # people 0 to 2^60 fit beside cells of 4 bits, 0 to 15 beside 60
def test_each_exposure_lies_in_one_range_and_ranges_are_about_as_large_as_wanted(bits):
    exposures = played(world(BASE)).exposures
    wanted = np.ones(len(exposures.codes), bool)

    def cell_of(code, part, time):
        return code.astype(np.uint64) % np.uint64(16)

    persons, cells = exposures.people(wanted, cell_of)
    (whole,) = in_order(exposures, exposures.pieces(wanted, cell_of), 8)
    assert whole.first == 0
    assert whole.keys.tolist() == sorted((persons << np.uint64(8) | cells).tolist())
    parts = list(in_order(exposures, exposures.pieces(wanted, cell_of), bits, 20))
    assert len(parts) > 8
    found = [(some.first + (key >> bits), key & ((1 << bits) - 1)) for some in parts for key in some.keys.tolist()]
    assert found == sorted(zip(persons.tolist(), cells.tolist(), strict=True))
    most_of_one = max(Counter(persons.tolist()).values())
    assert max(len(some.keys) for some in parts) <= 20 + most_of_one


def test_nobody_is_in_no_range():
    exposures = Ledger(Frame(date(2020, 1, 1), 100.0)).exposures
    assert not list(in_order(exposures, exposures.pieces(np.ones(0, bool), lambda *_: np.empty(0, np.uint64)), 8))


@pytest.mark.parametrize("numbers", [[], [3], [2, 2, 2], [0, 1, 1, 2, 5, 5, 5, 9], list(range(20)), [7] * 9 + [8] * 9])
@pytest.mark.parametrize("piece", [1, 2, 3, 100])
def test_numbers_are_left_once_each(monkeypatch, numbers, piece):
    monkeypatch.setattr(subjects, "PIECE", piece)
    ascending = np.array(numbers, np.uint32)
    assert ascending[: subjects._once_each(ascending)].tolist() == sorted(set(numbers))
