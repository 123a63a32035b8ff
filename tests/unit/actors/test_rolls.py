import numpy as np
import pytest

from sim.actors.identity import Curve, Drive
from sim.actors.platform import Platform
from sim.actors.register import Holding, Register
from sim.actors.rolls import Rolls
from tests.unit.actors.stage import Stage, operator

ASKED = Curve(0.7, 0.001, 0.5, (Drive(10.0, 40.0, 40.0),))
LEFT_ALONE = Curve(0.6, 0.0, 0.0, ())
GUESTS, RESIDENTS = 7_000, 1_000_003


@pytest.fixture
def platforms():
    stage, found = Stage(60.0), []
    for name, share, growth, curve in (
        ("a", 0.4, 0.002, ASKED),
        ("b", 0.0001, 0.01, LEFT_ALONE),
        ("c", 0.9, 0.0, ASKED),
    ):
        own = operator(stage, name, kind="platform", share=share)
        holdings = {
            "guests": Holding(1, GUESTS, 0, 9, curve, growth),
            "residents": Holding(2, RESIDENTS, GUESTS, 9, curve, 2 * growth),
        }
        register = own.register = Register(own.key, {"guests": share, "residents": share / 2}, holdings)
        found.append(Platform(own, register, (), key=5))
    return found


def test_who_has_asked_is_what_each_register_says(platforms):
    rolls = Rolls(platforms)
    for time in (-3.0, 0.0, 0.5, 13.0, 400.0):
        each = [[own.register.asked(of, time) for of in ("guests", "residents")] for own in platforms]
        assert rolls.asked_by(time).tolist() == each
    assert (rolls.asked_by(400.0)[0] > rolls.asked_by(0.0)[0]).all()
    assert rolls.asked_by(400.0)[2].tolist() == [round(0.9 * GUESTS), round(0.45 * RESIDENTS)]


def test_whoever_asks_has_an_account_and_is_not_checked_unless_the_platform_refuses(platforms):
    platforms[1].register.refuse(0.0)
    rolls = Rolls(platforms)
    first, asked = rolls.asked_by(0.0), rolls.asked_by(20.0)
    opened = rolls.open_accounts(0.0, 20.0)
    assert (opened.asked == asked - first).all()
    assert (opened.asked.any(axis=1).tolist(), opened.refused[[0, 2]].any()) == ([True, True, False], False)
    assert 0 < opened.refused[1].sum() < opened.asked[1].sum()
    assert (rolls.open == asked - opened.refused).all()
    assert rolls.unchecked[[0, 2]].tolist() == asked[[0, 2]].tolist()
    assert rolls.unchecked[1].tolist() == first[1].tolist()
    assert platforms[0].unchecked["guests"].stretches == [(0, asked[0, 0])]
    assert not rolls.open_accounts(20.0, 20.0).asked.any()
    removed = rolls.remove(0, 21.0)
    assert [there for _, there in removed] == asked[0].tolist()
    assert rolls.open[0].tolist() == [there - gone for gone, there in removed]
    assert (rolls.open[0] < asked[0]).all()
    assert (rolls.unchecked[0].tolist(), platforms[0].unchecked["guests"].stretches) == ([0, 0], [])


def test_shares_of_the_unknown_are_those_of_each_platforms_curve(platforms):
    rolls = Rolls(platforms)
    halves = [1.0 - 0.5 * (curve.share(5.0) + curve.share(25.0)) for curve in (ASKED, LEFT_ALONE, ASKED)]
    assert rolls.unknown(5.0, 25.0).tolist() == [[half, half] for half in halves]
    times = np.linspace(5.0, 9.0, 4001)
    means = [1.0 - float(curve.shares(times).mean()) for curve in (ASKED, LEFT_ALONE, ASKED)]

    def known(*counted):
        return sum(int(rolls.open[i].sum()) * (1.0 - means[i]) for i in counted)

    assert rolls.verified(5.0, 9.0) == pytest.approx(known(0, 1, 2), rel=1e-6)
    rolls.remove(0, 9.0)  # whoever is left has shown an identity
    assert rolls.verified(5.0, 9.0) == pytest.approx(int(rolls.open[0].sum()) + known(1, 2), rel=1e-6)
