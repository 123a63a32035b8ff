import os
import subprocess
import sys

import pytest

from sim.results.locking import LOCK, HeldError, Lock

HOLD = "import sys, time\nfrom sim.results.locking import Lock\nfrom pathlib import Path\n"
HOLD += "lock = Lock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)\n"


@pytest.fixture
def holder(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_told_who_holds_the_folder(tmp_path, holder):
    with pytest.raises(HeldError, match=rf"another exposim \(process {holder.pid}\) writes to it now"):
        Lock(tmp_path)


def test_a_lock_goes_with_its_process(tmp_path, holder):
    holder.kill()
    holder.wait()
    with Lock(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_is_given_back_can_be_taken_again(tmp_path):
    lock = Lock(tmp_path)
    with pytest.raises(HeldError):  # two in one process are two as well
        Lock(tmp_path)
    lock.release()
    lock.release()
    Lock(tmp_path).release()
