"""The cases of an agency: what they ask of whom, and what follows from an answer."""

import pytest

from sim.actors.area import Area, Segment
from sim.actors.case import Docket
from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.habits import Habits
from sim.actors.office import Office, Step
from sim.actors.process import start
from sim.actors.request import Requests
from sim.draw.keyed import Decision
from sim.ledger.facts import DisclosedGroup, NeedClosed, RequestClosed
from tests.unit.actors.stage import ALWAYS_OPEN, Stage, give_store, operator, people

OFFICE = Office(None, None, None, {}, lambda time: time + 1.0, lambda u: 0.0, 1.0, lambda u: 0.0)
DAYS = 60.0
DRAW = Decision("case", seed=4, replication=0)


def habits(category="session", **changes):
    given = Habits(
        category=lambda u: category,
        role=lambda u: "suspect",
        grade=lambda u: "3",
        act_to_report=lambda u: 2.0,
        report_to_request=lambda u: 1.0,
        report_to_freeze=None,
        window=lambda u: 0.0,
        requests_per_case=1.0,
        items_per_request=1.0,
        follow=1.0,
    )
    return given._replace(**changes)


def worked(
    asks,
    *,
    access=("alpha", "beta"),
    platform=True,
    kept=30.0,
    share=0.5,
    rate=1.0,
    days=DAYS,
    desk=False,
    handling=lambda u: 0.0,
):
    """Play the cases of an agency whose people have two access operators and one platform."""
    stage = Stage(days)
    residents = people(400, access=("alpha", "beta"), writes={"session": 1.0})
    census = Census({"residents": residents})
    operators = {name: operator(stage, name, handling=handling) for name in access}
    for own in operators.values():
        give_store(own, "session", kept)
        give_store(own, "ip_assignment", kept)
    forum = operator(stage, "forum", kind="platform", share=share)
    give_store(forum, "account_activity", 30.0)
    office = OFFICE
    if desk:
        slow = Desk(stage.clock, ALWAYS_OPEN, stage.ledger, name="police: draft", staff=1000.0)
        office = OFFICE._replace(draft=Step("draft", slow, lambda u: 5.0, lambda u: 0.0))
    requests = Requests(
        stage.clock,
        stage.ledger,
        census.by_age,
        agency="police",
        jurisdiction="home",
        office=office,
        not_asked_if_expired=0.0,
        examines=0.0,
    )
    docket = Docket(
        stage.clock,
        stage.ledger,
        census,
        requests,
        agency="police",
        key=6,
        area=Area([Segment(residents.world.key, 400, 0, 0, 400)]),
        rate_per_day=rate,
        days=days,
        draw=DRAW,
        habits=asks,
        access=operators,
        platforms={"account_activity": lambda u: forum} if platform else {},
    )
    start(docket.life())
    desks = [own.desk.close_books for own in (*operators.values(), forum)]
    stage.run(docket.close_books, requests.close_books, *desks, *([slow.close_books] if desk else []))
    return stage, stage.of(NeedClosed), stage.of(RequestClosed), (residents, forum)


def test_a_case_opens_after_its_act_and_asks_the_access_operator_of_its_subject():
    _, needs, requests, (residents, _) = worked(habits())
    assert len(needs) == len(requests) == pytest.approx(60, abs=4 * 60**0.5)  # Poisson
    assert all(need.age_days == 3.0 for need in needs)
    assert all(request.asked_to == pytest.approx(request.drafted - 3.0) for request in requests)
    assert {request.operator for request in requests} == {"alpha", "beta"}
    assert all(residents.home(request.person).access == request.operator for request in requests)
    assert all(need.state == "met" and need.met for need in needs)


def test_a_platform_is_asked_about_people_with_an_account_there():
    _, _, requests, (residents, forum) = worked(habits("account_activity", follow=0.0))
    assert {request.operator for request in requests} == {"forum"}
    assert all(forum.serves(residents.world.key, 400, request.person, "") for request in requests)


def test_a_chain_leads_from_an_account_to_an_address_and_to_everybody_behind_it():
    stage, needs, requests, (residents, _) = worked(habits("account_activity"))
    firsts = [request for request in requests if not request.follow_up]
    seconds = [request for request in requests if request.follow_up]
    assert len(firsts) == len(seconds) == len(needs)
    for first, second in zip(firsts, seconds, strict=True):
        assert (second.category, second.person, second.role) == ("ip_assignment", first.person, first.role)
        assert second.operator == residents.home(first.person).access
        assert second.drafted == first.delivered
        assert second.asked_from == second.asked_to == first.asked_to
    assert len(stage.of(DisclosedGroup)) == len(seconds)
    assert all(need.state == "met" and need.category == "account_activity" for need in needs)


def test_a_chain_that_breaks_at_its_second_link_is_no_need_met():
    # what beta and alpha keep, 2 days, is gone after the 3 days that a case takes to open
    _, needs, requests, _ = worked(habits("account_activity"), kept=2.0, days=40.0)
    late = [need for need in needs if need.opened > 10.0]
    assert late
    assert {request.state for request in requests if request.follow_up and request.drafted > 10.0} <= {
        "complete",
        "expired",
    }


def test_without_an_access_operator_an_address_leads_to_nobody():
    _, needs, requests, (residents, _) = worked(habits("account_activity"), access=("alpha",))
    served = {request.drafted: residents.home(request.person).access for request in requests if not request.follow_up}
    states = {need.opened: need.state for need in needs}
    assert {states[time] for time, access in served.items() if access == "alpha"} == {"met"}
    assert {states[time] for time, access in served.items() if access == "beta"} == {"not_identified"}


@pytest.mark.parametrize(("follow", "chains"), [(0.0, 0.0), (0.4, 0.4), (1.0, 1.0)])
def test_the_share_that_is_followed_up(follow, chains):
    _, _, requests, _ = worked(habits("account_activity", follow=follow), rate=10.0)
    firsts = sum(not request.follow_up for request in requests)
    error = (chains * (1 - chains) / firsts) ** 0.5
    assert sum(request.follow_up for request in requests) / firsts == pytest.approx(chains, abs=4 * error)


def test_sessions_lead_nowhere():
    _, _, requests, _ = worked(habits("session"))
    assert not any(request.follow_up for request in requests)


@pytest.mark.parametrize(
    ("asks", "changes"),
    [
        (habits("message"), {}),
        (habits("account_activity"), {"platform": False}),
        (habits("account_activity"), {"share": 1e-4}),
        (habits("session"), {"access": ()}),
    ],
)
def test_a_case_with_nobody_to_ask_is_a_need_not_met(asks, changes):
    _, needs, requests, _ = worked(asks, **changes)
    assert requests == []
    assert len(needs) > 30
    assert {(need.state, need.role, need.category) for need in needs} == {
        ("not_identified", "suspect", asks.category(0))
    }
    assert all(need.time == need.opened and need.age_days == 3.0 for need in needs)


@pytest.mark.parametrize(("mean", "each"), [(0.3, {1}), (1.0, {1}), (1.5, {1, 2}), (3.0, {3})])
def test_a_case_sends_the_next_whole_number_of_requests(mean, each):
    _, _, requests, _ = worked(habits(requests_per_case=mean), rate=4.0)
    cases: dict[float, list[RequestClosed]] = {}
    for request in requests:
        cases.setdefault(request.drafted, []).append(request)
    sizes = [len(sent) for sent in cases.values()]
    assert set(sizes) == each
    assert all(len({request.person for request in sent}) == 1 for sent in cases.values())  # of one subject
    error = 0.5 / len(sizes) ** 0.5
    assert sum(sizes) / len(sizes) == pytest.approx(max(1.0, mean), abs=4 * error)


def test_items_of_a_request_are_people_of_the_same_operator():
    _, needs, requests, (residents, _) = worked(habits(items_per_request=3.0))
    assert len(needs) == len(requests)
    by_time: dict[float, list[RequestClosed]] = {}
    for request in requests:
        by_time.setdefault(request.drafted, []).append(request)
    for items in by_time.values():
        assert len(items) == 3
        assert {residents.home(item.person).access for item in items} == {items[0].operator}
    assert len({item.person for items in by_time.values() for item in items}) > 60


def test_items_at_a_platform_are_account_holders_and_each_is_followed_up():
    _, needs, requests, (residents, forum) = worked(habits("account_activity", items_per_request=2.0))
    firsts = [request for request in requests if not request.follow_up]
    assert all(forum.serves(residents.world.key, 400, request.person, "") for request in firsts)
    assert sum(request.follow_up for request in requests) == len(firsts) == len(needs)


def test_the_follow_up_of_each_item_has_numbers_of_its_own():
    _, _, requests, _ = worked(habits("account_activity", items_per_request=2.0), handling=lambda u: u)
    work = [request.answered - request.started for request in requests if request.follow_up and request.answered > 0]
    assert len(work) > 50
    assert len({round(days, 9) for days in work}) == len(work)


def test_nobody_is_twice_among_the_items_of_a_request():
    """Twelve items of the some 20 account holders that the platform has: drawn with replacement they would meet."""
    _, _, requests, _ = worked(habits("account_activity", items_per_request=12.0, follow=0.0), share=0.05)
    items: dict[float, list[int]] = {}
    for request in requests:
        items.setdefault(request.drafted, []).append(request.person)
    assert len(items) > 40
    assert all(len(people) == len(set(people)) == 12 for people in items.values())


def test_items_of_a_request_are_followed_up_side_by_side():
    """All four follow-ups are drafted when the answer arrives, though each then takes days at a desk."""
    _, _, requests, _ = worked(habits("account_activity", items_per_request=4.0), desk=True, rate=0.5)
    answered = {request.delivered for request in requests if request.state == "complete" and not request.follow_up}
    assert len(answered) > 5
    for time in answered:
        assert sum(request.follow_up and request.drafted == time for request in requests) == 4


def test_needs_that_nobody_has_met_when_the_run_ends_are_open():
    _, needs, requests, _ = worked(habits(), desk=True)
    assert {need.state for need in needs if need.opened > DAYS - 5.0} == {"open"}
    assert {need.state for need in needs if need.opened < DAYS - 5.0} == {"met"}
    assert {request.state for request in requests} == {"open", "complete"}


def test_a_chain_between_its_links_when_the_run_ends_is_open():
    _, needs, requests, _ = worked(habits("account_activity"), desk=True)
    between = {need.opened: need.state for need in needs if DAYS - 10.0 < need.opened < DAYS - 5.0}
    assert set(between.values()) == {"open"}
    firsts = {request.drafted: request.state for request in requests if not request.follow_up}
    assert {firsts[opened] for opened in between} == {"complete"}
