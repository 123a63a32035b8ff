"""One tuple for a subject whose records are handed over and read: two facts, in the account and in the journal."""

from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import ANSWERED, Disclosed
from sim.ledger.frame import Frame

FRAME = Frame(date(2020, 1, 1), 100.0, people=100)


def disclosed(stage, person, records=2):
    return (
        5.0, "request", stage, "police", "isp", "session", "town", person, "suspect", records, 7.0, (records, 0, 0, 0),
        1.0, 4.0, "agency",
    )  # fmt: skip


def closed(*, in_one: bool) -> Ledger:
    ledger = Ledger(FRAME)
    post, write = ledger.answers(), ledger.writer(Disclosed)
    for person in (3, 4, 3):
        if in_one:
            post(disclosed(ANSWERED, person))
        else:
            for stage in ANSWERED:
                write(disclosed(stage, person))
        write(disclosed("reachable", person, records=person - 3))  # one without a record exposes nobody
    ledger.close()
    return ledger


def test_one_tuple_counts_as_the_two_facts_that_it_stands_for():
    one, two = closed(in_one=True), closed(in_one=False)
    assert one.counted == two.counted == {"Disclosed": 9}
    assert list(one.exposures.codes) == list(two.exposures.codes)
    for name in ("count", "records", "age_days", "<= 3 months", "3-6 months"):
        assert one.exposures.single.sums(name).tolist() == two.exposures.single.sums(name).tolist()
    for name in ("code", "slice", "person", "time", "start", "end"):
        column = one.exposures.single.column(name)
        assert column.tolist() == two.exposures.single.column(name).tolist()
        assert len(column) == 7


def test_a_journal_is_given_both_with_their_names():
    kept = []
    Ledger(FRAME, kept.append).answers()(disclosed(ANSWERED, 3))
    assert [(type(fact), fact.stage, fact.person) for fact in kept] == [
        (Disclosed, "obtained", 3),
        (Disclosed, "examined", 3),
    ]


def test_a_tuple_with_a_field_too_few_is_not_counted_in_silence():
    ledger = Ledger(FRAME)
    ledger.writer(Disclosed)(disclosed("obtained", 3)[:-1])
    with pytest.raises(ValueError, match="zip"):
        ledger.close()


def test_things_opened_at_some_times_are_counted_in_the_slices_of_each():
    one, two = Ledger(FRAME), Ledger(FRAME)
    times = [0.0, 5.0, 99.0]
    for time in times:
        one.opened("case", time=time)
    two.opened_at("case", np.array(times))
    assert one.opened_in("case").tolist() == two.opened_in("case").tolist() == [3.0]
    two.tally("case")[-1] += 2
    assert two.number_opened("case") == 5
