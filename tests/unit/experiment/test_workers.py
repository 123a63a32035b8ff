import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[3]
SCRIPT = """
from pathlib import Path
from sim.experiment.runner import run_replications
from tests.unit.experiment import stand_ins

print("once")
here = {here!r}
folder = stand_ins.Folder(Path(here))
report = run_replications(here, replications=2, seed=1, workers=2, folder=folder, simulate=stand_ins.{name})
print(report.kept)
"""


def started(tmp_path: Path, name: str) -> "subprocess.Popen[str]":
    script = tmp_path / "script.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n" + SCRIPT.format(here=str(tmp_path), name=name))
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, script], cwd=tmp_path, text=True, stdout=pipe, stderr=pipe)


def test_a_script_needs_no_guard_and_is_not_run_again_by_its_workers(tmp_path: Path):
    with started(tmp_path, "quick") as script:
        out, err = script.communicate(timeout=60)
    assert (out, err) == ("once\n(0, 1)\n", "")


def test_workers_go_when_the_runner_is_killed(tmp_path: Path):
    with started(tmp_path, "lasting") as script:
        worker = awaited(tmp_path / "worker")
        script.kill()
        script.communicate(timeout=60)
    until = time.monotonic() + 20
    while alive(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(worker)


def test_a_worker_killed_in_the_middle_of_its_answer_is_noticed(tmp_path: Path):
    """Others may hold the pipe open; who waits for the rest of the answer waits for ever."""
    with started(tmp_path, "second_is_killed_in_mid_send") as script:
        try:
            out, err = script.communicate(timeout=60)
        finally:
            script.kill()
    assert (out, err) == ("once\n(0, 1)\n", "")
    assert (tmp_path / "killed").exists()


def awaited(path: Path) -> int:
    until = time.monotonic() + 60
    while not (path.exists() and path.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    return int(path.read_text())


def alive(process: int) -> bool:
    return psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE
