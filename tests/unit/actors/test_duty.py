import pytest

from sim.actors.duty import Duty
from sim.actors.process import start
from sim.ledger.facts import DeficitClosed
from tests.unit.actors.stage import Stage, give_store, operator


def neglected(stage, name="retention", draws=(1.0, 0.5, 100.0), decay=0.1):
    own = operator(stage, "alpha/2")
    give_store(own, "session", keeps=30.0)
    duty = Duty(
        stage.clock,
        stage.ledger,
        own,
        name,
        decay_per_day=decay,
        unit_exponential=lambda number: draws[number],
        weight=3.0,
    )
    start(duty.life())
    return duty


def test_a_deficit_begins_when_the_integrated_hazard_reaches_the_number_drawn_for_it():
    stage, seen = Stage(40.0), []
    duty = neglected(stage)
    stage.at(9.9, lambda: seen.append((duty.is_open, duty.since)))
    stage.at(10.0, lambda: seen.append((duty.is_open, duty.since)))
    stage.at(12.0, lambda: duty.mend("corrected"))
    stage.at(12.0, lambda: seen.append((duty.is_open, duty.since)))
    stage.at(17.0, lambda: seen.append((duty.is_open, duty.since)))  # 0.5 / 0.1 days after it was mended
    stage.run(duty.close_books)
    assert [is_open for is_open, _ in seen] == [False, True, False, True]
    assert [since for is_open, since in seen if is_open] == [10.0, 17.0]
    assert stage.of(DeficitClosed) == [
        DeficitClosed(12.0, 10.0, pytest.approx(float("nan"), nan_ok=True), "alpha", "retention", 3.0, "corrected"),
        DeficitClosed(40.0, 17.0, pytest.approx(float("nan"), nan_ok=True), "alpha", "retention", 3.0, "open"),
    ]


def test_a_twice_as_fast_decay_halves_the_time():
    stage = Stage(40.0)
    duty = neglected(stage, decay=0.2)
    stage.run(duty.close_books)
    assert duty.since == 5.0


def test_when_it_was_found_is_kept_until_it_is_mended():
    stage = Stage(40.0)
    duty = neglected(stage)
    assert not duty.is_known
    stage.at(11.0, duty.found)
    stage.at(11.5, lambda: duty.mend("penalised and corrected") if duty.is_known else None)
    stage.run(duty.close_books)
    first, second = stage.of(DeficitClosed)
    assert (first.found, first.how) == (11.0, "penalised and corrected")
    assert second.found != second.found
    assert not duty.is_known


def test_a_retention_deficit_leaves_a_gap_in_the_stores_that_stays():
    stage = Stage(40.0)
    duty = neglected(stage)
    store = duty.operator.stores["session"]
    stage.at(12.0, lambda: duty.mend("corrected"))
    stage.run()
    assert store.pieces(0.0, 40.0) == ((0.0, 10.0), (12.0, 17.0))
    assert not store.is_recording


def test_other_deficits_leave_the_records_alone():
    stage = Stage(40.0)
    duty = neglected(stage, name="security")
    stage.run(duty.close_books)
    assert duty.is_open
    assert duty.operator.stores["session"].pieces(0.0, 40.0) == ((0.0, 40.0),)


def test_a_duty_that_was_kept_writes_nothing():
    stage = Stage(9.0)
    duty = neglected(stage)
    stage.run(duty.close_books)
    assert stage.facts == []
