"""A small study for faults to be done to, and its tables in a form that can be compared byte for byte."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

from analysis import load_study
from analysis.stored_runs import stored_runs

ROOT = Path(__file__).parents[2]
EXPOSIM = Path(sys.executable).with_name("exposim")
KEEPS = "operators.isp.keeps.session"
WORLD = """\
exposim: 1
title: a small world
start: 2021-01-04
end: 2021-02-03
people: {residents: {number: 1000, writes: {session: 5 per person day}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 20 days}}}
agencies: {police: {cases: {rate: 25 per 100 people per year}, asks: {for: {session: 100 %}}}}
study:
  policies: {as it is: {}, short: {operators.isp.keeps.session: 5 days}, long: {operators.isp.keeps.session: 30 days}}
  cross: {agencies.police.cases.rate: [25 per 100 people per year, 50 per 100 people per year]}
  baseline: as it is
  replications: REPLICATIONS
  measures: [need.met_share]
"""
POINTS = 6
Runs = set[tuple[str, int]]


def write_world(folder: Path, replications: int) -> Path:
    """Write the scenario with its study, of 6 points."""
    path = folder / "world.yaml"
    path.write_text(WORLD.replace("REPLICATIONS", str(replications)), encoding="utf-8")
    return path


def command(world: Path, out: Path, *more: str) -> list[str]:
    """Return the command that plays the study into a folder."""
    return [str(EXPOSIM), "study", str(world), "-o", str(out), "--format", "csv", *more]


def player(world: Path, out: Path, workers: int = 2) -> list[str]:
    """Return what does the same without the table, whose making takes longer than such a study."""
    return [sys.executable, "-m", "tests.faults.play", str(world), str(out), str(workers)]


def started(words: list[str]) -> "subprocess.Popen[str]":
    """Start a command; its processes are found as its children."""
    plain = {**os.environ, "NO_COLOR": "1"}
    return subprocess.Popen(words, cwd=ROOT, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=plain)


def canonical(out: Path) -> bytes:
    """Return every row of every run, sorted, as CSV."""
    rows = load_study(out).measures
    return rows.sort_values(list(rows.columns)).to_csv(index=False).encode()


def runs_there(out: Path) -> Runs:
    """Return the runs of the design that a folder holds; none where it holds no design yet."""
    if not (out / "points.parquet").exists():
        return set()
    study = load_study(out)
    return stored_runs(out / "runs", study.replications)


def workers_of(process: int) -> list[psutil.Process]:
    """Return the worker processes of a command: what its fork server has forked."""
    try:
        return [worker for server in psutil.Process(process).children() for worker in server.children()]
    except psutil.NoSuchProcess:
        return []


def gone(processes: list[psutil.Process], seconds: float) -> bool:
    """Whether processes end within some seconds by themselves."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
