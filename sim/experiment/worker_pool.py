"""A pool of worker processes, each at the end of a pipe of its own."""

import pickle
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, ParamSpec, TypeVar

from sim.experiment.births import start, start_server
from sim.experiment.board import Board
from sim.experiment.worker import work

P = ParamSpec("P")
T = TypeVar("T")

_SHORT_SECONDS = 1.0
"""A worker whose calls take less than this is handed the next one while it is at the last, while many are left."""


class _Call(NamedTuple):
    future: Future[Any]
    pickled: bytes


class WorkerPool(Executor):
    """A pool of `workers` processes that leave Ctrl-C to this process and go when it goes.

    A pipe has one process at each end, so a worker that is killed in the middle of its answer closes it, and the
    thread that reads there sees so. Then the pool is broken: it begins nothing more, and what other workers are at is
    finished.

    Parameters
    ----------
    workers : int, >= 1
    board : Board
        Shared with the workers; its sign to stop ends them.
    context : multiprocessing context
        That of the board.
    """

    def __init__(self, workers: int, board: Board, context: BaseContext) -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()  # None: nothing more will come
        self._lock = threading.Lock()
        self._broken = self._closed = False
        self._workers = workers
        self._threads: list[threading.Thread] = []
        try:
            start_server()
            for _ in range(workers):
                self._add(board, context)
        except (OSError, EOFError):  # the system gives no process, or the server died over it
            self._break()

    def _add(self, board: Board, context: BaseContext) -> None:
        here, there = context.Pipe()
        try:
            process = context.Process(target=work, args=(there, board), daemon=True)  # type: ignore[attr-defined]
            start(process)
        except BaseException:
            here.close()
            raise
        finally:
            there.close()  # the worker's copy is the only one from here on
        self._threads.append(threading.Thread(target=self._lead, args=(process, here), daemon=True))
        self._threads[-1].start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand over a call.

        Raises
        ------
        BrokenProcessPool
            If a worker has died.
        """
        future: Future[T] = Future()
        call = _Call(future, pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL))
        with self._lock:
            if self._broken:
                raise _broken()
            if self._closed:
                raise RuntimeError("the pool is shut down; wanted one that is open")
            self._calls.put(call)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Begin nothing more, and let workers end when they have done what they were handed."""
        with self._lock:
            self._closed = True
            waiting = self._taken_back() if cancel_futures else []
            self._calls.put(None)
        for call in waiting:
            call.future.cancel()
        if wait:
            for thread in self._threads:
                thread.join()

    def _lead(self, process: BaseProcess, pipe: Connection) -> None:
        """Hand calls to one worker, and its answers on, until nothing more comes or the worker dies."""
        under_way: deque[Future[Any]] = deque()
        took = _SHORT_SECONDS
        try:
            while self._hand_over(pipe, under_way, 2 if took < _SHORT_SECONDS else 1):
                began = time.monotonic()
                answer = pipe.recv_bytes()
                took = time.monotonic() - began
                _settle(under_way.popleft(), answer)
        except (EOFError, OSError):
            self._break()
            for future in under_way:
                future.set_exception(_broken())
        finally:
            pipe.close()
            process.join()

    def _hand_over(self, pipe: Connection, under_way: deque[Future[Any]], most: int) -> bool:
        """See that a worker has something to do, up to so many calls; False if there will be nothing more."""
        while len(under_way) < most:
            if under_way and self._calls.qsize() < self._workers:
                break  # the others may be the first to want one
            try:
                call = self._calls.get(block=not under_way)
            except Empty:
                break
            if call is None:
                self._calls.put(None)  # for the others
                break
            if call.future.set_running_or_notify_cancel():
                under_way.append(call.future)
                pipe.send_bytes(call.pickled)
        return bool(under_way)

    def _break(self) -> None:
        with self._lock:
            self._broken = True
            waiting = self._taken_back()
            self._calls.put(None)
        for call in waiting:
            if call.future.set_running_or_notify_cancel():
                call.future.set_exception(_broken())

    def _taken_back(self) -> list[_Call]:
        """Return the calls that no worker has got."""
        calls: list[_Call] = []
        while True:
            try:
                call = self._calls.get_nowait()
            except Empty:
                return calls
            if call is not None:
                calls.append(call)


def _broken() -> BrokenProcessPool:
    return BrokenProcessPool("a worker process ended before its work did")


def _settle(future: Future[Any], answer: bytes) -> None:
    try:
        raised, outcome = pickle.loads(answer)
    except Exception as error:  # an answer that can be pickled, but not made again
        raised, outcome = True, error
    if raised:
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
