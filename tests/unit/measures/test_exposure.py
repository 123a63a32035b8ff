from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyEvent, Disclosed, DisclosedGroup, RequestClosed
from sim.ledger.frame import Frame, GroupInfo, Period, PlaceInfo
from sim.measures import DEFINITIONS
from sim.measures.exposure import _gini
from sim.measures.rows import rows_of

NAN = float("nan")
HOMES = {("residents", "east"): (0, 1000), ("residents", "west"): (1000, 3000)}
FRAME = Frame(
    date(2020, 1, 1), 100.0, 10.0, (Period("early", 10.0, 50.0), Period("late", 50.0, 100.0)),
    places=(PlaceInfo("east", 1.0, 2.0, 1000), PlaceInfo("west", 3.0, 4.0, 2000)), people=3000,
    class_ranges=HOMES, overlap_key=11,
)  # fmt: skip


def one(time: float, person: int, role: str = "suspect", category: str = "session", stage: str = "obtained"):
    """Two records of a person, in a window that ends 2 days before the disclosure."""
    return Disclosed(
        time, "request", stage, "police", "isp", category, "east", person, role, 2, 200.0, (1, 0, 1, 0),
        time - 9.0, time - 2.0,
    )  # fmt: skip


def group(time: float, persons) -> DisclosedGroup:
    return DisclosedGroup(
        time, "request", "obtained", "police", "isp", "ip_assignment", "east", np.array(persons, np.uint64),
        "bystander", 40.0, time - 40.0,
    )  # fmt: skip


def asked(person: int) -> RequestClosed:
    return RequestClosed(
        30.0, "police", "isp", "session", "east", "witness", 2, "expired", False, person, 20.0, *[NAN] * 7, False, 0,
        0.0, 20.0, 0, 5,
    )  # fmt: skip


def copied(*events: tuple[float, str, int, int], distinct=(0, 0, 0), repeats=None, people: int = 2000) -> CopiedCrowd:
    """Copies as (time, channel, exposed, first) of the class of the west."""
    made = tuple(
        CopyEvent(time, channel, "obtained", "police", "isp", "session", many, first, 3 * many, 30.0 * many)
        for time, channel, many, first in events
    )
    bands = np.array(repeats if repeats is not None else [(d, 0, 0) for d in distinct])
    return CopiedCrowd("residents", "west", people, made, ("", "early", "late"), np.array(distinct), bands)


def ledger_of(*facts) -> Ledger:
    ledger = Ledger(FRAME)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def value(name: str, *facts, period: str = "", ledger: Ledger | None = None, **labels: str) -> float:
    labels = {"stage": "obtained", **labels}
    rows = list(rows_of(DEFINITIONS[name], ledger or ledger_of(*facts)))
    (row,) = [row for row in rows if row.labels == labels and row.period == period]
    return row.value


LOOKED = (one(20.0, 7), one(60.0, 7), one(60.0, 8), group(30.0, [7, 8, 9, 1500]), one(5.0, 999))


def test_people_are_counted_once_in_each_period_and_label():
    assert [value("exposure.persons", *LOOKED, period=p) for p in ("", "early", "late")] == [4, 4, 2]
    assert value("exposure.persons", *LOOKED, category="session") == 2
    assert value("exposure.persons", *LOOKED, role="bystander") == 4


def test_stages_are_never_added_up():
    facts = (*LOOKED, one(20.0, 7, stage="examined"))
    assert value("exposure.persons", *facts) == 4
    assert value("exposure.persons", *facts, stage="examined") == 1


def test_shares_by_place_are_of_the_people_who_live_there():
    assert value("exposure.share", *LOOKED) == 4 / 3000
    assert value("exposure.share", *LOOKED, place="east") == 3 / 1000
    assert value("exposure.share", *LOOKED, place="west") == 1 / 2000


def test_somebody_asked_about_in_vain_is_no_bystander():
    assert value("exposure.bystanders", *LOOKED) == 2  # 9 and 1500; 7 and 8 were subjects
    assert value("exposure.bystanders", *LOOKED, period="late") == 0
    assert value("exposure.bystanders", *LOOKED, asked(9)) == 1


def test_non_suspects_are_subjects_of_another_role():
    facts = (one(20.0, 1), one(20.0, 2, role="victim"), one(20.0, 3, role="witness"), one(20.0, 3), group(20.0, [4]))
    assert value("exposure.non_suspects", *facts) == 2


def test_people_are_banded_by_how_often_they_were_exposed():
    often = [one(20.0 + i, 5) for i in range(6)]
    assert [value("exposure.repeat", *LOOKED, *often, band=band) for band in ("1", "2-5", "6+")] == [2, 2, 1]


def test_the_gini_coefficient_is_that_of_a_list_of_people():
    rng = np.random.default_rng(4)
    numbers = np.concatenate([np.zeros(80), rng.integers(1, 9, 20)])
    times, people = np.unique(numbers[numbers > 0], return_counts=True)
    differences = np.abs(np.subtract.outer(numbers, numbers)).mean() / (2.0 * numbers.mean())
    assert _gini(times, people.astype(float), 100.0) == pytest.approx(differences)


def test_the_region_ratio_compares_shares_of_places():
    facts = (group(20.0, range(100)), group(20.0, range(1000, 1020)))
    shares = np.array([100 / 1000, 20 / 2000])
    expected = np.quantile(shares, 0.9) / np.quantile(shares, 0.1)
    assert value("exposure.region_ratio", *facts) == pytest.approx(expected)


def test_first_exposure_grows_over_periods():
    shares = [value("exposure.first", *LOOKED, period=p) for p in ("early", "late", "")]
    assert shares == [4 / 3000] * 3
    assert value("exposure.first", *LOOKED, one(70.0, 2900), period="early") == 4 / 3000
    assert value("exposure.first", *LOOKED, one(70.0, 2900), period="late") == 5 / 3000


def test_records_count_one_for_each_member_of_a_group():
    assert value("exposure.records", *LOOKED) == 3 * 2 + 4
    assert value("exposure.records", *LOOKED, copied((40.0, "onsite", 100, 100), distinct=(100, 100, 0))) == 10 + 300


def test_the_age_of_records_is_a_mean_over_records():
    assert value("exposure.record_age", *LOOKED) == pytest.approx((3 * 200.0 + 4 * 40.0) / 10)
    assert value("exposure.record_age_share", *LOOKED, band="<= 3 months") == pytest.approx((3 + 4) / 10)
    assert value("exposure.record_age_share", *LOOKED, band="6-12 months") == pytest.approx(3 / 10)


def test_a_day_disclosed_twice_counts_once():
    twice = (one(60.0, 7), one(62.0, 7))  # [51, 58) and [53, 60): 9 days
    assert value("exposure.person_days", *twice) == pytest.approx(9.0, rel=1e-6)  # single precision
    assert value("exposure.person_days", *twice, one(60.0, 7, category="location")) == pytest.approx(16.0, rel=1e-6)
    assert value("exposure.person_days", *twice, one(60.0, 8), category="session") == pytest.approx(16.0, rel=1e-6)


def test_people_per_case_are_over_cases_opened_in_the_period():
    ledger = Ledger(FRAME)
    for time in (20.0, 30.0, 5.0):
        ledger.opened("case", time=time)
    ledger.write(asked(3))
    ledger.close()
    (row, *_) = rows_of(DEFINITIONS["exposure.per_case"], ledger)
    assert row.value == 5 / 2


def test_people_looked_at_and_copied_are_counted_once():
    """Of 2,000 people of the west 500 are looked at and 800 copied: 200 of them, give or take, are both."""
    facts = group(20.0, range(1000, 1500)), copied((40.0, "onsite", 800, 800), distinct=(800, 800, 0))
    deviation = np.sqrt(800 * 0.25 * 0.75 * (2000 - 800) / (2000 - 1))
    assert value("exposure.persons", *facts) == pytest.approx(500 + 800 - 200, abs=4.0 * deviation)
    assert value("exposure.persons", facts[1], group(20.0, range(500))) == 500 + 800  # those of the east are others


def test_a_label_that_all_copies_share_has_the_same_people_as_the_total():
    facts = (group(20.0, range(1000, 1500)), copied((40.0, "request", 800, 800), distinct=(800, 800, 0)))
    assert value("exposure.persons", *facts, channel="request") == value("exposure.persons", *facts)
    assert value("exposure.persons", *facts, period="early") == value("exposure.persons", *facts)


def test_bystanders_copied_in_bulk_are_those_who_never_were_subjects():
    everybody = copied((40.0, "onsite", 2000, 2000), distinct=(2000, 2000, 0))
    assert value("exposure.bystanders", everybody, one(20.0, 1500), asked(1600), group(20.0, [1700, 3])) == 1998 + 1


def test_bands_of_people_looked_at_and_copied_add_up_to_them():
    copies = (40.0, "onsite", 800, 800), (60.0, "onsite", 500, 100)
    bands = [(500, 400, 0), (800, 0, 0), (500, 0, 0)]
    facts = (group(20.0, range(1000, 1500)), copied(*copies, distinct=(900, 800, 500), repeats=bands))
    found = [value("exposure.repeat", *facts, band=band) for band in ("1", "2-5")]  # no row where there are none
    assert sum(found) == pytest.approx(value("exposure.persons", *facts))


def test_subjects_who_are_no_part_of_a_crowd_meet_nobody_in_it():
    whole = copied((20.0, "onsite", 1998, 1998), distinct=(1998, 1998, 0))
    apart = whole._replace(people=1998, subjects_apart=1)
    assert value("exposure.persons", one(20.0, 1500), apart) == 1999.0
    assert value("exposure.bystanders", one(20.0, 1500), apart) == 1998.0
    assert value("exposure.share", one(20.0, 1500), apart, place="west") == pytest.approx(1999.0 / 2000.0)
    assert value("exposure.first", one(20.0, 1500), apart) == pytest.approx(1999.0 / 3000.0)
    # the control: as a part of the crowd the subject has been copied too, but for a chance of 1 in 1000
    assert value("exposure.persons", one(20.0, 1500), whole) == 1998.0


def in_groups(*facts, share=0.5):
    """A ledger of a world in which the people of even number are journalists, in a frame that knows it."""
    groups = {("residents", "journalists"): GroupInfo(share, lambda persons: persons % np.uint64(2) == 0)}
    ledger = Ledger(replace(FRAME, groups=groups))
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def test_members_of_a_group_are_counted_apart():
    ledger = in_groups(*LOOKED, asked(8))
    assert value("exposure.persons", ledger=ledger) == 4.0  # 7, 8, 9 and 1500
    assert value("exposure.persons", ledger=ledger, group="journalists") == 2.0
    assert value("exposure.bystanders", ledger=ledger, group="journalists") == 1.0  # 8 is a subject
    assert value("exposure.persons", ledger=ledger, group="journalists", period="late") == 1.0


def test_of_a_crowd_a_group_has_its_share():
    ledger = in_groups(one(20.0, 2), copied((60.0, "onsite", 1000, 1000), distinct=(1000, 0, 1000)))
    found = value("exposure.persons", ledger=ledger, group="journalists")
    assert abs(found - 1.0 - 500.0) < 4.0 * 250.0**0.5
    assert value("exposure.bystanders", ledger=ledger, group="journalists") == found - 1.0
    assert value("exposure.persons", ledger=in_groups(*LOOKED, share=0.0), group="journalists") == 2.0
