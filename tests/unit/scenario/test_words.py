import json
from pathlib import Path

import pytest

from sim.entry import load_scenario
from sim.scenario import catalogue
from sim.scenario.words import Words, words

NAMES = [entry.name for entry in catalogue.entries()]


def told(*settings: str) -> Words:
    return words(load_scenario("two-isps", settings))


@pytest.mark.parametrize("name", NAMES)
def test_words_are_plain_data_that_json_can_hold(name):
    data = words(load_scenario(name)).as_data()
    assert json.loads(json.dumps(data, allow_nan=False)) == json.loads(json.dumps(data))
    block, _, number = data["parameters"][0]["path"].split(".")
    assert (block, number) == ("people", "number")


@pytest.mark.parametrize("name", NAMES)
def test_assumptions_are_counted_over_the_table(name):
    one = words(load_scenario(name))
    assumed = [row for row in one.parameters if row.status.startswith("assumption")]
    assert (one.values, one.assumptions) == (len(one.parameters), len(assumed))
    assert one.assumed == f"{len(assumed)} of {len(one.parameters)} values are assumptions"


def test_a_default_is_an_assumption_and_says_so():
    one = {row.path: row for row in told().parameters}
    row = one["operators.alpha.purge_every"]
    assert (row.written, row.read, row.status) == ("", "1 day", "assumption (default)")


def test_a_value_is_told_as_it_was_written_and_as_it_was_read():
    one = {row.path: row for row in told("operators.beta.desk.deadline=null").parameters}
    row = one["agencies.police.cases.rate"]
    assert (row.written, row.read) == ("12 per 100 people per year", "12000 per 100k people per year")
    assert row.value == pytest.approx(12 / 100 / 365.25)
    assert (row.unit, row.range) == ("1/(person day)", "6 to 24")
    assert row.low == pytest.approx(row.value / 2)
    assert "operators.beta.desk.deadline" not in one


def test_a_changed_value_loses_its_range_and_source():
    before = {row.path: row for row in words(load_scenario("cn-2018-order-151")).parameters}
    setting = ["people.residents.number=1 million"]
    after = {row.path: row for row in words(load_scenario("cn-2018-order-151", setting)).parameters}
    assert (before["people.residents.number"].source, after["people.residents.number"].source) == ("cnnic-43", "")
    assert after["people.residents.number"].status == "assumption"


def test_the_time_line_is_in_order_and_knows_what_is_played():
    line = words(load_scenario("cn-2018-order-151")).time_line
    assert [event.day for event in line] == sorted(event.day for event in line)
    assert ("2018-11-01", "law order-151 comes into force", True) in [(e.day, e.what, e.played) for e in line]
    assert ("2026-10-01", "law order-151 is repealed", False) in [(e.day, e.what, e.played) for e in line]


def test_a_law_that_is_off_is_told_as_such_and_has_no_event():
    one = told("laws.retention-act.off=true")
    assert next(law.what for law in one.laws if law.name == "retention-act") == "in home, turned off"
    assert not [event for event in one.time_line if "retention-act" in event.what]


def test_operators_are_told_with_whom_they_serve_and_what_they_keep():
    alpha = next(operator for operator in told().operators if operator.name == "alpha")
    assert alpha.what == "access"
    assert "access operator of 60 % of people" in alpha.lines
    assert "keeps session for 28 days by habit" in alpha.lines
    assert "keeps subscriber for the life of the account by habit" in alpha.lines


@pytest.mark.parametrize(
    ("people", "told"), [("1", "nobody shares an address"), ("64", "64 people behind one address")]
)
def test_who_shares_an_address_and_for_whom_an_operator_is_are_told(people, told):
    one = words(
        load_scenario(
            "icloud-gcbd",
            [
                f"people.mainland.behind_one_address={people}",
                "operators.net={serves: [CN, HK], market: 30 %}",
                "operators.rest={serves: US}",
            ],
        )
    )
    lines = {told.name: told.lines for told in (*one.people, *one.operators)}
    assert told in lines["mainland"]
    assert "access operator of 30 % of people at CN, HK" in lines["net"]
    assert "access operator of people whom no other market has at US" in lines["rest"]


def test_every_source_of_the_main_scenario_is_told_with_its_title():
    one = words(load_scenario("cn-2018-order-151"))
    assert {row.source for row in one.parameters} - {""} <= {source.key for source in one.sources}
    assert all(source.title and source.year for source in one.sources)


def test_numbers_from_the_world_have_a_source_and_all_else_is_an_assumption():
    for row in words(load_scenario("cn-2018-order-151")).parameters:
        assert row.source or row.assumed, row


CHANGING = Path(__file__).parents[2] / "scenarios" / "valid" / "changing.yaml"


def test_laws_that_override_that_wait_and_that_may_order_are_told():
    one = {law.name: law.lines for law in words(load_scenario(CHANGING)).laws}
    assert one["act"] == (
        "overrides limit",
        "duties of retention count 5 days after its first day",
        "ip_assignment is kept at least 20 days",
        "session is kept at least 30 days where it is ordered, by isp, ordered of 50 % of them",
        "there is a ground to ask for 40 % of cases",
    )


def test_changes_are_told_with_their_day_and_what_they_set():
    one = words(load_scenario(CHANGING))
    (habit,) = one.changes
    assert (habit.name, habit.what) == ("habit", "on 2020-01-20")
    assert habit.lines[1:] == (
        "operators.isp.keeps.session is removed",
        "agencies.police.cases.rate is 150 per 100k people per year",
    )
    days = [(event.day, event.what) for event in one.time_line]
    assert ("2020-01-15", "law act counts for records") in days
    assert ("2020-01-20", "change habit") in days
    off = words(load_scenario(CHANGING, ["changes.habit.off=true"]))
    assert off.changes[0].what == "turned off"
    assert "change habit" not in [event.what for event in off.time_line]


def test_values_of_changes_stand_in_the_table_with_their_ranges():
    setting = "changes.habit.set.operators.isp.keeps.ip_assignment={value: 8 days, range: [2 days, 9 days], source: me}"
    one = {row.path: row for row in words(load_scenario(CHANGING, [setting])).parameters}
    row = one["changes.habit.set.operators.isp.keeps.ip_assignment"]
    assert (row.value, row.low, row.high, row.source, row.status) == (8.0, 2.0, 9.0, "me", "unverified")
    assert one["changes.habit.set.agencies.police.cases.rate"].unit == "1/(person day)"
    assert "changes.habit.set.operators.isp.keeps.session" not in one  # it is removed


def test_a_scenario_tells_where_records_lie_who_reads_them_and_how_one_asks_abroad():
    hong_kong = "operators.apple.moves.content={accounts: HK, copy_to: gcbd, keys: user}"
    one = words(load_scenario("icloud-gcbd", ["changes.handover.off=true", hong_kong]))
    lines = {part.name: part.lines for part in (*one.people, *one.operators, *one.laws, *one.agencies)}
    assert "accounts are of 10 % CN, 90 % US" in lines["foreigners-in-cn"]
    assert "keys of content are held by apple" in lines["apple"]
    assert "content of accounts of HK is copied to gcbd, keys held by the account holders" in lines["apple"]
    assert "agencies abroad get content by mutual assistance" in lines["sca"]
    assert [line for line in lines["mps"] if "assistance" in line or "free will" in line or "e-Evidence" in line] == [
        "operators abroad answer 66 % of requests of free will after 17.8 days on average",
        "mutual assistance is granted for 30 % and takes 304 days on average; 90 % of needs are not asked at all",
        "e-Evidence orders are followed for 30 % and take 10 days on average, 8 hours in emergencies",
    ]


def test_who_authorises_by_law_and_what_is_reviewed_later_are_told():
    settings = [
        "laws.retention-act.access.authorised_by=court",
        "laws.retention-act.access.rejected=10 %",
        "laws.retention-act.access.delay={fixed: 2 days}",
        "laws.retention-act.access.late_review={rejected: 5 %}",
        "laws.retention-act.access.protected={journalists: judge}",
        "people.residents.groups={journalists: {share: 1 %}}",
    ]
    (law,) = [law for law in told(*settings).laws if law.name == "retention-act"]
    assert law.lines[-3:] == (
        "requests are authorised by court after 2 days on average, who rejects 10 %",
        "requests about journalists are authorised by judge",
        "requests of grade 1 are sent first and reviewed later; 5 % of reviews find them unjustified",
    )


def test_freezes_are_told_with_who_orders_and_who_releases():
    settings = [
        "laws.retention-act.freeze={by: officer, for: 30 days, renew: 2, release_by: {by: court, rejected: 10 %}}",
        "agencies.police.asks.lag.report_to_freeze={fixed: 2 days}",
    ]
    one = told(*settings)
    (law,) = [law for law in one.laws if law.name == "retention-act"]
    assert law.lines[-1] == (
        "a subject's records are frozen by officer for 30 days, renewed up to 2 times; "
        "released by court, who rejects 10 %"
    )
    assert "orders freezes 2 days after the report on average" in one.agencies[0].lines


def test_searches_are_told():
    settings = (
        "agencies.police.asks.dumps={share: 2 %, area: 5k people, times: 3, category: session, intersect: true}",
        "agencies.police.asks.chains={share: 5 %, window: 90 days, skip_hubs: true}",
    )
    (police,) = [one for one in told(*settings).agencies if one.name == "police"]
    assert (
        "2 % of cases ask for session records of the 5000 people around an act, of 60 minutes, 3 times 30 days apart, "
        "and look at those who are there each time"
    ) in police.lines
    assert "5 % of cases follow messages of 90 days over 2 hops, but not through hubs" in police.lines


def test_who_is_told_afterwards_is_told():
    one = told("laws.retention-act.notify={share: 50 %, after: {fixed: 30 days}}")
    (law,) = [law for law in one.laws if law.name == "retention-act"]
    assert law.lines[-1] == "50 % of those asked about are told 30 days after the answer on average"


def test_effects_are_told_where_a_scenario_names_them():
    assert told("effects=null").effects == ()
    decay = "effects.duties={decay: {content_control: 1 per year, assistance: 2 per year}, slower: 3, corrected: 50 %}"
    visits = "effects.notice.finding={without: 90 %, hidden: {at_most: 40 %, half_at: 2 days}}"
    duties, visit = told("effects=null", decay, visits).effects
    assert duties.lines == (
        "content_control is neglected 1 per year: posts that filters flag stay up",
        "assistance is neglected 2 per year: each request takes 3 times the work",
        "50 % of what inspections find is corrected by the deadline",
    )
    (line,) = visit.lines
    assert line.endswith("find 90 % of what is neglected; notice hides up to 40 % of them, half of that 2 days before")


def test_how_many_people_a_request_is_about_is_told():
    asks = "agencies.police.asks"
    (police,) = told(f"{asks}.items_per_request=null", f"{asks}.people_per_request={{uniform: [1, 4]}}").agencies
    assert "asks about 2.5 people a request on average, rounded, and one at least" in police.lines
    (police,) = told(f"{asks}.items_per_request=2", f"{asks}.requests_per_case=3").agencies
    assert "makes 3 requests a case on average" in police.lines
    assert "asks about 2 people a request on average" in police.lines


def test_weights_of_targets_are_told():
    target = "agencies.provincial-police.inspections.targets.weights={small-site: 0.5}"
    one = words(load_scenario("cn-2018-order-151", [target]))
    assert "0.5 times the visits to every small-site" in one.agencies[0].lines
