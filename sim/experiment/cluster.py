"""A dask cluster: replications on workers of several machines, behind `concurrent.futures.Executor`.

dask pickles what it sends, so whoever reaches the scheduler can have anything carried out: see docs/cluster.md.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any, ParamSpec, TypeVar

from sim.experiment.board import Board
from sim.experiment.executors import Way
from sim.experiment.failures import Failure
from sim.experiment.job import Job, play
from sim.experiment.playing import KILLED
from sim.scenario.faults import Fault, Mark, ScenarioError, quoted

P = ParamSpec("P")
T = TypeVar("T")

ANSWER_SECONDS = 5.0
"""For a cluster to answer; with the time that dask takes to load, a user waits ten seconds at most."""
PATIENCE_SECONDS = 60.0
"""For a worker to come back when the last one has gone."""
_LOOK_SECONDS = 1.0
_one_at_a_time = threading.Lock()  # in a worker process: its threads would share what is no thread's own


class LostError(OSError):
    """A cluster that was there and does not answer any more; the message says so."""


@contextmanager
def joined(address: str) -> Iterator[Way]:
    """Give a cluster as a way to carry out jobs.

    Parameters
    ----------
    address : str
        Of the scheduler, such as `tcp://10.0.0.5:8786`.

    Raises
    ------
    ScenarioError
        E018 if dask is not installed, nobody answers within some seconds, there is no worker, or a worker has another
        exposim: numbers of two versions are not mixed.
    """
    try:
        client_of: Any = import_module("distributed").Client
    except ImportError:
        raise _refusal("needs the packages dask and distributed; wanted: pip install 'exposim[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong is said once, and by us
    until = time.monotonic() + ANSWER_SECONDS
    try:
        _knock(address)
        client = _in_time(
            partial(client_of, address, timeout=ANSWER_SECONDS, set_as_default=False, name="exposim"), until
        )
    except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
        told = f"is {quoted(address)}, where no scheduler answers ({_short(error)})"
        raise _refusal(f"{told}; wanted the address of a dask scheduler, such as tcp://10.0.0.5:8786") from None
    try:
        _see_workers(client, address, until)
        threads = sum(map(int, client.nthreads().values()))
        yield Way(partial(ClusterExecutor, client), partial(play_on_cluster, model=version("exposim")), 2 * threads)
    finally:
        client.close(timeout=2.0)


def _knock(address: str) -> None:
    """See that something listens at an address: dask would go on trying, or start a cluster where there is none."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if not (colon and host and port.isdigit()):
        raise ValueError("wanted host and port")
    socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER_SECONDS).close()


def _in_time(call: Callable[[], T], until: float) -> T:
    """Return what a call returns, or raise TimeoutError: dask waits for ever for one that listens and says nothing."""
    answer: Future[T] = Future()

    def ask() -> None:
        try:
            answer.set_result(call())
        except Exception as error:  # for the one who waits
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return answer.result(max(until - time.monotonic(), 0.1))


def _refusal(text: str) -> ScenarioError:
    return ScenarioError([Fault(Mark("--dask"), "", "E018", text)])


def _short(error: BaseException) -> str:
    return quoted(str(error).splitlines()[0] if str(error) else type(error).__name__).strip("'")


def _see_workers(client: Any, address: str, until: float) -> None:
    """Refuse a cluster without workers, or whose workers have another exposim."""
    while not client.scheduler_info()["workers"]:
        if time.monotonic() > until:
            raise _refusal(f"is {quoted(address)}, a scheduler without workers; wanted at least one 'dask worker'")
        time.sleep(0.1)
    try:
        models = _in_time(lambda: client.run(_model), until + _LOOK_SECONDS)
    except Exception as error:  # whatever a worker without exposim answers
        text = f"is {quoted(address)}, whose workers cannot load exposim ({_short(error)}); wanted it installed there"
        raise _refusal(text) from None
    others = {where: model for where, model in models.items() if model != version("exposim")}
    for where, model in others.items():
        text = f"has a worker at {where} with exposim {model}; wanted {version('exposim')}, as here"
        raise _refusal(text)


def _model() -> str:
    return version("exposim")


def play_on_cluster(job: Job, model: str) -> Any:
    """Play a job in the worker that this is called in; a worker that came later may have another exposim."""
    if version("exposim") != model:
        raise LostError(f"a worker has exposim {version('exposim')}; wanted {model}, as where the study was begun")
    with _one_at_a_time:
        return play(job._replace(slot=0), Board(1))


class ClusterExecutor(Executor):
    """dask's executor, with what a lost worker, scheduler or cluster means to a study.

    A job whose worker goes is played by another, as dask does it. One that takes several workers with it is a
    failure. If the last worker goes and none comes back, or the scheduler does not answer, the executor is broken.

    Raises
    ------
    LostError
        When it is made, if the client has lost its scheduler or there is no worker.
    """

    def __init__(self, client: Any) -> None:
        if client.status != "running" or not client.scheduler_info()["workers"]:
            raise LostError("the cluster does not answer any more; wanted its scheduler and at least one worker")
        self._client = client
        self._dask = client.get_executor(pure=False)
        self._open: dict[Future[Any], Future[Any]] = {}  # dask's to ours
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand over a call."""
        ours: Future[T] = Future()
        try:
            theirs = self._dask.submit(fn, *args, **kwargs)
        except Exception as error:  # a client that is closed raises what its state happens to be
            raise BrokenExecutor(str(error)) from error
        self._open[theirs] = ours
        theirs.add_done_callback(partial(self._pass_on, args[0]))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster; what it still plays is called off."""
        self._over.set()
        self._call_off()

    def _pass_on(self, job: Any, theirs: "Future[Any]") -> None:
        """Hand on what came of a call."""
        ours = self._open.pop(theirs, None)
        if ours is None or ours.done():
            return
        if theirs.cancelled():
            ours.set_exception(BrokenExecutor("called off"))
            return
        error = theirs.exception()
        if error is None:
            ours.set_result(theirs.result())
        elif type(error).__name__ == "KilledWorker":  # by name: this module loads without dask
            ours.set_result(Failure(job.replication, job.seed, KILLED, ""))
        else:
            ours.set_exception(LostError(f"the cluster cannot play a run: {_short(error)}"))

    def _watch(self) -> None:
        """Break what is open when the cluster is gone: dask would wait for ever."""
        seen = time.monotonic()
        while not self._over.wait(_LOOK_SECONDS):
            if self._client.status == "running" and self._client.scheduler_info()["workers"]:
                seen = time.monotonic()
            elif self._client.status == "closed" or time.monotonic() - seen > PATIENCE_SECONDS:
                self._call_off()

    def _call_off(self) -> None:
        for theirs in list(self._open):
            theirs.cancel()
