"""What a worker process does: it carries out the calls that come through its pipe, one after the other."""

import os
import pickle
import signal
import threading
import time
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from sim.experiment.board import Board
from sim.experiment.freed_memory import keep_freed
from sim.experiment.job import Job, play

_GRACE_SECONDS = 1.0
_LOOK_SECONDS = 0.2

_boards: list[Board] = []  # in a worker, the one that it was born with: shared memory cannot be handed over later


def play_in_worker(job: Job) -> Any:
    """Play a job in the worker process that this is called in."""
    return play(job, _boards[0])


def work(pipe: Connection, board: Board) -> None:
    """Carry out calls until the other end of the pipe is closed; Ctrl-C is left to whoever holds that.

    A call is a pickled (function, arguments, keywords), its answer a pickled (whether it raised, what came of it).
    """
    _boards.append(board)
    keep_freed()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calls: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, calls, board), daemon=True).start()
    while (call := calls.get()) is not None:
        try:
            pipe.send_bytes(_answer(call))
        except OSError:  # nobody is there any more
            return


def _listen(pipe: Connection, calls: "SimpleQueue[bytes | None]", board: Board) -> None:
    """Take calls, also while one is carried out: so the other end never waits for room in the pipe.

    The process ends when the other end is closed, as it is when whoever holds it dies, or when the sign to stop is up
    and work goes on all the same.
    """
    try:
        while not board.stopping:
            if pipe.poll(_LOOK_SECONDS):
                calls.put(pipe.recv_bytes())
    except (EOFError, OSError):
        calls.put(None)
    time.sleep(_GRACE_SECONDS)  # whoever works sees the sign at the next tick; this is for long stretches without one
    os._exit(1)


def _answer(call: bytes) -> bytes:
    try:
        function, arguments, keywords = pickle.loads(call)
        return pickle.dumps((False, function(*arguments, **keywords)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # whoever called gets it
        return _told(error)


def _told(error: Exception) -> bytes:
    try:
        told = pickle.dumps((True, error))
        pickle.loads(told)  # many an exception can be pickled, but not made again
    except Exception:  # whatever its own pickling raises
        return pickle.dumps((True, RuntimeError(f"{type(error).__name__}: {error}")))
    return told
