"""The events of a replication against a journal that was kept before: the same, or where they part."""

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sim.scenario.loading import Loaded

_PART = re.compile(r"part-(\d+)\.(?:parquet|jsonl)")
_MOST_SHOWN = 160


class JournalError(ValueError):
    """A file that holds no journal, or one that cannot be read; the message says which."""


class Verdict(NamedTuple):
    """What became of one journal: its file and replication, how many events agree, and the first that differs."""

    file: Path
    replication: int
    events: int
    difference: str  # empty where there is none
    fingerprint: str  # of the replication as it is played now


def journals(path: Path) -> list[tuple[Path, int]]:
    """Return the journals of a file, a `trace/` folder or a folder of results, with their replications.

    A file that is not called part-NUMBER is taken for one of replication 0; one that ends in `.jsonl` has its facts
    as lines of JSON, any other is a trace.

    Raises
    ------
    JournalError
        If there is none, or one that cannot be read.
    """
    folder = path / "trace" if (path / "trace").is_dir() else path
    files = sorted(file for file in folder.glob("part-*") if _PART.fullmatch(file.name)) if folder.is_dir() else [path]
    if not files or not files[0].is_file():
        raise JournalError(f"{path}: holds no journal; wanted a file or folder that 'exposim run --trace' wrote")
    for file in files:
        next(lines_of(file), None)  # before anything is played
    matches = [(file, _PART.fullmatch(file.name)) for file in files]
    return [(file, int(match[1]) if match else 0) for file, match in matches]


def verified(loaded: Loaded, seed: int, files: list[tuple[Path, int]]) -> Iterator[Verdict]:
    """Play each replication again, in this process, and yield how its events compare with its journal."""
    from sim.replication import simulate

    with TemporaryDirectory() as folder:
        for file, replication in files:
            now = Path(folder, "now.parquet")
            simulate(loaded, seed=seed, replication=replication, journal=now)
            yield Verdict(file, replication, *_compared(lines_of(file), lines_of(now)))


def lines_of(file: Path) -> Iterator[str]:
    """Return the events of a journal one by one, as lines of JSON without their ends.

    Raises
    ------
    JournalError
        If the file is no journal.
    """
    from sim.replication import trace_lines

    try:
        if file.suffix != ".jsonl":
            yield from (line.rstrip("\n") for line in trace_lines(file))
            return
        with file.open(encoding="utf-8") as lines:
            yield from (line.rstrip("\n") for line in lines)
    except UnicodeDecodeError:
        raise JournalError(f"{file}: is no text; wanted events as lines of JSON") from None
    except ValueError as error:
        raise JournalError(str(error)) from None


def _compared(kept: Iterator[str], now: Iterator[str]) -> tuple[int, str, str]:
    """Return how many events agree from the start, the first that differs in words, and the fingerprint of `now`."""
    told, agree, difference = blake2b(digest_size=8), 0, ""
    for before, after in zip_longest(kept, now):
        if after is not None:
            told.update(f"{after}\n".encode())
        if difference or before != after:
            difference = difference or f"event {agree + 1}: kept {_shown(before)}; now {_shown(after)}"
        else:
            agree += 1
    return agree, difference, told.hexdigest()


def _shown(line: str | None) -> str:
    if line is None:
        return "nothing, the run had ended"
    try:
        told = str(json.dumps(json.loads(line), ensure_ascii=False))
    except ValueError:
        told = f"{line!r}, which is no JSON"
    return told if len(told) <= _MOST_SHOWN else told[: _MOST_SHOWN - 3] + "..."
