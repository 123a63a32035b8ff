"""How worker processes come into the world: forked from a clean server that has loaded what they need."""

import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType

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
    "sim.experiment.worker",
]
# A second of each worker's; but compiling is to be told of, which the server cannot. pyarrow loads the last
# two with the first table that is made, a quarter of a second.
_WITH_KERNELS = ["sim.replication", "sim.results.run_tables", "pandas", "pyarrow.pandas_compat"]


def start_context() -> BaseContext:
    """Return how worker processes are started: forked from a clean server, or anew where that is missing."""
    return multiprocessing.get_context("forkserver" if _can_fork() else "spawn")


def start_server() -> None:
    """Start what workers are forked from, if it is not there: they inherit that it ignores Ctrl-C.

    The first worker waits until the server has loaded its modules; Ctrl-C works meanwhile.
    """
    if not _can_fork():
        return
    forkserver.set_forkserver_preload(preloaded())
    with _main_hidden(), _children_deaf():
        forkserver.ensure_running()


def start(process: BaseProcess) -> None:
    """Start a worker process.

    It does not load the caller's main module: a script that calls `run` needs no `if __name__ == ...`.
    """
    with _main_hidden(), nullcontext() if _can_fork() else _children_deaf():
        process.start()


def _can_fork() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def preloaded() -> list[str]:
    """Return the modules that the server loads: the simulator among them where its kernels lie compiled."""
    from sim.draw.kernel_cache import filled  # here: a process that starts no workers needs no numba for it

    return [*_PRELOADED, *(_WITH_KERNELS if filled() else [])]


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
