"""The benchmarks measure what they say; how fast it is, no test says."""

import argparse
import math
import sys
from types import ModuleType

import numpy as np
import pytest

from benchmarks.__main__ import sizes
from benchmarks.fresh import measured
from benchmarks.growth import _options
from benchmarks.kernels import Spent
from benchmarks.line import of_pairs, shown
from benchmarks.national import settings
from benchmarks.peers.queue import DAYS, LOAD, SERVERS, mean_gap, mean_service
from benchmarks.played import SCENARIOS, _scaled
from sim.draw.hashing import fold
from sim.entry import load_scenario


def test_desks_of_the_national_scenario_are_as_busy_as_those_of_the_peers():
    loaded = load_scenario(SCENARIOS / "national.yaml", settings(1_000_000))
    assert loaded.expected.requests == pytest.approx(1e6, rel=0.01)
    busy = 1e6 / 365 / 31 / 24 / loaded.scenario.operators["isp"].desk.staff
    assert busy == pytest.approx(LOAD, rel=1e-6)
    assert mean_service(1000) / mean_gap(1000) / SERVERS == pytest.approx(LOAD)
    assert 1000 * mean_gap(1000) == DAYS


def test_a_scaled_scenario_has_as_busy_desks():
    base = load_scenario("cn-2018-order-151", ["panel=0"])
    grown = base.with_(dict(setting.split("=", 1) for setting in _scaled(base, 3.0)))
    assert grown.expected.requests == pytest.approx(3 * base.expected.requests, rel=0.02)
    for name, operator in base.scenario.operators.items():
        assert grown.scenario.operators[name].desk.staff == pytest.approx(3 * operator.desk.staff)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("people", 1e4),
        ("people", 8e9),
        ("requests", 1e7),
        ("operators", 10),
        ("operators", 3000),
        ("nodes", 38),
        ("look-ups a person", 20),
        ("records a day", 0.02),
        ("records a day", 400),
    ],
)
def test_every_size_has_the_requests_that_its_row_says(name: str, size: float):
    what = _options(name, size, 20_000)
    loaded = load_scenario(SCENARIOS / str(what["scenario"]), what["settings"])
    wanted = size if name == "requests" else 20_000
    assert loaded.expected.requests == pytest.approx(wanted, rel=0.01)


def test_a_measurement_comes_back_from_its_process_and_a_failure_says_why():
    run = measured("benchmarks.played:played", scenario="national.yaml", settings=settings(300))
    assert 200 < run["requests"] < 400  # Poisson: 300, standard error 17
    assert run["play"] > 0
    assert math.isfinite(run["peak"])
    with pytest.raises(RuntimeError, match="no_such_key"):
        measured("benchmarks.played:played", scenario="national.yaml", settings=["no_such_key=1"])


def test_a_line_shows_the_median_and_the_quartiles():
    line = of_pairs("x", [3.0, 1.0, 2.0], "ratio", "why")
    assert line.value == 2.0
    assert "[1.5, 2.5]" in shown(line)


def test_the_full_table_has_the_sizes_of_the_page_but_for_those_that_are_told():
    asked = argparse.Namespace(full=True, requests=None, scale=None, people=50, most=None)
    assert sizes(asked) == (10**6, [3.0, 81.5], 50, 10**7)


def test_kernels_are_timed_where_modules_of_the_package_call_them(monkeypatch):
    own, other = ModuleType("measured.one"), ModuleType("elsewhere.one")
    for module in (own, other):
        module.kernel, module.number = fold, 7
        monkeypatch.setitem(sys.modules, module.__name__, module)
    spent = Spent()
    spent.watch("measured")
    assert own.kernel(np.uint64(1), np.uint64(2)) == fold(np.uint64(1), np.uint64(2))
    assert (other.kernel, own.number, spent.calls) == (fold, 7, 1)
    assert spent.seconds > 0
