from datetime import date

import numpy as np
import pytest

from sim.ledger import accounts
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.frame import Frame, Period

FRAME = Frame(date(2020, 1, 1), 100.0, 10.0, (Period("a", 10.0, 40.0),), people=1000)


def disclosed(time: float, person: int, records: int = 5, stage: str = "obtained") -> Disclosed:
    return Disclosed(
        time, "request", stage, "police", "isp", "session", "here", person, "suspect", records,
        10.0 * records, (records, 0, 0, 0), time - 7.0, time,
    )  # fmt: skip


def group(time: float, persons: list[int], age_days: float = 100.0) -> DisclosedGroup:
    people = np.array(persons, np.uint64)
    return DisclosedGroup(
        time, "request", "obtained", "police", "isp", "ip_assignment", "here", people, "bystander", age_days, time - 2.0
    )


def ledger_of(*facts) -> Ledger:
    ledger = Ledger(FRAME)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def people(ledger: Ledger, stage: str) -> tuple[list[int], list[tuple[int, int, int]]]:
    """People of a stage, and the code, slice and day of each row."""
    persons, cells = ledger.exposures.people(
        ledger.exposures.codes.having("stage", [stage]),
        lambda code, part, time: (
            code.astype(np.uint64) * 10**6 + part.astype(np.uint64) * 10**3 + time.astype(np.uint64)
        ),
    )
    return persons.tolist(), [(c // 10**6, c // 10**3 % 10**3, c % 10**3) for c in cells.tolist()]


def test_people_of_one_stage_come_back_with_their_slice_and_time():
    ledger = ledger_of(disclosed(20.0, 7), disclosed(50.0, 8, stage="examined"), group(30.0, [1, 2, 7]))
    persons, cells = people(ledger, "obtained")
    assert persons == [7, 1, 2, 7]
    assert [(FRAME.in_window[part][1], day) for _, part, day in cells] == [(True, day) for day in (20, 30, 30, 30)]
    assert people(ledger, "examined")[0] == [8]


def test_a_disclosure_without_records_exposes_nobody():
    assert ledger_of(disclosed(20.0, 7, records=0)).exposures.rows == 0


def test_records_ages_and_bands_of_groups_count_one_record_a_person():
    ledger = ledger_of(disclosed(20.0, 7), group(30.0, [1, 2, 7], age_days=100.0))
    sums = {name: ledger.exposures.sums(name).sum() for name in ("records", "age_days", "<= 3 months", "3-6 months")}
    assert sums == {"records": 8.0, "age_days": 350.0, "<= 3 months": 5.0, "3-6 months": 3.0}


def test_facts_are_all_worked_in_however_many_there_are():
    many = 2 * accounts.CHUNK + 3
    ledger = ledger_of(*(disclosed(20.0, person) for person in range(many)))
    assert people(ledger, "obtained")[0] == list(range(many))
    assert ledger.counted["Disclosed"] == many


def test_a_writer_posts_what_write_posts_and_its_facts_wait():
    many = accounts.CHUNK + 3
    ledger, kept = Ledger(FRAME), []
    post = ledger.writer(Disclosed)
    for person in range(many):
        post(disclosed(20.0, person))
    assert ledger.counted["Disclosed"] == 0
    ledger.settle(accounts.CHUNK)
    assert ledger.counted["Disclosed"] == many
    post(disclosed(21.0, many))
    ledger.settle(accounts.CHUNK)  # one is not worth it in mid-run
    assert ledger.counted["Disclosed"] == many
    ledger.settle()  # but whoever reads the tables wants them whole
    assert ledger.counted["Disclosed"] == many + 1
    ledger.close()
    assert people(ledger, "obtained")[0] == list(range(many + 1))
    with_journal = Ledger(FRAME, kept.append)
    with_journal.writer(Disclosed)(disclosed(20.0, 1))
    assert kept == [disclosed(20.0, 1)]


def test_desks_of_one_entry_add_up():
    ledger = Ledger(FRAME)

    def half(time: float) -> float:
        return time / 2.0

    first, second = ledger.desk("isp", 1.5, half, weight=3.0), ledger.desk("isp", 2.0, half, weight=3.0)
    third = ledger.desk("isp", 1.0)
    assert first == second
    assert third.queue is first.queue
    assert third.busy is not first.busy
    first.busy.add(20.0, 1)
    third.busy.add(20.0, 1)
    ledger.close()
    desk = ledger.desks["isp"]
    assert desk.speed == pytest.approx(4.5 / 5.0)
    assert desk.server_days[0] == pytest.approx(4 * 45.0 + 90.0)
    assert desk.busy_days[0] == pytest.approx(40.0 + 80.0)
    assert desk.mean_weight == pytest.approx(7.0 / 3.0)


def test_things_opened_with_a_time_are_counted_by_window():
    ledger = Ledger(FRAME)
    ledger.opened("case", time=5.0)
    ledger.opened("case", n=2, time=20.0)
    ledger.opened("case", time=60.0)
    ledger.opened("case")
    assert ledger.number_opened("case") == 5
    assert ledger.opened_in("case").tolist() == [3.0, 2.0]
    assert ledger.opened_in("visit").tolist() == [0.0, 0.0]


def test_a_result_is_made_once_and_only_of_a_closed_ledger():
    made = []

    def result(ledger: Ledger) -> int:
        made.append(ledger)
        return 1

    ledger = Ledger(FRAME)
    with pytest.raises(ValueError, match="the ledger is open"):
        ledger.once(result)
    ledger.close()
    assert ledger.once(result) == ledger.once(result) == 1
    assert made == [ledger]
