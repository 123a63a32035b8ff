import numpy as np
import pytest

from sim.actors.census import Census
from sim.actors.panel import Panel
from sim.actors.people import Writing
from tests.unit.actors.stage import Stage, counted, operator, people


def two_populations():
    residents = people(60, access=("alpha", "beta"), writes={"session": 5.0, "message": 2.0}, behind=4)
    visitors = people(40, access=("beta",), name="visitors", offset=60, writes={"session": 1.0})
    return Census({"residents": residents, "visitors": visitors})


def test_people_are_numbered_over_all_populations():
    census = two_populations()
    assert census.people == 100
    subject = census.subject(35)
    assert (subject.number, subject.people.world.name, subject.home.access) == (35, "residents", "beta")
    assert census.subject(60).people.world.name == "visitors"
    assert census.subject(60).home.first == 0
    with pytest.raises(IndexError, match="person 100; wanted 0 to 99"):
        census.of(100)


def test_records_are_those_of_the_persons_own_population():
    census, alpha = two_populations(), operator(Stage())
    visitors = census.populations["visitors"]
    pieces = ((0.0, 30.0), (40.0, 50.0))
    assert census.of(75).count(alpha, "session", 75, pieces) == visitors.field("", "session").count(15, pieces) > 0
    assert census.activity(75) == visitors.field("", "session").activity(15)


def test_what_nobody_writes_is_not_found():
    assert two_populations().of(75).count(operator(Stage()), "message", 75, ((0.0, 1000.0),)) == 0


def test_network_records_are_one_process_and_each_platform_has_its_own():
    residents = people(10, writes={"session": 5.0, "message": 5.0})
    alpha, beta = operator(Stage()), operator(Stage(), "beta")
    forum, market = operator(Stage(), "forum", kind="platform"), operator(Stage(), "market", kind="platform")
    window = ((0.0, 20.0),)

    def counts(of, category):
        return [residents.count(of, category, person, window) for person in range(10)]

    assert counts(alpha, "session") == counts(beta, "session")
    assert counts(forum, "message") != counts(market, "message")


def test_writing_is_shared_out_over_accounts():
    residents = people(10)
    residents.writes = {"message": Writing(6.0, 3.0)}
    assert residents.field("forum", "message").rate_per_day == 2.0


def test_a_route_sees_the_marks_that_pass_it():
    residents = people(20, writes={"session": 5.0})
    half = 1 << 63
    east, west = (
        operator(Stage(), name, kind="transit", route_marks={"town": (part,)})
        for name, part in (("east", (0, half)), ("west", (half, 2 * half - 1)))
    )
    nowhere = operator(Stage(), "far", kind="transit", route_marks={})
    everything = operator(Stage())
    for person in range(20):
        window = ((0.0, 40.0),)
        parts = [residents.count(of, "session", person, window) for of in (east, west)]
        assert sum(parts) == residents.count(everything, "session", person, window)
        assert residents.count(nowhere, "session", person, window) == 0
    assert min(parts) > 0


def test_everybody_behind_an_address_shares_it_and_home_and_operator():
    residents = two_populations().populations["residents"]
    groups = {}
    for person in range(60):
        others = residents.behind_address(person, "alpha", 0.0)
        assert person not in others
        assert {residents.home(int(other)).access for other in others} == {residents.home(person).access}
        groups[person] = frozenset([person, *others.tolist()])
    assert all(groups[other] == group for group in groups.values() for other in group)
    # 30 people of each operator in groups of 4: seven whole ones and a rest of two
    assert sorted(len(group) for group in set(groups.values())) == [2] * 2 + [4] * 14


def test_numbers_of_a_later_population_are_global():
    visitors = two_populations().populations["visitors"]
    group = visitors.behind_address(60, "alpha", 0.0)
    assert group.min() >= 60
    assert group.max() < 100


def test_partners_are_contacts_of_the_person_and_a_longer_window_only_adds():
    residents = people(200, writes={"message": 2.0}, offset=1000)
    forum = operator(Stage(), "forum", kind="platform")
    contacts = residents._make_contacts()
    for person in range(1000, 1030):
        known = {int(u) + 1000 for u in contacts.contacts(person - 1000)}
        nobody, few, many = (set(residents.partners(forum, person, ((0.0, d),)).tolist()) for d in (0.0, 2.0, 90.0))
        assert nobody == set()
        assert few <= many <= known
    assert residents.partners(forum, 1000, ()).size == 0


def test_a_panel_is_counted_in_what_it_wrote_and_others_in_the_field():
    census, alpha = two_populations(), operator(Stage())
    panel = Panel(census, frozenset({3}))
    window = ((0.0, 30.0),)
    assert counted(panel, alpha, "session", 3, window) == 0  # has not written yet
    panel.store(alpha, "session").extend(3, np.array([1.0, 2.0, 31.0]))
    assert counted(panel, alpha, "session", 3, window) == 2
    assert counted(panel, alpha, "session", 4, window) == counted(census, alpha, "session", 4, window)
    assert panel.store(alpha, "session") is panel.store(alpha, "session")
