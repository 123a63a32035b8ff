from math import inf

import numpy as np
import pytest

from sim.actors.census import Census
from sim.actors.duty import Duty
from sim.actors.identity import Curve
from sim.actors.log_store import PurgeJob
from sim.actors.operator import look_up
from sim.actors.platform import COUNTED, Platform, Unchecked
from sim.actors.process import start
from sim.actors.register import Holding, Register
from sim.actors.registration import Registration
from sim.actors.shelf import Crowd
from sim.law.real_name import Order
from sim.ledger.facts import AccountsClosed, AccountsHeld, AccountsOpened
from tests.unit.actors.stage import Stage, give_store, operator, people

DAYS, KEEPS, WEIGHT = 60.0, 20.0, 3.0
REMOVE = (Order(0.0, inf, False, 30.0),)
REFUSE = (Order(10.0, inf, True, inf),)


class Town:
    """A forum with an account for 40 % of the people, of whom 70 % have shown an identity."""

    def __init__(self, orders, growth=0.0, number=500, draws=(), verify=0.0):
        self.stage = Stage(DAYS)
        self.residents = people(number, writes={"message": 1.0})
        self.forum = operator(self.stage, "forum", kind="platform", share=0.4, weight=WEIGHT)
        self.curve = Curve(0.7, 0.0, verify, ())
        holding = Holding(self.residents.world.key, number, 0, 99, self.curve, growth)
        self.register = self.forum.register = Register(self.forum.key, 0.4, {"residents": holding})
        self.duty = None
        if draws:
            self.duty = Duty(
                self.stage.clock,
                self.stage.ledger,
                self.forum,
                "real_name",
                decay_per_day=1.0,
                unit_exponential=lambda n: draws[n],
            )
            start(self.duty.life())
        crowd = Crowd(0.4 * number * WEIGHT, 1.0, lambda time: time)
        self.store = give_store(self.forum, "message", KEEPS, crowds=(crowd,))
        self.store.people = np.array([crowd.people])
        self.job = PurgeJob(
            self.stage.clock,
            self.stage.ledger,
            [self.store.shelf],
            operator="forum",
            category="message",
            every_days=1.0,
            days=DAYS,
        )
        start(self.job.life())
        platform = Platform(self.forum, self.register, orders, key=5)
        self.registration = Registration(
            self.stage.clock,
            self.stage.ledger,
            [platform],
            {"message": self.job},
            entry="forum",
            grows=growth > 0,
            days=DAYS,
        )
        start(self.registration.life())

    def run(self):
        self.stage.run(self.job.close_books, self.registration.close_books)
        return self

    def closed(self, how="no identity"):
        return [fact for fact in self.stage.of(AccountsClosed) if fact.how == how]

    def having(self, time):
        return {u for u in range(self.residents.world.number) if self.register.is_open(u, time)}


def test_accounts_are_removed_on_the_day_with_all_that_is_held_of_them():
    town = Town(REMOVE)
    held = []
    for time in (29.9, 30.1):
        town.stage.at(time, lambda: held.append(town.store.shelf.stored(town.stage.clock.now).person_days))
    town.run()
    (removed,) = town.closed()
    left = len(town.having(40.0))
    assert (removed.time, removed.accounts, removed.weight) == (30.0, 200 - left, WEIGHT)
    assert town.closed("open")[0].accounts == left
    assert 120 < left < 160  # 140, with a standard deviation of 6.5
    assert held == [pytest.approx(200 * WEIGHT * 20.9), pytest.approx(left * WEIGHT * 20.1)]
    assert town.forum.users == left


def test_purges_are_the_same_written_down_one_by_one_or_all_at_once():
    towns = [Town(REMOVE, growth=0.01) for _ in range(2)]
    towns[1].stage.ledger.journal = None
    one_by_one, at_once = (town.run().stage.ledger for town in towns)
    for ledger in (one_by_one, at_once):
        ledger.settle()
    purges = at_once.purges["forum", "message"]
    assert one_by_one.purges["forum", "message"] == purges
    assert len(purges) > DAYS
    assert purges[30].person_days_after > purges[31].person_days_after  # the removal


def test_nothing_is_found_any_more_of_a_removed_account_and_all_of_another():
    town = Town(REMOVE)
    census = Census({"residents": town.residents})
    before, after = sorted(town.having(29.0)), {}
    town.stage.at(
        35.0,
        lambda: after.update(
            {u: look_up(town.forum, "message", census.subject(u), 28.0, 5.0, 35.0, census.by_age).state for u in before}
        ),
    )
    town.run()
    left = town.having(35.0)
    assert {u: "complete" if u in left else "expired" for u in before} == after
    assert set(after.values()) == {"complete", "expired"}


def test_an_operator_that_neglects_the_duty_removes_when_it_keeps_it_again():
    town = Town(REMOVE, draws=(25.0, 1000.0))
    town.stage.at(41.5, lambda: town.duty.mend("corrected"))
    town.run()
    (removed,) = town.closed()
    assert removed.time == 42.0
    assert len(town.having(41.9)) == 200 > len(town.having(42.0))


def test_an_operator_that_never_keeps_the_duty_removes_nothing():
    assert Town(REMOVE, draws=(25.0,)).run().closed() == []


def test_a_law_that_is_gone_by_the_day_removes_nothing():
    town = Town((Order(0.0, 29.0, False, 30.0),)).run()
    assert town.closed() == []
    assert town.closed("open")[0].accounts == 200


def test_a_removal_before_the_run_removes_nothing_in_it():
    assert Town((Order(-50.0, inf, False, -10.0),)).run().closed() == []


def test_new_accounts_are_refused_from_the_first_day_of_the_law_to_those_without_an_identity():
    town = Town(REFUSE, growth=0.01).run()
    facts = town.stage.of(AccountsOpened)
    before, after = [f for f in facts if f.time < 10.0], [f for f in facts if f.time > 10.0]
    assert sum(f.asked for f in before) == 20
    assert sum(f.refused for f in before) == 0
    assert sum(f.asked for f in after) == 100
    refused = sum(f.refused for f in after)
    assert 15 < refused < 45  # 30, with a standard deviation of 4.6
    assert len(town.having(59.99)) == 320 - refused == town.closed("open")[0].accounts
    assert town.store.people.tolist() == [pytest.approx(WEIGHT * (320 - refused))]


def test_a_deficit_lets_accounts_without_an_identity_in_until_they_are_removed_with_the_old_ones():
    orders = (Order(10.0, inf, True, 12.0),)
    town = Town(orders, growth=0.02, draws=(20.0, 1000.0))  # neglected from day 20 on
    town.stage.at(45.5, lambda: town.duty.mend("corrected"))
    town.run()
    first, second = town.closed()
    assert (first.time, second.time) == (12.0, 46.0)
    let_in = town.having(45.9) - town.having(46.0)
    assert len(let_in) == second.accounts > 0
    assert all(21.0 <= town.register.span(u)[0] < 46.0 for u in let_in)


def test_days_of_accounts_are_those_of_real_platforms_and_those_of_known_holders_their_share():
    town = Town(REMOVE).run()
    before, after = town.stage.of(AccountsHeld)
    assert (before.time, before.until, after.until) == (0.0, 30.0, 60.0)
    assert before.account_days == pytest.approx(200 * WEIGHT * 30)
    assert before.verified_days == pytest.approx(0.7 * before.account_days)
    assert after.verified_days == after.account_days == pytest.approx(len(town.having(50.0)) * WEIGHT * 30)


def test_large_populations_are_drawn_and_not_counted():
    town = Town(REMOVE, number=10 * COUNTED).run()
    (removed,) = town.closed()
    assert abs(removed.accounts - 120_000) < 5 * 290  # a standard deviation of 290
    assert removed.accounts + town.closed("open")[0].accounts == 400_000


def test_whom_a_platform_let_in_are_stretches_of_the_order_of_accounts():
    unchecked = Unchecked(40)
    unchecked.let_in(40, 45)
    unchecked.let_in(45, 45)
    assert unchecked.stretches == [(0, 45)]
    unchecked.let_in(50, 55)  # those between were asked
    unchecked.let_in(55, 60)
    assert unchecked.stretches == [(0, 45), (50, 60)]
    unchecked.stretches.clear()
    unchecked.let_in(60, 61)
    assert unchecked.stretches == [(60, 61)]
