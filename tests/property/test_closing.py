"""Answers closed many at a time come to the rows that answers closed one by one come to, to the last bit.

With a journal every answer is closed by itself, since whoever reads it wants every fact at its time.
"""

import pytest

from sim.entry import load_scenario
from sim.ledger.accounts import Ledger
from sim.ledger.answers import STATES
from sim.replication import simulate

SCENARIOS = {
    # errors, groups of people, several items, urgent requests
    "uk-ipa-chain": ["people.residents.number=100 thousand", "people.residents.groups.journalists.share=5 %"],
    # a history, people behind one address
    "eu-retention": ["people.residents.number=60 thousand"],
    # gaps in what is kept, people played one by one, follow-ups, withheld requests
    "two-isps": [
        "panel=50",
        "agencies.police.cases.rate=200 per 100 people per year",
        *(f"agencies.police.chain.{step}.desk.staff=9" for step in ("draft", "spoc", "authorise")),
        *(f"operators.{name}.desk.staff=9" for name in ("alpha", "beta", "forum")),
        "effects.duties.decay.retention=12 per year",
    ],
    # what platforms keep
    "in-2022-cert-in": ["people.residents.number=2 million"],
}


def tables(outcome):
    return outcome.rows, outcome.series, outcome.curves, outcome.places, outcome.links, outcome.flows


@pytest.mark.parametrize("name", SCENARIOS)
def test_many_at_a_time_or_one_by_one_is_the_same(name, monkeypatch):
    answered, answer = [], Ledger.answer
    monkeypatch.setattr(Ledger, "answer", lambda self, many: answered.append(many) or answer(self, many))
    loaded = load_scenario(name, SCENARIOS[name])
    blocks = simulate(loaded, seed=11, replication=0)
    closed = sum(len(many.kind) for many in answered)
    assert closed > 10
    answered.clear()
    single = simulate(loaded, seed=11, replication=0, journal=True)
    assert not answered
    assert closed < single.counts["RequestClosed"]  # some are not plain, and go the other way
    assert repr(tables(blocks)) == repr(tables(single))
    assert dict(blocks.counts) == dict(single.counts)


def test_the_scenarios_have_answers_of_every_state(monkeypatch):
    states, answer = set(), Ledger.answer
    monkeypatch.setattr(Ledger, "answer", lambda self, many: states.update(many.state.tolist()) or answer(self, many))
    for name, settings in SCENARIOS.items():
        simulate(load_scenario(name, settings), seed=11, replication=0)
    assert [STATES[state] for state in sorted(states)] == list(STATES)
