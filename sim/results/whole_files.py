"""Files that are written whole or not at all."""

import os
from pathlib import Path

TEMPORARY = ".unfinished"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, make sure that it is on the disk, and give it its name."""
    temporary = path.with_name(f".{path.name}{TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed run left under temporary names."""
    for path in folder.rglob(f".*{TEMPORARY}"):
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a new name last; systems that cannot open folders do so by themselves."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
