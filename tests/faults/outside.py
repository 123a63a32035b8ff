"""What a program does to the world outside: files written, processes begun, connections made, whoever causes them."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAMELESS = getattr(os, "O_TMPFILE", 0)


class Watch:
    """Sees what the interpreter does to the world outside while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, mode, flags = args
            writes = any(sign in (mode or "") for sign in "wax+") or (
                mode is None and isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            )
            nameless = isinstance(flags, int) and flags & _NAMELESS == _NAMELESS != 0  # is gone when it is closed
            if writes and isinstance(path, str | bytes | Path) and not nameless:
                self.seen.append(os.fsdecode(path))
        elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"):
            self.seen += [os.fsdecode(one) for one in args if isinstance(one, str | bytes | Path)]
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect", "os.fork"):
            self.seen.append(f"{event} {args!r}")

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Look, from nothing seen."""
        self.seen, self.on = [], True
        try:
            yield
        finally:
            self.on = False

    def outside(self, folder: Path) -> list[str]:
        """Return what was touched outside a folder; compiled code beside its source is no output."""
        inside = str(folder.resolve())
        absolute = [
            one if one.startswith(("subprocess", "os.", "socket")) else os.path.abspath(one) for one in self.seen
        ]
        return [one for one in absolute if not one.startswith(inside + os.sep) and "__pycache__" not in one]
