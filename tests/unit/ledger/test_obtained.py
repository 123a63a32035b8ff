"""What an agency holds of what it obtained."""

from datetime import date
from math import inf

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.frame import Frame
from sim.ledger.obtained import Held, obtained, person_days_held, summed
from sim.measures import DEFINITIONS
from sim.measures.rows import rows_of


def disclosed(time, person, agency="police", stage="obtained", recipient="agency", window=(0.0, 0.0)):
    return Disclosed(
        time, "request", stage, agency, "isp", "session", "town", person, "suspect", 1, 1.0, (1, 0, 0, 0), *window,
        recipient,
    )  # fmt: skip


def group(time, *persons):
    at = np.array(persons, np.uint64)
    return DisclosedGroup(
        time, "request", "obtained", "police", "isp", "ip_assignment", "town", at, "bystander", 1.0, 0
    )


def bits_of(time):
    return int(np.float32(time).view(np.uint32))


FACTS = (
    group(30.0, 1, 2, 3),
    disclosed(10.0, 1),
    disclosed(50.0, 2, window=(20.0, 45.0)),
    disclosed(60.0, 9, agency="tax office"),
    disclosed(61.0, 9, stage="examined"),
    disclosed(62.0, 9, recipient="intruder"),
)


def ledger(kept_days=40.0):
    found = Ledger(Frame(date(2020, 1, 1), 100.0, holds={"police": kept_days}))
    for fact in FACTS:
        found.write(fact)
    found.close()
    return found


def everybody(persons):
    return np.ones(len(persons), bool)


def held_at(rows, time, kept_days):
    return rows.at(range(*rows.places(time - kept_days, time))).person.tolist()


def test_rows_are_those_of_the_agency_in_order_of_time():
    rows = obtained(ledger(), "police")
    found = rows.at(range(5))
    assert list(zip(found.time.tolist(), found.person.tolist(), strict=True)) == [
        (10.0, 1), (30.0, 1), (30.0, 2), (30.0, 3), (50.0, 2),
    ]  # fmt: skip
    assert held_at(rows, 50.0, 20.0) == [1, 2, 3]  # a row of this very moment is not held yet
    assert held_at(rows, 50.5, 20.0) == [2]
    assert held_at(rows, 50.5, inf) == [1, 1, 2, 3, 2]
    assert rows.between(30.0, 50.0, everybody).person.tolist() == [1, 2, 3]
    assert rows.between(30.0, 50.0, lambda persons: persons % 2 == 1).person.tolist() == [1, 3]
    assert not len(rows.between(50.1, inf, everybody).person)


def test_what_is_kept_in_single_precision_is_compared_with_the_time_itself():
    found = Ledger(Frame(date(2020, 1, 1), 100.0, holds={"police": inf}))
    found.write(disclosed(10.1, 1))  # in single precision 10.1000004
    found.close()
    rows, kept = obtained(found, "police"), float(np.float32(10.1))
    assert rows.places(10.1, np.nextafter(kept, inf)) == (0, 1)
    assert rows.places(10.1, kept) == (0, 0)
    assert rows.places(kept, 11.0) == (0, 1)
    assert rows.places(np.nextafter(kept, inf), 11.0) == (1, 1)


@pytest.mark.parametrize("people", [50, 8 * 10**9, 2**40])
def test_rows_of_one_person_and_time_stay_in_the_order_of_writing(people):
    """50 people and 20 times in 3,000 rows: every pair comes three times. Persons over 2^33 are named by places."""
    rng = np.random.default_rng(1)
    written = Ledger(Frame(date(2020, 1, 1), 100.0, holds={"police": inf}))
    persons, times = rng.integers(0, 50, 3000) * (people // 50), rng.integers(0, 20, 3000) * 4.75
    stores = [f"store {number:04}" for number in range(3000)]
    for person, time, store in zip(persons.tolist(), times.tolist(), stores, strict=True):
        written.write(disclosed(time, person)._replace(operator=store))
    written.close()
    operators, number = written.exposures.codes.label("operator")
    order = sorted(range(3000), key=lambda row: (times[row], persons[row], row))
    everything = obtained(written, "police")
    for found in (everything.at(range(3000)), everything.between(0.0, 100.0, everybody)):
        told = [*zip(found.time.tolist(), found.person.tolist(), number[found.code].tolist(), strict=True)]
        assert told == [(times[row], persons[row], operators.index(stores[row])) for row in order]
    held = {}  # person by person, from each time to the next one of the same person
    for person, time in sorted(zip(persons.tolist(), times.tolist(), strict=True)):
        held.setdefault(person, []).append(time)
    ends = [np.minimum(np.append(times[1:], 100.0), np.array(times) + 7.0) for times in held.values()]
    days = sum(float((end - np.array(times)).sum()) for end, times in zip(ends, held.values(), strict=True))
    assert person_days_held(written, "police", 7.0) == {(0.0, 100.0): pytest.approx(days)}


KEYS = np.array([(person << 31) + bits_of(time) for person, time in ((1, 10), (1, 30), (2, 30), (2, 50), (3, 30))])


def test_each_person_is_held_once_at_a_time():
    held = Held(KEYS.astype(np.uint64), 40.0, 100.0)
    since, until = held.spans(0, 5)
    assert since.tolist() == [10.0, 30.0, 30.0, 50.0, 30.0]
    assert until.tolist() == [30.0, 70.0, 50.0, 90.0, 70.0]
    assert held.spans(0, 1)[1].tolist() == [30.0]  # the next row is looked at, though it is not asked for
    assert held.person_days([(0.0, 100.0), (60.0, 80.0)]).tolist() == [60.0 + 60.0 + 40.0, 10.0 + 20.0 + 10.0]
    assert Held(KEYS.astype(np.uint64), inf, 100.0).spans(0, 5)[1].tolist() == [30.0, 100.0, 50.0, 100.0, 100.0]


def test_days_held_are_worked_out_anew_when_more_has_been_obtained():
    found = ledger()
    before = person_days_held(found, "police", 40.0)
    assert before == {(0.0, 100.0): 160.0}
    assert person_days_held(found, "police", 40.0) is before
    found.write(disclosed(70.0, 11))
    found.settle()
    assert person_days_held(found, "police", 40.0) == {(0.0, 100.0): 190.0}


@pytest.mark.parametrize("columns", [0, 1, 9, 129, 8192, 8193, 8209, 100_003])
def test_a_sum_of_halves_is_that_of_numpy_to_the_last_bit(columns):
    rng = np.random.default_rng(columns)
    terms = rng.random((3, columns)) * 10.0 ** rng.integers(-9, 9, (3, columns))
    found = summed(lambda first, last: terms[:, first:last].copy(), 0, columns)
    assert found.tolist() == [row.copy().sum() for row in terms]
    if columns > 8192:  # a plain sum is another
        assert found.tolist() != [float(np.cumsum(row)[-1]) for row in terms]


def value(name, kept_days=40.0, **labels):
    (row,) = [row for row in rows_of(DEFINITIONS[name], ledger(kept_days)) if row.labels == labels]
    return row.value


def test_the_measures_are_time_averages():
    assert value("agency.held_persons") == pytest.approx(160.0 / 100.0)
    assert value("agency.held_persons", agency="police") == pytest.approx(160.0 / 100.0)
    assert value("agency.held_person_days") == pytest.approx(25.0 * 40.0 / 100.0)
    assert value("agency.held_person_days", kept_days=inf) == pytest.approx(25.0 * 50.0 / 100.0)
