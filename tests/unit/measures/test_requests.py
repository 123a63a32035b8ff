from dataclasses import replace
from datetime import date

import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import Frozen, NeedClosed, NeedOfGroup, RequestClosed, ReviewedLater
from sim.ledger.frame import Frame, GroupInfo, Period
from sim.measures import DEFINITIONS
from sim.measures.rows import rows_of

NAN = float("nan")
FRAME = Frame(date(2020, 1, 1), 100.0, 10.0, (Period("late", 50.0, 100.0),))


def request(state: str, drafted: float, took: float = 8.0, operator: str = "isp", late: bool = False) -> RequestClosed:
    """A request that was sent after 1 day, taken up after 3, answered after 6; one that is open got no further."""
    answered = state in ("complete", "partial", "expired")
    end = 100.0 if state == "open" else drafted + took
    stages = [drafted + lag for lag in (0.5, 0.75, 1.0, 1.5, 3.0)] if state != "declined" else [NAN] * 5
    last = [drafted + 6.0, end] if answered else [NAN, NAN]
    return RequestClosed(
        end, "police", operator, "session", "here", "suspect", 2, state, False, 7, drafted, *stages, *last,
        late, 0, drafted - 30.0, drafted, 5, 1,
    )  # fmt: skip


def value(name: str, *facts, period: str = "", frame: Frame = FRAME, **labels: str) -> float:
    ledger = Ledger(frame)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    rows = [r for r in rows_of(DEFINITIONS[name], ledger) if r.labels == labels and r.period == period]
    assert len(rows) == 1
    return rows[0].value


ANSWERED = (request("complete", 20.0), request("partial", 60.0), request("expired", 60.0), request("complete", 70.0))
CUT_SHORT = (request("declined", 20.0, took=2.0), request("open", 60.0))
WARM_UP = request("expired", 5.0)


def test_requests_are_counted_by_state_and_by_when_they_were_drafted():
    facts = (*ANSWERED, *CUT_SHORT, WARM_UP)
    assert value("request.count", *facts) == 6
    assert value("request.count", *facts, period="late") == 4
    assert value("request.count", *facts, state="complete") == 2


def test_shares_of_hits_and_full_answers_are_over_answered_ones():
    facts = (*ANSWERED, *CUT_SHORT, WARM_UP)
    assert value("request.hit_share", *facts) == 3 / 4
    assert value("request.full_share", *facts) == 2 / 4
    assert value("request.full_share", *facts, period="late") == 1 / 3


def test_late_ones_are_over_answered_and_open_ones():
    facts = (*ANSWERED, request("open", 60.0, late=True), request("declined", 60.0, late=True))
    assert value("request.late_share", *facts) == 1 / 5


def test_the_turnaround_is_from_draft_to_end():
    facts = (*(request("complete", 20.0, took) for took in (7.0, 8.0, 12.0)), request("withheld", 20.0, 1.0))
    assert value("request.turnaround", *facts) == 8.0
    assert value("request.turnaround_mean", *facts) == pytest.approx(9.0)


def test_open_requests_lengthen_the_turnaround():
    facts = (
        *(request("complete", 20.0, took) for took in (7.0, 8.0, 12.0)),
        request("open", 90.0),
        request("open", 60.0),
    )
    assert value("request.turnaround", *facts) == 12.0  # 4/5, 3/5, then 1 of 2 left is over day 10: 3/10


def test_steps_are_of_those_that_came_so_far():
    facts = (*ANSWERED, *CUT_SHORT)
    assert value("request.turnaround", *facts, stage="drafted-sent") == 1.0
    assert value("request.turnaround", *facts, stage="received-started") == 1.5
    assert value("request.turnaround_mean", *ANSWERED, stage="answered-delivered") == pytest.approx(2.0)


def test_a_request_that_ended_on_the_way_is_not_one_that_takes_long():
    facts = (request("complete", 20.0), *[request("refused", 20.0, took=50.0)] * 2)
    assert value("request.turnaround", *facts, stage="sent-answered") == 5.0
    assert value("request.turnaround", *facts) == 50.0


def test_the_turnaround_of_a_label_is_of_its_requests():
    facts = (request("complete", 20.0, 7.0), request("complete", 20.0, 9.0, operator="other"))
    assert value("request.turnaround", *facts, operator="other") == 9.0


def test_needs_that_were_withheld_count_as_not_met():
    states = ("met", "met", "withheld", "declined", "open")
    needs = [NeedClosed(50.0, 20.0, "police", "session", "here", "suspect", state, 30.0) for state in states]
    assert value("need.met_share", *needs, needs[0]._replace(opened=5.0)) == 2 / 5
    assert value("need.count", *needs, state="withheld") == 1


# journalists of two populations: persons under 5, and person 7
GROUPED = replace(
    FRAME,
    groups={
        ("residents", "journalists"): GroupInfo(0.5, lambda persons: persons < 5),
        ("visitors", "journalists"): GroupInfo(0.5, lambda persons: persons == 7),
    },
)


def test_requests_are_counted_by_group_of_their_subjects():
    facts = (*ANSWERED, request("complete", 30.0)._replace(person=6), request("expired", 30.0)._replace(person=4))
    facts += (request("not_identified", 30.0)._replace(person=-1),)
    assert value("request.count", *facts, frame=GROUPED, group="journalists") == 5
    assert value("request.count", *facts, frame=GROUPED, group="journalists", period="late") == 3
    assert value("request.hit_share", *facts, frame=GROUPED, group="journalists") == 3 / 5
    assert value("request.full_share", *facts, frame=GROUPED, group="journalists") == 2 / 5


def test_needs_are_met_by_group():
    def need(group: str, state: str, opened: float = 20.0) -> NeedOfGroup:
        return NeedOfGroup(90.0, opened, group, "police", "session", state)

    facts = (
        need("journalists", "met"),
        need("journalists", "rejected"),
        need("lawyers", "met"),
        need("lawyers", "met", 5.0),
    )
    assert value("need.count", *facts, group="journalists") == 2
    assert value("need.met_share", *facts, group="journalists") == 1 / 2
    assert value("need.count", *facts, group="lawyers") == 1  # the other was opened in the warm-up


def test_unjustified_requests_are_those_of_reviews_that_say_so():
    def review(state: str, person: int = 7, sent: float = 20.0) -> ReviewedLater:
        return ReviewedLater(90.0, sent, "police", "isp", "session", "here", "suspect", 1, person, state)

    facts = (
        review("unjustified"),
        review("justified"),
        review("unjustified", 6),
        review("open"),
        review("unjustified", 7, 5.0),
    )
    assert value("request.unjustified", *facts, frame=GROUPED) == 2
    assert value("request.unjustified_share", *facts, frame=GROUPED) == 2 / 3
    assert value("request.unjustified", *facts, frame=GROUPED, group="journalists") == 1
    assert value("request.unjustified_share", *facts, frame=GROUPED, group="journalists") == 1 / 2
    assert value("request.unjustified", *facts, frame=GROUPED, agency="police") == 2


def freeze(ordered: float, ended: float, state: str = "used", days: float = 4.0, gone_from: float = NAN) -> Frozen:
    return Frozen(ended, ordered, "police", "isp", "session", "here", "suspect", 7, state, days, gone_from)


def test_freezes_are_counted_when_ordered_and_averaged_over_time():
    facts = (freeze(-5.0, 20.0), freeze(40.0, 60.0, "unused"), freeze(60.0, 60.0, "rejected"))
    assert value("freeze.count", *facts) == 2
    assert value("freeze.count", *facts, state="unused") == 1
    assert value("freeze.persons", *facts) == pytest.approx((10 + 20) / 90)  # from day 10 on
    assert value("freeze.persons", *facts, period="late") == pytest.approx(10 / 50)
    assert value("freeze.persons", *facts, operator="isp") == pytest.approx((10 + 20) / 90)


def test_days_held_by_a_freeze_alone_grow_as_the_store_is_purged():
    # of 4 days the store loses one a day from day 30 on: 1, 2, 3, 4, 4 ... (half a day less on average while it grows)
    late = freeze(20.0, 40.0, gone_from=30.0)
    assert value("freeze.person_days", late) == pytest.approx((8 + 6 * 4) / 90)
    assert value("freeze.person_days", late, freeze(20.0, 32.0, gone_from=30.0)) == pytest.approx((8 + 24 + 2) / 90)
    assert value("freeze.person_days", freeze(20.0, 40.0, gone_from=float("inf"))) == 0
    assert value("freeze.person_days", freeze(20.0, 40.0)) == 0
    assert value("freeze.person_days", freeze(45.0, 55.0, gone_from=40.0), period="late") == pytest.approx(20 / 50)
