"""Interception in whole runs."""

import pytest

from sim.ledger.facts import CopiedCrowd, DeskTurn, Disclosed, DisclosedGroup, LiveOrder, Looked, RequestClosed
from sim.replication import simulate
from sim.scenario.words import words
from sim.verify.checks.twin import twin
from sim.verify.playing import facts_of
from sim.verify.worlds import LAST_MILES, world

PLAIN = """
exposim: 1
start: 2020-01-01
end: 2020-09-01
warmup: 20 days
places: {map: "generator:path(n=4)", country: XX, abroad: {YY: {attach: p4}}}
people:
  residents:
    number: <number>
    home: p1
    writes: {session: 0.05 per person day, ip_assignment: 1 per person day, message: 0.2 per person day}
    contacts: {mean: 5}
operators:
  net: {place: p1, market: 100 %, keeps: {session: 9 days, ip_assignment: 30 days}, desk: {staff: 2}}
  shop: {kind: platform, place: p3, users: 40 %, keeps: {message: 30 days}}
  abroad: {kind: platform, place: YY, users: 20 %, keeps: {message: 30 days}}
agencies:
  police: {in: XX, cases: {rate: <cases>}, asks: {for: {message: 70 %, session: 30 %}}, <police>}
<more>
"""
WIRE = "interception: {wire: {link: [p2, p3], by: police, <how>}}"
DOOR = "interception: {door: {operators: [net, shop], by: police, <how>}}"
LIVE = "live: {share: 50 %, for: {fixed: 20 days}}"


def built(
    *, police="examines: 0 %", more="", how="off: false", number="1000 people", cases="200 per 1k people per year"
):
    return world(PLAIN.replace("<more>", more), police=police, how=how, number=number, cases=cases)


def journal(**parts):
    return simulate(built(**parts), seed=1, replication=0, journal=True).journal_text


@pytest.mark.parametrize(
    "parts",
    [
        {"more": WIRE, "how": "share: 0 %"},
        {"more": WIRE, "how": "off: true"},
        {"more": WIRE, "how": "to: 2020-01-01"},
        {"more": DOOR, "how": "off: true"},
        {"more": DOOR, "how": "from: 2020-09-01, looks: {rate: 9 per year}"},
        {"police": "live: {share: 0 %, for: {fixed: 20 days}}"},
    ],
)
def test_what_is_switched_on_at_nothing_changes_no_row(parts):
    assert journal(**parts) == journal()


def test_looks_at_a_rate_of_zero_add_nothing_to_the_access():
    assert journal(more=DOOR, how="looks: {rate: 0 per year}") == journal(more=DOOR)


@pytest.mark.parametrize(("more", "how"), [(WIRE, "share: 50 %"), (DOOR, "looks: {rate: 90 per year}")])
def test_taps_and_access_add_facts_and_leave_all_others_alone(more, how):
    plain, tapped = journal().splitlines(), journal(more=more, how=how).splitlines()
    others = [line for line in tapped if '"interception"' not in line and '"Looked"' not in line]
    assert others == plain
    assert len(tapped) > len(plain)


def test_live_orders_take_time_at_the_desk_and_leave_cases_alone():
    loaded, plain = built(police=LIVE), built()
    turns = [turn for turn in facts_of(DeskTurn, loaded, seed=1) if turn.task == "live order"]
    orders = facts_of(LiveOrder, loaded, seed=1)
    began = [order for order in orders if order.began == order.began]
    assert len(turns) == len(began) > 20
    assert {order.operator for order in orders} == {"net", "shop"}  # nobody orders anything abroad

    def asked(of):
        return [(fact.drafted, fact.person, fact.category) for fact in facts_of(RequestClosed, of, seed=1)]

    assert sorted(asked(loaded)) == sorted(asked(plain))


def test_live_orders_expose_subjects_whatever_is_kept_and_the_other_ends_of_their_messages():
    loaded = built(police=LIVE)
    heard = [fact for fact in facts_of(Disclosed, loaded, seed=1) if fact.channel == "interception"]
    assert {fact.role for fact in heard} == {"suspect"}
    assert {fact.stage for fact in heard} == {"obtained", "examined"}
    assert {(fact.operator, fact.category) for fact in heard} == {("net", "session"), ("shop", "message")}
    orders = facts_of(LiveOrder, loaded, seed=1)
    assert max(fact.covered_to - fact.covered_from for fact in heard) <= 20.0 + 1e-9
    assert min(fact.covered_from for fact in heard) >= min(o.began for o in orders if o.began == o.began)
    others = [fact for fact in facts_of(DisclosedGroup, loaded, seed=1) if fact.channel == "interception"]
    assert {(fact.category, fact.role, fact.stage) for fact in others} == {("message", "bystander", "obtained")}
    assert {order.state for order in orders} == {"ended", "running"}


def test_orders_that_the_agency_itself_turns_down_hear_nothing():
    police = LIVE + ", chain: {authorise: {by: court, rejected: 100 %}}"
    orders = facts_of(LiveOrder, built(police=police), seed=1)
    assert {order.state for order in orders} == {"rejected"}
    assert all(order.began != order.began and order.listened_days == 0.0 for order in orders)
    assert not [f for f in facts_of(Disclosed, built(police=police), seed=1) if f.channel == "interception"]


def test_a_larger_share_of_a_tap_only_adds_records():
    def seen(share):
        facts = facts_of(Disclosed, built(more=WIRE, how=f"share: {share} %"), seed=1)
        return {(f.person, f.time): f.records for f in facts if f.channel == "interception"}

    few, many = seen(30), seen(90)
    assert few.keys() < many.keys()
    assert all(many[key] >= records for key, records in few.items())


def test_large_classes_are_tapped_and_opened_as_a_crowd():
    loaded = built(more=WIRE, how="stage: reachable", number="300 thousand", cases="9 per 100k people per year")
    events = [event for crowd in facts_of(CopiedCrowd, loaded, seed=1) for event in crowd.events]
    assert {(e.channel, e.stage, e.operator, e.agency) for e in events} == {
        ("interception", "reachable", "wire", "police")
    }
    assert len(events) > 8


def test_looks_are_counted():
    outcome = simulate(built(more=DOOR, how="looks: {rate: 300 per year, people: 2}"), seed=1, replication=0)
    looks = facts_of(Looked, built(more=DOOR, how="looks: {rate: 300 per year, people: 2}"), seed=1)
    found = {row.measure: row.value for row in outcome.rows if row.labels == {} and not row.period}
    counted = [look for look in looks if look.time >= 20.0]
    assert found["interception.looks"] == len(counted)
    assert found["interception.looked_up"] == sum(look.persons for look in counted)


TAPPED = (
    LAST_MILES.replace(
        "picks: activity}", "picks: activity}\n    live: {share: 40 %, for: {exponential: {mean: 10 days}}}"
    )
    + """
interception:
  wire: {link: [p3, p1], by: police, from: 2022-02-10, share: 60 %}
  hub: {place: p1, by: raiders, to: 2022-03-10, stage: reachable}
  door: {operators: [net, shop], by: police, looks: {rate: 200 per year, people: 2}}
"""
)


def test_playing_every_record_gives_identical_rows_under_interception():
    found = twin(world(TAPPED, panel="0"), world(TAPPED, panel="all"), seed=1)
    assert found.differing == ()
    assert found.journals_agree
    assert found.rows > 900


def test_interception_in_words():
    told = {thing.name: thing for thing in words(world(TAPPED, panel="0")).interception}
    assert told["wire"].what == "a tap on the link p3 - p1 by police, from 2022-02-10"
    assert told["wire"].lines == ("copies 60 % of the sessions that cross it",)
    assert told["hub"].lines == ("could look at 100 % of the sessions that cross it",)
    assert told["door"].what == "direct access of police to net, shop, always"
    assert told["door"].lines[1] == "reads the records of 2 people each time, 200 per year"
    (police, *_) = words(world(TAPPED, panel="0")).agencies
    assert "listens to the subject in 40 % of its cases, for 10 days on average" in police.lines
