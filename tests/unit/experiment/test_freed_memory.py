import ctypes
import multiprocessing
import resource
import sys
from pathlib import Path

import pytest

from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.freed_memory import keep_freed
from sim.experiment.worker_pool import WorkerPool
from tests.unit.experiment.stand_ins import pages_asked_for

glibc = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="this C library has no such borders"
)
HUGE = Path("/sys/kernel/mm/transparent_hugepage/enabled")  # 512 pages are asked for as one where it is [always]
small_pages = pytest.mark.skipif(HUGE.exists() and "[always]" in HUGE.read_text(), reason="pages of 2 MB are few")


@glibc
@small_pages
def test_a_worker_makes_its_arrays_of_memory_that_it_has_and_another_process_asks_anew():
    context = start_context()
    with WorkerPool(1, Board(1, context), context) as pool:
        worker = pool.submit(pages_asked_for).result(60)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        other = pool.apply(pages_asked_for)
    pages = 8 * 1_600_000 // resource.getpagesize()  # of the arrays of one round
    assert other > 9 * pages  # ten rounds: what the worker is spared
    assert worker < pages / 4


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
