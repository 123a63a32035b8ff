"""What workers are born with."""

import subprocess
import sys

import sim.replication  # noqa: F401  # compiles the kernels where that was not done yet
from sim.draw import kernel_cache
from sim.experiment.births import preloaded


def test_once_kernels_are_compiled_workers_are_born_with_the_simulator():
    assert "sim.replication" in preloaded()


def test_before_that_they_load_it_themselves_so_that_they_can_tell_of_compiling(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel_cache.config, "CACHE_DIR", str(tmp_path))
    assert "sim.replication" not in preloaded()


def test_the_first_table_of_a_worker_loads_nothing_more():
    """A table loads pandas, where that is installed, whatever it is made of: a quarter of a second of each worker's."""
    code = """
import sys
from importlib import import_module
from sim.experiment.births import preloaded
for name in preloaded():
    import_module(name)
before = set(sys.modules)
import pyarrow
pyarrow.table({"measure": ["request.count"], "value": [1.0]})
print(*sorted(name for name in set(sys.modules) - before if "pandas" in name))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
