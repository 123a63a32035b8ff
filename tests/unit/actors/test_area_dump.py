"""Area dumps: who is asked, who is exposed, who is looked at, who is found."""

import pytest

from sim.actors.authority import Authority, Powers
from sim.actors.clearing import Clearing
from sim.actors.groups import Groups
from sim.law.over_time import OverTime
from sim.ledger.facts import Disclosed, DisclosedGroup, NeedClosed, RequestClosed, Searched
from tests.unit.actors.police import PLAIN
from tests.unit.actors.searcher import AT, OPENED, SOUGHT, Searcher
from tests.unit.actors.stage import HOUR


def there(searcher, end, window=0.1, persons=range(200)):
    """Who has a record in a window, as the field has it, and who did the act."""
    field = searcher.people.field("", "location")
    return {person for person in persons if field.count(person, ((end - window, end),))} | {SOUGHT} & set(persons)


def exposed(searcher, stage="obtained"):
    single = [fact.person for fact in searcher.stage.of(Disclosed) if fact.stage == stage]
    return single + [int(p) for fact in searcher.stage.of(DisclosedGroup) if fact.stage == stage for p in fact.persons]


def test_everybody_with_a_record_in_the_window_is_exposed_and_nobody_else():
    found = Searcher().dumps()
    assert 20 < len(there(found, AT)) < 150
    assert sorted(exposed(found)) == sorted(there(found, AT))
    (search,) = found.stage.of(Searched)
    assert (search.persons, search.state, search.listed, search.found) == (len(there(found, AT)), "met", True, False)


def test_only_people_of_the_area_are_exposed():
    found = Searcher().dumps(area=40)
    block = [*range(20), *range(100, 120)]
    assert sorted(exposed(found)) == sorted(there(found, AT, persons=block))


def test_every_access_operator_is_asked_about_nobody_in_particular_and_works_on_it():
    found = Searcher(handling=2 * HOUR).dumps(times=3)
    closed = found.stage.of(RequestClosed)
    assert [(fact.operator, fact.person, fact.state) for fact in closed] == [
        (name, -1, "complete") for _ in range(3) for name in ("alpha", "beta")
    ]
    assert sorted(fact.answered - OPENED for fact in closed) == pytest.approx(
        [2 * HOUR * n for n in (1, 1, 2, 2, 3, 3)]
    )
    assert {round(fact.asked_to, 9) for fact in closed} == {AT, AT - 5, AT - 10}


def test_records_are_those_of_the_window_and_one_of_the_act():
    found = Searcher().dumps()
    field = found.people.field("", "location")
    for fact in found.stage.of(Disclosed):
        assert fact.records == field.count(fact.person, ((AT - 0.1, AT),)) + (fact.person == SOUGHT)
        assert fact.role == ("suspect" if fact.person == SOUGHT else "bystander")


def test_those_in_all_dumps_are_looked_at_and_nobody_else():
    found = Searcher(examines=1.0).dumps(times=3, intersect=True)
    everywhere = there(found, AT) & there(found, AT - 5) & there(found, AT - 10)
    assert 1 < len(everywhere) < len(there(found, AT)) / 2
    assert set(exposed(found, "examined")) == everywhere
    (search,) = found.stage.of(Searched)
    assert (search.candidates, search.found) == (len(everywhere), True)
    assert search.persons == len(there(found, AT) | there(found, AT - 5) | there(found, AT - 10))


def test_without_intersection_the_share_that_the_agency_reads_is_looked_at():
    found = Searcher(examines=0.3).dumps()
    many, read = len(exposed(found)), len(exposed(found, "examined"))
    assert set(exposed(found, "examined")) < set(exposed(found))
    assert abs(read - 0.3 * many) < 4 * (many * 0.21) ** 0.5  # four standard deviations of a binomial number


def test_an_act_of_which_nothing_is_left_leaves_nobody_in_common():
    searcher = Searcher()
    for own in searcher.access.values():
        searcher.purge(own, "location", AT - 6, OPENED - 1)
    found = searcher.dumps(times=3, intersect=True)
    (search,) = found.stage.of(Searched)
    assert (search.state, search.candidates, search.found) == ("expired", 0, False)
    assert {fact.state for fact in found.stage.of(RequestClosed)} == {"complete", "expired"}
    assert search.persons == len(there(found, AT) | there(found, AT - 5))


def test_a_dump_under_way_when_the_run_ends_is_open():
    found = Searcher(handling=20.0).dumps(times=2)
    assert [fact.state for fact in found.stage.of(Searched)] == ["open"]
    assert [fact.state for fact in found.stage.of(NeedClosed)] == ["open"]


def test_no_case_has_dumps_at_a_share_of_zero():
    found = Searcher().dumps(share=0.0)
    assert found.stage.facts == []


def test_records_that_cannot_be_read_expose_nobody():
    searcher = Searcher()
    for own in searcher.access.values():
        own.can_read = lambda category, time: False
    found = searcher.dumps(times=2, intersect=True)
    (search,) = found.stage.of(Searched)
    assert (search.state, search.persons, search.candidates, search.found) == ("unreadable", 0, 0, False)
    assert exposed(found) == []


def test_a_dump_is_about_nobody_whom_a_group_protects():
    searcher = Searcher()
    nobody = searcher.census.subject(SOUGHT)._replace(number=-1)
    judged = Authority(OverTime(Powers(None, {"press": None})), Groups({"residents": (("press", 99, 1.0),)}))
    searcher.requests.clearing = Clearing(
        searcher.stage.clock, searcher.stage.ledger, agency="police", office=PLAIN, authority=judged
    )
    assert judged.groups.of(nobody) == ()
    assert judged.groups.of(searcher.census.subject(SOUGHT)) == ("press",)
    assert {fact.state for fact in searcher.dumps().stage.of(RequestClosed)} == {"complete"}


def test_what_is_dumped_is_no_content_that_could_not_be_read():
    searcher = Searcher()
    for own in searcher.access.values():
        own.unreadable = 1.0
    assert {fact.state for fact in searcher.dumps().stage.of(RequestClosed)} == {"complete"}
