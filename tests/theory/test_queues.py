"""Desks against Erlang and Cobham. Standard errors of the mean waits are 4 to 7 % over 20 replications."""

import pytest

from sim.verify.checks import queues
from sim.verify.evidence import LEVEL

LOADS = (1.5, 2.1, 2.55)  # of 3 servers: 50, 70 and 85 %


@pytest.mark.parametrize("load", LOADS)
def test_waits_on_the_working_clock_are_those_of_erlang(load):
    assert queues.erlang(load) > LEVEL


@pytest.mark.parametrize("load", LOADS)
def test_arrivals_round_the_clock_are_not_erlangs(load):
    assert queues.erlang(load, replications=8, in_open_hours=False) < LEVEL


def test_waits_of_two_grades_are_those_of_cobham():
    assert min(queues.cobham(2.1)) > LEVEL / 2  # two comparisons


def test_another_share_of_urgent_work_would_be_seen():
    assert min(queues.cobham(2.1, first_share=0.5)) < LEVEL / 2


@pytest.mark.slow
@pytest.mark.parametrize("load", LOADS)
def test_waits_of_many_replications_are_those_of_erlang(load):
    assert queues.erlang(load, replications=150) > LEVEL  # standard errors of 1.5 to 2.5 %
