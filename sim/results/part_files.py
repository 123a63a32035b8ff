"""Part files that can be trusted: written with checksums, and set aside where they do not hold."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

ASIDE = "set-aside"


def read_checked(path: Path) -> pa.Table:
    """Return the table of a part file.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If the file is cut off or a checksum does not hold.
    """
    return pyarrow.parquet.read_table(path, page_checksum_verification=True)


def set_aside_corrupt(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """Move part files that cannot be read into `set-aside/` of the folder; return where they stood."""
    return [path for pattern in patterns for path in sorted(folder.glob(pattern)) if not _holds(path, folder)]


def _holds(path: Path, folder: Path) -> bool:
    try:
        read_checked(path)
    except (OSError, pa.ArrowException):
        set_aside(path, folder)
        return False
    return True


def set_aside(path: Path, folder: Path) -> None:
    """Move a file into `set-aside/` of a folder, under a name that nothing has there."""
    aside = folder / ASIDE
    aside.mkdir(exist_ok=True)
    name = "-".join(path.relative_to(folder).parts)
    many = sum(1 for _ in aside.glob(f"{name}*"))
    path.replace(aside / (f"{name}.{many}" if many else name))
