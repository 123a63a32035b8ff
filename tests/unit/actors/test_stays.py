"""Stays on a list that has room for so many people, against the same moment by moment."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.actors.stays import follow


def plainly(times, who, until, listed, most, days):
    """Look through the whole list at every arrival."""
    ends, there, stays = list(until), {person: stay for stay, person in enumerate(listed)}, []
    for time, person in zip(times, who, strict=True):
        there = {one: stay for one, stay in there.items() if ends[stay] > time}
        if person in there:
            ends[there[person]] = time + days
        elif len(there) < most:
            there[person] = len(ends)
            ends.append(time + days)
        stays.append(there.get(person, -1))
    return stays, ends


arrivals = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9)), max_size=60).map(sorted)


@given(arrivals, st.integers(0, 6), st.integers(1, 120), st.dictionaries(st.integers(0, 9), st.integers(1, 120)))
def test_who_stays_and_until_when_is_the_same_moment_by_moment(came, most, days, there):
    times, who = [float(time) for time, _ in came], [person for _, person in came]
    listed, until = list(there), [float(min(left, days)) for left in there.values()]
    small = {person: i for i, person in enumerate(dict.fromkeys([*listed, *who]))}
    stays, ends = follow(
        np.array(times), np.array([small[one] for one in who], np.int64), np.array(until),
        np.array([small[one] for one in listed], np.int64), most, float(days),
    )  # fmt: skip
    expected = plainly(times, who, until, listed, most, float(days))
    assert (stays.tolist(), ends.tolist()) == expected


def test_a_long_list_of_people_who_come_and_go_and_stay_longer():
    rng = np.random.default_rng(3)
    times, who = np.sort(rng.uniform(0.0, 1000.0, 20_000)), rng.integers(0, 300, 20_000)
    stays, until = follow(times, who, np.empty(0), np.empty(0, np.int64), 50, 5.0)
    expected = plainly(times.tolist(), who.tolist(), [], [], 50, 5.0)
    assert (stays.tolist(), until.tolist()) == expected
    assert np.count_nonzero(stays < 0) > 1000 < len(until)
