import itertools
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from sim.actors import docket
from sim.actors.docket import BASE_PER_DAY, NUMBERS, Column, cases
from sim.draw.keyed import Decision

DRAW = Decision("case", seed=5, replication=0)


def opened(rate: float, days: float, agency: int = 1, draw: Decision = DRAW) -> np.ndarray:
    parts = [chunk.opened for chunk in cases(draw, agency, rate_per_day=rate, days=days)]
    return np.concatenate(parts) if parts else np.empty(0)


def whole(rate: float, days: float):
    """Cases as (time, key, numbers), all chunks together."""
    return [
        (time, key, tuple(numbers))
        for chunk in cases(DRAW, 1, rate_per_day=rate, days=days)
        for time, key, numbers in zip(chunk.opened.tolist(), chunk.keys.tolist(), chunk.numbers.tolist(), strict=True)
    ]


def p_poisson(times: np.ndarray, rate: float, days: float) -> float:
    """Of the law of a Poisson process: its number (normal) and its gaps (Kolmogorov and Smirnov); the smaller."""
    z = (len(times) - rate * days) / sqrt(rate * days)
    gaps = np.diff(times)
    return min(2 * float(stats.norm.sf(abs(z))), float(stats.kstest(gaps * rate, "expon").pvalue))


RATES = [BASE_PER_DAY / 3, BASE_PER_DAY, 1.5 * BASE_PER_DAY, 0.3, 40.0]


@pytest.mark.parametrize("rate", RATES)
def test_cases_are_a_poisson_process_of_the_agencys_rate(rate):
    assert p_poisson(opened(rate, 4000 / rate), rate, 4000 / rate) > 0.001


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_of_a_tenth_more_would_be_seen(rate):
    assert p_poisson(opened(1.1 * rate, 4000 / rate), rate, 4000 / rate) < 0.001


def test_cases_are_the_sums_of_their_gaps_from_the_first_to_the_last():
    times = opened(BASE_PER_DAY, 3000 / BASE_PER_DAY)  # a whole layer, over several batches
    numbers, _ = DRAW.keyed_rows((1, 0), 0, len(times), NUMBERS)
    assert times == pytest.approx(np.cumsum(-np.log1p(-numbers[:, Column.GAP])) / BASE_PER_DAY)
    assert len(times) > 2500


def test_a_higher_rate_only_adds_cases():
    rates = (0.01, 0.011, 0.02, 0.3, 1.0, 1.0001, 7.0)
    nested = [set(whole(rate, 500.0)) for rate in rates]
    assert all(few <= many for few, many in itertools.pairwise(nested))
    assert len(nested[0]) < len(nested[3]) < len(nested[-1])


def test_a_longer_run_only_adds_cases():
    short, long = whole(3.0, 50.0), whole(3.0, 80.0)
    assert long[: len(short)] == short
    assert all(time >= 50.0 for time, *_ in long[len(short) :])


@pytest.mark.parametrize("chunk", [16, 100_000])
def test_cases_do_not_depend_on_the_chunks_they_come_in(chunk, monkeypatch):
    before = whole(20.0, 100.0)
    monkeypatch.setattr(docket, "_CHUNK_CASES", chunk)
    assert whole(20.0, 100.0) == before
    assert len(before) > 1500


def test_cases_come_in_order_within_the_run_each_with_numbers_of_its_own():
    found = whole(20.0, 100.0)
    times = [time for time, *_ in found]
    assert times == sorted(times)
    assert times[0] > 0.0
    assert times[-1] < 100.0
    assert len({key for _, key, _ in found}) == len(found)
    assert all(len(numbers) == NUMBERS for *_, numbers in found)


def test_whether_a_case_is_opened_says_nothing_of_what_it_is_about():
    numbers = np.array([row for *_, row in whole(1.5, 3000.0)])  # a layer half in
    for column in (Column.SUBJECT, Column.ACT, Column.REQUEST):
        assert stats.kstest(numbers[:, column], "uniform").pvalue > 0.001
    # the control: the number that decides it is uniform over the layer, and below the share taken from its top one
    assert stats.kstest(numbers[:, Column.REACHED], "uniform").pvalue < 0.001


def test_agencies_and_replications_have_cases_of_their_own():
    other = Decision("case", seed=5, replication=1)
    assert not set(opened(3.0, 100.0)) & set(opened(3.0, 100.0, agency=2))
    assert not set(opened(3.0, 100.0)) & set(opened(3.0, 100.0, draw=other))


def test_no_rate_opens_no_case():
    assert len(opened(0.0, 100.0)) == 0


def stepping(times: np.ndarray) -> np.ndarray:
    """2 a day, then 6, then 0.5."""
    return np.select([times < 400.0, times < 700.0], [2.0, 6.0], 0.5)


def stepped(rate_at, most: float = 6.0, days: float = 1200.0) -> list[tuple[float, int, tuple[float, ...]]]:
    return [
        (time, key, tuple(numbers))
        for chunk in cases(DRAW, 1, rate_per_day=most, days=days, rate_at=rate_at)
        for time, key, numbers in zip(chunk.opened.tolist(), chunk.keys.tolist(), chunk.numbers.tolist(), strict=True)
    ]


def test_where_the_rate_changes_the_cases_are_those_of_the_rate_of_their_time():
    found = stepped(stepping)
    assert [case for case in found if case[0] < 400.0] == [case for case in whole(2.0, 1200.0) if case[0] < 400.0]
    assert [case for case in found if case[0] >= 700.0] == [case for case in whole(0.5, 1200.0) if case[0] >= 700.0]
    middle = np.array([time for time, *_ in found if 400.0 <= time < 700.0])
    assert p_poisson(middle - 400.0, 6.0, 300.0) > 0.001
    assert p_poisson(middle - 400.0, 5.0, 300.0) < 0.001


def test_a_rate_that_is_higher_at_any_time_only_adds_cases():
    few, many = set(stepped(stepping)), set(stepped(lambda times: stepping(times) * 1.5, most=9.0))
    assert few < many
    assert set(stepped(lambda times: stepping(times), most=64.0)) == few  # a higher bound redraws nothing


def test_a_rate_that_does_not_change_gives_the_same_cases_as_a_number():
    assert stepped(lambda times: np.full(times.shape, 6.0)) == whole(6.0, 1200.0)


def test_cases_are_divided_at_days_and_none_is_lost():
    days = [0.0, 30.0, 60.0, 61.0, 500.0]
    chunks = list(cases(DRAW, 1, rate_per_day=20.0, days=400.0))
    parts = list(docket.divided(chunks, days))
    assert np.concatenate([part.keys for _, part in parts]).tolist() == whole_keys(chunks)
    assert list(docket.divided(chunks, [])) != []
    for begins, part in parts:
        later = [day for day in days if day > begins]
        assert begins <= part.opened[0]
        assert part.opened[-1] < min(later, default=np.inf)
    assert {30.0, 60.0, 61.0} <= {begins for begins, _ in parts}


def whole_keys(chunks):
    return np.concatenate([chunk.keys for chunk in chunks]).tolist()
