"""What a run does to the memory of its process."""

import gc
import weakref

import pytest

from sim.ledger.accounts import Ledger
from sim.measures import TABLES
from sim.replication import NobodyError, apart, simulate, watched
from tests.unit.experiment import worlds


class Thing:
    """Something that holds itself: only the collector removes it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def loaded(tmp_path):
    return worlds.load(tmp_path, "")


@pytest.fixture
def no_collection_by_chance():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def ledgers() -> int:
    return sum(isinstance(one, Ledger) for one in gc.get_objects())


@pytest.mark.usefixtures("no_collection_by_chance")
def test_a_run_leaves_nothing_of_itself_and_what_was_there_is_not_looked_at(loaded):
    before, there, thresholds = ledgers(), weakref.ref(Thing()), gc.get_threshold()
    simulate(loaded, seed=1, replication=0)
    assert ledgers() == before
    assert there() is not None
    assert (gc.get_threshold(), gc.get_freeze_count()) == (thresholds, 0)
    gc.collect()
    assert there() is None


@pytest.mark.usefixtures("no_collection_by_chance")
def test_cycles_of_a_run_are_gone_at_its_end_and_the_collector_is_as_before_after_an_error(loaded):
    with apart():
        made = weakref.ref(Thing())
        assert made() is not None
    assert made() is None
    thresholds = gc.get_threshold()
    with pytest.raises(NobodyError, match="wanted 0 to 999"):
        watched(loaded, seed=1, replication=0, person=1000)
    assert (gc.get_threshold(), gc.get_freeze_count()) == (thresholds, 0)


def test_measures_alone_are_those_of_the_whole_and_nothing_else_is_worked_out(loaded):
    whole, alone = (simulate(loaded, seed=1, replication=0, measures_alone=alone) for alone in (False, True))
    assert list(map(repr, alone.rows)) == list(map(repr, whole.rows))  # NaN is not equal to itself
    assert alone.counts == whole.counts
    assert [len(getattr(alone, name)) for name in TABLES] == [0] * len(TABLES)
    assert all(len(getattr(whole, name)) for name in TABLES)
