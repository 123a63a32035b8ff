from math import exp
from types import SimpleNamespace

import pytest

from sim.actors.process import Clock, start
from sim.actors.turnover import Flow, turnover


class _Store:
    def __init__(self):
        self.gains = []

    def gain(self, time, people):
        self.gains.append((time, people))


def test_totals_follow_the_people_there_once_a_week():
    clock, store = Clock(), _Store()
    operator = SimpleNamespace(stores={"session": store})
    start(turnover(clock, [Flow(operator, [1000.0, 500.0], [lambda time: exp(-0.01 * time), lambda _: 1.0])], 30.0))
    clock.run(clock.at(30.0, 0))
    assert [time for time, _ in store.gains] == [7.0, 14.0, 21.0, 28.0]
    assert sum(people[0] for _, people in store.gains) == pytest.approx(1000 * (exp(-0.28) - 1))
    assert {people[1] for _, people in store.gains} == {0.0}
