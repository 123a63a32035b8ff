"""The real command, run in a folder of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

EXPOSIM = Path(sys.executable).with_name("exposim")

# A scenario of a fraction of a second: one place, one operator, some twenty cases.
TINY = """\
exposim: 1
title: tiny
start: 2021-01-04
end: 2021-02-03
people: {residents: {number: 1000, writes: {session: 5 per person day}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 20 days}}}
agencies: {police: {cases: {rate: 25 per 100 people per year}, asks: {for: {session: 100 %}}}}
"""


def exposim(*arguments: str | Path, within: Path, seconds: float = 180) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end and return its status, stdout and stderr; a traceback fails the test."""
    ended = subprocess.run(
        [EXPOSIM, *arguments], cwd=within, capture_output=True, text=True, timeout=seconds, check=False, env=plain()
    )
    assert "Traceback" not in ended.stdout + ended.stderr, ended.stderr
    return ended


def plain() -> dict[str, str]:
    """Return an environment in which output does not depend on the terminal of the tests."""
    # Under make the shell above is sh: completion is then of no shell, whichever is named. This has the name count.
    shell = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    return {**os.environ, **shell, "NO_COLOR": "1", "COLUMNS": "120"}


def modules_loaded_by(*arguments: str, within: Path) -> set[str]:
    """Return the top-level modules that a command loads."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", EXPOSIM, *arguments],
        cwd=within, capture_output=True, text=True, timeout=60, check=True, env=plain(),
    )  # fmt: skip
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.splitlines()}
