from sim.experiment.board import Board
from sim.experiment.job import Job, play
from sim.ledger.outcome import Outcome
from sim.measures import Row
from sim.results.run_tables import Run, table_of, unpacked

ROWS = [Row("need.met_share", "1", "", value=0.5)]


def whole(loaded, *, seed, replication, journal, tick):
    return Outcome(replication, seed, ROWS, {"a": [1]}, {"b": [2]}, {"c": [3]}, 0.25, "text", {"d": 4}, {"e": [5]})


def test_a_study_is_handed_measures_and_the_time_that_they_took_alone():
    job = Job("a scenario", 7, 3, False, whole, slot=0, point="a" * 16)
    assert play(job, Board(1)).series == {"a": [1]}
    measured = play(job._replace(measures_alone=True), Board(1))
    assert measured.seconds == 0.25
    assert unpacked(measured.table).equals(table_of(Run("a" * 16, 3), ROWS))
