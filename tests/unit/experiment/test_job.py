from sim.experiment.board import Board
from sim.experiment.failures import Failure
from sim.experiment.job import Job, play
from sim.ledger.outcome import Outcome
from sim.measures import TABLES, Row
from sim.results.run_tables import Run, table_of, unpacked
from tests.unit.experiment import worlds

ROWS = [Row("need.met_share", "1", "", value=0.5)]


def whole(loaded, *, seed, replication, journal, tick):
    return Outcome(replication, seed, ROWS, {"a": [1]}, {"b": [2]}, {"c": [3]}, 0.25, "text", {"d": 4}, {"e": [5]})


def test_a_study_is_handed_measures_and_the_time_that_they_took_alone():
    job = Job("a scenario", 7, 3, False, whole, slot=0, point="a" * 16)
    assert play(job, Board(1)).series == {"a": [1]}
    measured = play(job._replace(measures_alone=True), Board(1))
    assert measured.seconds == 0.25
    assert unpacked(measured.table).equals(table_of(Run("a" * 16, 3), ROWS))


def test_what_a_study_does_not_keep_is_not_worked_out(tmp_path, monkeypatch):
    def refuse(ledger):
        raise AssertionError("a table was worked out")

    monkeypatch.setattr("sim.replication.TABLES", dict.fromkeys(TABLES, refuse))
    job = Job(worlds.load(tmp_path, ""), 7, 3, False, point="a" * 16, measures_alone=True)
    assert unpacked(play(job, Board(4)).table).num_rows > 0
    whole = play(job._replace(measures_alone=False), Board(4))
    assert isinstance(whole, Failure)
    assert "a table was worked out" in whole.error
