"""A request's life, one stage at a time; times in days, desks always open unless a test says otherwise."""

import numpy as np
import pytest

from sim.actors.desk import Desk
from sim.actors.office import Office, Step
from sim.actors.people import Census
from sim.actors.process import ARRIVAL
from sim.actors.request import NUMBERS, Answer, Ask, Column, Requests
from sim.draw.hashing import plain_fold, units
from sim.ledger.facts import DeskTurn, Disclosed, DisclosedGroup, RequestClosed
from tests.unit.actors.stage import ALWAYS_OPEN, Stage, give_store, office, operator, people, statute

KEY = 1234
PLAIN = Office(None, None, None, {}, lambda time: time + 1.0, lambda u: 0.25, 0.5, lambda u: 4.0)


def no_time(_: float) -> float:
    return 0.0


class Police:
    """An agency that asks at day 20 about records of day 15 and the 3 days before it."""

    def __init__(self, days=60.0, examines=0.0, withheld=0.0, jurisdiction="home", **own):
        self.stage = Stage(days)
        self.census = Census({"residents": people(40, writes={"session": 20.0, "message": 20.0})})
        self.alpha = operator(self.stage, **own)
        give_store(self.alpha, "session", 10.0)
        give_store(self.alpha, "ip_assignment", 10.0)
        self.answers: list[Answer] = []
        self._given = {"examines": examines, "not_asked_if_expired": withheld, "jurisdiction": jurisdiction}
        self.office = PLAIN
        self._desks = [self.alpha.desk]

    def desk(self, name="police: step", calendar=ALWAYS_OPEN, staff=100.0):
        self._desks.append(Desk(self.stage.clock, calendar, self.stage.ledger, name=name, staff=staff))
        return self._desks[-1]

    def step(self, name, takes=1.0, delay=0.0, back=0.0, turned_down=0.0, **desk):
        return Step(name, self.desk(f"police: {name}", **desk), lambda u: takes, lambda u: delay, back, turned_down)

    def asks(self, at=15.0, category="session", persons=(5,), grade=3, start=20.0, key=KEY, **numbers):
        """Send one request; `numbers` set columns of its row, all others are 0.5."""
        row = [0.5] * NUMBERS
        for column, value in numbers.items():
            row[getattr(Column, column)] = value
        subjects = tuple(self.census.subject(person) for person in persons)
        ask = Ask(key, row, self.alpha, category, subjects, "suspect", grade, at, 3.0)

        def life():
            yield self.stage.clock.at(start, ARRIVAL)
            return (yield from self.requests.life(ask))

        self.stage.hand(life(), self.answers)

    def closed(self, purge_at=None, **asks):
        self.requests = Requests(
            self.stage.clock, self.stage.ledger, self.census.count, agency="police", office=self.office, **self._given
        )
        self.asks(**asks)
        if purge_at is not None:
            for store in self.alpha.stores.values():
                self.stage.at(purge_at, lambda store=store: store.shelf.purge(purge_at))
        self.stage.run(self.requests.close_books, *(desk.close_books for desk in self._desks))
        return self.stage.of(RequestClosed)


def test_an_office_without_steps_sends_at_once():
    police = Police(handling=lambda u: 1.5, answers_in=lambda time: time + 1.0)
    (fact,) = police.closed()
    assert (fact.drafted, fact.reviewed, fact.authorised, fact.sent, fact.received, fact.started) == (20.0,) * 6
    assert (fact.answered, fact.delivered, fact.time) == (21.5, 21.5, 21.5)
    assert (fact.state, fact.late, fact.grade, fact.role, fact.place, fact.operator) == (
        "complete",
        True,
        3,
        "suspect",
        "town",
        "alpha",
    )
    assert (fact.asked_from, fact.asked_to, fact.person, fact.reworks, fact.follow_up) == (12.0, 15.0, 5, 0, False)
    assert fact.records == 1 + police.census.count(police.alpha, "session", 5, ((12.0, 15.0),))
    assert police.answers == [Answer(("complete",))]


def test_every_step_takes_its_turn():
    police = Police(handling=lambda u: 2.0, answers_in=lambda time: time + 2.0)
    police.office = PLAIN._replace(
        draft=police.step("draft", 1.0), spoc=police.step("spoc", 0.5), authorise=police.step("authorise", 0.25, 3.0)
    )
    (fact,) = police.closed()
    assert (fact.drafted, fact.reviewed, fact.authorised, fact.sent, fact.answered) == (20.0, 21.5, 24.75, 24.75, 26.75)
    assert not fact.late  # answered within two days of being received
    tasks = [(turn.desk, turn.task, turn.arrived) for turn in police.stage.of(DeskTurn)]
    assert tasks == [
        ("police: draft", "draft", 20.0),
        ("police: spoc", "spoc", 21.0),
        ("police: authorise", "authorise", 21.5),
        ("alpha", "request", 24.75),
    ]


def test_the_work_of_a_request_is_that_of_its_number():
    (fact,) = Police(handling=lambda u: 10 * u).closed(HANDLING=0.12)
    assert fact.answered == pytest.approx(21.2)


@pytest.mark.parametrize(("says", "state"), [(0.29, "declined"), (0.31, "complete")])
def test_a_review_declines_its_share(says, state):
    police = Police()
    police.office = PLAIN._replace(spoc=police.step("spoc", 0.5, turned_down=0.3))
    (fact,) = police.closed(REVIEW_SAYS=says)
    assert fact.state == state
    if state == "declined":
        assert (fact.time, fact.records, fact.people) == (20.5, 0, 0)
        assert (str(fact.sent), str(fact.answered), str(fact.reviewed)) == ("nan", "nan", "nan")
        assert police.stage.of(Disclosed) == []


@pytest.mark.parametrize(("says", "state"), [(0.19, "rejected"), (0.21, "complete")])
def test_an_authoriser_rejects_its_share(says, state):
    police = Police()
    police.office = PLAIN._replace(authorise=police.step("authorise", 0.5, turned_down=0.2))
    (fact,) = police.closed(AUTHORISE_SAYS=says)
    assert fact.state == state
    assert fact.reviewed == 20.0


def test_what_is_sent_back_is_drafted_and_reviewed_again_on_numbers_of_its_own():
    police = Police()
    police.office = PLAIN._replace(
        draft=police.step("draft", 1.0), spoc=police.step("spoc", 0.5, back=0.3, turned_down=0.1)
    )
    (fact,) = police.closed(REVIEW_SAYS=0.2)
    assert fact.reworks >= 1
    # each round: a quarter of a day of rework, a draft of a day, half a day of review
    assert fact.reviewed == pytest.approx(20.0 + 1.0 + 0.5 + fact.reworks * 1.75)
    assert [turn.task for turn in police.stage.of(DeskTurn)].count("draft") == 1 + fact.reworks


def test_after_rework_a_request_may_still_be_declined():
    states = set()
    for key in range(60):
        police = Police()
        police.office = PLAIN._replace(spoc=police.step("spoc", 0.5, back=0.3, turned_down=0.3))
        (fact,) = police.closed(REVIEW_SAYS=0.2, key=key)
        assert fact.reworks >= 1
        states.add(fact.state)
    assert states == {"declined", "complete"}


def test_an_urgent_request_skips_authorisation_and_is_reviewed_later():
    police = Police()
    police.office = PLAIN._replace(
        authorise=police.step("authorise", 0.5, 3.0, turned_down=1.0), urgent={"authorise": frozenset({1})}
    )
    (fact,) = police.closed(grade=1)
    assert (fact.state, fact.authorised, fact.sent) == ("complete", 20.0, 20.0)
    later = next(turn for turn in police.stage.of(DeskTurn) if turn.desk == "police: authorise")
    assert (later.task, later.grade, later.arrived, later.ended, later.due) == ("later review", 1, 20.0, 20.5, 21.0)


def test_another_grade_does_not_skip():
    police = Police()
    police.office = PLAIN._replace(
        authorise=police.step("authorise", 0.5, 3.0), urgent={"authorise": frozenset({1}), "spoc": frozenset({2})}
    )
    (fact,) = police.closed(grade=2)
    assert fact.authorised == 23.5


def test_where_the_law_wants_no_authoriser_nobody_authorises():
    police = Police(statute=statute(free={"access": {"authorised_by": "nobody"}}))
    police.office = PLAIN._replace(authorise=police.step("authorise", 0.5, 3.0, turned_down=1.0))
    (fact,) = police.closed()
    assert (fact.state, fact.authorised) == ("complete", 20.0)
    assert all(turn.desk == "alpha" for turn in police.stage.of(DeskTurn))


@pytest.mark.parametrize(("u", "state"), [(0.39, "refused"), (0.41, "complete")])
def test_an_operator_refuses_its_share_where_the_law_lets_it(u, state):
    lax = statute(lax={"access": {"refusable": True}})
    (fact,) = Police(refuses=0.4, statute=lax, handling=lambda u: 2.0).closed(REFUSED=u)
    assert (fact.state, fact.answered) == (state, 22.0)
    (strict,) = Police(refuses=0.4).closed(REFUSED=u)
    assert strict.state == "complete"


@pytest.mark.parametrize(("u", "state"), [(0.49, "complete"), (0.51, "refused")])
def test_abroad_a_share_is_answered_of_free_will_and_the_way_takes_time(u, state):
    (fact,) = Police(jurisdiction="elsewhere", handling=lambda u: 1.0).closed(VOLUNTARY=u)
    assert (fact.sent, fact.received, fact.answered, fact.state) == (20.0, 22.0, 23.0, state)
    if state == "complete":
        assert fact.delivered == fact.time == 25.0
    (compelled,) = Police(handling=lambda u: 1.0).closed(VOLUNTARY=u)
    assert (compelled.state, compelled.delivered) == ("complete", 21.0)


@pytest.mark.parametrize(("u", "state"), [(0.69, "withheld"), (0.71, "expired")])
def test_an_agency_withholds_its_share_of_what_it_knows_to_be_gone(u, state):
    (fact,) = Police(withheld=0.7).closed(at=8.5, purge_at=19.0, WITHHELD=u)
    assert fact.state == state
    assert str(fact.delivered) == ("nan" if state == "withheld" else "20.0")
    (known,) = Police(withheld=0.7).closed(at=15.0, purge_at=19.0, WITHHELD=u)
    assert known.state == "complete"


def test_what_is_purged_while_a_request_waits_is_gone_when_its_turn_ends():
    there = Police(handling=lambda u: 4.0).closed(at=15.0, purge_at=23.9)
    gone = Police(handling=lambda u: 4.0).closed(at=13.5, purge_at=23.9)
    assert [there[0].state, gone[0].state] == ["partial", "expired"]
    assert there[0].records < Police().closed(at=15.0)[0].records


def test_a_purge_after_the_turn_takes_nothing_back():
    police = Police(jurisdiction="elsewhere", handling=lambda u: 1.0)
    (fact,) = police.closed(at=15.0, purge_at=24.0, VOLUNTARY=0.1)
    assert (fact.answered, fact.delivered, fact.state) == (23.0, 25.0, "complete")


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
    behind = police.census.populations["residents"].behind_address(5)
    others = behind[behind != 5]
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
