"""Effects of duties in a whole run."""

import pytest

from sim.replication import simulate
from tests.unit.build.places import loaded

WORLD = """
operators: {net: {market: 100 %, keeps: {ip_assignment: 90 days}, desk: {staff: 5, handling: {fixed: 1 hour}}}}
agencies: {police: {cases: {rate: 20 per 100 people per year}}}
<effects>
"""


def rows(tmp_path, effects=""):
    outcome = simulate(loaded(tmp_path, WORLD.replace("<effects>", effects)), seed=3, replication=0)
    return {(row.measure, *row.labels.items()): row.value for row in outcome.rows}


def hours(found):
    return found["desk.hours", ("desk", "net")]


def test_requests_take_longer_while_assistance_is_neglected(tmp_path):
    kept = hours(rows(tmp_path))
    # the duty decays within a second of the start, and nobody inspects
    slowed = hours(rows(tmp_path, "effects: {duties: {decay: {assistance: 100000000 per year}, slower: 2.5}}"))
    other = hours(rows(tmp_path, "effects: {duties: {decay: {security: 100000000 per year}, slower: 2.5}}"))
    assert kept > 5.0
    assert slowed == pytest.approx(2.5 * kept)
    assert other == pytest.approx(kept)


def test_a_factor_of_1_changes_no_row(tmp_path):
    decay = "effects: {duties: {decay: {assistance: 1 per year} <more>}}"
    plain, with_it = (rows(tmp_path, decay.replace("<more>", more)) for more in ("", ", slower: 1"))
    assert repr(plain) == repr(with_it)
