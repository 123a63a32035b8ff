"""Watch lists of people."""

import numpy as np
import pytest

from sim.actors.batch import Batch, Names
from sim.actors.census import Census
from sim.actors.watch_list import WatchList
from sim.actors.watch_reports import Reports
from sim.ledger.facts import Disclosed, DisclosedGroup, Watched
from sim.ledger.frame import Period
from tests.unit.actors.stage import Stage, give_store, operator, people


class Watching:
    """An agency that watches people of two access operators and one platform."""

    def __init__(self, *, at_most=10, stays=20.0, sources=("flagged", "suspect"), days=100.0, journal=True, **frame):
        self.stage = Stage(days, **frame)
        if not journal:
            self.stage.ledger.journal = None
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


def test_whoever_comes_as_a_request_is_opened_is_as_if_named_then():
    """A batch of requests drawn beforehand is the same as each subject named singly, but for what is found anew."""
    opened = np.array([10.0, 11.0, 12.0, 15.0, 31.0])
    persons, roles = [7, 8, 9, 7, 8], ["suspect", "witness", "suspect", "suspect", "suspect"]
    singly, together = Watching(at_most=2), Watching(at_most=2)
    for time, person, role in zip(opened.tolist(), persons, roles, strict=True):
        if time != 12.0:
            singly.suspect(time, person, role)
    batch = drawn(together, opened, persons, roles)
    together.list.expect(batch)
    together.stage.at(11.5, lambda: batch.is_found_anew.__setitem__(2, True))
    expected = singly.run()
    assert together.run() == expected
    assert [(stay.person, stay.since, stay.time) for stay in expected] == [(7, 10.0, 35.0), (8, 31.0, 51.0)]
    assert together.obtained("session") == singly.obtained("session") != []


def test_requests_that_are_not_opened_in_the_run_bring_nobody():
    watching = Watching(days=20.0)
    watching.list.expect(drawn(watching, np.array([5.0, 25.0]), [7, 8], ["suspect", "suspect"]))
    assert [stay.person for stay in watching.run()] == [7]


def drawn(watching, opened, persons, roles):
    """Requests drawn beforehand, with no more in them than a list of people asks for."""
    subjects = [watching.census.subject(person) for person in persons]
    homes = list(dict.fromkeys((subject.people, subject.home) for subject in subjects))
    kinds, many = list(dict.fromkeys(roles)), len(persons)
    nothing = dict.fromkeys(Batch._fields)
    return Batch(**nothing | {
        "names": Names((), (), kinds, homes), "opened": opened, "role": np.array([kinds.index(role) for role in roles]),
        "subjects": np.array(persons), "homes": np.array([homes.index((s.people, s.home)) for s in subjects]),
        "starts": np.arange(many + 1), "is_found_anew": np.zeros(many, np.bool_),
    })  # fmt: skip


@pytest.mark.parametrize("journal", [False, True])
def test_who_was_listed_is_the_same_whenever_it_is_worked_out(journal):
    """A hundred people come 400 times to a list of 20, in a journal one by one and otherwise at the end."""
    rng = np.random.default_rng(8)
    watching, kept = Watching(at_most=20, stays=30.0), []
    watching.stage.ledger.journal = watching.stage.ledger.journal if journal else None
    times, persons = np.sort(rng.uniform(0.0, 100.0, 400)), rng.integers(0, 100, 400)
    post = watching.list._post
    watching.list._post = lambda fields: kept.append(fields) or post(fields)
    for time, person in zip(times.tolist(), persons.tolist(), strict=True):
        watching.suspect(time, person)
    watching.run()
    assert sorted(kept) == sorted(listed(times, persons, 20, 30.0, 100.0))
    assert {fields[-1] for fields in kept} == {"ended", "open", "full"}


def listed(times, persons, most, days, end):
    """Stays and people turned away, moment by moment."""
    found, there = [], {}
    for time, person in [*zip(times.tolist(), persons.tolist(), strict=True), (end, None)]:
        for one in [one for one, (_, until) in there.items() if until <= time]:
            since, until = there.pop(one)
            found.append((until, since, "police", "town", one, "suspect", "ended"))
        if person in there:
            there[person] = there[person][0], time + days
        elif person is not None and len(there) < most:
            there[person] = time, time + days
        elif person is not None:
            found.append((time, time, "police", "town", person, "suspect", "full"))
    return found + [(end, since, "police", "town", one, "suspect", "open") for one, (since, _) in there.items()]


def test_a_journal_looks_at_the_list_when_somebody_comes_or_goes_and_no_more_often(monkeypatch):
    looks, work_in = [], WatchList._work_in
    monkeypatch.setattr(WatchList, "_work_in", lambda self: looks.append(work_in(self)))
    watching = Watching(at_most=150, stays=30.0)
    for person in range(150):
        watching.suspect(1.0 + person / 10, person)
    assert len(watching.run()) == 150
    assert len(looks) <= 2 * 150 + 4  # and twice at the end


@pytest.mark.parametrize(("many", "looks"), [(40, 2), (200, 4)])
def test_without_a_journal_the_list_is_looked_at_when_many_have_come_and_at_the_end(many, looks, monkeypatch):
    looked, kept, work_in = [], [], WatchList._work_in
    monkeypatch.setattr(WatchList, "_work_in", lambda self: looked.append(self._clock.now) or work_in(self))
    watching = Watching(at_most=20, stays=7.0, journal=False)
    post = watching.list._post
    watching.list._post = lambda fields: kept.append(fields) or post(fields)
    expected = drawn(watching, np.arange(many) / many * 100, [*range(many)], ["suspect"] * many)
    watching.list.expect(expected)
    watching.run()
    assert sorted(kept) == sorted(listed(expected.opened, expected.subjects, 20, 7.0, 100.0))
    assert len(looked) == looks
    assert looked[-2:] == [100.0, 100.0]  # at the close, and once everything is settled
