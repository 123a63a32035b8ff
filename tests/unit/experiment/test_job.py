from sim.experiment.board import Board
from sim.experiment.job import Job, play
from sim.ledger.outcome import Outcome

ROWS = [("need.met_share", 0.5)]


def whole(loaded, *, seed, replication, journal, tick):
    return Outcome(replication, seed, ROWS, {"a": [1]}, {"b": [2]}, {"c": [3]}, 0.25, "text", {"d": 4}, {"e": [5]})


def test_a_study_is_handed_rows_and_the_time_that_they_took_alone():
    job = Job("a scenario", 7, 3, False, whole, slot=0)
    assert play(job, Board(1)).series == {"a": [1]}
    assert play(job._replace(rows_alone=True), Board(1)) == Outcome(3, 7, ROWS, {}, {}, {}, 0.25)
