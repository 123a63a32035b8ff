import operator
import os
import time
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool

import pytest

from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.worker_pool import WorkerPool
from tests.unit.experiment.stand_ins import raise_what_cannot_be_made_again

BIG = b"x" * 3_000_000  # more than a pipe holds


def made(workers: int) -> WorkerPool:
    context = start_context()
    return WorkerPool(workers, Board(1, context), context)


@pytest.fixture(scope="module")
def pool():
    with made(1) as one:
        yield one


def test_calls_are_carried_out_in_another_process(pool):
    assert pool.submit(os.getpid).result(60) != os.getpid()


def test_what_a_call_raises_is_raised(pool):
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        pool.submit(operator.truediv, 1, 0).result(60)
    with pytest.raises(RuntimeError, match=r"^ParticularError: a 1, b 2$"):
        pool.submit(raise_what_cannot_be_made_again).result(60)


def test_an_answer_that_cannot_be_sent_is_an_error_and_the_next_one_comes(pool):
    failed, good = pool.submit(eval, "lambda: 0"), pool.submit(eval, "1 + 1")
    with pytest.raises(Exception, match=r"(?i)can't pickle|not the same object|attribute lookup"):
        failed.result(60)
    assert good.result(60) == 2


def test_long_calls_and_long_answers_do_not_wait_for_each_other(pool):
    """The next call is sent while an answer is: both fill their pipe, and one of the two must be read all the same."""
    calls = [pool.submit(operator.add, BIG, bytes([number])) for number in range(6)]
    assert not wait(calls, 60).not_done
    assert [call.result()[-1] for call in calls] == [0, 1, 2, 3, 4, 5]


def test_the_last_call_does_not_lie_with_a_worker_that_is_busy_while_another_has_nothing_to_do():
    with made(2) as pool:
        wait([pool.submit(time.sleep, 0.01) for _ in range(4)], 60)  # short ones: the next would be handed over ahead
        begun = [pool.submit(time.sleep, 0.3) for _ in range(2)]
        long, last = pool.submit(time.sleep, 2.0), pool.submit(os.getpid)
        assert not wait([*begun, last], 60).not_done
        assert not long.done()


def test_a_worker_that_dies_costs_its_own_calls_alone():
    with made(2) as pool:
        lasting, dying = pool.submit(time.sleep, 1.5), pool.submit(os._exit, 3)
        with pytest.raises(BrokenProcessPool, match="ended before its work did"):
            dying.result(60)
        assert not lasting.done()
        with pytest.raises(BrokenProcessPool, match="ended before its work did"):
            pool.submit(os.getpid)
        assert lasting.result(60) is None


def test_calls_that_nobody_has_begun_are_broken_with_the_pool_or_called_off_at_its_end():
    with made(1) as pool:
        dying, waiting = pool.submit(os._exit, 3), [pool.submit(os.getpid) for _ in range(3)]
        for one in [dying, *waiting]:
            with pytest.raises(BrokenProcessPool, match="ended before its work did"):
                one.result(60)
    pool = made(1)
    begun, *waiting = [pool.submit(time.sleep, 0.5) for _ in range(3)]
    while not begun.running():
        time.sleep(0.01)
    pool.shutdown(cancel_futures=True)
    assert begun.result(0) is None
    for one in waiting:
        with pytest.raises(CancelledError):
            one.result(0)
    with pytest.raises(RuntimeError, match="is shut down; wanted one that is open"):
        pool.submit(os.getpid)


def test_workers_end_with_the_pool():
    with made(1) as pool:
        worker = pool.submit(os.getpid).result(60)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_system_without_processes_breaks_the_pool(monkeypatch):
    def refuse(process):
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr("sim.experiment.worker_pool.start", refuse)
    with made(2) as pool, pytest.raises(BrokenProcessPool):
        pool.submit(os.getpid)
