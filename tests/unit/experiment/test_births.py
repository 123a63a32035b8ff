"""What workers are born with."""

import sim.replication  # noqa: F401  # compiles the kernels where that was not done yet
from sim.draw import kernel_cache
from sim.experiment.births import preloaded


def test_once_kernels_are_compiled_workers_are_born_with_the_simulator():
    assert "sim.replication" in preloaded()


def test_before_that_they_load_it_themselves_so_that_they_can_tell_of_compiling(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel_cache.config, "CACHE_DIR", str(tmp_path))
    assert "sim.replication" not in preloaded()
