"""Crowds at platforms that grow: drawn at the end, against the same people gone through one by one.

Both play the same visits, so their difference is that of the people alone; its standard error is over replications.
Each replication has a population of its own name, for who has accounts at which platforms hangs on it and on nothing
else: with one name the people with accounts at two platforms would be as many too many or too few in all replications.
"""

import numpy as np
import pytest

from sim.actors import copying, crowd
from sim.actors.waves import Waves
from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify.worlds import WIDE_OPEN, world

PEOPLE, REPLICATIONS = 10_000, 30
TEXT = """
exposim: 1
start: 2018-01-01
end: 2018-12-31
panel: 0
periods: {early: 2018-02-01 to 2018-06-01, late: 2018-06-01 to 2018-12-31}
people:
  <name>:
    number: <people> people
    writes: {account_activity: 0.05 per person day, message: 0.02 per person day, ip_assignment: 1 per person day}
    verified: 70 %
    verifies: 0.3 per year
    opens_accounts: 0.8 per year
operators:
  isp: {market: 100 %, keeps: {ip_assignment: 400 days}, desk: <desk>}
  forum: {kind: platform, users: 30 %, keeps: {account_activity: 90 days}, desk: <desk>}
  chat: {kind: platform, users: 20 %, keeps: {account_activity: 60 days, message: 30 days}, desk: <desk>}
  wall: {kind: platform, users: 5 %, keeps: {account_activity: 30 days, subscriber: account life}, desk: <desk>}
laws:
  names: {from: 2018-02-01, real_name: {new_accounts: refuse, old_accounts: remove by 2018-06-01}}
  visits: {inspection: {onsite: {may: [copy]}}}
effects: {real_name: {verify: 50 %}, duties: {decay: {real_name: 2 per year}}}
agencies:
  raiders:
    inspectors: {staff: 50}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 4 per year}
      targets: {weights: {isp: 0}}
      onsite: {takes: {fixed: 1 hour}, copies: 50 %}
"""
LABELS = {"stage", "operator"}
WANTED = [
    (measure, period, operator)
    for measure in ("exposure.persons", "exposure.records", "exposure.record_age")
    for period in ("early", "late")
    for operator in ("", "forum", "chat", "wall")
    if operator or measure == "exposure.persons"
]


def played():
    """The wanted rows of each replication, per person; shape (replications, rows)."""
    found = np.zeros((REPLICATIONS, len(WANTED)))
    for replication in range(REPLICATIONS):
        loaded = world(TEXT, people=PEOPLE, desk=WIDE_OPEN, name=f"residents-{replication}")
        outcome = simulate(loaded, seed=7, replication=replication)
        rows = [Row(*row) for row in outcome.rows]
        of = {(r.measure, r.period, r.operator): r.value for r in rows if set(r.labels) | {"operator"} == LABELS}
        found[replication] = [of.get(row, 0.0) for row in WANTED]
    return found / PEOPLE


@pytest.fixture(scope="module")
def one_by_one():
    return played()


@pytest.fixture
def as_a_crowd(one_by_one, monkeypatch):
    """Classes of over ten people are drawn as crowds, once `one_by_one` has been played."""
    for module in (copying, crowd):
        monkeypatch.setattr(module, "SMALL_CLASS", 10)


def apart(one, other):
    """z of the mean of each difference; shape (rows,)."""
    difference = one - other
    return difference.mean(0) / (difference.std(0, ddof=1) / REPLICATIONS**0.5)


@pytest.mark.usefixtures("as_a_crowd")
def test_a_crowd_is_exposed_as_its_people_are(one_by_one):
    assert np.abs(apart(played(), one_by_one)).max() < 4.0


def test_a_crowd_of_those_who_had_an_account_on_the_first_day_would_be_seen(one_by_one, as_a_crowd, monkeypatch):
    monkeypatch.setattr(Waves, "at", lambda waves, operator: ())
    assert (np.abs(apart(played(), one_by_one)) > 4.0).sum() > len(WANTED) / 2
