from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.ledger.facts import CopiedCrowd, CopyEvent, CrowdRow
from sim.ledger.frame import Frame
from sim.measures.crowd import Crowd, overlap, part_of

FRAME = Frame(date(2020, 1, 1), 100.0)


def crowd(*copies: tuple[str, int], distinct: int, rows: tuple[CrowdRow, ...] = (), times=(50.0,) * 9) -> Crowd:
    events = tuple(
        CopyEvent(time, "onsite", "obtained", agency, "isp", "session", exposed, 0, 1, 1.0)
        for time, (agency, exposed) in zip(times, copies, strict=False)
    )
    often = np.array([[distinct, 0, 0]])
    return Crowd(FRAME, CopiedCrowd("residents", "west", 1000, events, ("",), np.array([distinct]), often, rows=rows))


def test_of_none_one_or_all_copies_the_people_are_known():
    some = crowd(("police", 100), ("ministry", 300), distinct=350)
    assert some.people("channel", "onsite") == some.distinct == [350.0]
    assert some.people("agency", "ministry") == [300.0]
    assert some.people("agency", "police") == [100.0]
    assert some.people("channel", "remote") == [0.0]
    assert some.people("role", "bystander") == some.people("place", "west") == [350.0]


def test_of_several_copies_the_people_are_those_drawn():
    row = CrowdRow("agency", "police", np.array([170]))
    assert crowd(("police", 100), ("police", 90), ("ministry", 300), distinct=350, rows=(row,)).people(
        "agency", "police"
    ) == [170.0]


def test_several_copies_without_a_number_are_no_row():
    with pytest.raises(ValueError, match="no people were drawn for the copies with agency police"):
        crowd(("police", 100), ("police", 90), ("ministry", 300), distinct=350).people("agency", "police")


def test_copies_that_exposed_nobody_or_came_too_early_count_for_nothing():
    some = crowd(("police", 100), ("police", 0), ("ministry", 300), distinct=350)
    assert some.people("agency", "police") == [100.0]
    early = replace(FRAME, warmup_days=60.0)
    events = tuple(CopyEvent(t, "onsite", "obtained", "a", "isp", "session", 10, 0, 1, 1.0) for t in (50.0, 70.0))
    fact = CopiedCrowd("residents", "west", 1000, events, ("",), np.array([10]), np.array([[10, 0, 0]]))
    assert Crowd(early, fact).people("agency", "a") == [10.0]


def test_the_overlap_is_bounded_by_both():
    for size, looked, copied in ((100, 100, 40), (100, 40, 100), (10**10, 5, 10**10)):
        assert overlap(FRAME, ("residents", "west"), size, looked, copied) == min(looked, copied)
    assert overlap(FRAME, ("residents", "west"), 100, 0, 40) == 0
    assert overlap(FRAME, ("residents", "west"), 100, 90, 80) >= 70


@pytest.mark.parametrize(("size", "looked", "copied"), [(2000, 500, 800), (10**6, 3000, 1000), (10**8, 10**5, 10**7)])
def test_the_overlap_is_hypergeometric(size, looked, copied):
    frames = [replace(FRAME, overlap_key=key) for key in range(400)]
    both = np.array([overlap(frame, ("residents", "west"), size, looked, copied) for frame in frames])
    mean, variance, *_ = stats.hypergeom(size, looked, copied).stats("mv")
    assert both.mean() == pytest.approx(mean, abs=4.0 * np.sqrt(variance / 400))
    assert both.var() == pytest.approx(variance, rel=4.0 * np.sqrt(2.0 / 400))
    if mean > 100:  # control: a fault of 5 % in the chance to be both
        assert abs(both.mean() - 1.05 * mean) > 4.0 * np.sqrt(variance / 400)


def test_more_people_looked_at_or_copied_never_make_fewer():
    home = ("residents", "west")
    for key in range(20):
        frame = replace(FRAME, overlap_key=key)
        united = [
            a + b - overlap(frame, home, 3000, a, b) for a, b in zip(range(0, 300, 7), range(0, 900, 21), strict=False)
        ]
        assert (np.diff(united) >= 0).all()


@pytest.mark.parametrize(("number", "share"), [(50, 0.3), (100_000, 1e-4), (10**8, 0.01)])
def test_the_part_of_a_group_is_binomial(number, share):
    frames = [replace(FRAME, overlap_key=key) for key in range(400)]
    found = np.array([part_of(frame, ("journalists", "residents", "west"), number, share) for frame in frames])
    mean, variance = number * share, number * share * (1.0 - share)
    assert found.mean() == pytest.approx(mean, abs=4.0 * np.sqrt(variance / 400))
    assert found.var() == pytest.approx(variance, rel=4.0 * np.sqrt((2.0 + 1.0 / variance) / 400))
    assert abs(found.mean() - 1.2 * mean) > 4.0 * np.sqrt(variance / 400)  # control


def test_more_people_never_have_fewer_of_a_group():
    found = [part_of(FRAME, ("journalists",), number, 0.1) for number in range(0, 5000, 7)]
    assert (np.diff(found) >= 0).all()
    assert all(0 <= some <= number for some, number in zip(found, range(0, 5000, 7), strict=True))
    assert [part_of(FRAME, ("all",), 7, share) for share in (0.0, 1.0)] == [0, 7]
