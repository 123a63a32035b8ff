"""Cases about people who were reported, and who is told of the subjects of cases."""

from sim.actors.area import Area, Segment
from sim.actors.case import Docket
from sim.actors.census import Census
from sim.actors.process import start
from sim.actors.request import Requests
from sim.actors.sending import Watches
from sim.draw.keyed import Decision
from sim.ledger.facts import NeedClosed, RequestClosed
from tests.unit.actors.stage import Stage, give_store, operator, people
from tests.unit.actors.test_case import OFFICE, habits


class Station:
    """An agency with no cases of its own, to which somebody is reported on day 20 for an act of day 18."""

    def __init__(self, asks, *, rate=0.0, watch: Watches | None = None):
        self.stage = Stage(60.0)
        residents = people(400, access=("alpha", "beta"), writes={"session": 1.0})
        self.census = Census({"residents": residents})
        self.access = {name: operator(self.stage, name) for name in ("alpha", "beta")}
        for own in self.access.values():
            give_store(own, "session", 30.0)
            give_store(own, "ip_assignment", 30.0)
        self.forum = operator(self.stage, "forum", kind="platform", share=0.5)
        give_store(self.forum, "account_activity", 30.0)
        self.requests = Requests(
            self.stage.clock,
            self.stage.ledger,
            self.census.by_age,
            agency="police",
            jurisdiction="home",
            office=OFFICE,
            not_asked_if_expired=0.0,
            examines=0.0,
        )
        self.docket = Docket(
            self.stage.clock,
            self.stage.ledger,
            self.census,
            self.requests,
            agency="police",
            key=6,
            area=Area([Segment(residents.world.key, 400, 0, 0, 400)]),
            rate_per_day=rate,
            days=60.0,
            draw=Decision("case", seed=4, replication=0),
            habits=asks,
            access=self.access,
            platforms={"account_activity": lambda u: self.forum},
            watch=watch,
        )

    def reported(self, person=7, key=99):
        self.stage.at(20.0, lambda: self.docket.open_about(self.census.subject(person), self.forum, 18.0, key))
        return self

    def run(self):
        start(self.docket.life())
        desks = [own.desk.close_books for own in (*self.access.values(), self.forum)]
        self.stage.run(self.docket.close_books, self.requests.close_books, *desks)
        return self.stage.of(NeedClosed), self.stage.of(RequestClosed)


def test_a_report_opens_a_case_about_its_author_after_the_agencys_own_lag():
    (need,), (request,) = Station(habits()).reported().run()
    assert (request.person, request.operator, request.category) == (7, "alpha", "session")
    assert (request.drafted, request.asked_to) == (21.0, 18.0)  # a day from report to request
    assert (need.state, need.age_days) == ("met", 3.0)


def test_the_platform_of_the_act_is_asked_and_its_answer_followed():
    (need,), (first, second) = Station(habits("account_activity")).reported().run()
    assert (first.operator, first.person, first.category) == ("forum", 7, "account_activity")
    assert (second.operator, second.person, second.category) == ("alpha", 7, "ip_assignment")
    assert need.state == "met"


def test_what_the_platform_does_not_keep_cannot_be_asked():
    (need,), requests = Station(habits("content")).reported().run()
    assert need.state == "not_identified"
    assert not requests


def test_a_report_leaves_the_agencys_own_cases_alone():
    _, alone = Station(habits(), rate=1.0).run()
    _, both = Station(habits(), rate=1.0).reported().run()
    assert len(alone) > 30
    assert set(alone) < set(both)
    assert len(both) == len(alone) + 1


def test_subjects_of_all_cases_are_noted_with_their_role_when_the_case_opens():
    noted = []

    class Watching:
        roles = frozenset({"suspect"})

        def subject(self, subject, role):
            noted.append((station.stage.clock.now, subject.number, role))

    station = Station(habits(requests_per_case=2.0), rate=0.5, watch=Watching())
    _, requests = station.reported().run()
    assert len({person for _, person, _ in noted}) > 10
    assert sorted(noted) == sorted((r.drafted, r.person, "suspect") for r in requests)
