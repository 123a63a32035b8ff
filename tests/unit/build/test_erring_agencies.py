"""A scenario with errors: what is built of it, and what its measures say."""

from collections import Counter

import pytest

from sim.ledger.facts import Disclosed, Erred, NeedClosed, RequestClosed
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.words import words
from sim.verify.playing import facts_of
from sim.verify.worlds import world

ERRING = """
exposim: 1
start: 2024-01-01
end: 2025-01-01
people:
  residents: {number: 3000 people, writes: {ip_assignment: 1 per person day, account_activity: 5 per person day}}
operators:
  isp: {market: 100 %, keeps: {ip_assignment: forever}, logs_ports: true, desk: {staff: 100, hours: always, checks: 2}}
  forum: {kind: platform, users: 30 %, keeps: {account_activity: forever}, desk: {staff: 100, hours: always}}
agencies:
  police:
    cases: {rate: 400 per 1k people per year}
    asks: {for: {ip_assignment: 50 %, account_activity: 50 %}, window: {fixed: 5 days}, items_per_request: 1.5}
    chain: {draft: {checks: 2}, spoc: {}}
<more>
"""

ERRORS = """
errors:
  rate: <rate>
  by: {draft: 50 %, spoc: 30 %, operator: 20 %}
  kind: {wrong_identifier: 50 %, wrong_time: 30 %, excess_data: 20 %}
  found: {value: 60 %, after: {fixed: 40 days}}
  serious: 20 %
"""


def built(rate="10 %", more=ERRORS):
    return world(ERRING, more=more.replace("<rate>", rate))


def journal(loaded):
    return simulate(loaded, seed=5, replication=0, journal=True).journal_text


@pytest.fixture(scope="module")
def rows():
    return [Row(*row) for row in simulate(built(), seed=5, replication=0).rows]


@pytest.fixture(scope="module")
def errors():
    return facts_of(Erred, built(), seed=5)


def value(rows, name, **labels):
    return next((row.value for row in rows if row.measure == name and row.labels == labels and not row.period), 0.0)


def test_measures_count_the_errors(rows, errors):
    assert value(rows, "error.items") == len(errors) > 100
    for label, field in (("task", "party"), ("band", "kind"), ("state", "state"), ("operator", "operator")):
        counted = Counter(getattr(error, field) for error in errors)
        assert {name: value(rows, "error.items", **{label: name}) for name in counted} == counted
        assert len(counted) > 1
    assert value(rows, "error.persons") == sum(error.persons for error in errors)
    assert value(rows, "error.records", band="excess_data") == sum(e.records for e in errors if e.kind == "excess_data")
    assert value(rows, "error.serious") == sum(error.serious for error in errors)
    unfound = sum(error.state in ("waiting", "unfound") for error in errors)
    assert value(rows, "error.unfound") == unfound < len(errors)


def test_the_share_is_of_the_items_answered(rows, errors):
    answered = [fact for fact in facts_of(RequestClosed, built(), seed=5) if fact.delivered == fact.delivered]
    assert value(rows, "error.share") == len(errors) / len(answered)
    at_forum = sum(error.operator == "forum" for error in errors) / sum(fact.operator == "forum" for fact in answered)
    assert value(rows, "error.share", operator="forum") == at_forum != value(rows, "error.share")
    assert value(rows, "error.share") == pytest.approx(0.1, abs=4 * (0.09 / len(answered)) ** 0.5)


def test_needs_are_not_met_by_wrong_answers(rows, errors):
    needs = Counter(need.state for need in facts_of(NeedClosed, built(), seed=5))
    assert needs["wrong"] == sum(error.misled for error in errors) < len(errors)
    assert value(rows, "need.count", state="wrong") == needs["wrong"]


def test_the_wrong_file_is_a_recipient_of_its_own(rows, errors):
    wrong = {fact.person for fact in facts_of(Disclosed, built(), seed=5) if fact.recipient == "wrong file"}
    assert value(rows, "exposure.persons", stage="obtained", recipient="wrong file") == len(wrong) > 50
    assert sum(error.persons for error in errors) >= len(wrong)


def test_a_wrong_account_is_that_of_another_holder():
    accounts = [f for f in facts_of(Disclosed, built(), seed=5) if f.operator == "forum" and f.stage == "obtained"]
    holders = {fact.person for fact in accounts if fact.recipient == "agency"}
    wrong = {fact.person for fact in accounts if fact.recipient == "wrong file"}
    assert len(holders | wrong) <= 900
    assert len(wrong) > 10


@pytest.mark.parametrize("more", [ERRORS, "errors: {rate: 0 %, found: 50 %}"])
def test_a_rate_of_zero_changes_no_row(more):
    without, at_zero = journal(built(more="")), journal(built("0 %", more))
    assert at_zero == without
    assert journal(built("0.5 %")) != without


def test_errors_are_told_in_words():
    (told,) = words(built()).errors
    assert told.what == "10 % of items answered"
    assert told.lines == (
        "made by draft 50 %, spoc 30 %, operator 20 %",
        "kinds: wrong identifier 50 %, wrong time 30 %, excess data 20 %",
        "60 % are reported, after 40 days on average",
        "20 % are serious",
        "a wrong window ends 1 day before the right one",
        "excess data go back 30 days further",
    )
    assert words(built("0 %")).errors == ()
