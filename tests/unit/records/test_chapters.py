"""Records handed over sealed, and their times without marks: the same records as `listing` and `extend` give."""

from functools import partial

import numpy as np
import pytest

from sim.records.field import RecordField
from sim.records.profile import Profile
from sim.records.recording import RecordingStore

DAYS = 28.0
HOURLY = [float(1 + hour % 24) for hour in range(168)]


@pytest.mark.parametrize("rate", [0.3, 20.0, 400.0])
@pytest.mark.parametrize("profile", [Profile.even(), Profile(HOURLY)], ids=["even", "by hour"])
def test_times_are_those_of_the_listing(rate: float, profile: Profile):
    field = RecordField(1, 2, "session", rate, 1.0, profile)
    for person in range(40):
        times, _ = field.listing(person, -3.25, 11.5)
        assert field.times(person, -3.25, 11.5).tolist() == times.tolist()
    assert field.times(0, 5.0, 5.0).size == 0


@pytest.fixture
def field() -> RecordField:
    return RecordField(1, 2, "session", 30.0, 1.0, Profile.even())


def stores(field: RecordField, horizon: float) -> tuple[RecordingStore, RecordingStore]:
    """Two stores of one person, written week by week: the first purged after the third, the other sealed until then."""
    plain, sealed = RecordingStore(marked=False), RecordingStore(marked=False)
    for start in np.arange(0.0, DAYS, 7.0):
        plain.extend(4, field.times(4, start, start + 7.0))
        if start == 14.0:
            plain.purge_person(4, horizon)
    sealed.hand_over(4, [0.0, 7.0, 14.0, 21.0, DAYS], partial(field.times, 4))
    sealed.purge_person(4, horizon)
    return plain, sealed


@pytest.mark.parametrize("horizon", [0.0, 6.9, 7.0, 10.5, 21.0])
def test_a_sealed_chapter_counts_as_a_written_one(field: RecordField, horizon: float):
    plain, sealed = stores(field, horizon)
    for pieces in (((0.0, DAYS),), ((3.0, 8.5), (20.5, 22.0)), ((27.0, 40.0),)):
        assert sealed.count(4, pieces) == plain.count(4, pieces)
    assert len(sealed) == len(plain) == field.count(4, ((horizon, DAYS),)) > 0


def test_chapters_are_written_out_as_far_as_somebody_looks_and_never_when_all_older(field: RecordField):
    store, written = RecordingStore(marked=False), []

    def times(start: float, end: float) -> np.ndarray:
        written.append((start, end))
        return field.times(4, start, end)

    store.hand_over(4, [-10.0, 0.0, 7.0, 14.0, DAYS], times)
    store.purge_person(4, 7.0)
    assert store.persons() == [4]
    assert written == []
    assert store.count(4, ((0.0, 14.0),)) == field.count(4, ((7.0, 14.0),))
    assert written == [(7.0, 14.0)]
    store.purge_person(4, DAYS)
    assert len(store) == 0
    assert store.persons() == []
    assert written == [(7.0, 14.0)]


def test_a_store_of_marks_takes_no_sealed_chapter(field: RecordField):
    with pytest.raises(ValueError, match="a sealed chapter has none"):
        RecordingStore().hand_over(4, [0.0, 7.0], partial(field.times, 4))
