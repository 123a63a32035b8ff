"""The short versions of the scripts beside this file, and what shows that each of them can fail."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import fuzz as fuzzing
from tests.faults import kill as killing
from tests.faults import soak as soaking
from tests.faults.full_disk import played_on_a_full_disk
from tests.faults.kill import kill_at_random
from tests.faults.studies import ROOT


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path):
    count = kill_at_random(tmp_path, 2, replications=1, seed=2)
    assert count.kills == {"player": 1, "worker": 1}
    assert count.whole >= 1


@pytest.mark.slow
def test_many_kills_lose_and_double_nothing(tmp_path):
    assert kill_at_random(tmp_path, 40, replications=4).kills.total() == 40


@pytest.mark.slow
def test_many_workers_killed_while_they_answer_lose_and_double_nothing():
    """In a process of its own: what it looks for is a wait for ever."""
    words = [sys.executable, "-m", "tests.faults.kill_workers", "--times", "200"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=True).stdout
    found = re.fullmatch(r"200 workers killed, (\d+) in the middle of an answer; (\d+) times 100 runs kept .*\n", said)
    assert found is not None, said
    assert int(found[1]) > 0
    assert int(found[2]) > 0


def test_a_lost_run_and_another_table_would_be_seen(tmp_path, monkeypatch):
    """Control: the killing sees what it looks for."""
    monkeypatch.setattr(killing, "runs_there", lambda out: {("a", 1)})
    assert killing.nothing_lost(tmp_path, set()) == {("a", 1)}
    with pytest.raises(killing.BrokenError, match=r"lost \[\('a', 2\)\]"):
        killing.nothing_lost(tmp_path, {("a", 1), ("a", 2)})
    monkeypatch.setattr(killing, "canonical", lambda out: b"more" if out.name == "study-0" else b"rows")
    with pytest.raises(killing.BrokenError, match="its tables differ"):
        kill_at_random(tmp_path, 1, replications=0, play=lambda world, out: ["true"])


@pytest.mark.slow
def test_a_full_disk_is_told_and_a_study_goes_on_when_there_is_room(tmp_path):
    try:
        said = played_on_a_full_disk(tmp_path)
    except PermissionError as error:
        pytest.skip(str(error))
    assert "No space left on device" in said


@pytest.mark.slow
def test_memory_does_not_grow_with_a_million_requests():
    # the test's own process has seen more than one run: its peak says nothing
    found = replace(soaking.soak(2_000_000), peak=0.0)
    assert soaking.faults_of(found, 2_000_000) == []


def test_a_soak_sees_requests_that_are_missing_and_memory_that_grows(monkeypatch):
    said = []
    found = soaking.soak(40_000, said.append, every=10_000)
    passed = [int(line.split(" requests: ")[0].replace(",", "")) for line in said]
    assert [number // 10_000 for number in passed] == [1, 2, 3]  # requests are closed by the thousand
    monkeypatch.setattr(soaking, "MOST_BYTES", float("inf"))
    monkeypatch.setattr(soaking, "MOST_MB", float("inf"))
    assert soaking.faults_of(found, 40_000) == []
    (missing,) = soaking.faults_of(found, 42_000)
    assert "wanted about 42,000" in missing
    monkeypatch.undo()
    grown = soaking.Soaked(10_000, [(n, 300.0 + n * 100e-6) for n in range(0, 10_000, 50)], 2_001.0)
    growing, peak = soaking.faults_of(grown, 10_000)
    assert "grows by 100.0 bytes a request" in growing
    assert "peak of 2001 MB" in peak


def test_fuzzed_files_end_in_words(tmp_path):
    count = fuzzing.fuzz(80, 11, tmp_path)
    assert count.files == 80
    assert count.wrong == []
    assert set(count.ended) >= {"good", "refused"}


def test_a_traceback_a_hang_and_a_file_elsewhere_would_be_seen(tmp_path, monkeypatch):
    """Control: the fuzzing sees what it looks for."""

    def bad(words):
        Path("elsewhere.txt").write_text("x")
        print("Traceback \x1b[31m")
        while words[0] == "check":
            pass
        return 1

    monkeypatch.setattr(fuzzing, "carry_out", bad)
    monkeypatch.setattr(fuzzing, "CPU_SECONDS", 0.2)
    monkeypatch.chdir(tmp_path)
    made = fuzzing.Fuzz(tmp_path)
    made._call(b"", "check", "case.yaml", seconds=0.2)
    (wrong,) = made.count.wrong
    for sign in ("Traceback", "HANG", "control character", "touched", "left elsewhere.txt", "status -1"):
        assert sign in wrong
