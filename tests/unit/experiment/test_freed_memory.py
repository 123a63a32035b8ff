import ctypes
import multiprocessing
import sys

import pytest

from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.freed_memory import keep_freed
from sim.experiment.worker_pool import WorkerPool
from tests.unit.experiment.stand_ins import pages_asked_for

glibc = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="this C library has no such borders"
)
PAGES = 8 * 1_600_000 // 4096  # of the arrays of one round


@glibc
def test_a_worker_makes_its_arrays_of_memory_that_it_has_and_another_process_asks_anew():
    context = start_context()
    with WorkerPool(1, Board(1, context), context) as pool:
        worker = pool.submit(pages_asked_for).result(60)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        other = pool.apply(pages_asked_for)
    assert other > 9 * PAGES  # ten rounds: what the worker is spared
    assert worker < PAGES / 4


@glibc
def test_this_system_can_be_told():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(keep_freed)


def test_where_there_is_nothing_to_tell_all_goes_on(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert not keep_freed()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "CDLL", None)
    assert not keep_freed()
