"""Measurements in a process of their own each, so that neither memory nor caches of another weigh on them.

`measured("benchmarks.played:played", scenario="national.yaml")` calls a function with keyword arguments there, and
returns what it returned, by way of JSON.
"""

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

from sim.experiment.freed_memory import keep_freed


def measured(task: str, **options: Any) -> Any:
    """Return what a task returned in a fresh process.

    Raises
    ------
    RuntimeError
        If it failed there.
    """
    command = [sys.executable, "-m", "benchmarks.fresh", task, json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{task} {options}: failed with status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _main() -> None:
    keep_freed()  # as worker processes do
    module, _, name = sys.argv[1].partition(":")
    print(json.dumps(getattr(import_module(module), name)(**json.loads(sys.argv[2]))))


if __name__ == "__main__":
    _main()
