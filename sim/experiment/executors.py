"""Executors: a pool of worker processes, and one that works in this process, for debugging.

Both are `concurrent.futures.Executor`; so is the one of a dask client.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, ParamSpec, TypeVar

from sim.experiment.board import Board
from sim.experiment.job import Job, play

P = ParamSpec("P")
T = TypeVar("T")

# What every worker needs, loaded once by the fork server: a worker then starts in a fraction of a second.
_PRELOADED = [
    "numpy",
    "numba",
    "scipy.special",
    "networkx",
    "simpy",
    "pydantic",
    "pyroaring",
    "holidays",
    "sim.experiment.job",
]
_SIMULATOR = "sim.replication"  # a second of each worker's; but compiling is to be told of, which the server cannot
_GRACE_SECONDS = 1.0
_LOOK_SECONDS = 0.2


def start_context() -> BaseContext:
    """Return how worker processes are started: forked from a clean server, or anew where that is missing."""
    return multiprocessing.get_context("forkserver" if _can_fork() else "spawn")


def _can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


class WorkerPool(ProcessPoolExecutor):
    """A pool of `workers` processes that leave Ctrl-C to this process and go when it goes.

    A worker does not load the caller's main module: a script that calls `run` needs no `if __name__ == ...`.
    """

    def __init__(self, workers: int, board: Board, context: BaseContext) -> None:
        super().__init__(workers, mp_context=context, initializer=_begin_worker, initargs=(board,))
        if _can_fork():
            _start_server()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand over a call; workers are started as they are needed."""
        with _main_hidden(), nullcontext() if _can_fork() else _children_deaf():
            return super().submit(fn, *args, **kwargs)


class SerialExecutor(Executor):
    """Carries out each call at once, in this process; a debugger and a profiler see it."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call, and return a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # as any executor does: whoever asks for the result gets it
            future.set_exception(error)
        return future


class Way(NamedTuple):
    """A way to carry out jobs: makes the executor, says what is called there, and how many are handed over at once."""

    make: Callable[[], Executor]
    play: Callable[[Job], Any]
    ahead: int


def local_way(workers: int, board: Board) -> Way:
    """Return the way of this machine: a pool of so many worker processes, or this process where that is 0."""
    if workers:
        return Way(lambda: WorkerPool(workers, board, start_context()), play_in_worker, 2 * workers)
    return Way(SerialExecutor, partial(play, board=board), 1)


_boards: list[Board] = []  # in a worker, the one that it was born with: shared memory cannot be handed over later


def play_in_worker(job: Job) -> Any:
    """Play a job in the worker process that this is called in."""
    return play(job, _boards[0])


def _start_server() -> None:
    """Start what workers are forked from, if it is not there: they inherit that it ignores Ctrl-C.

    The first worker waits until the server has loaded its modules; Ctrl-C works meanwhile.
    """
    forkserver.set_forkserver_preload([*_PRELOADED, *([_SIMULATOR] if _compiled() else [])])
    with _main_hidden(), _children_deaf():
        forkserver.ensure_running()


def _compiled() -> bool:
    """Whether kernels lie compiled beside their sources, as they do after the first run on a machine."""
    return any((Path(__file__).parents[1] / "records" / "__pycache__").glob("*.nbi"))


def _begin_worker(board: Board) -> None:
    _boards.append(board)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_in_time, args=(board,), daemon=True).start()


def _leave_in_time(board: Board) -> None:
    """End this worker when its parent has died, or when the sign to stop is up and work goes on all the same."""
    parent = multiprocessing.parent_process()
    while parent is not None and parent.is_alive() and not board.stopping:
        wait([parent.sentinel], timeout=_LOOK_SECONDS)
    if board.stopping:  # whoever works sees it at the next tick; this is for long stretches without one
        time.sleep(_GRACE_SECONDS)
    os._exit(1)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Let new processes see an empty main module; the real one would be run again in each of them."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _children_deaf() -> Iterator[None]:
    """Let new processes be born ignoring Ctrl-C, which a terminal sends to all: it is for this process to act."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
