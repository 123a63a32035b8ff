from types import SimpleNamespace

import pytest

from sim.experiment.job import Job
from sim.experiment.timings import Timings


def job(point: str, seconds: float, replication: int = 0) -> Job:
    return Job(SimpleNamespace(expected=SimpleNamespace(seconds=seconds)), 1, replication, False, point=point)


def order(timings: Timings, *jobs: Job) -> list[str]:
    return [one.point for one in timings.longest_first(jobs)]


def test_forecasts_order_what_was_never_played(tmp_path):
    assert order(Timings(tmp_path), job("a", 1.0), job("b", 9.0), job("c", 3.0)) == ["b", "c", "a"]


def test_earlier_times_overrule_forecasts_and_set_the_pace_of_the_others(tmp_path):
    timings = Timings(tmp_path)
    for seconds in (80.0, 120.0):
        timings.note("a", seconds)  # forecast 1 s: a hundred times slower than thought
    timings.note("d", 20.0)  # forecast 0.2 s: likewise
    timings.save()
    assert order(Timings(tmp_path), job("d", 0.2), job("b", 0.5), job("a", 1.0), job("c", 1.5)) == ["c", "a", "b", "d"]


def test_runs_of_a_point_keep_their_order(tmp_path):
    jobs = [job("a", 1.0, number) for number in range(5)]
    assert Timings(tmp_path).longest_first(jobs) == jobs


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a": 1}', b'{"a": ["x", 1]}', b"\xff"])
def test_times_that_cannot_be_read_are_none(tmp_path, content):
    (tmp_path / "timings.json").write_bytes(content)
    assert order(Timings(tmp_path), job("a", 1.0), job("b", 2.0)) == ["b", "a"]
