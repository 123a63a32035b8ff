"""What operators report of people who are watched, many stays at a time, against each person's records one by one."""

from typing import NamedTuple

import numpy as np
import pytest

from sim.actors.accounts import has_account, holders
from sim.actors.census import Census
from sim.actors.identity import Curve
from sim.actors.people import Subject
from sim.actors.register import Holding, Register
from sim.actors.watch_looks import Spells
from sim.actors.watch_reports import Listing, Reports
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.world.paths import Paths
from tests.unit.actors.stage import Stage, give_store, operator, people

DAYS, PEOPLE = 100.0, 200


class Report(NamedTuple):
    """Of one person, all that was written in [since, until), for one agency."""

    agency: str
    subject: Subject
    role: str
    since: float
    until: float


class Country:
    """Two access operators and two platforms, one of which opens and removes accounts."""

    def __init__(self, *, moving=False):
        self.stage = Stage(DAYS)
        self.people = people(PEOPLE, access=("alpha", "beta"), writes={"session": 0.3, "message": 0.4})
        if moving:
            classes = self.people.world.classes
            served = {classes[0].place: [("alpha", 0.5), ("beta", 0.5)]}
            self.people.paths = Paths(3, self.people.world, served, moves_per_day=0.05)
        self.census = Census({"residents": self.people})
        self.operators = [operator(self.stage, name) for name in ("alpha", "beta")]
        for own in self.operators:
            give_store(own, "session")
        for name, share in (("forum", 0.5), ("shop", 0.4)):
            own = operator(self.stage, name, kind="platform", share=share)
            give_store(own, "message")
            self.operators.append(own)
        self.shop = self.operators[-1]
        if moving:
            for own in self.operators[:2]:
                own.reached = frozenset((c.population, c.place) for c in self.people.world.classes)
        world = self.people.world
        holding = Holding(world.key, PEOPLE, 0, 77, Curve(0.5, 0.0, 0.0, ()), growth_per_day=0.01)
        self.register = self.shop.register = Register(self.shop.key, 0.4, {"residents": holding})
        self.register.remove(30.0)
        self.register.refuse(40.0)

    def reports(self, many=PEOPLE):
        """Stays of different people at different times; the first two agencies take turns."""
        rng = np.random.default_rng(5)
        starts = rng.uniform(0.0, 60.0, many).tolist()
        persons = [self.census.subject(int(number)) for number in rng.choice(PEOPLE, many, replace=False)]
        return [
            Report(("police", "customs")[i % 2], one, ("suspect", "other")[i % 3 > 0], start, start + 30.0)
            for i, (one, start) in enumerate(zip(persons, starts, strict=True))
        ]

    def reported(self, at_once, reports, ahead=0):
        """What is written down of some reports, so many of which are looked up at once, and so many looks ahead."""
        own = Reports(self.stage.ledger, self.operators)
        own._most, own._ahead = at_once, ahead
        for agency, subject, role, since, until in reports:
            listing = own.number(Listing(agency, subject.people, subject.home, role))
            columns = np.array([listing]), np.array([subject.number]), np.array([since]), np.array([until])
            own.add(Spells(*columns))
        self.stage.ledger.settle()
        found = {tuple(fact._asdict().items()) for fact in self.stage.of(Disclosed)}
        self.order = [fact.person for fact in self.stage.of(Disclosed)]
        groups = [(f.time, f.agency, f.operator, tuple(f.persons.tolist())) for f in self.stage.of(DisclosedGroup)]
        self.stage.facts.clear()
        return found, sorted(groups)

    def windows(self, own, report):
        """When an operator serves somebody, asked one by one."""
        number, span = report.subject.number, (report.since, report.until)
        if own.kind == "platform":
            most = holders(PEOPLE, own.share_at(DAYS)) / PEOPLE
            if not has_account(own.key, self.people.world.key, PEOPLE, most, number):
                return []
            opened, closed = own.account_span(number)
            span = max(span[0], opened), min(span[1], closed)
        elif self.people.paths is None and report.subject.home.access != own.name:
            return []
        return self.people.served(own, number, (span,)) if span[0] < span[1] else []

    def expected(self, reports):
        """Who wrote how many records when, by the records themselves."""
        found = set()
        for report in reports:
            for own in self.operators:
                category = "session" if own.kind == "access" else "message"
                field = self.people.field_of(own, category)
                for start, end in self.windows(own, report):
                    times = field.times(report.subject.number, start, end)
                    if times.size:
                        first = float(times[0])
                        found.add((report.agency, own.entry, report.subject.number, report.role, first, times.size))
        return found


def as_told(facts):
    rows = [dict(fact) for fact in facts]
    return {(r["agency"], r["operator"], r["person"], r["role"], r["time"], r["records"]) for r in rows}


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize(("at_once", "ahead"), [(1, 0), (25, 0), (25, 3), (1000, 3)])
def test_reports_hold_the_records_of_each_stay(at_once, ahead, moving):
    country = Country(moving=moving)
    reports = country.reports()
    found, _ = country.reported(at_once, reports, ahead)
    assert as_told(found) == country.expected(reports)
    assert len(found) == 2 * len(as_told(found))  # obtained and examined


def test_accounts_that_were_opened_removed_or_refused_make_a_difference():
    country = Country()
    reports = country.reports()
    cut = [w for r in reports for w in country.windows(country.shop, r) if w != (r.since, r.until)]
    assert any(start > 0.0 for start, _ in cut)
    assert any(end == 30.0 for _, end in cut)


@pytest.mark.parametrize("moving", [False, True])
def test_reports_that_wait_for_each_other_are_those_that_do_not(moving):
    country = Country(moving=moving)
    reports = country.reports()
    singly, together = country.reported(1, reports), country.reported(1000, reports)
    assert singly == together
    assert len(singly[1]) > 20


def test_what_is_looked_up_beside_the_run_is_written_down_in_the_order_of_the_reports():
    country = Country()
    reports = country.reports()
    orders = []
    for ahead in (0, 5, 5):
        country.reported(10, reports, ahead)
        orders.append(country.order)
    assert orders[0] == orders[1] == orders[2]
    assert len(orders[0]) > 100


def test_a_change_of_accounts_is_seen_by_the_reports_after_it():
    country = Country()
    country.register.removals.clear()
    person = next(p for p in range(PEOPLE) if country.register.span(p)[0] < 0.0 and is_unknown(country, p))
    subject, own = country.census.subject(person), Reports(country.stage.ledger, country.operators)
    listing = np.array([own.number(Listing("police", subject.people, subject.home, "suspect"))])

    def covered(since, until):
        country.stage.facts.clear()
        own.add(Spells(listing, np.array([person]), np.array([since]), np.array([until])))
        return {fact.covered_to for fact in country.stage.of(Disclosed) if fact.operator == "shop"}

    assert covered(0.0, 50.0) == {50.0}
    country.register.remove(80.0)
    assert covered(50.0, 100.0) == {80.0}


def is_unknown(country, person):
    return not country.register.is_verified(person, 0.0)
