"""Where compiled kernels are kept, so that none is built from an old version of another."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

import sim
from sim.draw.kernel_cache import OF_KERNELS, WITH_KERNELS, folder

ROOMS = (*OF_KERNELS, *WITH_KERNELS)
PACKAGE = Path(sim.__file__).parent
OWN = """
import numba as nb
from sim.draw import hashing
from sim.draw.beneath import beneath

@nb.njit("int64()", cache=True)
def above():
    return beneath()

print(above())
"""
BENEATH = """
import numba as nb
from sim.draw import hashing

@nb.njit("int64()", cache=True)
def beneath():
    return {}
"""


def test_every_kernel_lies_in_a_room_that_is_watched():
    rooms = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py") if "njit(" in path.read_text("utf-8")}
    assert rooms - {"verify"} <= set(ROOMS)


def test_the_folder_changes_with_the_text_of_any_source(tmp_path):
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "one.py").write_text("@njit()")
    found = {folder(tmp_path)}
    for room in ROOMS:
        (tmp_path / room / "one.py").write_text("@njit(cache=True)")
        found.add(folder(tmp_path))
    assert len(found) == len(ROOMS) + 1
    assert {path.parent for path in found} == {tmp_path / "__pycache__"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the leaf that hashes, and two kernels, one built into the other."""
    there = tmp_path_factory.mktemp("copy")
    (there / "sim").mkdir()
    (there / "sim" / "__init__.py").touch()
    copytree(PACKAGE / "draw", there / "sim" / "draw", ignore=ignore_patterns("__pycache__"))
    (there / "sim" / "draw" / "above.py").write_text(OWN, encoding="utf-8")
    return there


def said(copy):
    done = subprocess.run(
        [sys.executable, "-m", "sim.draw.above"], cwd=copy, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_kernel_is_compiled_anew_when_one_that_it_calls_has_changed(copy):
    for number in (1, 2):
        (copy / "sim" / "draw" / "beneath.py").write_text(BENEATH.format(number), encoding="utf-8")
        assert said(copy) == str(number)
    assert len(list((copy / "sim" / "__pycache__").glob("kernels-*"))) == 1
    assert not list((copy / "sim" / "draw" / "__pycache__").glob("*.nbi"))


@pytest.mark.parametrize("module", ["sim.measures.sweep", "sim.measures.survival"])
def test_kernels_of_a_room_loaded_before_all_others_lie_there_too(module):
    """What reads results loads measures and nothing else of the simulator."""
    kernels = f"import {module} as one; kernels = [k for k in vars(one).values() if hasattr(k, 'py_func')]"
    said = f"{kernels}; print(*(k._cache.cache_path for k in kernels), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    places = {str(Path(line).parent) for line in done.stdout.splitlines()}
    assert places == {os.environ.get("NUMBA_CACHE_DIR", str(folder(PACKAGE)))}
