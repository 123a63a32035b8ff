import multiprocessing
import os
import signal
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from sim.experiment.board import Board
from sim.experiment.executors import SerialExecutor, Way
from sim.experiment.failures import read_failures
from sim.experiment.job import Job
from sim.experiment.playing import KILLED, Playing, Progress
from sim.experiment.runner import RunReport, default_workers, run_replications
from tests.unit.experiment import stand_ins
from tests.unit.experiment.stand_ins import Folder, Outcome


def run(folder: Folder, simulate, *, replications: int = 4, workers: int = 0, loaded: object = "world", **more):
    return run_replications(
        loaded, replications=replications, seed=7, workers=workers, folder=folder, simulate=simulate, **more
    )


@pytest.mark.parametrize("workers", [0, 2])
def test_every_replication_is_kept_once(tmp_path: Path, workers: int):
    folder = Folder(tmp_path)
    report = run(folder, stand_ins.quick, workers=workers)
    assert report.status == 0
    assert report.kept == (0, 1, 2, 3)
    assert report.played == 4
    assert {outcome.seed for outcome in folder.outcomes.values()} == {7}
    assert ({outcome.worker for outcome in folder.outcomes.values()} == {os.getpid()}) == (workers == 0)
    assert folder.finishes == 1
    assert not any(tmp_path.iterdir())


def test_workers_are_waited_for_only_where_something_is_left(tmp_path: Path):
    waited = []

    class Noted(SerialExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            waited.append(wait)

    def through(play) -> None:
        playing = Playing(lambda *_: None, lambda _: None, Board(1), 1)
        with suppress(KeyboardInterrupt):
            playing.through([Job("world", 1, 0, False)], 0, Way(Noted, play, 1))

    def interrupted(job: Job) -> None:
        raise KeyboardInterrupt

    through(lambda job: Outcome(0, 1, 0))
    through(interrupted)
    assert waited == [False, True]


def test_workers_that_nobody_waits_for_go_by_themselves(tmp_path: Path):
    assert run(Folder(tmp_path), stand_ins.quick, workers=2).status == 0
    patience = time.monotonic() + 30
    while multiprocessing.active_children() and time.monotonic() < patience:
        time.sleep(0.01)
    assert multiprocessing.active_children() == []


def test_only_what_is_missing_is_played(tmp_path: Path):
    folder = Folder(tmp_path, {1: Outcome(1, 7, -1)})
    report = run(folder, stand_ins.quick, replications=3)
    assert report.played == 2
    assert report.kept == (0, 1, 2)
    assert folder.outcomes[1].worker == -1


def test_more_replications_in_the_folder_than_asked_for_are_left_alone(tmp_path: Path):
    folder = Folder(tmp_path, {number: Outcome(number, 7, -1) for number in range(5)})
    report = run(folder, stand_ins.quick, replications=2)
    assert (report.played, report.kept, report.status) == (0, (0, 1), 0)


@pytest.mark.parametrize("workers", [0, 2])
def test_one_that_fails_is_kept_as_a_failure_and_the_others_go_on(tmp_path: Path, workers: int):
    report = run(Folder(tmp_path), stand_ins.second_fails, workers=workers)
    assert report.status == 1
    assert report.kept == (0, 2, 3)
    (failure,) = read_failures(tmp_path)
    assert (failure,) == report.failures
    assert (failure.replication, failure.seed) == (1, 7)
    assert failure.error == "ZeroDivisionError: desk has no staff"
    assert "second_fails" in failure.traceback
    assert str(Path(__file__).parents[3]) not in failure.traceback


def test_a_failure_that_is_made_good_is_taken_away(tmp_path: Path):
    folder = Folder(tmp_path)
    run(folder, stand_ins.second_fails)
    report = run(folder, stand_ins.quick)
    assert report.status == 0
    assert report.played == 1
    assert read_failures(tmp_path) == []


def test_a_killed_worker_is_a_failure_and_the_others_go_on(tmp_path: Path):
    report = run(Folder(tmp_path), stand_ins.second_is_killed, replications=6, workers=1)
    assert report.status == 1
    assert report.kept == (0, 2, 3, 4, 5)
    assert [(failure.replication, failure.error) for failure in report.failures] == [(1, KILLED)]


def test_what_a_killed_worker_played_is_played_again(tmp_path: Path):
    folder = Folder(tmp_path)
    report = run(folder, stand_ins.second_is_killed_once, replications=6, workers=2, loaded=str(tmp_path))
    assert (tmp_path / "killed").exists()
    assert (report.status, report.kept, report.failures) == (0, (0, 1, 2, 3, 4, 5), ())


def test_a_run_that_takes_its_worker_with_it_is_begun_again_after_all_others(tmp_path: Path):
    simulate = stand_ins.first_dies_before_others_end
    report = run(Folder(tmp_path), simulate, replications=5, workers=2, loaded=str(tmp_path))
    assert (report.status, report.kept, report.failures) == (0, (0, 1, 2, 3, 4), ())


def test_the_last_time_it_is_alone(tmp_path: Path):
    report = run(Folder(tmp_path), stand_ins.each_dies_twice, replications=3, workers=3, loaded=str(tmp_path))
    assert (report.status, report.kept) == (0, (0, 1, 2))
    at_work = sorted(tuple(map(float, path.read_text().split())) for path in tmp_path.glob("at-work-*"))
    assert len(at_work) == 3
    assert all(ended <= begun for (_, ended), (begun, _) in pairwise(at_work))


@pytest.mark.parametrize("workers", [0, 1])
def test_calling_off_finishes_what_has_begun(tmp_path: Path, workers: int):
    folder, said = Folder(tmp_path), list[Progress]()
    simulate = stand_ins.third_calls_off_once
    report = run(folder, simulate, replications=8, workers=workers, loaded=os.getpid(), progress=said.append)
    assert (report.status, report.interrupted) == (130, True)
    assert report.kept == (0, 1, 2) == tuple(folder.outcomes)
    assert max(progress.ending for progress in said) == 1
    assert said[-1].ending == 0


@pytest.mark.parametrize("workers", [0, 1])
def test_calling_off_twice_keeps_what_is_finished(tmp_path: Path, workers: int):
    folder = Folder(tmp_path)
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    begun = time.monotonic()
    report = run(folder, stand_ins.third_calls_off, replications=8, workers=workers, loaded=os.getpid())
    assert report.interrupted
    assert report.status == 130
    assert report.kept == (0, 1) == tuple(folder.outcomes)
    assert report.failures == ()
    assert folder.finishes == 1
    assert time.monotonic() - begun < 15  # it would last 20 s and more if it went on
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers


def test_a_worker_that_does_not_see_the_sign_is_ended(tmp_path: Path):
    folder = Folder(tmp_path)
    begun = time.monotonic()
    report = run(folder, stand_ins.deaf, replications=2, workers=1, loaded=os.getpid())
    assert (report.status, report.kept) == (130, (0,))
    assert time.monotonic() - begun < 30  # it sleeps for 60 s


def test_what_was_called_off_goes_on_with_the_same_call(tmp_path: Path):
    folder = Folder(tmp_path)
    run(folder, stand_ins.third_calls_off, loaded=os.getpid())
    report = run(folder, stand_ins.quick)
    assert (report.status, report.kept, report.played) == (0, (0, 1, 2, 3), 2)


@pytest.mark.parametrize("workers", [0, 1])
def test_progress_grows_from_nothing_to_all(tmp_path: Path, workers: int):
    said: list[Progress] = []
    run(Folder(tmp_path), stand_ins.second_fails, workers=workers, progress=said.append)
    assert said[0] == Progress(0, 0, 4, 0.0, False)
    assert said[-1] == Progress(3, 1, 4, 1.0, False)
    assert [progress.share for progress in said] == sorted(progress.share for progress in said)


def test_what_is_kept_without_its_journal_is_played_again_for_it(tmp_path: Path):
    folder = Folder(tmp_path)
    run(folder, stand_ins.quick, replications=2)
    assert run(folder, stand_ins.quick, replications=2, journal=True).played == 2
    assert (tmp_path / "trace/part-00001.parquet").read_text() == "world\n"
    assert run(folder, stand_ins.quick, replications=3, journal=True).played == 1


@pytest.mark.parametrize("workers", [0, 1])
def test_a_folder_that_cannot_be_written_ends_the_run(tmp_path: Path, workers: int):
    class Full(Folder):
        def add(self, outcome: Outcome) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        run(Full(tmp_path), stand_ins.quick, workers=workers)


@pytest.mark.parametrize(
    ("named", "text"), [({"replications": 0}, "replications: is 0"), ({"workers": -1}, "workers: is -1")]
)
def test_numbers_out_of_range_are_refused(tmp_path: Path, named: dict[str, int], text: str):
    with pytest.raises(ValueError, match=text):
        run(Folder(tmp_path), stand_ins.quick, **named)


def test_no_more_workers_than_replications():
    assert default_workers(1) == 1
    assert default_workers(0) == 1
    assert default_workers(10_000) >= 1


def test_status_tells_interrupted_before_incomplete():
    assert RunReport(3, (0,), 1, (), True, 0.1).status == 130
    assert RunReport(3, (0,), 1, (), False, 0.1).status == 1
