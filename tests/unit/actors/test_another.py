"""Further subjects of a request: the compiled loop finds whom the plain one finds."""

import pytest

from sim.actors.area import Area
from sim.actors.asking import Asking
from sim.entry import load_scenario
from sim.replication import simulate

SETTINGS = [
    "agencies.police.asks.items_per_request=3",
    "people.residents.number=400",
    "agencies.police.cases.rate=100 per 100 people per year",
]


@pytest.fixture(scope="module")
def loaded():
    return load_scenario("two-isps", SETTINGS)


def journal(loaded, tried):
    tried.clear()
    outcome = simulate(loaded, seed=5, replication=0, journal=True)
    return outcome.journal_text, len(tried)


def test_both_loops_find_the_same_people(loaded, monkeypatch):
    tried = []
    compiled = Asking._another_served

    def counted(self, *given):
        tried.append(given)
        return compiled(self, *given)

    monkeypatch.setattr(Asking, "_another_served", counted)
    fast, by_loop = journal(loaded, tried)
    monkeypatch.setattr(Area, "is_even", False)
    slow, by_none = journal(loaded, tried)
    assert by_loop > 20
    assert by_none == 0
    assert fast == slow


def test_nobody_is_found_where_nobody_else_is_served(loaded, monkeypatch):
    found = []
    compiled = Asking._another_served
    monkeypatch.setattr(Asking, "_another_served", lambda *given: found.append(compiled(*given)) or found[-1])
    few = load_scenario(
        "two-isps", [*SETTINGS, "people.residents.number=2", "agencies.police.cases.rate=10000 per 100 people per year"]
    )
    simulate(few, seed=5, replication=0, journal=True)
    assert None in found
