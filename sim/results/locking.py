"""One process at a time writes to a folder of results; a second one is told so.

The lock is the system's, on a file `.lock` in the folder, and goes with its process however that ends. Systems and
file systems without such locks do without.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

LOCK = ".lock"


class HeldError(OSError):
    """Another process writes to the folder; its text says which."""


class Lock:
    """The lock of a folder that is there; `release` or the end of a `with` gives it back."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._handle: int | None = None
        self._handle = _taken(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __del__(self) -> None:
        self.release()

    def release(self) -> None:
        """Take the file away and let others in."""
        handle, self._handle = self._handle, None
        if handle is not None:
            try:
                with suppress(OSError):
                    self._path.unlink()
            finally:
                os.close(handle)


def _taken(path: Path) -> int:
    """Return the open lock file, with the number of this process in it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(handle):
            holder = _holder(handle)
            os.close(handle)
            raise HeldError(f"{path.parent}: another exposim{holder} writes to it now; wanted one at a time")
        if _is_there(path, handle):
            with suppress(OSError):  # on a full disk nobody learns who holds it; what follows says that it is full
                os.ftruncate(handle, 0)
                os.write(handle, f"{os.getpid()}\n".encode())
            return handle
        os.close(handle)  # whoever held it took the file away in the meantime


def refuse_held(folder: Path) -> None:
    """Raise HeldError if another process writes to a folder, which is only looked at."""
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY)
    except OSError:
        return
    try:
        if not _lock(handle, alone=False):
            raise HeldError(f"{folder}: another exposim{_holder(handle)} writes to it now; wanted it to end first")
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    holder = os.read(handle, 20).decode("ascii", "replace").strip()
    return f" (process {holder})" if holder else ""


def _lock(handle: int, *, alone: bool = True) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def _is_there(path: Path, handle: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False
