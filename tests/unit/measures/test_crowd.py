from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.ledger.facts import CopiedCrowd, CopyEvent
from sim.ledger.frame import Frame
from sim.measures.crowd import Crowd, fit, overlap, part_of

FRAME = Frame(date(2020, 1, 1), 100.0)


def drawn(shares: dict[str, list[float]], people: int = 200_000, cv: float = 0.0, seed: int = 5):
    """Copies of independent shares of a class, by agency, and the sets of people whom they expose."""
    rng = np.random.default_rng(seed)
    z = rng.gamma(1.0 / cv**2, cv**2, people) if cv else np.ones(people)
    sets = {
        agency: [rng.random(people) < 1.0 - np.exp(-share * z) for share in some] for agency, some in shares.items()
    }
    everybody = np.any([one for some in sets.values() for one in some], axis=0)
    events = tuple(
        CopyEvent(50.0, "onsite", "obtained", agency, "isp", "session", int(one.sum()), 0, 1, 1.0)
        for agency, some in sets.items()
        for one in some
    )
    total = np.array([everybody.sum()])
    fact = CopiedCrowd("residents", "west", people, events, ("",), total, np.array([[total[0], 0, 0]]))
    return Crowd(FRAME, fact, "obtained"), {agency: np.any(some, axis=0).sum() for agency, some in sets.items()}


def people(crowd: Crowd, label: str, value: str) -> float:
    return float(crowd.people(crowd.having(label, value))[0])


def test_all_copies_together_expose_the_number_drawn():
    crowd, _ = drawn({"police": [0.1, 0.2], "ministry": [0.3]})
    assert people(crowd, "channel", "onsite") == crowd.distinct[0]
    assert people(crowd, "channel", "remote") == 0.0


def test_one_copy_exposes_as_many_as_it_exposed():
    crowd, true = drawn({"police": [0.1, 0.2], "ministry": [0.3]})
    assert people(crowd, "agency", "ministry") == true["ministry"]


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.0])
def test_some_copies_expose_as_many_as_they_did(cv):
    crowd, true = drawn({"police": [0.1] * 8, "ministry": [0.15] * 4}, cv=cv)
    error = np.sqrt(200_000 * 0.25)  # at most, of a number of people; the fit adds no more than one of its own
    assert people(crowd, "agency", "police") == pytest.approx(true["police"], abs=4.0 * np.sqrt(2.0) * error)


def test_copies_of_the_active_are_not_independent():
    """The control of the test above: what independent copies would expose is seen to be another number."""
    crowd, true = drawn({"police": [0.1] * 8, "ministry": [0.15] * 4}, cv=1.0)
    shares = [event.exposed / 200_000 for event in crowd.events if event.agency == "police"]
    naive = 200_000 * (1.0 - np.prod([1.0 - share for share in shares]))
    assert abs(naive - true["police"]) > 4.0 * np.sqrt(2.0 * 200_000 * 0.25)


def test_copies_that_miss_each_other_by_chance_still_make_the_number_drawn():
    exposed = np.array([100.0, 120.0, 80.0])
    for distinct in (299.0, 290.0, 250.0, 130.0):
        assert fit(exposed, distinct, 1000.0).people(exposed) == pytest.approx(distinct)


def test_copies_without_repeats_add_up():
    events = tuple(
        CopyEvent(50.0, "onsite", "obtained", agency, "isp", "session", 10, 10, 1, 1.0) for agency in ("a", "a", "b")
    )
    fact = CopiedCrowd("residents", "west", 1000, events, ("",), np.array([30]), np.array([[30, 0, 0]]))
    assert people(Crowd(FRAME, fact, "obtained"), "agency", "a") == 20.0


def test_copies_that_were_only_read_are_another_stage():
    events = tuple(
        CopyEvent(50.0, "onsite", stage, "police", "isp", "session", 10, 10, 1, 1.0)
        for stage in ("obtained", "examined")
    )
    fact = CopiedCrowd("residents", "west", 1000, events, ("",), np.array([20]), np.array([[20, 0, 0]]))
    assert Crowd(FRAME, fact, "examined").distinct.tolist() == [10.0]
    assert Crowd(FRAME, fact, "examined").repeats.tolist() == [[10.0, 0.0, 0.0]]


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
