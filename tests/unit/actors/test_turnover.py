from math import exp

import pytest

from sim.actors.log_store import LogStore
from sim.actors.process import start
from sim.actors.shelf import Crowd
from sim.actors.turnover import Flow, turnover
from tests.unit.actors.stage import Stage, operator, shelf

PEOPLE = [1000.0, 500.0]


def test_totals_follow_the_people_there_once_a_week(monkeypatch):
    stage, weeks = Stage(30.0), []
    crowds = tuple(Crowd(number, 1.0, lambda time: time) for number in PEOPLE)
    alpha, kept = operator(stage), shelf(crowds=crowds)
    alpha.stores["session"] = LogStore(kept, "session", PEOPLE)
    come = kept.come
    monkeypatch.setattr(kept, "come", lambda *what: weeks.append(what) or come(*what))
    start(turnover(stage.clock, [Flow(alpha, PEOPLE, [lambda time: exp(-0.01 * time), lambda _: 1.0])], 30.0))
    stage.clock.run(stage.clock.at(30.0, 0))
    assert [time for time, _, _ in weeks] == [7.0, 14.0, 21.0, 28.0]
    assert all(recording == [True] for _, _, recording in weeks)
    assert sum(people[0] for _, (people,), _ in weeks) == pytest.approx(1000 * (exp(-0.28) - 1))
    assert {people[1] for _, (people,), _ in weeks} == {0.0}
    there = [1000 * exp(-0.01 * day) for day in (0.0, 7.0, 14.0, 21.0, 28.0)]  # bytes: one a day for whoever is there
    written = 7.0 * sum(there[:4]) + 2.0 * there[4] + 30.0 * 500.0
    assert kept.written(30.0) == pytest.approx(written)
