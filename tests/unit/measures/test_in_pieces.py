"""What is counted in pieces, so that millions of requests need little memory, is what it is as one."""

from collections import Counter

import numpy as np
import pytest

from sim.build.wiring import build
from sim.ledger import subjects, tables
from sim.ledger.exposures import EVERYBODY
from sim.measures import all_measures, disclosed, people
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
    monkeypatch.setattr(people, "AT_ONCE", 100)
    monkeypatch.setattr(disclosed, "AT_ONCE", 100)
    monkeypatch.setattr(tables, "PIECE", 64)
    monkeypatch.setattr(subjects, "PIECE", 64)
    assert rows_of(loaded) == whole


def test_each_exposure_lies_in_one_range_and_ranges_are_about_as_large_as_wanted():
    exposures = played(world(BASE)).exposures
    wanted = np.ones(len(exposures.codes), bool)

    def cell_of(code, part, time):
        return code.astype(np.uint64)

    whole = exposures.people(wanted, cell_of)
    assert exposures.ranges(exposures.rows) == [EVERYBODY]
    ranges = exposures.ranges(20)
    assert (ranges[0][0], ranges[-1][1]) == EVERYBODY
    assert len(ranges) > 8
    parts = [exposures.people(wanted, cell_of, within) for within in ranges]
    for (first, last), (persons, _) in zip(ranges, parts, strict=True):
        assert ((persons >= first) & (persons < last)).all()
    together = [np.concatenate(column).tolist() for column in zip(*parts, strict=True)]
    assert Counter(zip(*together, strict=True)) == Counter(zip(*(column.tolist() for column in whole), strict=True))
    most_of_one = max(Counter(whole[0].tolist()).values())
    assert max(len(persons) for persons, _ in parts) <= 20 + most_of_one


@pytest.mark.parametrize("numbers", [[], [3], [2, 2, 2], [0, 1, 1, 2, 5, 5, 5, 9], list(range(20)), [7] * 9 + [8] * 9])
@pytest.mark.parametrize("piece", [1, 2, 3, 100])
def test_numbers_are_left_once_each(monkeypatch, numbers, piece):
    monkeypatch.setattr(subjects, "PIECE", piece)
    ascending = np.array(numbers, np.uint32)
    assert ascending[: subjects._once_each(ascending)].tolist() == sorted(set(numbers))
