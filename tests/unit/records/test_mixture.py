"""Chances in closed form, by runs and over shared numbers, against patterns that are carried forward one by one."""

import numpy as np
import pytest

from sim.records import mixture
from sim.records.bulk import CERTAIN, Among, BulkEvent, Part
from sim.records.mixture import through_chances
from sim.records.patterns import unexposed_chances
from sim.records.runs import run_chances

Z = np.array([0.05, 0.6, 1.7, 5.0])
KEPT = {0: 3.0, 1: 1.2, 2: 100.0}  # by lane
STOPPED = (4.0, 4.9)  # no records are written between


def event(number, parts, share, *, platform=0, member=1.0, among=(), key=None):
    length = sum(end - start for _, start, end in parts) if parts else CERTAIN
    own = tuple(Part(*part) for part in parts)
    return BulkEvent(float(number), 0, 0.0, length, share, member, key or 50 + number, own, among, platform)


def held(lane, now):
    """What a store that forgets and once stopped recording holds, in one or two pieces."""
    start, (low, high) = now - KEPT[lane], STOPPED
    pieces = [(start, min(now, low)), (max(start, high), now)] if start < low and now > high else [(start, now)]
    if low <= now <= high:
        pieces = [(start, low)]
    return [(lane, a, b) for a, b in pieces if a < b]


def store(first=0, lanes=(0, 1, 2), many=9, **how):
    """Copies of a store at growing times, some of everybody; the sixth is of a state."""
    shares = [0.3, 0.5, 0.1, 1.0, 0.2, 0.4, 0.7, 0.25, 0.6]
    times = [1.0, 1.5, 3.9, 4.4, 5.0, 5.3, 6.0, 8.5, 8.6]
    own = [[part for lane in lanes for part in held(lane, now)] for now in times]
    own[5] = []
    return [event(first + 2 * i, [*own[i]], shares[i], **how) for i in range(many)]


def by_patterns(events, z=Z):
    return unexposed_chances(z, events, np.random.default_rng(1), most=10**6)


def found(events, z=Z):
    """The chances, without a generator: nothing may be left to chance."""
    return through_chances(z, events, None)


def test_copies_of_a_store_are_runs_with_the_chances_of_patterns():
    events = store()
    assert any(len(e.parts) > 3 for e in events)  # a piece before the stop and one after
    assert run_chances(Z, events) == pytest.approx(by_patterns(events), rel=1e-12)


def test_windows_of_one_store_that_come_back_to_a_part_are_no_runs():
    events = [event(0, [(0, 0.0, 2.0)], 0.5), event(1, [(0, 1.0, 3.0)], 0.5), event(2, [(0, 0.5, 3.0)], 0.5)]
    assert run_chances(Z, events) is None
    assert run_chances(Z, events[:2]) is not None


def test_with_part_of_a_window_forgotten_chances_are_others():
    shorter = [e._replace(parts=e.parts[:-1]) for e in store()]
    assert np.abs(run_chances(Z, shorter) - by_patterns(store())).max() > 1e-3


def in_time(*stores):
    return sorted((e for own in stores for e in own), key=lambda e: e.time)


def test_platforms_whose_copies_are_about_the_verified_are_a_mean_over_them():
    verified = Among(9, 0.0, 0.7)
    first = store(0, lanes=(0, 1), many=5, platform=1, member=0.8, among=(verified,))
    other = [e._replace(parts=tuple(p._replace(lane=p.lane + 5) for p in e.parts)) for e in store(1, many=4)]
    other = [e._replace(platform=2, member=0.6, among=(verified,) * (i > 1)) for i, e in enumerate(other)]
    events = in_time(first, other)
    assert found(events) == pytest.approx(by_patterns(events), rel=1e-12)
    strangers = in_time(first, [e._replace(among=tuple(a._replace(key=8) for a in e.among)) for e in other])
    assert np.abs(found(strangers) - by_patterns(events)).max() > 1e-3


def test_acts_that_choose_the_same_people_are_a_mean_over_who_is_chosen():
    events = [e._replace(key=77, share=0.3 + 0.2 * (i % 2)) for i, e in enumerate(store(many=4))]
    assert found(events) == pytest.approx(by_patterns(events), rel=1e-12)
    assert np.abs(found([e._replace(key=i) for i, e in enumerate(events)]) - found(events)).max() > 1e-3


def test_what_is_asked_alone_is_a_share():
    events = in_time(store(0, many=3), store(1, lanes=(1,), many=3, among=(Among(7, 0.2, 0.9),)))
    events = [e._replace(parts=tuple(p._replace(lane=p.lane + 9 * bool(e.among)) for p in e.parts)) for e in events]
    assert found(events) == pytest.approx(by_patterns(events), rel=1e-12)


def test_one_act_that_asks_twice_about_a_number_wants_both():
    twice = (Among(7, 0.0, 0.6), Among(7, 0.5, 1.0))
    assert found([event(0, [(0, 0.0, 1.0)], 1.0, among=twice)])[0] == pytest.approx(0.9 + 0.1 * np.exp(-Z))


def test_what_is_no_run_or_asks_too_much_is_carried_forward(monkeypatch):
    back = [event(0, [(0, 0.0, 2.0)], 0.5), event(1, [(0, 1.0, 3.0)], 0.5), event(2, [(0, 0.5, 3.0)], 0.5)]
    events = in_time(back, store(3, lanes=(1, 2), many=4, platform=1, member=0.5, among=(Among(7, 0.2, 0.9),)))
    exact = by_patterns(events)
    rng = np.random.default_rng(1)
    assert through_chances(Z, events, rng) == pytest.approx(exact, rel=1e-12)
    monkeypatch.setattr(mixture, "MOST_CELLS", 1)
    assert through_chances(Z, events, rng) == pytest.approx(exact, rel=1e-12)


def test_what_is_no_run_wants_draws():
    back = [event(0, [(0, 0.0, 2.0)], 0.5), event(1, [(0, 1.0, 3.0)], 0.5), event(2, [(0, 0.5, 3.0)], 0.5)]
    with pytest.raises(mixture.NoRunError):
        through_chances(Z, back, None)
