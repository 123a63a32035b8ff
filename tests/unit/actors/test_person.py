import numpy as np
import pytest

from sim.actors.census import Census
from sim.actors.log_store import PurgeJob
from sim.actors.panel import Panel
from sim.actors.person import Person, trails_of
from sim.actors.process import start
from tests.unit.actors.stage import Stage, counted, give_store, operator, people, statute

DAYS = 40.0
HALF = 1 << 63


def played(number, *, each, own=None, laws=None, action=None):
    """Play one person of 20 before an access operator and a platform; return panel, census and operators."""
    stage = Stage(DAYS)
    residents = people(20, writes={"session": 3.0, "message": 1.0})
    census = Census({"residents": residents})
    panel = Panel(census, frozenset({number}))
    alpha = operator(stage, statute=laws or statute(), **(own or {}))
    forum = operator(stage, "forum", kind="platform", share=0.5)
    stores = [give_store(alpha, "session", 10.0), give_store(forum, "message", 5.0), give_store(alpha, "subscriber")]
    for of, store in ((alpha, stores[0]), (forum, stores[1])):
        job = PurgeJob(
            stage.clock,
            stage.ledger,
            [store.shelf],
            operator=of.name,
            category=store.category,
            every_days=1.0,
            days=DAYS,
        )
        start(job.life())
        stage.at(0.0, lambda: None)
    [trails] = trails_of(residents, np.array([number], np.uint64), panel, [alpha, forum])
    start(Person(stage.clock, number, number, trails, days=DAYS, each=each).life())
    if action:
        action(stage, stores[0])
    stage.clock.run(stage.clock.at(DAYS, 99))
    return panel, census, alpha, forum, len(trails)


@pytest.mark.parametrize("each", [True, False])
@pytest.mark.parametrize("number", [0, 7, 19])
def test_what_a_person_wrote_is_what_the_field_says(number, each):
    panel, census, alpha, _, _ = played(number, each=each)
    store = alpha.stores["session"]
    pieces = store.pieces(0.0, DAYS)
    assert pieces == ((30.0, 40.0),)
    assert counted(panel, alpha, "session", number, pieces) == counted(census, alpha, "session", number, pieces) > 0


def test_records_go_where_the_person_has_an_account_and_states_are_not_played():
    trails = {number: played(number, each=False)[-1] for number in range(20)}
    assert set(trails.values()) == {1, 2}
    assert sum(trails.values()) == 20 + 10  # half of the people have an account


@pytest.mark.parametrize("each", [True, False])
def test_a_gap_holds_nothing(each):
    def neglect(stage, store):
        stage.at(32.5, lambda: store.stop_recording(32.5))
        stage.at(36.25, lambda: store.record_again(36.25))

    panel, census, alpha, _, _ = played(7, each=each, action=neglect)
    pieces = alpha.stores["session"].pieces(0.0, DAYS)
    assert pieces == ((30.0, 32.5), (36.25, 40.0))
    assert counted(panel, alpha, "session", 7, pieces) == counted(census, alpha, "session", 7, pieces) > 0
    if each:  # record by record the gap is really empty; weeks are handed over with their times
        assert counted(panel, alpha, "session", 7, ((32.5, 36.25),)) == 0
        assert counted(census, alpha, "session", 7, ((32.5, 36.25),)) > 0


def test_what_is_purged_is_really_gone():
    panel, census, alpha, _, _ = played(7, each=True)
    assert counted(census, alpha, "session", 7, ((0.0, 25.0),)) > 0
    assert counted(panel, alpha, "session", 7, ((0.0, 25.0),)) == 0


def test_the_past_is_there_at_the_start():
    stage = Stage(DAYS)
    census = Census({"residents": people(20)})
    panel = Panel(census, frozenset({3}))
    alpha = operator(stage)
    give_store(alpha, "session", 10.0)
    [trails] = trails_of(census.populations["residents"], np.array([3], np.uint64), panel, [alpha])
    Person(stage.clock, 3, 3, trails, days=DAYS, each=True)
    past = ((-10.0, 0.0),)
    assert counted(panel, alpha, "session", 3, past) == counted(census, alpha, "session", 3, past) > 0


def test_a_route_gets_the_marks_that_pass_it():
    changes = {"kind": "transit", "route_marks": {"town": ((0, HALF // 2), (HALF, HALF + HALF // 2))}}
    panel, census, alpha, _, _ = played(7, each=True, own=changes)
    window = ((30.0, 40.0),)
    everything = census.populations["residents"].field("", "session").count(7, window)
    assert 0 < counted(panel, alpha, "session", 7, window) == counted(census, alpha, "session", 7, window) < everything
