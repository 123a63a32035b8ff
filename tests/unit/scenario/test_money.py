"""Amounts of money keep their currency through reading, writing, pickling and the resolved form."""

import pickle

import pytest

from sim.entry import load_scenario
from sim.scenario.blocks.costs import Costs
from sim.scenario.faults import MisreadError
from sim.scenario.money import Amount
from sim.scenario.units import read_quantity, show

TEXT = """\
exposim: 1
start: 2020-01-01
end: 2020-03-01
people: {residents: {number: 1000 people, writes: {session: 1 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 30 days}}}
costs: {currency: USD, price_year: 2020, storage: 20.5 USD per TB per year, recovery: 31 USD per item}
"""


@pytest.mark.parametrize(
    "text", ["45 per hour", "45 EUR", "45 XYZ per hour", "45 EUR per TB per year", "45", "-1 EUR per hour"]
)
def test_a_price_names_a_currency_and_what_it_is_for(text):
    with pytest.raises(MisreadError, match="wanted"):
        read_quantity(text, "money_per_hour")


def test_an_amount_is_written_in_its_own_currency():
    assert show(Amount(20.5, "USD"), "money_per_tb") == "20.5 USD per TB per year"
    assert show(Amount(2000.0, "CNY"), "money_per_year") == "2000 CNY per year"


def test_an_amount_travels_between_processes():
    there = pickle.loads(pickle.dumps(Amount(3.0, "GBP")))
    assert (there, there.currency) == (3.0, "GBP")


def test_the_resolved_scenario_says_the_same(tmp_path):
    (tmp_path / "a.yaml").write_text(TEXT)
    first = load_scenario(tmp_path / "a.yaml")
    (tmp_path / "b.yaml").write_text(first.resolved())
    second = load_scenario(tmp_path / "b.yaml")
    assert second.key == first.key
    assert second.scenario.costs.storage.currency == "USD"


def test_a_price_of_an_entry_comes_before_that_of_all():
    given = {
        "currency": "EUR",
        "price_year": 2020,
        "fixed": "5 EUR per year",
        "operators": {"a": {"fixed": "7 EUR per year"}},
    }
    costs = Costs.model_validate(given)
    assert [costs.of("a", "fixed"), costs.of("b", "fixed"), costs.of("b", "staff")] == [7.0, 5.0, 0.0]
