"""The events of a replication against a journal that was kept before: the same, or where they part."""

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from sim.scenario.loading import Loaded

_PART = re.compile(r"part-(\d+)\.jsonl")
_MOST_SHOWN = 160


class Verdict(NamedTuple):
    """What became of one journal: its file and replication, how many events agree, and the first that differs."""

    file: Path
    replication: int
    events: int
    difference: str  # empty where there is none
    fingerprint: str  # of the replication as it is played now


def journals(path: Path) -> list[tuple[Path, int]]:
    """Return the journals of a file, a `trace/` folder or a folder of results, with their replications.

    A file that is not called part-NUMBER.jsonl is taken for one of replication 0.

    Raises
    ------
    ValueError
        If there is none.
    """
    folder = path / "trace" if (path / "trace").is_dir() else path
    files = sorted(folder.glob("part-*.jsonl")) if folder.is_dir() else [path]
    if not files or not files[0].is_file():
        raise ValueError(f"{path}: holds no journal; wanted a file or folder that 'exposim run --trace' wrote")
    matches = [(file, _PART.fullmatch(file.name)) for file in files]
    return [(file, int(match[1]) if match else 0) for file, match in matches]


def verified(loaded: Loaded, seed: int, files: list[tuple[Path, int]]) -> Iterator[Verdict]:
    """Play each replication again, in this process, and yield how its events compare with its journal."""
    from sim.replication import simulate

    for file, replication in files:
        kept = file.read_text(encoding="utf-8").splitlines()
        outcome = simulate(loaded, seed=seed, replication=replication, journal=True)
        now = (outcome.journal_text or "").splitlines()
        yield Verdict(file, replication, *_compared(kept, now), fingerprint(outcome.journal_text or ""))


def fingerprint(journal: str) -> str:
    """Return 16 hex digits that tell one replication's events from any others."""
    return blake2b(journal.encode(), digest_size=8).hexdigest()


def _compared(kept: list[str], now: list[str]) -> tuple[int, str]:
    """Return how many events agree from the start, and the first that differs in words."""
    for number, (before, after) in enumerate(zip_longest(kept, now)):
        if before != after:
            return number, f"event {number + 1}: kept {_shown(before)}; now {_shown(after)}"
    return len(kept), ""


def _shown(line: str | None) -> str:
    if line is None:
        return "nothing, the run had ended"
    try:
        told = str(json.dumps(json.loads(line), ensure_ascii=False))
    except ValueError:
        told = f"{line!r}, which is no JSON"
    return told if len(told) <= _MOST_SHOWN else told[: _MOST_SHOWN - 3] + "..."
