"""Where compiled kernels are kept between runs: under a name that changes with the text of any of them.

Numba keeps what it compiles beside the source, and compiles a function anew when its own file has changed. But kernels
are built into each other across files: one that has not changed would go on with an old version of another that has,
after an update or where another revision is checked out. So they are kept under a hash of all sources that hold any.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from numba import config

OF_KERNELS = ("draw", "records", "queueing")
"""Rooms of `sim` whose files all count."""
WITH_KERNELS = ("world", "measures", "actors")
"""Rooms of which files count that hold a kernel."""


def folder(package: Path) -> Path:
    """Return the folder for the kernels of a copy of the package, as its sources are now."""
    digest = hashlib.blake2b(digest_size=8)
    for room in (*OF_KERNELS, *WITH_KERNELS):
        for source in sorted((package / room).glob("*.py")):
            text = source.read_bytes()
            if room in OF_KERNELS or b"njit(" in text:
                digest.update(f"{room}/{source.name}".encode() + b"\0" + text + b"\0")
    return package / "__pycache__" / f"kernels-{digest.hexdigest()}"


def filled() -> bool:
    """Whether kernels lie there, those of records among them, as they do after the first run on a machine."""
    place = config.CACHE_DIR  # type: ignore[attr-defined]  # it is made when numba is imported
    return bool(place) and any(Path(place).glob("records_*/*.nbi"))


def use() -> None:
    """Keep kernels there, and drop those of other sources; unless a user has said where to keep them."""
    if config.CACHE_DIR:  # type: ignore[attr-defined]  # as above
        return
    here = folder(Path(__file__).parents[1])
    with suppress(OSError):  # a package that nobody may write to: numba then looks for a place of its own
        here.mkdir(parents=True, exist_ok=True)
        for other in here.parent.glob("kernels-*"):
            if other != here:
                rmtree(other, ignore_errors=True)
        config.CACHE_DIR = str(here)  # type: ignore[attr-defined]  # as above


use()
