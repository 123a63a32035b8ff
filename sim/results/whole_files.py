"""Files that are written whole or not at all."""

import os
from pathlib import Path

TEMPORARY = ".unfinished"
ROOM_BYTES = 1 << 20  # that must be there before work is worth starting


def write_whole(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file under a temporary name, make sure that it is on the disk, and give it its name.

    Without `lasting` the name may be lost if the power fails: whoever writes several files calls `sync_folder` once.
    """
    temporary = unfinished(path)
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        finish(path, lasting=lasting)
    finally:
        temporary.unlink(missing_ok=True)


def unfinished(path: Path) -> Path:
    """Return the temporary name of a file that is being written."""
    return path.with_name(f".{path.name}{TEMPORARY}")


def finish(path: Path, *, lasting: bool = True) -> None:
    """Give a file its name that lies on the disk under its temporary one."""
    unfinished(path).replace(path)
    if lasting:
        sync_folder(path.parent)


def see_room(folder: Path) -> None:
    """See that a folder can be written to and that there is room; OSError if not.

    The file has a temporary name: one killed in the midst leaves nothing that the next call takes for somebody else's.
    """
    temporary = folder / f".room{TEMPORARY}"
    try:
        with temporary.open("wb") as file:
            file.write(b"\0" * ROOM_BYTES)
            file.flush()
            os.fsync(file.fileno())
    finally:
        temporary.unlink(missing_ok=True)


def is_unfinished(path: Path) -> bool:
    """Whether a file bears a temporary name."""
    return path.name.startswith(".") and path.name.endswith(TEMPORARY)


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed run left under temporary names."""
    for path in folder.rglob(f".*{TEMPORARY}"):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a new name last; systems that cannot open folders do so by themselves."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
