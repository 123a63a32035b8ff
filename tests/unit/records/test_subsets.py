"""Distinct people of some of the bulk events on a crowd."""

import numpy as np
import pytest
from scipy import stats

from sim.records.bulk import BulkEvent, Part
from sim.records.crowd import Crowd
from sim.records.subsets import Subset, binomial_quantile, within

CLASSES, SIZE, CV = 3000, 200_000, 1.2
MIRRORED = 0.3  # share of the people who have a mirrored account

# A tap sees all of a lane of records twice, another tap half of them; a mirror holds accounts of another track.
EVENTS = [
    BulkEvent(1.0, 0, 0.0, 0.4, 1.0, 1.0, 1, (Part(0, 0.0, 0.4),)),
    BulkEvent(1.0, 0, 0.0, 0.2, 1.0, 1.0, 2, (Part(0, 0.2, 0.4),)),
    BulkEvent(2.0, 0, 0.0, 0.4, 1.0, 1.0, 3, (Part(0, 0.4, 0.8),)),
    BulkEvent(2.0, 0, 0.0, 0.2, 1.0, 1.0, 4, (Part(0, 0.6, 0.8),)),
    BulkEvent(2.5, 1, 0.0, 6.0, 1.0, MIRRORED, 5),
    BulkEvent(3.5, 1, 1.0, 9.0, 1.0, MIRRORED, 6),
]
BOTH_TAPS, MIRROR, MOST = [0, 1, 2, 3], [4, 5], [0, 1, 2, 3, 4]
TAP, HALF = [0, 2], [1, 3]


def some(name, numbers, many=6):
    return Subset(name, np.isin(np.arange(many), numbers))


def missed(length):
    return (1.0 + CV**2 * length) ** (-1.0 / CV**2)


def drawn(*subsets, sizes=(SIZE,) * CLASSES, periods=(("all", 0.0, 9.0),), key=7, events=EVENTS):
    return Crowd(CV, events).draw(np.array(sizes), list(periods), key, subsets=[some(*one) for one in subsets])


@pytest.fixture(scope="module")
def rows():
    return drawn(("tap", TAP), ("half", HALF), ("mirror", MIRROR), ("taps", BOTH_TAPS), ("most", MOST))


CHANCES = {0: 1.0 - missed(0.8), 1: 1.0 - missed(0.4), 2: MIRRORED * (1.0 - missed(9.0)), 3: 1.0 - missed(0.8)}
ANYONE = 1.0 - (1.0 - MIRRORED) * missed(0.8) - MIRRORED * missed(9.8)


@pytest.mark.parametrize("row", CHANCES)
def test_the_people_of_a_subset_have_mean_and_variance_of_the_closed_form(rows, row):
    people, chance = rows.subsets["all"][row], CHANCES[row]
    variance = SIZE * chance * (1.0 - chance)
    assert people.mean() == pytest.approx(SIZE * chance, abs=4.0 * np.sqrt(variance / CLASSES))
    assert people.var() == pytest.approx(variance, rel=4.0 * np.sqrt(2.0 / CLASSES))
    # controls: a thousandth more people; numbers that add what is uncertain of everybody
    assert people.mean() != pytest.approx(SIZE * 1.001 * chance, abs=4.0 * np.sqrt(variance / CLASSES))
    assert people.var() != pytest.approx(1.25 * variance, rel=4.0 * np.sqrt(2.0 / CLASSES))


@pytest.mark.parametrize("row", CHANCES)
def test_the_people_of_a_subset_go_together_with_all_exposed(rows, row):
    """Cov(N_B, D) = n p_B (1 - p_A): whoever B exposed, A did."""
    people, everybody = rows.subsets["all"][row], rows.distinct["all"]
    covariance = SIZE * CHANCES[row] * (1.0 - ANYONE)
    spread = SIZE * np.sqrt(CHANCES[row] * (1.0 - CHANCES[row]) * ANYONE * (1.0 - ANYONE))
    error = np.sqrt((spread**2 + covariance**2) / CLASSES)
    found = np.cov(people, everybody)[0, 1]
    assert found == pytest.approx(covariance, abs=4.0 * error)
    assert found > 4.0 * error  # control: drawn apart they would not go together


def test_a_subset_and_its_complement_go_together(rows):
    """Cov(N_B, N_C) = n (p_both - p_B p_C), of the mirror and the two taps, which share what people are like."""
    both = CHANCES[2] + CHANCES[3] - ANYONE
    covariance = SIZE * (both - CHANCES[2] * CHANCES[3])
    spread = SIZE * np.sqrt(CHANCES[2] * (1.0 - CHANCES[2]) * CHANCES[3] * (1.0 - CHANCES[3]))
    error = np.sqrt((spread**2 + covariance**2) / CLASSES)
    found = np.cov(rows.subsets["all"][2], rows.subsets["all"][3])[0, 1]
    assert found == pytest.approx(covariance, abs=4.0 * error)
    # control: given all exposed, but each by itself
    apart = SIZE * CHANCES[2] * CHANCES[3] * (1.0 - ANYONE) / ANYONE
    assert found != pytest.approx(apart, abs=4.0 * error)


def test_two_taps_of_the_same_people_have_all_of_them_each():
    events = [*EVENTS[:1], EVENTS[0]._replace(key=9), *EVENTS[2:3], EVENTS[2]._replace(key=11)]
    sets = [some("one", [0, 2], 4), some("other", [1, 3], 4)]
    draw = Crowd(CV, events).draw(50 * SIZE, [("all", 0.0, 9.0)], 3, subsets=sets)
    people, number = draw.subsets["all"][:, 0], draw.distinct["all"][0]
    chance, error = 1.0 - missed(0.8), np.sqrt(50 * SIZE * CHANCES[0] * (1.0 - CHANCES[0]))
    assert people.tolist() == [number, number]
    assert number == pytest.approx(50 * SIZE * chance, abs=4.0 * error)
    assert abs(as_strangers(draw.exposed[:, 0], number, 50 * SIZE) / number - 1.0) > 0.1  # control: the law of before


def as_strangers(exposed, distinct, size):
    """The people of every other event, if all overlap as those of unlike activity with records of their own do."""

    def people(some, spread):
        clocks = np.expm1(-spread * np.log1p(-some / size)) / spread
        return size * -np.expm1(-np.log1p(spread * clocks.sum()) / spread)

    low, high = 1e-6, 50.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if people(exposed, middle) > distinct else (low, middle)
    return people(exposed[::2], high)


RARE = 0.001


@pytest.fixture(scope="module")
def rare():
    """Two copies of a thousandth of the people, chosen anew, beside two of all; a row of the former."""
    copies = [BulkEvent(time, 7, 0.0, 0.5, RARE, 1.0, int(time * 10)) for time in (4.0, 5.0)]
    sets = [some("rare", [6, 7], 8), some("others", list(range(6)), 8)]
    return Crowd(CV, [*EVENTS, *copies]).draw(np.full(CLASSES, 5 * SIZE), [("all", 0.0, 9.0)], 4, subsets=sets)


def test_copies_that_hardly_meet_the_same_people_add_up(rare):
    people, sums = rare.subsets["all"][0], rare.exposed[6:].sum(0)
    both = 5 * SIZE * RARE**2 * (1.0 - missed(0.5))  # records are the same, the people chosen anew
    chance = 2.0 * RARE * (1.0 - missed(0.5)) - RARE**2 * (1.0 - missed(0.5))
    variance = 5 * SIZE * chance * (1.0 - chance)
    assert people.mean() == pytest.approx(5 * SIZE * chance, abs=4.0 * np.sqrt(variance / CLASSES))
    assert people.var() == pytest.approx(variance, rel=4.0 * np.sqrt(2.0 / CLASSES) + 0.02)
    repeats = sums - people
    assert (repeats >= 0).all()
    assert repeats.mean() == pytest.approx(both, abs=4.0 * np.sqrt(both / CLASSES))
    assert repeats.max() < 0.5 * np.sqrt(variance)  # control: drawn from all exposed they would differ by as much
    assert (people + rare.subsets["all"][1] >= rare.distinct["all"]).all()


def test_no_more_people_are_mirrored_than_have_an_account(rows):
    with_account = SIZE * MIRRORED + 5.0 * np.sqrt(SIZE * MIRRORED * (1.0 - MIRRORED))
    assert (rows.subsets["all"][2] < with_account).all()
    assert (rows.exposed[4:].sum(0) > with_account).all()  # control: its two copies add up to more


PERIODS = (("all", 0.0, 9.0), ("early", 0.0, 2.2), ("middle", 1.5, 3.0), ("late", 3.0, 9.0))


@pytest.mark.parametrize("size", [3, 70, 150_000])
def test_sums_of_people_are_possible(size):
    sets = [(str(one), one) for one in (TAP, HALF, MIRROR, BOTH_TAPS, MOST, [5], [], list(range(6)), [2, 4])]
    draw = drawn(*sets, sizes=(size,) * 500, periods=PERIODS)
    times = np.array([event.time for event in EVENTS])
    for name, start, end in PERIODS:
        for number, (_, one) in enumerate(sets):
            people, everybody = draw.subsets[name][number], draw.distinct[name]
            own = [i for i in one if start <= times[i] < end]
            rest = [i for i in range(6) if i not in one and start <= times[i] < end]
            assert (people <= np.minimum(everybody, draw.exposed[own].sum(0))).all()
            least = np.maximum(draw.exposed[own].max(0, initial=0), everybody - draw.exposed[rest].sum(0))
            assert (people >= least).all()
            assert (people <= draw.subsets["all"][number]).all()
            if len(own) == 1:
                assert (people == draw.exposed[own[0]]).all()
            if not rest:
                assert (people == everybody).all()
    assert (draw.subsets["all"][2] + draw.subsets["all"][3] >= draw.distinct["all"]).all()


def test_a_subset_that_lies_in_two_periods_has_one_number():
    draw = drawn(("some", [1, 2]), periods=(("all", 0.0, 9.0), ("early", 0.0, 2.2)))
    assert (draw.subsets["all"] == draw.subsets["early"]).all()


def test_another_subset_moves_nothing():
    alone, beside = drawn(("half", [1, 2])), drawn(("tap", [0, 3]), ("half", [1, 2]), ("other", [1, 5]))
    assert (alone.subsets["all"][0] == beside.subsets["all"][1]).all()
    assert (alone.exposed == beside.exposed).all()
    assert (alone.records == beside.records).all()
    assert (alone.distinct["all"] == beside.distinct["all"]).all()
    assert (alone.subsets["all"] != drawn(("half", [1, 2]), key=8).subsets["all"]).any()


def test_subsets_within_one_another_never_contradict():
    draw = drawn(
        ("small", [1, 2]), ("larger", [1, 2, 3]), ("another", [1, 2, 4]), ("same", [0, 2]), ("and half", [0, 1, 2])
    )
    small, larger, another, same, and_half = draw.subsets["all"]
    assert (small <= larger).all()
    assert (small <= another).all()
    assert (same == and_half).all()  # event 1 sees what 0 sees anyway
    assert (same > small).all()


@pytest.mark.parametrize("chance", [0.0, 1e-5, 0.003, 0.2, 0.5, 0.97, 1.0])
def test_quantiles_are_those_of_the_binomial_law(chance):
    u = (np.arange(400) + 0.5) / 400
    for number in (0, 1, 40, 5000, 10**6, 10**9):
        found = binomial_quantile(u, np.array(number), np.array(chance))
        wanted = stats.binom.ppf(u, number, chance)
        assert np.abs(found - wanted).max() <= max(1.0, 1e-4 * np.sqrt(number * chance * (1.0 - chance)))


def test_events_of_a_subset_in_one_period_are_among_those_in_another_or_not():
    numbers = np.array([1, 2, 5, 8, 9])
    inside = [numbers[(low <= numbers) & (numbers < high)] for low in range(11) for high in range(low, 12)]
    answers = [(within(some, own), bool(np.isin(some, own).all())) for some in inside for own in inside]
    assert all(said == true for said, true in answers)
    assert {said for said, _ in answers} == {True, False}
