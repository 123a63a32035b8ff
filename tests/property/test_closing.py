"""Requests sent and closed many at a time come to the rows that those seen to one by one come to, to the last bit.

With a journal every request is seen to by itself, since whoever reads it wants every fact at its time.
"""

from collections import Counter
from functools import partial

import numpy as np
import pytest

from sim.actors import closing
from sim.actors.asking import Asking
from sim.actors.case import Docket
from sim.actors.closing import Closing
from sim.actors.courses import Courses
from sim.actors.docket import NUMBERS, Column
from sim.actors.drawing import Drawing
from sim.actors.habits import whole
from sim.actors.register import Register
from sim.actors.sending import Sending
from sim.draw.hashing import fold
from sim.draw.keyed import row
from sim.entry import load_scenario
from sim.ledger.accounts import Ledger
from sim.ledger.answers import STATES
from sim.queueing.state import Count
from sim.replication import simulate
from tests.property.both_ways import tables

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
SEVERAL = {
    # agencies of several kinds, each with labels of its own
    "au-2015-retention": ["people.residents.number=2 million"],
    # agencies that hold what they get and use it again, watch suspects and listen to some; operators that grow slower
    "cn-2018-order-151": [
        "panel=0",
        "people.residents.number=1 thousand",
        "people.residents.writes.session=2 per person day",
        "people.residents.writes.message=1 per person day",
        "agencies.provincial-police.cases.rate=100 per 100 people per year",
        *(f"agencies.provincial-police.asks.for.{name}=0 %" for name in ("subscriber", "session", "message")),
        "agencies.provincial-police.asks.for.ip_assignment=60 %",
        "agencies.provincial-police.asks.for.account_activity=40 %",
        "agencies.provincial-police.holds.reuse=90 %",
    ],
    # accounts that are opened, refused and removed, some on days that nobody foresaw; messages and their other ends
    "cn-2018-order-151, accounts": [
        "panel=0",
        "people.residents.number=2 thousand",
        "people.residents.opens_accounts=0.2 per year",
        "people.residents.verified=20 %",
        "people.residents.writes.session=2 per person day",
        "people.residents.writes.message=1 per person day",
        "laws.csl.real_name.new_accounts=refuse",
        "effects.duties.decay.real_name=6 per year",
        "agencies.provincial-police.cases.rate=60 per 100 people per year",
        *(f"agencies.provincial-police.asks.for.{name}=0 %" for name in ("subscriber", "session")),
        "agencies.provincial-police.asks.for.ip_assignment=20 %",
        "agencies.provincial-police.asks.for.account_activity=50 %",
        "agencies.provincial-police.asks.for.message=30 %",
    ],
}
ALL = {**SCENARIOS, **SEVERAL}


def loaded(name):
    """The scenario of a name, which may have something after a comma."""
    return load_scenario(name.split(",")[0], ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_many_at_a_time_or_one_by_one_is_the_same(name, monkeypatch):
    met, meet = [], Sending.meet
    monkeypatch.setattr(Sending, "meet", lambda self, one: met.append(meet(self, one)) or met[-1])
    answered, answer = [], Ledger.answer
    monkeypatch.setattr(Ledger, "answer", lambda self, many: answered.append(many) or answer(self, many))
    scenario = loaded(name)
    blocks = simulate(scenario, seed=11, replication=0)
    closed, kinds = sum(len(many.kind) for many in answered), [many.kinds for many in answered]
    assert closed > 10
    answered.clear()
    single = simulate(scenario, seed=11, replication=0, journal=True)
    assert not answered
    assert closed <= single.counts["RequestClosed"]
    if name.startswith(("two-isps", "cn-2018-order-151")):
        assert closed < single.counts["RequestClosed"]  # some are not plain, and go the other way
    assert repr(tables(blocks)) == repr(tables(single))
    assert dict(blocks.counts) == dict(single.counts)
    if name == "au-2015-retention":
        assert len({labels.agency for many in kinds for labels in many}) > 1
    assert set(met) == ({True, False} if name.startswith("cn-2018-order-151") else set())  # some are not sent


def test_the_scenarios_have_what_may_go_wrong(monkeypatch):
    seen, asked = Counter(), set()

    def count(cls, name):
        method = getattr(cls, name)
        monkeypatch.setattr(cls, name, lambda self, *given: seen.update([name]) or method(self, *given))

    count(Docket, "_open_anew")  # accounts have come or gone since a subject was found
    count(Docket, "_follow_up")
    take = Closing.take
    monkeypatch.setattr(
        Closing, "take", lambda self, batch, *given: asked.update(batch.category) or take(self, batch, *given)
    )
    simulate(loaded("cn-2018-order-151, accounts"), seed=11, replication=0)
    assert min(seen[name] for name in ("_open_anew", "_follow_up")) > 100
    assert len(asked) == 3  # addresses, accounts, messages


def test_answers_that_wait_are_looked_up_as_accounts_were(monkeypatch):
    """What a person wrote before the account was removed was there to be handed over, whenever it is looked up."""
    all_courses, waiting = [], []
    make, tell = Courses.__init__, Register._tell

    def telling(self):
        waiting.append(sum(int(courses._rooms.count[Count.ANSWERED]) for courses in all_courses))
        tell(self)

    monkeypatch.setattr(Courses, "__init__", lambda self, desks: all_courses.append(self) or make(self, desks))
    monkeypatch.setattr(Register, "_tell", telling)
    scenario = loaded("cn-2018-order-151, accounts")
    then = simulate(scenario, seed=11, replication=0)
    assert max(waiting) > 0
    as_known_later = partial(with_times, closing.accounts, 1e9)  # the control: removals that came later count too
    monkeypatch.setattr(closing, "accounts", as_known_later)
    assert repr(tables(simulate(scenario, seed=11, replication=0))) != repr(tables(then))


def with_times(accounts, time, routes, which, persons, times):
    """Accounts as they are known at a time, not when answers were given."""
    return accounts(routes, which, persons, np.full_like(times, time))


def test_the_scenarios_have_courses_that_end_in_every_way(monkeypatch):
    told, over, under_way = [], set(), []
    tell, end, close = Sending.tell, Sending.over, Sending.close_books
    monkeypatch.setattr(Sending, "tell", lambda self, one: told.append(one) or tell(self, one))
    monkeypatch.setattr(Sending, "over", lambda self, one: over.add(one.turned_down) or end(self, one))
    monkeypatch.setattr(
        Sending, "close_books", lambda self: under_way.extend(self._courses.under_way(self)) or close(self)
    )
    for name, settings in SCENARIOS.items():
        simulate(load_scenario(name, settings), seed=11, replication=0)
    assert told
    assert 0 in over  # answered in a way that is not plain
    assert under_way


@pytest.mark.parametrize("name", SCENARIOS)
def test_many_cases_ask_for_what_each_asks_for_by_itself(name, monkeypatch):
    drawn, asking = [], []
    of, drawing = Drawing.of, Asking.drawing
    monkeypatch.setattr(Drawing, "of", lambda self, chunk: drawn.append((chunk, of(self, chunk))) or drawn[-1][1])
    monkeypatch.setattr(Asking, "drawing", lambda self, *given: asking.append(self) or drawing(self, *given))
    simulate(load_scenario(name, SCENARIOS[name]), seed=11, replication=0)
    compared = 0
    for chunk, (batch, is_known) in drawn:
        each = zip(asking[0].cases(chunk), is_known, strict=True)
        singly = [ask for case, known in each if known for ask in asks(asking[0], case, chunk)]
        assert [batch.ask(request) for request in range(len(batch))] == singly
        compared += len(singly)
    assert len(asking) == 1
    assert compared > 10


def asks(asking, case, chunk):
    """What a case asks for, as a docket finds it when the case is opened."""
    place = chunk.keys.tolist().index(case.key)
    at = chunk.opened[place].item() - case.age_days
    for step in range(whole(asking._habits.requests_per_case, case.numbers[Column.REQUESTS])):
        key = fold(case.key, step) if step else case.key
        own = row(key, NUMBERS) if step else case.numbers
        yield asking.ask(case.key, key, own, case.numbers, at, None)


def test_the_scenarios_have_answers_of_every_state(monkeypatch):
    states, answer = set(), Ledger.answer
    monkeypatch.setattr(Ledger, "answer", lambda self, many: states.update(many.state.tolist()) or answer(self, many))
    for name, settings in SCENARIOS.items():
        simulate(load_scenario(name, settings), seed=11, replication=0)
    assert [STATES[state] for state in sorted(states)] == list(STATES)
