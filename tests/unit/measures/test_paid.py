"""Costs add up to what they are paid for; each way of losing or making money is seen at the end of a run."""

from functools import partial

import pytest

import sim.measures.cost as cost
from sim.entry import load_scenario
from sim.ledger.balance import BalanceError
from sim.replication import simulate
from tests.unit.measures.test_cost import COSTS, WORLD

MORE = """\
  mail: {kind: platform, users: 60 %, keeps: {message: 30 days, account_activity: 30 days}, desk: {staff: 2}}
laws:"""
FILTER = """\
monitoring:
  filter:
    unlawful: 1 %
    true_positive: 80 %
    false_positive: 0.1 %
    reviews: [message]
    moderators: {desk: {staff: 2, handling: {fixed: 10 minutes}}}
"""
PERIODS = "warmup: 20 days\nperiods: {spring: 2021-03-01 to 2021-06-15}\n"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    path = tmp_path_factory.mktemp("paid") / "world.yaml"
    text = WORLD.replace("laws:", MORE).replace("OFF", "false").replace("COMPLIES", "100 %")
    text = text.replace("{session: 10 per person day}", "{session: 10 per person day, message: 1 per person day}")
    path.write_text(text + COSTS + FILTER + PERIODS, encoding="utf-8")
    return load_scenario(path).with_({"end": "2021-09-01"})


def rows(loaded):
    found = simulate(loaded, seed=3, replication=0).rows
    return {(row.measure, *row.labels.values()): row.value for row in found if not row.period}


def test_moderators_are_paid_by_operators_and_by_no_one_entry(loaded):
    paid = rows(loaded)
    desks = ("large", "small", "filter: moderators", "police: draft")
    *own, moderators, draft = (paid["desk.hours", desk] for desk in desks)
    assert moderators > 20.0
    years = (243 - 20) / 365.25
    assert paid["load.cost", "staff"] * years == pytest.approx(50 * (sum(own) + moderators) + 40 * draft)
    of_operators = sum(paid["load.cost", entry] for entry in ("large", "small", "mail"))
    of_nobody = (50 * moderators + 40 * draft) / years
    assert paid["load.cost",] == pytest.approx(of_operators + of_nobody)


def scaled(real, factor):
    """Return bills of a kind with an amount that is wrong by a factor."""
    return lambda *given: [(*names, factor * row) for *names, row in real(*given)]


def some(real, keeps):
    return lambda *given: [one for one in real(*given) if keeps(one)]


BROKEN = {
    # what is done wrong: (function, what it does instead, what is said)
    "hours of desks": ("_staff", partial(scaled, factor=1.001), "costs of staff, and what they are paid for"),
    "no moderators": ("_moderators", partial(scaled, factor=0.0), "costs of staff, and what they are paid for"),
    "agencies' desks": ("_agencies", partial(scaled, factor=0.0), "costs of staff, and what they are paid for"),
    "bytes": ("_storage", partial(scaled, factor=1.001), "costs of storage, and what they are paid for"),
    "orders": ("_fixed", partial(scaled, factor=0.5), "costs of fixed, and what they are paid for"),
    "paid by the state": ("_shared", partial(some, keeps=lambda bill: bill[1] != "state"), "costs of fixed, and what"),
    "its share": ("_shared", lambda real: lambda prices, bill: [bill], "that the state pays, and its share"),
    "one side": ("_recovery", partial(some, keeps=lambda bill: bill[1] == "agency"), "costs of recovery, and what"),
    "items answered": ("_recovery", partial(scaled, factor=2.0), "recovery by agency, and items answered"),
    "a row of an entry": ("_parts", partial(some, keeps=lambda part: "small" not in part.labels.values()), "of no op"),
    "a row of a payer": ("_parts", partial(some, keeps=lambda part: "agency" not in part.labels.values()), "by payer"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_money_that_is_lost_or_made_is_seen(name, loaded, monkeypatch):
    function, instead, said = BROKEN[name]
    monkeypatch.setattr(cost, function, instead(getattr(cost, function)))
    with pytest.raises(BalanceError, match=said):
        simulate(loaded, seed=3, replication=0)


def test_a_desk_whose_work_nobody_pays_is_seen(loaded, monkeypatch):
    monkeypatch.setattr("sim.build.costs.moderators_of", lambda name: "nobody's desk")
    with pytest.raises(BalanceError, match="desk 'filter: moderators': has 0 who pay"):
        simulate(loaded, seed=3, replication=0)


def test_a_run_without_prices_has_nothing_to_check(loaded):
    assert ("load.cost",) not in rows(loaded.with_({"costs": None}))
