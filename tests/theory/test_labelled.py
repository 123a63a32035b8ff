"""Rows of exposed people by one label: a class gone through person by person and one drawn as a crowd have one law."""

import numpy as np
import pytest

from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify.worlds import world

FEW, MANY = 95_000, 105_000  # people who are resolved one by one, and as a crowd
FIRST_USERS, SECOND_USERS, REGION = 0.4, 0.2, 0.5  # shares of people with an account, and of accounts that are mirrored

TAPPED_AND_MIRRORED = """
exposim: 1
title: Two taps, one of which sees what the other does, and two platforms abroad with a mirror at home
start: 2020-01-01
end: 2020-04-20
warmup: 10 days
periods: {after: 2020-03-01 to 2020-04-20}
places: {list: [CN, US]}
people:
  residents:
    number: <people> people
    home: CN
    account_region: {US: 50 %, CN: 50 %}
    activity_cv: 1
    writes: {content: 0.04 per person day, session: 0.01 per person day}
operators:
  net: {market: 100 %, place: CN, keeps: {session: 20 days}}
  mail: {kind: platform, place: US, users: 40 %, keeps: {content: 20 days}, keys: {content: vault}}
  chat: {kind: platform, place: US, users: 20 %, keeps: {content: 20 days}, keys: {content: chat}}
  vault: {kind: data_centre, place: CN}
  shelf: {kind: data_centre, place: CN}
changes:
  mail: {on: 2020-02-10, set: {operators.mail.moves.content: {accounts: CN, move_to: vault}}}
  chat: {on: 2020-03-10, set: {operators.chat.moves.content: {accounts: CN, move_to: shelf}}}
agencies: {listeners: {in: CN}, others: {in: CN}}
interception:
  all: {place: CN, by: listeners, stage: reachable}
  same: {place: CN, by: others, stage: reachable}
  half: {place: CN, by: others, share: 50 %, stage: reachable}
"""

Key = tuple[str, str, str]


def rows(people: int, seed: int) -> dict[Key, float]:
    """Return the share of people exposed by label, value and period."""
    outcome = simulate(world(TAPPED_AND_MIRRORED, people=people), seed=seed, replication=0)
    found: dict[Key, float] = {}
    readable: dict[str, float] = {}
    for row in (Row(*row) for row in outcome.rows):
        labels = {name: value for name, value in row.labels.items() if name != "stage"}
        if row.measure == "exposure.persons" and row.labels["stage"] == "reachable" and len(labels) <= 1:
            label, value = next(iter(labels.items()), ("", ""))
            found[label, value, row.period] = row.value / people
        if row.measure == "exposure.readable_share" and row.labels["stage"] == "reachable":
            readable[row.period] = row.value
    return found | {("readable", "", period): share * found["", "", period] for period, share in readable.items()}


@pytest.fixture(scope="module")
def both() -> tuple[dict[Key, float], dict[Key, float]]:
    return rows(FEW, 3), rows(MANY, 4)


def apart(first: float, second: float) -> float:
    """Standard errors between two shares of people."""
    share = (first * FEW + second * MANY) / (FEW + MANY)
    error = np.sqrt(share * (1.0 - share) * (1.0 / FEW + 1.0 / MANY))
    return abs(first - second) / error if error else 0.0


def test_rows_of_a_crowd_are_those_of_people_gone_through_one_by_one(both):
    few, many = both
    assert few.keys() == many.keys()
    assert {"channel", "operator", "agency", "category", "readable", "jurisdiction"} <= {label for label, *_ in few}
    assert {key: found for key in few if (found := apart(few[key], many[key])) > 4.0} == {}


def test_rows_a_tenth_off_would_be_seen(both):
    few, many = both
    assert min(apart(0.9 * few[key], many[key]) for key in few if 0.02 < few[key] < 0.98) > 4.0


def test_two_taps_that_see_the_same_are_rows_alike(both):
    for found in both:
        for period in ("", "after"):
            assert found["operator", "all", period] == found["operator", "same", period]
            assert found["operator", "half", period] < found["operator", "same", period]


def test_a_mirror_reaches_no_more_than_have_an_account_there(both):
    most = REGION * (FIRST_USERS + SECOND_USERS)
    for found in both:
        assert found["channel", "mirror", ""] < most
        assert found["channel", "mirror", ""] < found["", "", ""]
        assert found["channel", "interception", ""] > most  # control: another channel does reach them
