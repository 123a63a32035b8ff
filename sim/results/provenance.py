"""Where results come from: versions, commit, platform, seed, times and command; nothing of the person or machine."""

import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("exposim", "simpy", "numpy", "numba", "scipy", "networkx", "pyarrow", "pydantic", "topohub", "holidays")
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5.0  # longest wait for git
_HEAD = "# branch.oid "


def provenance(*, seed: int, command: Sequence[str], plugins: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the provenance of a run that starts now.

    Parameters
    ----------
    seed : int
    command : sequence of str
        The command line; paths outside the working folder are cut to their last part.
    plugins : mapping, optional
        The hash of the code of each plug-in, by name.
    """
    return {
        "started": utc_now(),
        "seed": seed,
        "command": [_without_folders(part) for part in command],
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "versions": {name: _version(name) for name in PACKAGES},
        "commit": _commit(ROOT),
        **({"plugins": dict(plugins)} if plugins else {}),
    }


def utc_now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _without_folders(part: str) -> str:
    """Return an argument whose absolute paths name no folder outside the working folder."""
    option, equals, value = part.partition("=")
    path = Path(value if equals else option)
    if not path.is_absolute():
        return part
    short = str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else path.name
    return f"{option}={short}" if equals else short


@cache
def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit(root: Path) -> str | None:
    """Return the commit of a git checkout, with a plus sign if files were changed since; None elsewhere."""
    if not (root / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "status", "--porcelain=v2", "--branch"],
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = done.stdout.splitlines()
    commit = next((line.removeprefix(_HEAD) for line in lines if line.startswith(_HEAD)), "(initial)")
    return None if commit == "(initial)" else commit + "+" * any(not line.startswith("#") for line in lines)
