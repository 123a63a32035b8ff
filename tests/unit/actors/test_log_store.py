import pytest

from sim.actors.log_store import LogStore, PurgeJob
from sim.actors.process import start
from sim.actors.shelf import Crowd
from sim.ledger.balance import BalanceError
from sim.ledger.facts import Purged
from tests.unit.actors.stage import Stage, shelf, statute

CROWD = (Crowd(100.0, 20.0, lambda time: time),)


def played(shelves, *, every, days, ending=True):
    """The facts of a purge job over a run; `run` of the stage checks that the bytes balance."""
    stage = Stage(days)
    job = PurgeJob(
        stage.clock, stage.ledger, shelves, operator="alpha", category="session", every_days=every, days=days
    )
    start(job.life())
    stage.run(job.close_books if ending else lambda: stage.ledger.written("alpha", "session", 1.0))
    return stage.of(Purged)


def test_the_job_wakes_on_its_grid_and_the_end_is_written_down():
    facts = played([shelf(keeps=10.0, crowds=CROWD)], every=2.5, days=9.0)
    assert [fact.time for fact in facts] == [0.0, 2.5, 5.0, 7.5, 9.0]
    assert [fact.horizon for fact in facts] == [-10.0, -7.5, -5.0, -2.5, -2.5]
    assert facts[1] == Purged(2.5, "alpha", "session", -7.5, 10.0, 25_000.0, 20_000.0, 1250.0, 1000.0)


def test_a_law_adds_a_purge_and_does_not_move_the_grid():
    laws = statute(new={"from": 3, "retention": {"session": {"at_most": "4 days"}}})
    facts = played([shelf(keeps=10.0, laws=laws, crowds=CROWD)], every=2.5, days=9.0)
    assert [fact.time for fact in facts] == [0.0, 2.5, 3.0, 5.0, 7.5, 9.0]
    assert [fact.kept_days for fact in facts] == [10.0, 10.0, 4.0, 4.0, 4.0, 4.0]
    assert facts[2].horizon == -1.0


def test_a_law_on_the_grid_adds_no_second_purge():
    laws = statute(new={"from": 5, "retention": {"session": {"at_least": "30 days"}}})
    facts = played([shelf(keeps=10.0, laws=laws, crowds=CROWD)], every=2.5, days=9.0)
    assert [fact.time for fact in facts] == [0.0, 2.5, 5.0, 7.5, 9.0]
    assert [fact.horizon for fact in facts] == [-10.0, -7.5, -7.5, -7.5, -7.5]


def test_laws_outside_the_run_add_nothing():
    past = {"from": -50, "retention": {"session": {"at_least": "3 days"}}}
    future = {"from": 50, "retention": {"session": {"at_least": "30 days"}}}
    facts = played([shelf(keeps=1.0, laws=statute(past=past, future=future), crowds=CROWD)], every=5.0, days=9.0)
    assert [(fact.time, fact.kept_days) for fact in facts] == [(0.0, 3.0), (5.0, 3.0), (9.0, 3.0)]


def test_a_record_may_outlive_its_period_by_up_to_an_interval():
    facts = played([shelf(keeps=10.0, crowds=CROWD)], every=5.0, days=14.0)
    assert facts[-1].person_days_after == pytest.approx(100 * 14.0)


def test_shelves_of_an_entry_are_purged_together_and_added_up():
    own = shelf(keeps=10.0, crowds=CROWD)
    other = shelf(keeps=4.0, crowds=(Crowd(50.0, 1.0, lambda time: time),), complies=False)
    last = played([own, other], every=1.0, days=3.0)[-1]
    assert last.bytes_after == pytest.approx(10 * 100 * 20 + 4 * 50)
    assert (last.horizon, last.kept_days) == (-7.0, 10.0)


def test_bytes_that_nobody_wrote_would_be_seen():
    with pytest.raises(BalanceError, match="store alpha/session, written less purged and held"):
        played([shelf(keeps=10.0, crowds=CROWD)], every=2.5, days=9.0, ending=False)


def test_a_gap_is_never_filled_and_is_the_operators_own():
    kept = shelf(keeps=10.0, crowds=CROWD)
    store, other = LogStore(kept, "session", (60.0,)), LogStore(kept, "session", (40.0,))
    store.stop_recording(2.0)
    assert not store.is_recording
    assert other.is_recording
    assert store.pieces(-20.0, 5.0) == ((-10.0, 2.0),)
    store.record_again(4.0)
    assert store.is_recording
    assert store.pieces(-20.0, 8.0) == ((-10.0, 2.0), (4.0, 8.0))
    assert other.pieces(-20.0, 8.0) == ((-10.0, 8.0),)
    assert [store.holds(time) for time in (1.9, 2.0, 3.9, 4.0)] == [True, False, False, True]
    assert kept.stored(8.0).person_days == pytest.approx(18 * 100 - 2 * 60)


def test_gaps_follow_one_another_and_are_cut_by_purges():
    kept = shelf(keeps=10.0, crowds=CROWD)
    store = LogStore(kept, "session", (100.0,))
    for begin, end in ((2.0, 4.0), (6.0, 7.0)):
        store.stop_recording(begin)
        store.record_again(end)
    kept.purge(13.0)
    assert store.horizon == 3.0
    assert store.pieces(-5.0, 9.0) == ((4.0, 6.0), (7.0, 9.0))


def test_nothing_is_held_of_what_is_not_logged():
    store = LogStore(shelf(keeps=None), "session", (1.0,))
    assert not store.is_recording
    assert store.pieces(-5.0, 5.0) == ()
    assert not store.holds(0.0)
