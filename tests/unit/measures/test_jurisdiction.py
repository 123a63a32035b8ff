from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import CopiedCrowd, CopyEvent, CrowdRow, Disclosed, Purged, RequestClosed, Visited
from sim.ledger.frame import Frame, PlaceInfo
from sim.measures import DEFINITIONS, all_measures
from sim.measures.rows import rows_of
from tests.unit.build.places import begun

NAN = float("nan")
WHERE = {"isp": "AA", "shop": "AA", "far": "BB"}  # "both" has sites in two countries
FRAME = Frame(
    date(2020, 1, 1), 100.0, 10.0, places=(PlaceInfo("east", 1.0, 2.0, 3000),), people=3000,
    class_ranges={("residents", "east"): (0, 3000)}, overlap_key=11, jurisdictions=WHERE,
)  # fmt: skip


def exposed(person: int, operator: str) -> Disclosed:
    return Disclosed(
        20.0, "request", "obtained", "police", operator, "session", "east", person, "suspect", 2, 200.0, (1, 0, 1, 0),
        11.0, 18.0,
    )  # fmt: skip


def request(operator: str, state: str) -> RequestClosed:
    return RequestClosed(
        30.0, "police", operator, "session", "east", "witness", 2, state, False, 7, 20.0, *[NAN] * 7, False, 0,
        0.0, 20.0, 0, 5,
    )  # fmt: skip


def visit(operator: str) -> Visited:
    return Visited(
        20.0, 19.0, "police", operator, "onsite", 1.0, False, True, True, 2.0, 16.0, 5, 2, 1, 1, False, False
    )


def copied(distinct: int, *copies: tuple[str, int]) -> CopiedCrowd:
    """Copies of people of the east at operators, as (operator, exposed)."""
    made = tuple(
        CopyEvent(20.0 + i, "onsite", "obtained", "police", operator, "session", many, many, 3 * many, 30.0 * many)
        for i, (operator, many) in enumerate(copies)
    )
    return CopiedCrowd("residents", "east", 3000, made, ("",), np.array([distinct]), np.array([(distinct, 0, 0)]))


def by_jurisdiction(name: str, *facts, frame: Frame = FRAME, label: str = "jurisdiction") -> dict[str, float]:
    ledger = Ledger(frame)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return {row.labels[label]: row.value for row in rows_of(DEFINITIONS[name], ledger) if label in row.labels}


PEOPLE = (exposed(1, "isp"), exposed(1, "shop"), exposed(2, "shop"), exposed(1, "far"), exposed(3, "both"))
REQUESTS = (
    request("isp", "complete"), request("isp", "expired"), request("shop", "expired"), request("far", "complete"),
    request("both", "expired"),
)  # fmt: skip


def test_people_of_several_operators_of_a_jurisdiction_count_once():
    assert by_jurisdiction("exposure.persons", *PEOPLE) == {"AA": 2.0, "BB": 1.0}
    by_operator = by_jurisdiction("exposure.persons", *PEOPLE, label="operator")
    assert by_operator["isp"] + by_operator["shop"] == 3.0  # adding up would count the first person twice


def test_an_entry_with_sites_in_several_countries_counts_in_the_total_only():
    assert by_jurisdiction("exposure.persons", exposed(1, "isp"), exposed(3, "both")) == {"AA": 1.0}
    assert by_jurisdiction("exposure.persons", exposed(3, "both"), label="operator") == {"both": 1.0}
    assert by_jurisdiction("exposure.persons", exposed(3, "both")) == {}


def test_people_copied_in_bulk_are_those_of_all_copies_of_a_jurisdiction():
    """Copies of 300 and 200 at AA that share nobody, and of 100 at BB: 600 people in all."""
    of_two = (CrowdRow("jurisdiction", "AA", np.array([500])),)
    crowd = copied(600, ("isp", 300), ("shop", 200), ("far", 100))._replace(rows=of_two)
    assert by_jurisdiction("exposure.persons", crowd) == {"AA": 500.0, "BB": 100.0}
    # the same 300 again at the second operator of AA, nobody elsewhere: all copies together are what was drawn
    again = copied(300, ("isp", 300), ("shop", 300))
    assert by_jurisdiction("exposure.persons", again) == {"AA": 300.0}


def test_requests_and_visits_add_up_over_the_operators_of_a_jurisdiction():
    assert by_jurisdiction("request.count", *REQUESTS) == {"AA": 3.0, "BB": 1.0}
    assert by_jurisdiction("request.hit_share", *REQUESTS) == {"AA": 1 / 3, "BB": 1.0}  # not the mean of 1/2 and 0
    visits = visit("isp"), visit("shop"), visit("far"), visit("both")
    assert by_jurisdiction("inspection.visits", *visits) == {"AA": 2.0, "BB": 1.0}


def held(operator: str, amount: float, time: float) -> Purged:
    return Purged(time, operator, "session", 0.0, 9.0, amount, amount, amount / 10.0, amount / 10.0)


def test_what_the_stores_of_a_jurisdiction_hold_adds_up():
    """Levels that stay as they are from the first day to the last: their time averages are the levels."""
    amounts = {"isp": 100.0, "shop": 50.0, "far": 20.0, "both": 7.0}
    purges = [held(operator, amount, time) for operator, amount in amounts.items() for time in (0.0, 100.0)]
    assert by_jurisdiction("load.stored", *purges) == pytest.approx({"AA": 150.0, "BB": 20.0})
    assert by_jurisdiction("exposure.held_person_days", *purges) == pytest.approx({"AA": 15.0, "BB": 2.0})


def test_a_run_within_one_jurisdiction_has_no_such_rows():
    ledger = Ledger(replace(FRAME, jurisdictions={}))
    for fact in (*PEOPLE, *REQUESTS, copied(600, ("isp", 300), ("far", 300))):
        ledger.write(fact)
    ledger.close()
    assert not any(row.jurisdiction for row in all_measures(ledger))


TWO = {"net": "market: 100 %, place: a", "far": "kind: platform, users: 10 %, place: XX"}


@pytest.mark.parametrize(
    ("third", "wanted"),
    [
        ("kind: platform, users: 10 %, place: b", {"net": "home", "far": "XX", "third": "home"}),
        ("kind: platform, users: 10 %, count: 2, place: [a, XX]", {"net": "home", "far": "XX"}),
    ],
)
def test_an_entry_has_the_jurisdiction_where_all_its_sites_stand(tmp_path, third, wanted):
    text = "operators:\n" + "".join(f"  {name}: {{{keys}}}\n" for name, keys in {**TWO, "third": third}.items())
    context, _ = begun(tmp_path, text)
    assert context.ledger.frame.jurisdictions == wanted


def test_entries_of_one_country_have_no_jurisdiction(tmp_path):
    context, _ = begun(tmp_path)
    assert not context.ledger.frame.jurisdictions
