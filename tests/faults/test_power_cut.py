"""A power cut at every step of a study's writing: what was not told to be on the disk is lost.

The disk keeps a file's content once the file is synced, and a name once its folder is; all else may be lost or not, and
a coin says which. After the cut the same study goes on, and its tables must be those of an undisturbed one.
"""

import os
import random
from pathlib import Path

import pytest

from sim.experiment.plans import block_wish, of_block, planned
from sim.experiment.studies import prepared, run_study
from sim.results import run_files
from tests.faults.studies import canonical
from tests.unit.experiment import worlds


class PowerCutError(BaseException):
    """The power is cut: no code of the program runs any more."""


class Disk:
    """Counts the steps at which the disk changes, and cuts the power before one of them."""

    def __init__(self, cut_at: int, monkeypatch: pytest.MonkeyPatch, rng: random.Random, *, syncs: bool = True) -> None:
        self._left, self._rng, self._syncs = cut_at, rng, syncs
        self._whole: set[int] = set()  # inodes whose content is on the disk
        self._named: list[tuple[Path, Path, bytes | None]] = []  # new names not on the disk, and what had them before
        self._fsync, self._replace, self._unlink = os.fsync, Path.replace, Path.unlink
        monkeypatch.setattr(os, "fsync", self.fsync)
        monkeypatch.setattr(Path, "replace", lambda old, new: self.replace(old, Path(new)))
        monkeypatch.setattr(Path, "unlink", lambda path, **more: self.unlink(path, **more))

    def _step(self) -> None:
        if self._left < 0:
            raise PowerCutError
        self._left -= 1
        if self._left < 0:
            raise PowerCutError

    def fsync(self, handle: int) -> None:
        self._step()
        if not self._syncs:
            return
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if path.is_dir():
            self._named = [one for one in self._named if one[1].parent != path]
        else:
            self._whole.add(os.fstat(handle).st_ino)

    def replace(self, old: Path, new: Path) -> Path:
        self._step()
        self._named.append((old, new, new.read_bytes() if new.exists() else None))
        return self._replace(old, new)

    def unlink(self, path: Path, *, missing_ok: bool = False) -> None:
        if self._left >= 0 and path.exists() and path.name != ".lock":
            self._step()
        if self._left >= 0 or path.name == ".lock":  # a lock goes with its process; else nothing is tidied up
            self._unlink(path, missing_ok=missing_ok)

    def lose(self, folder: Path) -> None:
        """Lose what was not on the disk."""
        for old, new, before in reversed(self._named):
            if self._syncs and new.exists() and self._rng.random() < 0.5:
                self._replace(new, old)
                if before is not None:
                    new.write_bytes(before)
        for path in (one for one in folder.rglob("*") if one.is_file()):
            if path.stat().st_ino not in self._whole and path.name != ".lock" and path.suffix == ".parquet":
                content = path.read_bytes()
                path.write_bytes(content[: self._rng.randrange(len(content) + 1)])


def play(folder: Path, out: str):
    loaded = worlds.load(folder)
    wish = block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None)
    plan = planned(loaded, *of_block(loaded, 1), wish)
    with prepared(folder / out, plan) as made:
        return run_study(plan, made, workers=0, simulate=worlds.worked_out)


@pytest.fixture
def whole(tmp_path, monkeypatch):
    monkeypatch.setattr(run_files, "MOST_LOOSE", 4)  # packs are made on the way too
    monkeypatch.setattr(run_files, "APART_SECONDS", 0.0)
    play(tmp_path, "whole")
    return canonical(tmp_path / "whole")


@pytest.mark.parametrize("syncs", [True, False], ids=["synced", "never synced"])
def test_a_study_goes_on_after_a_power_cut_at_any_step(tmp_path, whole, syncs):
    """A disk that keeps names and no content: the digest in the name of a file must find what is cut short."""
    cuts = 0
    for step in range(200):
        out = f"cut-{step}"
        with pytest.MonkeyPatch.context() as patched:
            disk = Disk(step, patched, random.Random(step), syncs=syncs)
            try:
                play(tmp_path, out)
            except PowerCutError:
                cuts += 1
                disk.lose(tmp_path / out)
            else:
                break
        report = play(tmp_path, out)
        assert report.status == 0
        assert syncs <= (not report.corrupt)  # what was synced is never cut short
        assert canonical(tmp_path / out) == whole, f"cut before step {step}"
    assert 40 < cuts < 200
