"""Files written whole or not at all."""

import os
import shutil
from pathlib import Path


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file under another name, and give it its own when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")  # what is left of one is cleared with its folder
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return path


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's content; a file is not copied onto itself."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not (target.exists() and source.samefile(target)):
        shutil.copyfile(source, target)
