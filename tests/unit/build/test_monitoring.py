"""Filters and watch lists in a whole run: what they move, by how much, and what they leave alone."""

from math import floor, inf, sqrt

import pytest

from sim.ledger.facts import CopiedCrowd, DeskTurn, Disclosed, Flagged, NeedClosed, RequestClosed, Watched
from sim.replication import simulate
from sim.verify.playing import facts_of
from sim.verify.worlds import world

TEXT = """
exposim: 1
start: 2022-01-03
end: 2022-04-13
people:
  residents:
    number: <people> people
    activity_cv: 0
    contacts: {mean: 8}
    writes:
      session: 1 per person day
      account_activity: 1 per person day
      post: 1 per person day
      message: 2 per person day
operators:
  net: {market: 100 %, keeps: {session: 90 days, ip_assignment: 90 days}}
  forum: {kind: platform, users: 50 %, keeps: {account_activity: 90 days, message: 90 days}, complies: 100 %}
  other: {kind: platform, users: 50 %, keeps: {account_activity: 90 days}}
laws: {order: {from: 2022-02-02, retention: {session: {at_most: 10 years}}}}
agencies:
  police:
    cases: {rate: 20 per 100 people per year}
    asks: {for: {account_activity: 100 %}, lag: {report_to_request: {fixed: 1 day}}}
    watch: <watch>
monitoring: <monitoring>
"""
FILTER = """{chat: {operators: [forum], unlawful: 0.4 %, true_positive: 50 %, false_positive: 0.1 %,
  moderators: {desk: {staff: 50, hours: always, handling: {fixed: 10 minutes}}}, reports_to: police, pursued: 50 %}}"""
DAYS, UNLAWFUL, RIGHT, WRONG = 100.0, 0.004, 0.5, 0.001


def given(monitoring=FILTER, watch="{}", people=2000):
    return world(TEXT, monitoring=" ".join(monitoring.split()), watch=watch, people=people)


def flags(monitoring=FILTER, seed=1, **more):
    return facts_of(Flagged, given(monitoring, **more), seed=seed, replication=0)


def off_by(found: float, expected: float) -> float:
    """Standard deviations from a Poisson number."""
    return (found - expected) / sqrt(expected)


def test_flags_are_those_of_unlawful_and_lawful_records_by_hand():
    found = flags(people=10_000)
    # half of each person's accounts are at the forum: one post and two messages a day for every two people there are
    messages, posts = 10_000 * 2 / 2 * DAYS, 10_000 * 1 / 2 * DAYS
    for category, written in (("message", messages), ("post", posts)):
        of = [flag for flag in found if flag.category == category]
        right, wrong = sum(flag.unlawful for flag in of), sum(not flag.unlawful for flag in of)
        assert abs(off_by(right, written * UNLAWFUL * RIGHT)) < 4.0
        assert abs(off_by(wrong, written * (1 - UNLAWFUL) * WRONG)) < 4.0
        assert abs(off_by(right, written * UNLAWFUL * RIGHT * 1.2)) > 4.0  # the controls: 500 of them at least
        assert abs(off_by(wrong, written * (1 - UNLAWFUL) * WRONG * 1.25)) > 4.0
    assert {flag.operator for flag in found} == {"forum"}


def test_measures_are_those_of_the_flags():
    loaded = given()
    found = facts_of(Flagged, loaded, seed=1, replication=0)
    rows = {
        row.measure: row.value
        for row in simulate(loaded, seed=1, replication=0).rows
        if row.measure.startswith("monitoring.") and not row.labels
    }
    right = sum(flag.unlawful for flag in found)
    assert rows["monitoring.flags"] == len(found) > 500
    assert rows["monitoring.precision"] == pytest.approx(right / len(found))
    posts = [flag for flag in found if flag.category == "post"]
    assert rows["monitoring.removed"] == len(posts)
    assert rows["monitoring.removed_lawful"] == sum(not flag.unlawful for flag in posts)
    confirmed = [flag for flag in found if flag.category == "message" and flag.unlawful and flag.state != "open"]
    assert rows["monitoring.reported"] == len(confirmed)
    # half of the reports are taken up: a binomial number
    assert abs(rows["monitoring.cases"] - len(confirmed) / 2) < 4 * sqrt(len(confirmed)) / 2


def test_every_confirmed_message_that_is_taken_up_is_asked_about():
    loaded = given()
    pursued = [flag for flag in facts_of(Flagged, loaded, seed=1, replication=0) if flag.pursued and flag.time < 90.0]
    asked = {
        (request.person, round(request.asked_to, 6))
        for request in facts_of(RequestClosed, loaded, seed=1, replication=0)
    }
    assert len(pursued) > 50
    assert all((flag.person, round(flag.flagged, 6)) in asked for flag in pursued)


def test_moderators_have_a_turn_for_every_flagged_message():
    loaded = given()
    turns = facts_of(DeskTurn, loaded, seed=1, replication=0)
    many = sum(turn.desk == "chat: moderators" for turn in turns)
    assert many == sum(f.category == "message" for f in facts_of(Flagged, loaded, seed=1, replication=0)) > 300


def other_rows(outcome):
    """All rows but those of desks."""
    return repr([row for row in outcome.rows if not row.measure.startswith("desk.")])


@pytest.mark.parametrize(
    "nothing",
    [
        FILTER.replace("50 %, false_positive: 0.1 %", "0 %, false_positive: 0 %"),
        FILTER.replace("unlawful: 0.4 %", "unlawful: 0 %").replace("false_positive: 0.1 %", "false_positive: 0 %"),
        FILTER.replace("{chat: {", "{chat: {to: 2021-01-01, "),
    ],
    ids=["no rate", "nothing unlawful", "over before the run"],
)
def test_a_filter_that_flags_nothing_changes_no_row_but_those_of_desks(nothing):
    absent, idle = (simulate(given(text), seed=1, replication=0, journal=True) for text in ("{}", nothing))
    assert absent.journal_text == idle.journal_text
    assert other_rows(idle) == other_rows(absent)  # its moderators are there, and idle
    unmoderated = given(nothing).with_({"monitoring.chat.moderators": None})
    assert repr(simulate(unmoderated, seed=1, replication=0).rows) == repr(absent.rows)
    assert other_rows(simulate(given(), seed=1, replication=0)) != other_rows(absent)  # the control


def test_a_filter_leaves_the_cases_that_the_agency_opens_itself_alone():
    def needs(text):
        return {(need.opened, need.age_days) for need in facts_of(NeedClosed, given(text), seed=1, replication=0)}

    alone, beside = needs("{}"), needs(FILTER)
    assert len(alone) > 80
    assert alone < beside


def test_a_higher_rate_of_either_kind_only_adds():
    def found(text):
        return {(flag.flagged, flag.person, flag.unlawful) for flag in flags(text)}

    base = found(FILTER)
    assert base < found(FILTER.replace("true_positive: 50 %", "true_positive: 90 %"))
    assert base < found(FILTER.replace("false_positive: 0.1 %", "false_positive: 0.3 %"))


def test_a_filter_runs_on_its_days_only():
    base = {flag.flagged for flag in flags()}
    some = {flag.flagged for flag in flags(FILTER.replace("{chat: {", "{chat: {from: 2022-01-13, to: 2022-02-02, "))}
    assert some == {time for time in base if 10.0 <= time < 30.0}
    assert some


def test_a_filter_that_a_law_orders_runs_while_it_is_in_force_where_the_operator_complies():
    ordered = FILTER.replace("{chat: {", "{chat: {law: order, ")
    base, some = {flag.flagged for flag in flags()}, {flag.flagged for flag in flags(ordered)}
    assert some == {time for time in base if time >= 30.0}
    lax = given(ordered).with_({"operators.forum.complies": "0 %"})
    assert not facts_of(Flagged, lax, seed=1, replication=0)


def test_posts_stay_up_while_content_control_is_neglected():
    neglect = given().with_({"effects.duties.decay.content_control": "3000 per year"})  # from the first day on
    posts = [flag for flag in facts_of(Flagged, neglect, seed=1, replication=0) if flag.category == "post"]
    assert {flag.state for flag in posts if flag.flagged > 10.0} == {"left"}
    assert {flag.state for flag in flags() if flag.category == "post"} == {"removed"}


WATCH = "{people: {from: [flagged, suspect], at_most: <n> people, for: 20 days}}"


def watched(n, **more):
    return given(watch=WATCH.replace("<n>", str(n)), **more)


def test_the_list_never_holds_more_people_than_it_may():
    stays = [stay for stay in facts_of(Watched, watched(5), seed=1, replication=0) if stay.state != "full"]
    events = sorted([(stay.since, 1) for stay in stays] + [(stay.time, -1) for stay in stays])
    level, most = 0, 0
    for _, change in events:
        level += change
        most = max(most, level)
    assert most == 5
    assert len(stays) > 20


def test_the_number_watched_is_that_of_arrivals_and_the_time_of_a_stay():
    # in a wide list people come at the rate of reports and cases, each kept for 20 days from the last reason on:
    # a Poisson process for each person, so a person is listed for 1 - exp(-rate * 20) of the time
    loaded = watched(100_000)
    outcome = simulate(loaded, seed=1, replication=0)
    (found,) = [row.value for row in outcome.rows if row.measure == "monitoring.watched" and not row.labels]
    reports = 2000 * 2 / 2 * UNLAWFUL * RIGHT  # a day
    opened = 2000 * 0.2 / 365.25
    both = reports + opened  # a pursued report is a case a day later: it prolongs a stay by that day in half of them
    stays = 20.0 + 0.5 * reports / both
    expected = both * (stays - (stays * stays / 2) / DAYS)  # the list fills up during the first stay
    many = both * DAYS
    assert abs(found - expected) < 4 * expected / sqrt(many) + 0.02 * expected  # 2 %: people listed twice at once
    assert abs(found - 2 * expected) > 4 * expected / sqrt(many) + 0.02 * expected


def test_watching_nobody_changes_no_row_but_those_of_people_turned_away():
    absent, full = (simulate(loaded, seed=1, replication=0, journal=True) for loaded in (given(), watched(0)))
    lines = [line for line in full.journal_text.splitlines() if '"fact": "Watched"' not in line.replace('":"', '": "')]
    assert lines == absent.journal_text.splitlines()
    assert len(full.journal_text) > len(absent.journal_text)


def test_who_is_watched_is_exposed_at_every_operator_that_reports():
    facts = facts_of(Disclosed, watched(50), seed=1, replication=0)
    live = [fact for fact in facts if fact.channel == "monitoring" and fact.role in ("suspect", "other")]
    assert {fact.operator for fact in live} == {"net", "forum", "other"}
    assert {fact.category for fact in live} == {"session", "account_activity", "message"}


def test_played_people_are_monitored_alike():
    base = watched(50, people=150)
    rows = [simulate(base.with_({"panel": panel}), seed=1, replication=0).rows for panel in (0, "all")]
    assert repr(rows[0]) == repr(rows[1])


SEEN_TWICE = """
exposim: 1
title: A platform whose messages a filter reports and inspectors copy, and people of unlike activity in one large class
start: 2022-01-03
end: 2022-02-22
people:
  residents: {number: 120 thousand, activity_cv: 1.5, contacts: {mean: 0.001}, writes: {message: 0.05 per person day}}
operators:
  net: {market: 100 %}
  forum: {kind: platform, users: 100 %, keeps: {message: 10 days}}
laws: {visits: {inspection: {onsite: {may: [copy]}}}}
agencies:
  police: {cases: {rate: 0 per 100 people per year}}
  raiders:
    inspectors: {staff: 50}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 12 per year}
      targets: {weights: {net: 0}}
      onsite: {takes: {fixed: 1 hour}, copies: 100 %}
monitoring: {chat: {operators: [forum], false_positive: 2 %, reports_to: police, pursued: 0 %}}
"""


def test_people_both_flagged_and_copied_in_a_crowd_are_as_many_as_their_activity_makes_them():
    # given z, somebody is missed by flags and by copies of everybody with chance exp(-z (flagged + copied))
    loaded, number = world(SEEN_TWICE), 120_000
    (crowd,) = facts_of(CopiedCrowd, loaded, seed=1)
    rows = simulate(loaded, seed=1, replication=0).rows
    (found,) = [r.value for r in rows if r.measure == "exposure.persons" and r.labels == {"stage": "obtained"}]
    flagged = 0.05 * 0.02 * 50.0
    covered, end = 0.0, -inf
    for time in sorted({event.time for event in crowd.events}):
        covered += time - max(end, floor(time) - 10.0)
        end = time

    def seen(mean: float) -> float:
        return 1.0 - (1.0 + 2.25 * mean) ** (-1.0 / 2.25)

    together = seen(0.05 * covered + flagged)
    apart = 1.0 - (1.0 - seen(0.05 * covered)) * (1.0 - seen(flagged))  # were activity of no account
    error = sqrt(number * together * (1.0 - together))
    assert abs(found - number * together) < 4.0 * error
    assert abs(found - number * apart) > 4.0 * error
