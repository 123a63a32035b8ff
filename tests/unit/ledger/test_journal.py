import json
from datetime import date

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyEvent, CopyEvents, DisclosedGroup, LawChanged, Penalised
from sim.ledger.frame import Frame
from sim.ledger.journal import Journal

GROUP = DisclosedGroup(
    1.0 / 3.0, "request", "obtained", "police", "isp", "ip_assignment", "here",
    np.arange(5, 15, dtype=np.uint64), "bystander", float("nan"), 0.25,
)  # fmt: skip
CROWD = CopiedCrowd(
    "residents", "here", 100, (CopyEvent(2.0, "onsite", "obtained", "police", "isp", "session", 3, 3, 9, 4.5),),
    ("",), np.array([3]), np.array([[3, 0, 0]]),
)  # fmt: skip


def lines(*facts) -> list[dict]:
    journal = Journal()
    ledger = Ledger(Frame(date(2020, 1, 1), 10.0), journal)
    for fact in facts:
        ledger.write(fact)
    return [json.loads(line) for line in journal.as_json_lines().splitlines()]


def test_facts_are_rows_in_the_order_of_writing():
    law, penalty = LawChanged(0.0, "CN", ()), Penalised(1.0, "police", "isp", "security", 2.0)
    assert [line["fact"] for line in lines(penalty, law, penalty)] == ["Penalised", "LawChanged", "Penalised"]


def test_numbers_have_nine_digits_and_what_is_none_is_null():
    (line,) = lines(GROUP)
    assert (line["time"], line["age_days"]) == (0.333333333, None)


def test_an_array_is_its_count_and_first_three():
    (line,) = lines(GROUP)
    assert line["persons"] == {"count": 10, "first": [5, 6, 7]}


def test_facts_within_facts_keep_their_names():
    (line,) = lines(CROWD)
    assert line["events"][0]["channel"] == "onsite"
    assert line["repeats"] == {"count": 3, "first": [3, 0, 0]}


def test_copies_kept_column_by_column_are_shown_one_by_one():
    assert lines(CROWD._replace(events=CopyEvents.of(CROWD.events))) == lines(CROWD)
