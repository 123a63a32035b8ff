import numpy as np
import pytest

from sim.records.cells import TOP
from sim.records.field import RecordField
from sim.records.held import HeldSet
from sim.records.profile import Profile
from sim.records.recording import RecordingStore


def test_the_twin_answers_as_field_and_held_set_do():
    field = RecordField(3, 5, "session", 6.0, 1.0, Profile([1 + hour % 24 for hour in range(168)]))
    store, held = RecordingStore(), HeldSet(-30.0)
    people, marks = range(40), (2**62, TOP)
    records = sorted(
        (time, person, int(mark))
        for person in people
        for time, mark in zip(*(part.tolist() for part in field.listing(person, -30.0, 60.0)), strict=True)
    )
    horizon = [(float(day), day - 30.0) for day in range(60)]
    for (start, purge), gap in zip(horizon, [day in (10, 11, 30) for day in range(60)], strict=True):
        if gap:
            held.close(start)
        for time, person, mark in records:
            today = start <= time < start + 1.0 or (start == 0.0 and time < 0.0)
            if today and not gap:
                store.write(person, time, mark)
        if gap:
            held.open(start + 1.0)
        store.purge_before(purge)
        held.cut_before(purge)
        for person in range(0, 40, 7):
            for window in ((-20.0, start + 1.0), (start - 3.3, start)):
                pieces = held.pieces(*window)
                assert store.count(person, (window,)) == field.count(person, pieces)
                assert store.count(person, (window,), marks) == field.count(person, pieces, marks)
                assert store.has(person, (window,)) == field.has(person, pieces)
    times, _ = store.listing(7, 40.0, 50.0)
    assert times.tolist() == field.listing(7, 40.0, 50.0)[0].tolist()


def test_a_purge_counts_what_it_deletes_and_forgets_who_has_nothing():
    store = RecordingStore()
    for time in (3.0, 1.0, 2.0):
        store.write(1, time, 7)
    store.write(9, 1.5, 2**64 - 1)
    assert store.persons() == [1, 9]
    assert store.purge_before(2.0) == 2
    assert (len(store), store.persons()) == (2, [1])
    assert store.count(1, ((0.0, 3.0),)) == 1
    assert store.count(9, ((0.0, 9.0),)) == 0
    assert store.listing(9, 0.0, 9.0)[1].dtype == np.uint64
    assert store.persons() == [1]


def test_the_last_mark_belongs_to_the_last_range():
    store = RecordingStore()
    store.write(1, 0.5, TOP)
    assert store.count(1, ((0.0, 1.0),), (5, TOP)) == 1
    assert store.count(1, ((0.0, 1.0),), (0, 5)) == 0


def test_records_written_together_and_one_by_one_are_the_same():
    one_by_one, together = RecordingStore(), RecordingStore()
    times, marks = np.array([1.0, 2.0, 2.5]), [5, 2**64 - 1, 7]
    for time, mark in zip(times.tolist(), marks, strict=True):
        one_by_one.write(4, time, mark)
    together.extend(4, times, marks)
    assert together.purge_person(4, 1.5) == one_by_one.purge_person(4, 1.5) == 1
    assert together.purge_person(5, 1.5) == 0
    for left, right in zip(together.listing(4, 0.0, 9.0), one_by_one.listing(4, 0.0, 9.0), strict=True):
        assert left.tolist() == right.tolist()


def test_a_store_without_marks_counts_and_refuses_questions_about_marks():
    store = RecordingStore(marked=False)
    store.extend(1, np.array([1.0, 2.0]))
    store.write(1, 3.0)
    assert store.count(1, ((0.5, 2.5),)) == 2
    with pytest.raises(ValueError, match="marks: this store keeps none"):
        store.count(1, ((0.5, 2.5),), (0, 5))
