import numpy as np
import pytest

from sim.records.ages import by_age
from sim.records.field import RecordField
from sim.records.profile import Profile

DAYTIME = Profile([1.0 if hour % 24 < 7 else 3.0 for hour in range(168)], 2)
NOW = 400.0
WINDOWS = [(0.0, 400.0), (30.0, 40.0), (34.75, 308.6875), (300.0, 310.0), (-50.0, 20.0), (10.0, 10.0), (399.0, 399.5)]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("act", [False, True])
def test_one_call_gives_what_the_plain_twin_gives_part_by_part(window, act):
    field = RecordField(1, 2, "session", 5.0, 0.8, DAYTIME)
    for person in range(40):
        records, age, bands = field.by_age(person, *window, NOW, act)
        twin = by_age(
            lambda piece, person=person: field.count(person, (piece,)), [window], NOW, window[1] if act else None
        )
        assert (records, bands) == (twin[0], twin[2])
        assert age == pytest.approx(twin[1], rel=1e-12, abs=1e-12)
        assert records == field.count(person, (window,)) + act == sum(bands)


def test_ages_of_records_are_near_those_of_their_times():
    field = RecordField(1, 2, "session", 30.0, 0.0, Profile.even())
    for person in range(5):
        records, age, bands = field.by_age(person, 0.0, 400.0, NOW, False)
        ages = NOW - field.times(person, 0.0, 400.0)
        edges = [0.0, 91.3125, 182.625, 365.25, 500.0]
        assert bands == tuple(np.histogram(ages, edges)[0].tolist())
        assert age / records == pytest.approx(float(ages.mean()), rel=0.01)


def test_another_moment_gives_other_bands():
    field = RecordField(1, 2, "session", 5.0, 0.8, DAYTIME)
    assert field.by_age(3, 0.0, 100.0, 400.0, False)[2] != field.by_age(3, 0.0, 100.0, 150.0, False)[2]
