"""Every mechanism has its line: what a scenario in words says of it changes when it is switched on."""

from typing import get_args

import pytest

from sim.entry import load_scenario
from sim.scenario.blocks.vocabulary import Incident
from sim.scenario.words import words
from sim.verify.worlds import world
from tests.unit.build.mechanisms import BASE, MECHANISMS
from tests.unit.build.mechanisms_beyond import MORE

ALL = {**MECHANISMS, **MORE}

AS_NUMBERS = ("key", "parameters", "values", "assumptions", "warnings", "assumed")  # the table, and what is beside it


def told(**changes):
    data = words(world(BASE).with_(changes)).as_data()
    return {part: said for part, said in data.items() if part not in AS_NUMBERS}


@pytest.mark.parametrize("name", ALL)
def test_what_is_switched_on_is_told(name):
    off, on = ALL[name]
    assert told(**on) != told(**off)


def lines_of(*settings):
    one = words(load_scenario("two-isps", settings))
    return {part.name: part.lines for part in (*one.people, *one.operators, *one.agencies)}


@pytest.mark.parametrize("incident", get_args(Incident))
def test_whatever_lists_an_operator_is_told(incident):
    watch = f"agencies.police.watch.operators={{from: [{incident}], for: 30 days, times: 3}}"
    (line,) = [one for one in lines_of(watch)["police"] if one.startswith("3 times")]
    assert line.startswith("3 times the visits for 30 days to operators with a")


def test_the_steps_of_a_request_are_told_with_what_they_turn_down_and_what_skips_them():
    desk = "{staff: 2, handling: {fixed: 30 minutes}}"
    lines = lines_of(
        "agencies.police.chain=null",
        "agencies.police.chain.draft.checks=2",
        f"agencies.police.chain.spoc={{desk: {desk}, back: 10 %, declined: 5 %}}",
        "agencies.police.chain.authorise={by: judge, delay: {fixed: 3 days}, rejected: 2 %}",
        "agencies.police.chain.urgent={grades: [1, 2]}",
        "agencies.police.rework={fixed: 4 days}",
        "agencies.police.examines=20 %",
    )["police"]
    start = lines.index("requests are drafted; 2 checks")
    assert lines[start : start + 6] == (
        "requests are drafted; 2 checks",
        "requests are reviewed by a desk of 2, 09:00-17:00 Mon-Fri, 30 minutes an item; 10 % sent back; 5 % declined",
        "requests are authorised (judge); after 3 days on average; 2 % rejected",
        "what is sent back is reworked in 4 days on average",
        "requests of grade 1 and 2 are not authorised before they are sent, and reviewed within 1 working days",
        "looks at 20 % of those exposed beside the subject",
    )


def test_what_is_asked_about_whom_and_when_is_told():
    asks = (
        "for={session: 100 %}",
        "about={victim: 30 %, suspect: 70 %}",
        "grades={1: 20 %, 3: 80 %}",
        "window={fixed: 12 hours}",
        "lag={act_to_report: {fixed: 5 days}, report_to_request: {fixed: 6 hours}}",
        "not_asked_if_expired=40 %",
        "follow=70 %",
    )
    settings = [f"agencies.police.asks.{one}" for one in asks]
    lines = lines_of("agencies.police.asks=null", *settings)["police"]
    start = lines.index("asks for 100 % session")
    assert lines[start : start + 7] == (
        "asks for 100 % session",
        "about 30 % victim, 70 % suspect",
        "requests are 20 % of grade 1, 80 % of grade 3",
        "hears of an act 5 days later on average, and 6 hours on average until it is asked about",
        "asks for 12 hours of records on average, up to the act",
        "does not ask for 40 % of what it knows to be gone",
        "follows 70 % of the addresses that named accounts lead to",
    )


def test_visits_are_told_with_their_time_what_they_take_and_how_often_notice_is_given():
    plan = "agencies.police.inspections.onsite"
    lines = lines_of(
        f"{plan}={{takes: {{fixed: 5 hours}}, travel: {{fixed: 2 hours}}, copies: 3 %, consults: 1 %}}",
        "agencies.police.practice={notice_given: {onsite: 40 %}}",
    )["police"]
    assert (
        "each onsite visit takes 5 hours of work, and 2 hours on the way; where the law lets it, it copies records of "
        "3 % of people and reads those of 1 % on the spot"
    ) in lines
    assert "notice of onsite visits, where it is due, is given for 40 %" in lines


def test_operators_are_told_with_what_they_do_of_what_is_ordered():
    settings = ("complies=60 %", "refuses=10 %", "logs_ports=true", "desk.checks=2")
    lines = lines_of(*(f"operators.alpha.{one}" for one in settings))["alpha"]
    assert lines[-4:-1] == (
        "60 % of them do what the law orders",
        "refuses 10 % of requests where the law lets it",
        "logs ports, so that an address leads to one person",
    )
    assert lines[-1].endswith("; 2 checks")


def test_contacts_are_told_where_somebody_writes_messages():
    contacts = "people.residents.contacts={mean: 12, tail: 2.4, hubs: {number: 3, reach: 5 %}}"
    writes = "people.residents.writes.message=2 per person day"
    said = "12 contacts on average, with a tail of exponent 2.4, 3 hubs each with 5 % of people"
    assert said in lines_of(contacts, writes)["residents"]
    assert said not in lines_of(contacts, "people.residents.writes.message=null")["residents"]
