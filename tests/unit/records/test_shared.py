"""Chances that classes of people share: worked out for the activities of all, and for each as if it were alone."""

import numpy as np
import pytest

from sim.records import shared
from sim.records.bulk import Among, BulkEvent, Cohort, Part
from sim.records.crowd import Crowd
from sim.records.shared import Shared, unexposed_through
from sim.records.subsets import Subset

FEW, MANY = np.array([0.3, 1.4]), np.array([0.05, 0.6, 1.7, 5.0])


def event(number, start, end, share=0.4, *, platform=1, lane=0, waves=()):
    parts = (Part(lane, start, end),)
    own = BulkEvent(float(number), 0, 0.0, end - start, share, 1.0, 50 + number, parts, (), platform)
    met = [own._replace(parts=(Part(lane, max(start, i), end),), end=end - max(start, i)) for i in range(len(waves))]
    return own._replace(cohorts=tuple(Cohort(i, *wave, met[i]) for i, wave in enumerate(waves)))


RUNS = [event(j, 0.5 * j, 0.5 * j + 2.0) for j in range(4)]
WAVES = [(0.5, ()), (0.3, (Among(7, 0.0, 0.6),))]
IN_WAVES = [event(j, 0.4 * j, 0.4 * j + 1.5, platform=j % 2, lane=j % 2, waves=WAVES) for j in range(5)]
NO_RUNS = [event(j, *window) for j, window in enumerate([(0.0, 2.0), (1.0, 3.0), (0.5, 3.0)])]


@pytest.fixture
def counted(monkeypatch):
    """The activities of each time that chances are worked out."""
    times = []

    def counting(z, *rest, **how):
        times.append(z.size)
        return unexposed_through(z, *rest, **how)

    monkeypatch.setattr(shared, "unexposed_through", counting)
    return times


@pytest.mark.parametrize("track", [RUNS, IN_WAVES])
def test_classes_that_were_expected_are_gone_through_together_with_the_numbers_of_each(track, counted):
    together = Shared()
    for z in (FEW, MANY, FEW):
        together.expect(track, z)
    for some, last in ((track, False), (track[1:], True)):
        for z in (MANY, FEW):
            alone = unexposed_through(z, some, None, last=last)
            assert together.through(track, some, z, last=last).tolist() == alone.tolist()
    assert counted == [6, 6]


def test_who_comes_later_and_other_events_that_say_the_same_are_gone_through_apart(counted):
    together, again = Shared(), [e._replace(track=0) for e in RUNS]
    own = [together.through(track, track, z) for track, z in ((RUNS, FEW), (RUNS, MANY), (again, FEW))]
    assert counted == [2, 4, 2]
    assert own[0].tolist() == own[2].tolist()


def test_so_many_activities_are_gone_through_at_once(counted, monkeypatch):
    monkeypatch.setattr(shared, "_AT_ONCE", 5)
    together, classes = Shared(), [MANY + i for i in range(5)]
    for z in classes:
        together.expect(RUNS, z)
    for z in classes:
        assert together.through(RUNS, RUNS, z).tolist() == unexposed_through(z, RUNS, None).tolist()
    assert counted == [8, 8, 4]


def test_what_hangs_on_draws_is_nobody_elses(counted):
    together = Shared()
    assert together.through(NO_RUNS, NO_RUNS, FEW) is together.through(NO_RUNS, NO_RUNS, FEW) is None
    assert together.through(NO_RUNS, NO_RUNS[:2], FEW) is not None
    assert counted == [2, 2]


@pytest.mark.parametrize("track", [RUNS, IN_WAVES, NO_RUNS])
def test_crowds_made_together_draw_what_each_draws_alone(track, counted):
    periods, some = [("a", 0.5, 3.5)], [Subset("odd", np.arange(len(track) + 1) % 2 == 1)]

    def crowd(tilt, *which):
        own = BulkEvent(2.0, 1, 0.0, 1.0 + tilt, 0.5, 1.0, 9)  # of this class alone
        return Crowd(1.0, [*track, own], tilt, *which)

    def numbers(one, key):
        draw = one.draw(np.array([10**6, 10**4]), periods, key, some)
        return [part.tolist() for part in (draw.exposed, draw.records, draw.distinct["a"], draw.subsets["a"])]

    alone = [numbers(crowd(tilt), key) for key, tilt in enumerate((0.0, 0.2, 0.4))]
    apart, both = len(counted), Shared()
    made = [crowd(tilt, both) for tilt in (0.0, 0.2, 0.4)]
    assert [numbers(one, key) for key, one in enumerate(made)] == alone
    assert len(counted) - apart == apart / 3
    assert alone[0][0] != alone[1][0]
