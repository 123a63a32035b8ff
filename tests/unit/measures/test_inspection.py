from datetime import date

import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeficitClosed, Outage, Penalised, Purged, Visited
from sim.ledger.frame import Frame, Period
from sim.measures import DEFINITIONS, curves, map_table, series
from sim.measures.rows import rows_of

NAN = float("nan")
FRAME = Frame(
    date(2020, 1, 1), 100.0, 10.0, (Period("late", 60.0, 100.0),),
    duties={("isp", "security"): 4.0, ("isp", "retention"): 4.0, ("shop", "security"): 2.0},
)  # fmt: skip


def visit(time: float, channel: str = "onsite", weight: float = 1.0, **changes) -> Visited:
    plain = Visited(
        time, time - 1.0, "police", "isp", channel, weight, False, True, True, 2.0, 16.0, 5, 2, 1, 1, False, False
    )  # fmt: skip
    return plain._replace(**changes)


def value(name: str, *facts, period: str = "", **labels: str) -> float:
    ledger = Ledger(FRAME)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    (row,) = [row for row in rows_of(DEFINITIONS[name], ledger) if row.labels == labels and row.period == period]
    return row.value


VISITS = (visit(20.0), visit(70.0, "remote", weight=3.0, found=4, notice_given=False), visit(5.0))


def test_visits_and_hours_count_for_all_that_an_operator_stands_for():
    assert value("inspection.visits", *VISITS) == 4.0
    assert value("inspection.visits", *VISITS, period="late") == 3.0
    assert value("inspection.hours", *VISITS, channel="remote") == 48.0


def test_the_found_share_leaves_out_what_was_mended_on_notice():
    assert value("inspection.found_share", *VISITS) == pytest.approx((2 + 3 * 4) / (4 + 3 * 4))
    assert value("inspection.missed", *VISITS) == 2.0
    assert value("inspection.findings", *VISITS) == 14.0
    assert value("inspection.mended_share", *VISITS) == pytest.approx(1 / 5)


def test_notice_is_a_share_of_visits_for_which_it_is_due():
    assert value("notice.given_share", *VISITS) == pytest.approx(1 / 4)
    assert value("notice.given_share", *VISITS, visit(30.0, notice_due=False, notice_given=False)) == pytest.approx(
        1 / 4
    )


def deficit(opened: float, ended: float, weight: float = 1.0, duty: str = "security") -> DeficitClosed:
    return DeficitClosed(ended, opened, NAN, "isp", duty, weight, "open")


def test_open_deficits_are_cut_at_the_window():
    facts = (deficit(-50.0, 20.0), deficit(50.0, 80.0, weight=2.0), deficit(90.0, 100.0, duty="retention"))
    assert value("inspection.open_deficits", *facts) == pytest.approx((10.0 + 60.0 + 10.0) / 90.0)
    assert value("inspection.open_deficits", *facts, period="late") == pytest.approx((40.0 + 10.0) / 40.0)
    assert value("inspection.open_share", *facts, duty="security") == pytest.approx(70.0 / (6.0 * 90.0))
    assert value("compliance.share", *facts) == pytest.approx(1.0 - 80.0 / (10.0 * 90.0))


def test_deficits_found_count_where_they_were_found():
    found = deficit(5.0, 80.0, weight=2.0)._replace(found=70.0)
    facts = (found, found._replace(found=5.0), deficit(10.0, 100.0), found._replace(duty="retention", weight=1.0))
    assert value("inspection.deficits_found", *facts) == 3.0
    assert value("inspection.deficits_found", *facts, period="late", duty="security") == 2.0


def test_penalties_outages_and_damage_count_for_all_that_an_operator_stands_for():
    assert value("inspection.penalties", Penalised(20.0, "police", "isp", "security", 3.0)) == 3.0
    outage = Outage(20.0, "isp", "onsite", 3.0, 2.0, 500.0)
    assert value("service.outage", outage) == 1500.0
    assert value("damage.events", outage, channel="onsite") == 3.0


def purge(time: float, category: str, before: float, after: float) -> Purged:
    return Purged(time, "isp", category, 0.0, 9.0, before, after, before / 10.0, after / 10.0)


STORED = tuple(
    purge(t, c, size + 10.0, size) for t in (0.0, 50.0, 100.0) for c, size in (("session", 100.0), ("post", 20.0))
)


def test_what_is_stored_is_averaged_over_time_and_added_over_stores():
    assert value("load.stored", *STORED) == pytest.approx(
        100.0 + 20.0 + 2 * 5.0, abs=1.0
    )  # less a part of the first tooth
    assert value("load.stored", *STORED, period="late", category="post") == pytest.approx(20.0 + 6.0)
    assert value("load.stored_max", *STORED, operator="isp") == pytest.approx(110.0)
    assert value("exposure.held_person_days", *STORED, category="post", period="late") == pytest.approx(2.6)


def test_series_have_a_value_at_each_point():
    ledger = Ledger(FRAME)
    for fact in (*STORED, deficit(-50.0, 20.0), deficit(50.0, 80.0, weight=2.0)):
        ledger.write(fact)
    ledger.close()
    table = series(ledger)
    assert {len(column) for column in table.values()} == {200 * (2 + 2 + 1)}
    rows = list(zip(table["series"], table["time"], table["value"], strict=True))
    found = {time: number for name, time, number in rows if name == "inspection.open_deficits"}
    assert [found[time] for time in FRAME.points[[0, 60, 120, 199]]] == [1.0, 0.0, 2.0, 0.0]
    assert {len(column) for column in curves(ledger).values()} == {int((FRAME.grid >= 10.0).sum())}
    assert map_table(ledger)["place"] == []
