"""A disk that is full in the middle of a study: it says so, keeps what is finished, and goes on when there is room.

    python -m tests.faults.full_disk

The disk is a small tmpfs, which only root can mount. The study is played by the real command.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.cluster import awaited
from tests.faults.kill import BrokenError, ended
from tests.faults.studies import canonical, command, player, runs_there, started, write_world

KILOBYTES = 1_400  # a study is begun if there is a megabyte
REPLICATIONS = 200  # a run takes some 15 ms, and the disk is to be full before the last


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder on a small disk of its own; PermissionError where it cannot be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={KILOBYTES}k", "tmpfs", str(disk)]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PermissionError(f"{disk}: cannot be mounted; wanted to be root") from error
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Leave no room, as another program may."""
    with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def enlarge(disk: Path) -> None:
    """Give the disk room."""
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)


def played_on_a_full_disk(folder: Path) -> str:
    """Play a study until the disk is full, give room, go on; return what was said when it was full."""
    world = write_world(folder, REPLICATIONS)
    ended(started(player(world, folder / "whole", workers=0)))
    with small_disk(folder) as disk:
        out = disk / "study"
        process = started(command(world, out, "--workers", "0"))
        awaited(lambda: len(list(out.glob("runs/*"))) >= 3 or process.poll() is not None)
        fill(disk)
        _, said = process.communicate(timeout=300)
        there = runs_there(out)
        if process.returncode != 1 or "No space left on device" not in said or "Traceback" in said:
            raise BrokenError(f"a full disk ended with {process.returncode}: {said}")
        left = [path for path in out.rglob("*") if path.name.endswith(".unfinished")]
        if left or not there:
            raise BrokenError(f"{len(there)} runs were kept, and left half-written: {left}")
        enlarge(disk)
        ended(started(command(world, out, "--workers", "0")))
        if there - runs_there(out):
            raise BrokenError("runs were lost")
        if canonical(out) != canonical(folder / "whole"):
            raise BrokenError("the tables differ from those of an undisturbed study")
    return f"full with {len(there)} runs there: {said.splitlines()[-1]}"


def main() -> None:
    """Do it once."""
    with TemporaryDirectory() as folder:
        print(played_on_a_full_disk(Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
