from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyEvent, DisclosedGroup, LawChanged, ScenarioChanged
from sim.ledger.frame import Frame, LinkInfo, PlaceInfo
from sim.measures import curves, flows, links_table, map_table, series
from sim.measures.disclosed import records
from sim.measures.people import exposed

FRAME = Frame(
    date(2020, 1, 1), 100.0, 10.0, people=2000,
    places=(PlaceInfo("east", 1.0, 2.0, 500), PlaceInfo("west", float("nan"), 4.0, 1500)),
    links=(LinkInfo("east", "west", 12.5),),
    class_ranges={("residents", "east"): (0, 500), ("residents", "west"): (500, 2000)}, overlap_key=3,
)  # fmt: skip


def ledger_of(*facts) -> Ledger:
    ledger = Ledger(FRAME)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def group(time: float, persons) -> DisclosedGroup:
    people = np.array(persons, np.uint64)
    return DisclosedGroup(time, "request", "obtained", "a", "isp", "session", "east", people, "bystander", 1.0, time)


def copied(first: int, second: int) -> CopiedCrowd:
    events = tuple(
        CopyEvent(time, "onsite", "obtained", "a", "isp", "session", many, many, 1, 1.0)
        for time, many in ((5.0, 50), (30.0, first), (70.0, second))
    )
    total = np.array([first + second])
    return CopiedCrowd("residents", "west", 1500, events, ("",), total, np.array([[first + second, 0, 0]]))


LOOKED = (group(20.0, range(10)), group(60.0, range(5, 25)), group(5.0, [400]))


def test_the_curve_counts_first_exposures_since_the_warm_up():
    table = curves(ledger_of(*LOOKED))
    counts = np.array([10, 10, 25, 25]) / 2000
    assert np.interp([25.0, 59.0, 65.0, 100.0], table["time"], table["first"]).tolist() == pytest.approx(counts)
    assert np.asarray(table["at_risk"]) == pytest.approx(2000 * (1.0 - np.asarray(table["first"])))


def test_the_curve_ends_at_the_number_of_people_exposed():
    ledger = ledger_of(*LOOKED, group(40.0, range(600, 1000)), copied(300, 400))
    found = exposed(ledger)["obtained"]
    assert found.over_time[-1] == pytest.approx(found.total[0])
    assert (np.diff(found.over_time) >= 0.0).all()


def test_people_copied_in_the_warm_up_are_not_on_the_curve():
    found = exposed(ledger_of(copied(300, 400)))["obtained"]
    assert found.over_time[np.searchsorted(FRAME.grid, [29.0, 31.0, 100.0])].tolist() == [0.0, 300.0, 700.0]


def test_the_series_and_the_map_agree_with_the_curve():
    ledger = ledger_of(*LOOKED, group(40.0, [600]))
    table = series(ledger)
    persons = [v for name, v in zip(table["series"], table["value"], strict=True) if name == "exposure.persons"]
    places = map_table(ledger)
    assert persons[-1] == sum(places["persons"]) == 26
    assert places["share"] == [25 / 500, 1 / 1500]
    assert places["place"] == ["east", "west"]


def test_flows_add_up_to_the_records_disclosed():
    ledger = ledger_of(*LOOKED, copied(100, 200))
    table = flows(ledger)
    ways = set(zip(table["role"], table["channel"], table["agency"], table["recipient"], strict=True))
    assert ways == {("bystander", "request", "a", "agency"), ("bystander", "onsite", "a", "agency")}
    (total,) = [part.value[0] for part in records(ledger) if dict(part.labels) == {"stage": "obtained"}]
    assert np.sum(table["records"]) == total == 10 + 20 + 2  # what is copied in bulk is a record each here


def test_links_are_those_of_the_map():
    assert {name: list(column) for name, column in links_table(ledger_of()).items()} == {
        "one": ["east"], "other": ["west"], "length_km": [12.5],
    }  # fmt: skip


def test_the_series_say_on_which_day_laws_and_changes_came():
    facts = (
        LawChanged(0.0, "CN", ("old",)),
        LawChanged(0.0, "US", ()),
        LawChanged(12.0, "CN", ("old", "new")),
        ScenarioChanged(0.0, "before"),
        ScenarioChanged(33.25, "moved"),
        LawChanged(40.0, "CN", ("new",)),
        LawChanged(50.0, "CN", ("old", "new")),
    )
    table = series(ledger_of(*facts))
    names = ("series", "jurisdiction", "law", "change", "unit", "time", "value")
    rows = [row for row in zip(*(table[name] for name in names), strict=True) if row[2] or row[3]]
    assert rows == [
        *[("law.in_force", "CN", "old", "", "1", day, held) for day, held in ((0.0, 1.0), (40.0, 0.0), (50.0, 1.0))],
        *[("law.in_force", "CN", "new", "", "1", day, held) for day, held in ((0.0, 0.0), (12.0, 1.0))],
        ("change.made", "", "", "before", "1", 0.0, 1.0),
        *[("change.made", "", "", "moved", "1", day, held) for day, held in ((0.0, 0.0), (33.25, 1.0))],
    ]
    assert len({len(column) for column in table.values()}) == 1
