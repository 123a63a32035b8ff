"""Folders taken by several processes, or left by one that was killed while it made them."""

from contextlib import suppress
from pathlib import Path

import pytest

from sim.results import folder as folder_module
from sim.results.folder import FolderError, ResultsFolder
from sim.results.locking import HeldError, Lock
from sim.results.study_folder import StudyFolder

KEY = {"scenario": "x", "seed": 1, "model": "0.1.0"}


def make_run(path: Path, **key) -> ResultsFolder:
    return ResultsFolder.create(path, KEY | key, "exposim: 1\n", {}, {})


def make_study(path: Path, **key) -> StudyFolder:
    return StudyFolder.create(path, {"kind": "study"} | KEY | key, {})


@pytest.mark.parametrize("make", [make_run, make_study])
def test_a_folder_whose_maker_was_killed_is_taken_for_new(tmp_path, make):
    (tmp_path / ".lock").write_text("1\n")
    (tmp_path / ".room.unfinished").write_bytes(b"\0" * 1000)
    (tmp_path / ".provenance.json.unfinished").write_text('{"ke')
    make(tmp_path).close()
    assert not list(tmp_path.glob("*.unfinished"))
    make(tmp_path).close()


@pytest.mark.parametrize("make", [make_run, make_study])
@pytest.mark.parametrize("step", range(6))
def test_whatever_making_a_folder_was_killed_at_the_next_call_goes_on(tmp_path, monkeypatch, make, step):
    """`write_whole` is where the disk changes: the process ends before the step-th call of it."""
    left = [step]
    real = folder_module.write_whole

    def killed(path: Path, content: bytes, **how: bool) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise SystemExit
        real(path, content, **how)

    path = tmp_path / "out"
    path.mkdir()  # not removed as one of its own: a killed process removes nothing
    for module in ("folder", "study_folder"):
        monkeypatch.setattr(f"sim.results.{module}.write_whole", killed)
    with suppress(SystemExit), make(path) as made:
        if make is make_study:
            made.describe({}, {"point": ["a"]}, {})
    monkeypatch.undo()
    make(path).close()
    with pytest.raises(FolderError, match="another scenario or seed"):
        make(path, seed=2)


@pytest.mark.parametrize("make", [make_run, make_study])
def test_a_folder_that_another_process_takes_first_is_not_removed(tmp_path, monkeypatch, make):
    """Both find no folder and both want to make it; the other one is faster."""
    path = tmp_path / "out"

    def faster(folder: Path) -> Lock:
        (folder / "provenance.json").write_text("the other's")
        raise HeldError(f"{folder}: another exposim writes to it now")

    monkeypatch.setattr(folder_module, "Lock", faster)
    with pytest.raises(FolderError, match="another exposim writes to it now"):
        make(path)
    assert (path / "provenance.json").read_text() == "the other's"


@pytest.mark.parametrize("make", [make_run, make_study])
def test_numbers_of_another_version_are_not_mixed(tmp_path, make):
    make(tmp_path / "out").close()
    with pytest.raises(FolderError, match=r"holds numbers of exposim 0\.1\.0; this is 9\.9, and their numbers are not"):
        make(tmp_path / "out", model="9.9")
    assert not (tmp_path / "out" / ".lock").exists()


def test_the_design_waits_once_for_its_names_to_last(tmp_path, monkeypatch):
    synced = []
    with make_study(tmp_path / "out") as made:
        for module in ("study_folder", "whole_files"):
            monkeypatch.setattr(f"sim.results.{module}.sync_folder", synced.append)
        made.describe({}, {"point": ["a"]}, {})
        assert synced == [made.path]
        assert {"study.json", "points.csv"} <= {path.name for path in made.path.iterdir()}
