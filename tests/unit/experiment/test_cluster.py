"""Studies on a dask cluster: a real scheduler with two workers on this machine, and stand-ins for what goes wrong."""

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis import load_study
from sim.experiment import cluster
from sim.experiment.cluster import ClusterExecutor, LostError, joined, play_on_cluster
from sim.experiment.job import Job
from sim.experiment.plans import block_wish, of_block, planned
from sim.experiment.playing import KILLED
from sim.experiment.studies import prepared, run_study
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds

ROOT = Path(__file__).parents[3]
DASK = Path(sys.executable).with_name("dask")


def slow(loaded, *, seed, replication, journal=False, tick=None):
    time.sleep(0.1)
    return worlds.worked_out(loaded, seed=seed, replication=replication)


def last_fails(loaded, *, seed, replication, journal=False, tick=None):
    if replication == 2:
        raise ZeroDivisionError("desk has no staff")
    return worlds.worked_out(loaded, seed=seed, replication=replication)


def play(folder: Path, name: str, simulate, **more):
    loaded = worlds.load(folder)
    wish = block_wish(loaded, replications=more.pop("replications", 3), seed=1, draws=None, most_runs=None)
    plan = planned(loaded, *of_block(loaded, 1), wish)
    with prepared(folder / name, plan) as made:
        return run_study(plan, made, workers=0, simulate=simulate, **more)


def table(path: Path) -> str:
    rows = load_study(path).measures
    return rows.sort_values(list(rows.columns)).to_csv(index=False)


@pytest.fixture
def machines(tmp_path):
    """A scheduler, two workers, and its address; what is started here ends here."""
    file, begun = tmp_path / "scheduler.json", []

    def start(*words: str) -> None:
        plain = {**os.environ, "PYTHONPATH": str(ROOT)}
        quiet = subprocess.DEVNULL
        begun.append(subprocess.Popen([DASK, *words], cwd=tmp_path, env=plain, stdout=quiet, stderr=quiet))

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        for _ in range(2):
            more = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
            start("worker", "--scheduler-file", str(file), *more)
        until = time.monotonic() + 120
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], begun
    finally:
        for process in begun:
            process.kill()
            process.wait()


def test_a_cluster_that_loses_a_worker_comes_to_the_same_tables(tmp_path, machines, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 120.0)  # the workers are being started
    address, (_, worker, _) = machines
    killed = []

    def kill_in_the_middle(progress):
        if progress.finished >= 4 and not killed:
            killed.append(progress.finished)
            worker.kill()

    with joined(address) as way:
        report = play(tmp_path, "cluster", slow, replications=10, way=way, progress=kill_in_the_middle)
        failing = play(tmp_path, "failing", last_fails, way=way)
    assert (report.status, report.played) == (0, 20)
    assert killed
    assert killed[0] < 20
    play(tmp_path, "here", slow, replications=10)
    assert table(tmp_path / "cluster") == table(tmp_path / "here")
    assert [(one.name, one.replication, one.error) for one in failing.failures] == [
        ("as it is", 2, "ZeroDivisionError: desk has no staff"), ("short", 2, "ZeroDivisionError: desk has no staff"),
    ]  # fmt: skip
    assert "last_fails" in failing.failures[0].traceback


@pytest.fixture(scope="module")
def mute():
    """The address of one that listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def test_one_that_listens_and_says_nothing_is_not_waited_for(monkeypatch, mute):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    with pytest.raises(ScenarioError, match=r"E018 .*where no scheduler answers"), joined(mute):
        pass


ADDRESSES = ["tcp://127.0.0.1:9", "no such address", "127.0.0.1:99999", "", " ", "x://127.0.0.1:9", "127.0.0.1", ":1"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_where_nobody_answers_is_a_fault(monkeypatch, address):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.5)
    with pytest.raises(ScenarioError, match="--dask") as error, joined(address):
        pass
    assert [fault.code for fault in error.value.faults] == ["E018"]
    assert "where no scheduler answers" in str(error.value)


def test_without_dask_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ScenarioError, match=r"E018 .*pip install 'exposim\[cluster\]'"), joined("tcp://127.0.0.1:9"):
        pass


def client(workers=("w",), status="running", **more):
    return SimpleNamespace(
        scheduler_info=lambda: {"workers": {one: {} for one in workers}}, status=status, close=lambda **_: None,
        nthreads=lambda: dict.fromkeys(workers, 1), **more,
    )  # fmt: skip


def raising(*_):
    raise ModuleNotFoundError("No module named 'sim'")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (client(workers=()), "a scheduler without workers"),
        (client(run=lambda _: {"tcp://w": "0.0.9"}), r"worker at tcp://w with exposim 0\.0\.9"),
        (client(run=raising), "cannot load exposim"),
    ],
)
def test_a_cluster_that_cannot_play_is_a_fault(monkeypatch, mute, made, said):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.1)
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=lambda *_, **__: made))
    with pytest.raises(ScenarioError, match=f"E018 .*{said}"), joined(mute):
        pass


class Theirs:
    """dask's executor with one future that the test decides."""

    def __init__(self) -> None:
        self.future: Future = Future()

    def submit(self, *_):
        return self.future


def handed_over(client_of, theirs):
    executor = ClusterExecutor(client_of(get_executor=lambda **_: theirs))
    return executor, executor.submit(play_on_cluster, Job(None, 7, 3, False))


def test_a_run_that_takes_workers_with_it_is_a_failure_of_its_own():
    theirs = Theirs()
    executor, ours = handed_over(client, theirs)
    theirs.future.set_exception(type("KilledWorker", (Exception,), {})("3 workers"))
    assert (ours.result(1).replication, ours.result(1).seed, ours.result(1).error) == (3, 7, KILLED)
    executor.shutdown()


def test_what_a_cluster_cannot_do_ends_the_study_in_words():
    theirs = Theirs()
    executor, ours = handed_over(client, theirs)
    theirs.future.set_exception(TypeError("cannot pickle\nthis"))
    with pytest.raises(LostError, match=r"the cluster cannot play a run: cannot pickle$"):
        ours.result(1)
    executor.shutdown()


def test_an_executor_breaks_when_the_last_worker_is_gone(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.01)
    workers = ["w"]
    executor, ours = handed_over(lambda **more: client(workers, **more), Theirs())
    time.sleep(0.5)
    assert not ours.done()  # the control: it waits while there is one
    workers.clear()
    with pytest.raises(BrokenExecutor):
        ours.result(5)
    executor.shutdown()
    with pytest.raises(LostError, match="does not answer any more"):
        ClusterExecutor(client(()))
    with pytest.raises(LostError, match="does not answer any more"):
        ClusterExecutor(client(status="closed"))


def test_a_worker_with_another_version_plays_nothing():
    with pytest.raises(LostError, match=r"wanted 9\.9, as where the study was begun"):
        play_on_cluster(Job(None, 1, 0, False), "9.9")
