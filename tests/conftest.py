"""What all tests share."""

import gc
from types import SimpleNamespace

import pytest

from sim import replication


@pytest.fixture(autouse=True, scope="session")
def _no_collection_before_each_run():
    """Leave out the full collection before a replication: of a small world it takes longer than the run itself."""
    kept = {name: getattr(gc, name) for name in ("freeze", "unfreeze", "get_threshold", "set_threshold")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replication, "gc", SimpleNamespace(collect=lambda: 0, **kept))
        yield
