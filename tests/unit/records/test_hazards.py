from itertools import chain, product

import numpy as np
import pytest

from sim.records.bulk import CERTAIN, BulkEvent
from sim.records.hazards import columns, first_chances, span

Z = np.array([0.0, 1e-3, 0.2, 1.0, 7.0])


def union(windows):
    """Length of a union of intervals."""
    total, reached = 0.0, -np.inf
    for start, end in sorted(windows):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def unexposed_by_brute_force(events, z):
    """The chance of no exposure by any event: over all ways of being taken and of being a member."""
    chance = 1.0
    for track in {event.track for event in events}:
        own = [event for event in events if event.track == track]
        missed = 0.0
        for taken in product((False, True), repeat=len(own)):
            weight = np.prod([event.share if yes else 1 - event.share for event, yes in zip(own, taken, strict=True)])
            windows = [event[2:4] for event, yes in zip(own, taken, strict=True) if yes]
            missed += weight * np.exp(-z * union(windows))
        chance *= 1 - own[0].member + own[0].member * missed
    return chance


def sliding(seed, tracks=2, events=4):
    """Events of stores whose windows slide: some touch, some overlap, some copy everybody or nobody."""
    rng = np.random.default_rng(seed)
    found = []
    for track in range(tracks):
        starts, ends = np.sort(rng.uniform(-3, 6, events)), np.sort(rng.uniform(0, 8, events))
        shares = rng.choice([0.0, 1e-9, 0.3, 0.9, 1.0], events)
        member = rng.choice([1.0, 0.6])
        times = rng.permutation(10 * events)[:events]
        for time, start, end, share in zip(np.sort(times), starts, np.maximum(starts, ends), shares, strict=True):
            found.append(BulkEvent(time + track / 10, track, start, end, share, member, 0))
    return sorted(found)


@pytest.mark.parametrize("seed", range(12))
def test_chances_are_those_of_brute_force(seed):
    events = sliding(seed)
    unexposed, first = first_chances(Z, *columns(events))
    for j in range(len(events)):
        before, after = unexposed_by_brute_force(events[:j], Z), unexposed_by_brute_force(events[: j + 1], Z)
        assert unexposed[j] == pytest.approx(before, abs=1e-12)
        assert first[j] == pytest.approx(before - after, abs=1e-12)


def test_windows_taken_for_independent_would_be_seen():
    events = [BulkEvent(0.0, 0, 0.0, 2.0, 1.0, 1.0, 0), BulkEvent(1.0, 0, 1.0, 3.0, 1.0, 1.0, 0)]
    first = first_chances(np.ones(1), *columns(events))[1][:, 0]
    assert first[1] == pytest.approx(np.exp(-2) - np.exp(-3), abs=1e-12)
    assert abs(first[1] - np.exp(-2) * (1 - np.exp(-2))) > 0.01


def test_many_events_stay_in_bounds_and_end_where_one_copy_of_all_would():
    ends = np.linspace(0.0, 50.0, 2000)
    events = [BulkEvent(end, 0, end - 10.0, end, 0.999, 1.0, 0) for end in ends]
    unexposed, first = first_chances(Z, *columns(events))
    assert (first >= 0).all()
    assert unexposed[-1] - first[-1] == pytest.approx(np.exp(-Z * 60.0), rel=1e-3)
    assert first.sum(0) + (unexposed[-1] - first[-1]) == pytest.approx(1.0)


def test_span_is_the_length_over_tracks():
    events = [BulkEvent(*parts, 0.5, 1.0, 0) for parts in ((0, 4, 1.0, 2.0), (1, 4, 1.5, 4.0), (2, 9, 0.0, 0.5))]
    assert span(columns(events)) == 3.5
    state = BulkEvent(9.0, 7, 2 * CERTAIN, 3 * CERTAIN, 0.5, 1.0, 0)
    assert span(columns([*events, state])) == 3.5
    assert columns([]).track.size == 0
    assert span(columns([])) == 0.0


GOOD = BulkEvent(1.0, 0, 1.0, 3.0, 0.5, 0.5, 0)


@pytest.mark.parametrize(
    "bad",
    [
        GOOD._replace(start=0.5),
        GOOD._replace(end=2.5),
        GOOD._replace(member=0.6),
        GOOD._replace(share=1.5),
        GOOD._replace(member=-0.1),
        GOOD._replace(start=4.0),
    ],
)
def test_windows_that_do_not_slide_are_refused(bad):
    with pytest.raises(ValueError, match=r"bulk event at 2: .*; wanted"):
        columns([GOOD, bad._replace(time=2.0)])


def test_rounding_of_an_unmoved_horizon_is_no_step_back():
    found = columns([GOOD, GOOD._replace(time=2.0, start=1.0 - 1e-12, end=3.0 - 1e-12)])
    assert found.start.tolist() == [1.0, 1.0]
    assert found.end.tolist() == [3.0, 3.0]


def test_tracks_do_not_mix():
    alone = [event for event in sliding(3) if event.track == 0]
    beside = list(chain.from_iterable((event, event._replace(track=5, share=0.0)) for event in alone))
    assert first_chances(Z, *columns(beside))[1][::2] == pytest.approx(first_chances(Z, *columns(alone))[1])
