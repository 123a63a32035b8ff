"""Watch lists of people."""

import numpy as np
import pytest

from sim.actors.census import Census
from sim.actors.watch_list import WatchList
from sim.actors.watch_reports import Reports
from sim.ledger.facts import Disclosed, DisclosedGroup, Watched
from sim.ledger.frame import Period
from tests.unit.actors.stage import Stage, give_store, operator, people


class Watching:
    """An agency that watches people of two access operators and one platform."""

    def __init__(self, *, at_most=10, stays=20.0, sources=("flagged", "suspect"), days=100.0, **frame):
        self.stage = Stage(days, **frame)
        writes = {"session": 3.0, "message": 0.5, "ip_assignment": 1.0}
        self.people = people(200, access=("alpha", "beta"), writes=writes)
        self.census = Census({"residents": self.people})
        self.alpha, self.beta = operator(self.stage), operator(self.stage, "beta")
        self.forum = operator(self.stage, "forum", kind="platform", share=1.0)
        for own in (self.alpha, self.beta):
            give_store(own, "session", 1.0)  # what is reported need not be kept
            give_store(own, "ip_assignment", 10.0)
        give_store(self.forum, "message", 10.0)
        self.list = WatchList(
            self.stage.clock,
            self.stage.ledger,
            agency="police",
            sources=sources,
            at_most=at_most,
            stays_days=stays,
            reports=Reports(self.stage.ledger, [self.alpha, self.beta, self.forum]),
        )

    def suspect(self, time, person, role="suspect"):
        self.stage.at(time, lambda: self.list.subject(self.census.subject(person), role))
        return self

    def flagged(self, time, person):
        self.stage.at(time, lambda: self.list.flagged(self.census.subject(person)))
        return self

    def run(self) -> list[Watched]:
        self.stage.run(self.list.close_books)
        return self.stage.of(Watched)

    def obtained(self, category):
        facts = self.stage.of(Disclosed)
        return [fact for fact in facts if (fact.stage, fact.category) == ("obtained", category)]


def test_somebody_is_listed_for_the_time_of_a_stay():
    (stay,) = Watching().suspect(10.0, 7).run()
    assert (stay.since, stay.time, stay.person, stay.source, stay.state) == (10.0, 30.0, 7, "suspect", "ended")


def test_a_new_reason_prolongs_the_stay():
    (stay,) = Watching().suspect(10.0, 7).flagged(25.0, 7).run()
    assert (stay.since, stay.time) == (10.0, 45.0)


def test_who_comes_again_later_is_listed_again():
    first, second = Watching().suspect(10.0, 7).suspect(40.0, 7).run()
    assert (first.time, second.since, second.time) == (30.0, 40.0, 60.0)


def test_a_full_list_turns_people_away():
    watching = Watching(at_most=2)
    for time, person in ((10.0, 7), (11.0, 8), (12.0, 9), (31.5, 9)):
        watching.suspect(time, person)
    states = {(fact.person, fact.since, fact.state) for fact in watching.run()}
    assert states == {(7, 10.0, "ended"), (8, 11.0, "ended"), (9, 12.0, "full"), (9, 31.5, "ended")}
    assert not [fact for fact in watching.stage.of(Disclosed) if fact.person == 9 and fact.covered_from < 31.5]


def test_only_suspects_and_matters_of_national_security_are_listed():
    watching = Watching().suspect(10.0, 1, "witness").suspect(10.0, 2, "national_security").suspect(10.0, 3)
    assert {fact.person for fact in watching.run()} == {2, 3}
    assert Watching(sources=("flagged",)).suspect(10.0, 3).run() == []
    assert Watching(sources=("suspect",)).flagged(10.0, 3).run() == []


def test_every_record_of_the_stay_is_exposed_whether_or_not_it_is_kept():
    watching = Watching().suspect(10.0, 7)
    watching.run()
    (fact,) = watching.obtained("session")
    field = watching.people.field("", "session")
    times = field.times(7, 10.0, 30.0)
    assert fact.records == len(times) == field.count(7, ((10.0, 30.0),)) > 5
    assert (fact.time, fact.covered_from, fact.covered_to) == (times[0], 10.0, 30.0)
    assert (fact.channel, fact.agency, fact.operator, fact.role) == ("monitoring", "police", "alpha", "suspect")
    assert (fact.age_days, fact.bands) == (0.0, (fact.records, 0, 0, 0))
    assert not watching.obtained("ip_assignment")  # a state, no record proper


def test_only_ones_own_access_operator_and_platforms_report():
    watching = Watching().suspect(10.0, 150)
    watching.run()
    assert {fact.operator for fact in watching.stage.of(Disclosed)} == {"beta", "forum"}


def test_both_ends_of_messages_are_exposed():
    watching = Watching(stays=60.0).suspect(10.0, 7)
    watching.run()
    (group,) = watching.stage.of(DisclosedGroup)
    partners = watching.people.partners(watching.forum, 7, ((10.0, 70.0),))
    assert group.persons.tolist() == partners.tolist()
    assert len(partners) > 2
    assert (group.role, group.stage, group.category) == ("bystander", "obtained", "message")


def test_a_stay_over_several_periods_is_written_in_parts():
    watching = Watching(stays=60.0, periods=(Period("late", 40.0, 100.0),)).suspect(10.0, 7)
    watching.run()
    parts = [(fact.covered_from, fact.covered_to) for fact in watching.obtained("session")]
    assert parts == [(10.0, 40.0), (40.0, 70.0)]
    field = watching.people.field("", "session")
    assert sum(fact.records for fact in watching.obtained("session")) == field.count(7, ((10.0, 70.0),))


def test_a_stay_that_the_end_of_the_run_cuts_short_is_open():
    watching = Watching().suspect(90.0, 7)
    (stay,) = watching.run()
    assert (stay.since, stay.time, stay.state) == (90.0, 100.0, "open")
    assert [fact.covered_to for fact in watching.obtained("session")] == [100.0]


@pytest.mark.parametrize("rate", [0.02, 1.0, 300.0])
def test_the_first_record_is_found_without_listing_all(rate):
    field = people(100, writes={"session": rate}).field("", "session")
    listed = {person: field.times(person, 5.0, 65.0 + person) for person in range(40)}
    persons = np.array([person for person, times in listed.items() if times.size], np.uint64)
    found = field.firsts(persons, np.full(len(persons), 5.0), 65.0 + persons)
    assert found.tolist() == [listed[person][0] for person in persons.tolist()]
    assert len(found) > 10


def test_whoever_is_turned_away_meanwhile_is_named_before_anything_happens_to_the_list():
    watching, told, away = Watching(at_most=1, stays=20.0), [], [(8, 12.0), (7, 15.0)]
    watching.list.fills.append(lambda is_full: told.append((watching.stage.clock.now, is_full)))

    def name_them():
        if watching.stage.clock.now > 15.0:
            while away:
                person, time = away.pop(0)
                watching.list.turn_away([person], ["town"], [time])

    watching.list.before.append(name_them)
    found = watching.suspect(10.0, 7).run()
    assert [(stay.person, stay.since, stay.time, stay.state) for stay in found] == [
        (8, 12.0, 12.0, "full"),
        (7, 10.0, 35.0, "ended"),  # he was named again on day 15, and stays until 20 days later
    ]
    assert told == [(10.0, True), (35.0, False)]
