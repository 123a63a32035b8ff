"""What workers are forked from loads the simulator while the command reads its scenario."""

import pytest

from sim.cli.refusal import Refusal
from sim.experiment import births

VARIED = ("sweep", "two-isps", "--vary", "warmup=1 day,2 days")


@pytest.fixture
def calls(monkeypatch):
    """What was done, in order; the scenario is refused, so that nothing is played."""
    done = []

    def refuse(*_):
        done.append("scenario")
        raise Refusal("enough")

    monkeypatch.setattr(births, "start_server", lambda: done.append("workers"))
    monkeypatch.setattr("sim.entry.load_scenario", refuse)
    return done


@pytest.mark.parametrize("words", [("run", "two-isps"), ("study", "two-isps", "--workers", "3"), VARIED])
def test_workers_are_called_before_the_scenario_is_read(words, calls, inside):
    assert inside(*words).status == 2
    assert calls == ["workers", "scenario"]


@pytest.mark.parametrize(
    "words",
    [
        ("run", "two-isps", "--workers", "0"),
        ("run", "two-isps", "--verify-events", "kept"),
        ("study", "two-isps", "--dry-run"),
        (*VARIED, "--dask", "tcp://127.0.0.1:9"),
    ],
)
def test_none_are_called_where_none_will_work(words, calls, inside):
    assert inside(*words).status == 2
    assert calls == ["scenario"]
