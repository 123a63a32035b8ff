"""Files written whole or not at all: under another name first, which becomes the file's when it is complete."""

import os
from collections.abc import Callable
from pathlib import Path

from analysis.loading import ResultsError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written, and leave nothing behind where that fails.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text.

    Raises
    ------
    ResultsError
        If the file cannot be written.
    """
    try:
        write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
    except OSError as error:
        raise ResultsError(
            f"{path}: cannot be written: {error.strerror}; wanted a file in a folder with room"
        ) from error
