"""Whom an answer exposes, when it is late, and what is open at the end."""

import numpy as np
import pytest

from sim.actors.request_file import Answer
from sim.draw.hashing import plain_fold, units
from sim.ledger.facts import Disclosed, DisclosedGroup
from tests.unit.actors.police import KEY, PLAIN, Police
from tests.unit.actors.stage import give_store, office


def test_the_subject_is_obtained_and_examined():
    police = Police(handling=lambda u: 1.0)
    (fact,) = police.closed()
    obtained, examined = police.stage.of(Disclosed)
    assert (obtained.stage, examined.stage) == ("obtained", "examined")
    assert obtained._replace(stage="examined") == examined
    assert (obtained.time, obtained.person, obtained.role, obtained.records) == (21.0, 5, "suspect", fact.records)
    assert (obtained.covered_from, obtained.covered_to) == (12.0, 15.0)
    assert sum(obtained.bands) == fact.records
    assert fact.people == 1


def test_an_address_exposes_everybody_behind_it():
    police = Police(examines=0.5)
    (fact,) = police.closed(category="ip_assignment")
    others = police.census.populations["residents"].behind_address(5, "alpha", 0.0)
    group = next(g for g in police.stage.of(DisclosedGroup) if g.stage == "obtained")
    assert group.persons.tolist() == others.tolist()
    assert (fact.people, fact.records) == (1 + len(others), 1)
    assert (group.role, group.at, group.age_days) == ("bystander", 15.0, 5.0)
    read = others[units(np.uint64(plain_fold(KEY, 999)), others) < 0.5]
    examined = [g for g in police.stage.of(DisclosedGroup) if g.stage == "examined"]
    assert [g.persons.tolist() for g in examined] == ([read.tolist()] if len(read) else [])


def test_where_ports_are_logged_an_address_exposes_one():
    police = Police(examines=1.0, logs_ports=True)
    (fact,) = police.closed(category="ip_assignment")
    assert (fact.people, police.stage.of(DisclosedGroup)) == (1, [])


def test_messages_expose_the_partners_in_what_was_held():
    police = Police(kind="platform", examines=1.0)
    store = give_store(police.alpha, "message", 10.0)
    residents = police.census.populations["residents"]
    partners = {u: residents.partners(police.alpha, u, store.pieces(12.0, 15.0)).tolist() for u in range(40)}
    sociable = max(partners, key=lambda u: len(partners[u]))
    (fact,) = police.closed(category="message", persons=(sociable,))
    assert [g.stage for g in police.stage.of(DisclosedGroup)] == ["obtained", "examined"]
    assert police.stage.of(DisclosedGroup)[0].persons.tolist() == partners[sociable]
    assert sociable not in partners[sociable]
    assert fact.people == 1 + len(partners[sociable]) > 2


def test_each_item_has_its_own_work_and_its_own_answer():
    police = Police(handling=lambda u: u)
    facts = police.closed(persons=(5, 6, 7), HANDLING=0.25)
    works = [plain_fold(KEY, 1000 + item) for item in (1, 2)]
    expected = 0.25 + sum(((h >> 12) + 0.5) * 2.0**-52 for h in works)
    assert [fact.person for fact in facts] == [5, 6, 7]
    assert [fact.answered for fact in facts] == pytest.approx([20.0 + expected] * 3)
    assert police.answers == [Answer(("complete",) * 3)]


def test_deadlines_in_working_days_end_at_closing():
    calendar = office()

    def due(days):
        police = Police(
            handling=lambda u: days, calendar=calendar, answers_in=lambda t: calendar.add_working_days(t, 2)
        )
        (fact,) = police.closed(start=18.5)  # a Friday noon: two working days later is Tuesday 17:00
        return fact

    assert calendar.add_working_days(18.5, 2) == pytest.approx(22 + 17 / 24)
    # five hours on Friday, eight on Monday, eight on Tuesday
    assert not due(20.9 / 24).late
    assert due(21.1 / 24).late


def test_an_answer_in_time_is_not_late_for_the_way_back():
    police = Police(jurisdiction="elsewhere", handling=lambda u: 1.0, answers_in=lambda time: time + 1.5)
    (fact,) = police.closed(VOLUNTARY=0.1)
    assert (fact.received, fact.answered, fact.delivered) == (22.0, 23.0, 25.0)
    assert not fact.late


def test_what_is_open_at_the_end_is_late_if_its_deadline_has_passed():
    for days, late in ((22.5, True), (21.5, False)):
        police = Police(days=days, handling=lambda u: 30.0, answers_in=lambda time: time + 2.0)
        (fact,) = police.closed()
        assert (fact.state, fact.late, fact.time) == ("open", late, days)
        assert str(fact.answered) == "nan"
        assert police.answers == []


@pytest.mark.parametrize(
    ("days", "reached"), [(20.5, "drafted"), (21.2, "reviewed"), (22.5, "sent"), (25.0, "answered")]
)
def test_a_request_is_open_wherever_the_end_finds_it(days, reached):
    police = Police(days=days, jurisdiction="elsewhere", handling=lambda u: 1.0)
    police.office = PLAIN._replace(draft=police.step("draft", 1.0), authorise=police.step("authorise", 0.5))
    (fact,) = police.closed(VOLUNTARY=0.1)
    assert fact.state == "open"
    order = ["drafted", "reviewed", "sent", "answered", "delivered"]
    times = {name: getattr(fact, name) for name in order}
    assert [name for name in order if times[name] == times[name]] == order[: order.index(reached) + 1]
