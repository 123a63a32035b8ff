"""How long a user waits for the first words."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.line import Line, of_pairs
from benchmarks.national import Say


def startup_rows(pairs: int, say: Say) -> list[Line]:
    """Seconds of `--help`, of `check` and of the first table, kernels compiled already."""
    with TemporaryDirectory() as folder:
        helped = [_seconds("--help") for _ in range(pairs)]
        checked = [_seconds("check", "cn-2018-order-151") for _ in range(pairs)]
        first = _seconds("run", "cn-2018-order-151", "-o", str(Path(folder) / "first"))
    say(f"start-up: help {helped[-1]:.2f} s, check {checked[-1]:.2f} s, first table {first:.1f} s")
    return [
        of_pairs("start-up: exposim --help", helped, "s", "a process, from its start to its end"),
        of_pairs("start-up: exposim check", checked, "s", "of the main scenario"),
        Line("start-up: first table of make run", first, "s", "five replications of the main scenario, all workers"),
    ]


def _seconds(*arguments: str) -> float:
    command = str(Path(sys.executable).with_name("exposim"))
    began = perf_counter()
    subprocess.run([command, *arguments], check=True, capture_output=True)
    return perf_counter() - began
