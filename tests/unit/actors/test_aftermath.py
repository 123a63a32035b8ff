"""What visits leave behind: connections that stay open, copies that leak from contractors."""

from math import exp, sqrt

import pytest

from sim.actors.aftermath import Connections, Contractors
from sim.actors.target import Peers
from sim.draw.hashing import plain_fold
from sim.ledger.balance import BalanceError
from sim.ledger.facts import Connected, Contracted, Leaked, Visited
from tests.unit.actors.stage import Stage, operator

DAYS = 100.0
VISIT = Visited(10.0, 9.0, "police", "alpha", "remote", 1.0, False, False, False, 0.0, 0.0, 0, 0, 0, 0, True, False)


class Scene:
    """An operator with peers of weight 3, visited at times by keys of their own; visits take no hours."""

    def __init__(self):
        self.stage, self.taken = Stage(DAYS), []
        clock, ledger = self.stage.clock, self.stage.ledger
        self.operator = operator(self.stage)
        self.peers = Peers(clock, ledger, self.operator, [], groups=5, weight=3.0)
        self.plain = {"agency": "police", "channel": "remote", "takes": self._take}
        self.args = clock, ledger

    def _take(self, *taking):
        self.taken.append((self.stage.clock.now, *taking[1:]))

    def visit(self, after, *times, target=None):
        self.stage.ledger.desk("police: remote", 1.0)
        target = target or self.peers.own
        for number, time in enumerate(times):
            self.stage.ledger.write(VISIT._replace(weight=target.weight))
            self.stage.at(time, lambda key=number: after(target, plain_fold(71, key)))


def test_a_connection_is_open_for_its_time_and_everybody_is_reachable_from_its_opening():
    scene, seen = Scene(), []
    left = Connections(*scene.args, **scene.plain, share=1.0, days=30.0)
    scene.visit(left.after, 10.0, 80.0)
    for time in (9.0, 11.0, 39.0, 41.0, 81.0):
        scene.stage.at(time, lambda: seen.append(scene.operator.has_condition("connection")))
    scene.stage.run(left.close_books)
    assert seen == [False, True, True, False, True]
    assert [(time, channel, stage, share) for time, channel, stage, _, share in scene.taken] == [
        (10.0, "remote", "reachable", 1.0),
        (80.0, "remote", "reachable", 1.0),
    ]
    assert scene.stage.of(Connected) == [
        Connected(40.0, 10.0, "police", "alpha", "remote", 1.0),
        Connected(100.0, 80.0, "police", "alpha", "remote", 1.0),
    ]


def test_connections_come_at_their_share_and_a_larger_share_only_adds():
    opened = {}
    for share in (0.0, 0.2, 0.4):
        scene = Scene()
        left = Connections(*scene.args, **scene.plain, share=share, days=1.0)
        scene.visit(left.after, *(0.1 * number for number in range(1, 900)))
        scene.stage.run(left.close_books)
        opened[share] = {fact.opened for fact in scene.stage.of(Connected)}
    assert opened[0.0] == set()
    assert opened[0.2] < opened[0.4]
    assert len(opened[0.4]) == pytest.approx(0.4 * 899, abs=4 * sqrt(0.24 * 899))


def test_connections_into_peers_count_and_expose_nobody():
    scene = Scene()
    left = Connections(*scene.args, **scene.plain, share=1.0, days=30.0)
    scene.visit(left.after, 10.0, target=scene.peers.group(2))
    scene.stage.run(left.close_books)
    assert [fact.weight for fact in scene.stage.of(Connected)] == [3.0]
    assert scene.taken == []
    assert not scene.operator.has_condition("connection")


def third_parties(share=0.5, leaks=0.02, *, copied=True, target=None):
    scene = Scene()
    third = Contractors(*scene.args, **scene.plain, share=share, leaks_per_day=leaks, copies=0.3, days=DAYS)
    times = [50.0 + 1e-6 * number for number in range(2000)]
    scene.visit(lambda to, key: third.after(to, key, copied=copied), *times, target=target)
    scene.stage.run()
    return scene, scene.stage.of(Contracted), scene.stage.of(Leaked)


def test_contractors_make_their_share_and_their_copies_leak_at_the_hazard():
    scene, made, leaks = third_parties()
    assert len(made) == pytest.approx(1000, abs=4 * sqrt(500))
    chance = 1 - exp(-0.02 * 50.0)
    assert len(leaks) == pytest.approx(chance * len(made), abs=4 * sqrt(chance * (1 - chance) * len(made)))
    assert len(leaks) != pytest.approx(len(made), abs=4 * sqrt(250))
    assert [(time, channel, stage, share) for time, channel, stage, _, share in scene.taken] == [
        (fact.time, "breach", "obtained", 0.3) for fact in leaks
    ]
    assert all(fact.copied < fact.time <= DAYS for fact in leaks)


def test_nothing_leaks_that_was_not_copied_or_is_another_operators():
    for changes in ({"leaks": 0.0}, {"copied": False}, {"share": 0.0}):
        scene, _, leaks = third_parties(**changes)
        assert leaks == scene.taken == []
    scene = Scene()
    _, made, leaks = third_parties(target=scene.peers.group(1))
    assert {fact.weight for fact in (*made, *leaks)} == {3.0}


def test_more_connections_than_visits_are_seen():
    stage = Stage(DAYS)
    stage.ledger.write(Connected(40.0, 10.0, "police", "alpha", "remote", 1.0))
    with pytest.raises(BalanceError, match="connections: 1; wanted at most 0"):
        stage.run()
