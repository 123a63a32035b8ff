"""Every mechanism, switched on at rate zero, changes no row; at a rate over zero it changes some."""

import pytest

from sim.replication import simulate
from sim.verify.worlds import world
from tests.unit.build.mechanisms import BASE, MECHANISMS, NEEDS, filtered
from tests.unit.build.mechanisms_beyond import MORE, MORE_NEEDS

ALL, ALL_NEEDS = {**MECHANISMS, **MORE}, {**NEEDS, **MORE_NEEDS}


def rows_of(**changes):
    loaded = world(BASE).with_(changes) if changes else world(BASE)
    return frozenset(repr(tuple(row)) for row in simulate(loaded, seed=3, replication=0).rows)


@pytest.fixture(scope="module")
def base():
    return rows_of()


@pytest.mark.parametrize("name", ALL)
def test_at_rate_zero_it_changes_no_row_and_over_zero_some(base, name):
    before = rows_of(**ALL_NEEDS[name]) if name in ALL_NEEDS else base
    off, on = (rows_of(**changes) for changes in ALL[name])
    assert before <= off
    assert on != before
    assert on != off


def test_reports_that_nobody_takes_up_change_no_row_but_those_of_reports():
    """A report of a post is known already and exposes nobody: without a case nothing else comes of it."""

    def rows(**more):
        filters = filtered("80 %", reviews=["post"], reports=["post"], **more)
        return {row for row in rows_of(**filters) if "monitoring.reported" not in row}

    silent = rows()
    assert rows(reports_to="police", pursued="0 %") == silent
    taken_up = rows(reports_to="police", pursued="60 %")
    assert any("request.count" in row for row in taken_up - silent)
