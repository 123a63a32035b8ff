"""What an act discloses of many people, column by column: the facts that it stands for, in account and journal."""

from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import Amounts, Disclosed, DisclosedMany
from sim.ledger.frame import Frame, Period

FRAME = Frame(date(2020, 1, 1), 100.0, 10.0, (Period("a", 10.0, 40.0),), people=100)


def many(time: float, category: str, persons: range) -> DisclosedMany:
    n = len(persons)
    numbers = np.arange(1, n + 1)
    bands = np.zeros((n, 4), np.int64)
    bands[np.arange(n), numbers % 4] = numbers
    ages = numbers * (time + 1.0) / 3.0  # thirds: the order in which they are added up shows in the last bit
    amounts = Amounts(numbers, ages, bands, np.full(n, time - 3.0), np.full(n, time))
    labels = "onsite", "obtained", "police", "isp", category, "town"
    return DisclosedMany(time, *labels, np.array(persons, np.uint64), "bystander", amounts)


ACTS = [[many(20.0, "session", range(60)), many(20.0, "message", range(30, 90))], [many(50.0, "session", range(2))]]


def closed(*, in_columns: bool) -> Ledger:
    ledger = Ledger(FRAME)
    for act in ACTS:
        if in_columns:
            ledger.disclose(act)
        else:
            facts = [fact for part in act for fact in part.one_by_one()]
            for fact in sorted(facts, key=lambda fact: fact.person):
                ledger.write(fact)
    ledger.close()
    return ledger


def test_columns_count_as_the_facts_that_they_stand_for():
    one, two = closed(in_columns=True), closed(in_columns=False)
    assert one.counted == two.counted == {"Disclosed": 122}
    assert list(one.exposures.codes) == list(two.exposures.codes)
    for name in ("count", "records", "age_days", "<= 3 months", "3-6 months", "6-12 months", "> 12 months"):
        assert one.exposures.single.sums(name).tolist() == two.exposures.single.sums(name).tolist(), name
    rows = [
        sorted(zip(*(ledger.exposures.single.column(name).tolist() for name in COLUMNS), strict=True))
        for ledger in (one, two)
    ]
    assert rows[0] == rows[1]


COLUMNS = ("code", "slice", "person", "time", "start", "end")


def test_a_journal_is_given_them_person_by_person():
    kept: list[Disclosed] = []
    Ledger(FRAME, kept.append).disclose(ACTS[0])
    assert [fact.person for fact in kept] == sorted([*range(60), *range(30, 90)])
    assert {type(fact) for fact in kept} == {Disclosed}
    assert [fact.category for fact in kept if fact.person == 40] == ["session", "message"]
    (last,) = (fact for fact in kept if fact.person == 89)
    assert last == Disclosed(
        20.0, "onsite", "obtained", "police", "isp", "message", "town", 89, "bystander", 60, pytest.approx(420.0),
        (60, 0, 0, 0), 17.0, 20.0,
    )  # fmt: skip


def test_nobody_is_nothing():
    ledger = Ledger(FRAME)
    ledger.disclose([many(20.0, "session", range(0))] * 3)
    ledger.close()
    assert not ledger.counted.total()
    assert not ledger.exposures.codes
