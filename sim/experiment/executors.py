"""Executors: a pool of worker processes, and one that works in this process, for debugging.

Both are `concurrent.futures.Executor`; so is the one of a dask client.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, NamedTuple, ParamSpec, TypeVar

from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.job import Job, play
from sim.experiment.worker import play_in_worker
from sim.experiment.worker_pool import WorkerPool

P = ParamSpec("P")
T = TypeVar("T")


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
        return Way(lambda: WorkerPool(workers, board, start_context()), play_in_worker, 4 * workers)
    return Way(SerialExecutor, partial(play, board=board), 1)
