"""Requests that an agency answers from its own store."""

from math import sqrt

import numpy as np

from sim.actors.disclosure import Ask
from sim.actors.own_records import CATEGORIES, OwnRecords
from sim.actors.request import Requests
from sim.actors.request_file import Answer
from sim.actors.request_row import NUMBERS
from sim.draw.hashing import plain_fold, plain_unit
from sim.ledger.facts import Disclosed, RequestClosed, Reused
from tests.unit.actors.police import KEY, Police


def asked(*asks, kept=100.0, reuse=1.0, days=200.0):
    """The agency of `Police` that asks several times; each request waits for nothing."""
    police = Police(days=days)
    stage = police.stage
    own = OwnRecords(stage.clock, stage.ledger, agency="police", kept_days=kept, reuse=reuse)
    police.requests = Requests(
        stage.clock, stage.ledger, police.census.by_age, agency="police", office=police.office, own=own, **police._given
    )
    for number, ask in enumerate(asks):
        police.asks(**{"key": KEY + number, "at": ask.get("start", 20.0) - 1.0, **ask})
    stage.run(police.requests.close_books, *(desk.close_books for desk in police._desks))
    return police


def reused(police):
    return [(fact.time, fact.category, fact.items) for fact in police.stage.of(Reused)]


def test_who_was_asked_about_before_is_not_asked_about_again():
    police = asked({"start": 20.0}, {"start": 21.0})
    assert reused(police) == [(21.0, "session", 1)]
    assert police.answers == [Answer(("complete",)), Answer(("complete",))]
    assert len(police.stage.of(RequestClosed)) == 1
    assert {fact.time for fact in police.stage.of(Disclosed)} == {20.0}  # nobody is exposed anew


def test_another_person_another_category_and_half_of_the_people_are_asked_for():
    assert reused(asked({"start": 20.0}, {"start": 21.0, "persons": (6,)})) == []
    assert reused(asked({"start": 20.0}, {"start": 21.0, "category": "ip_assignment"})) == []
    assert reused(asked({"start": 20.0}, {"start": 21.0, "persons": (5, 6)})) == []
    both = asked({"start": 20.0, "persons": (5, 6)}, {"start": 21.0, "persons": (6, 5)})
    assert reused(both) == [(21.0, "session", 2)]


def test_what_was_deleted_or_never_found_is_asked_for():
    assert reused(asked({"start": 20.0}, {"start": 30.0}, kept=10.0)) == []
    assert reused(asked({"start": 20.0}, {"start": 29.9}, kept=10.0)) == [(29.9, "session", 1)]
    assert reused(asked({"start": 20.0, "category": "content"}, {"start": 21.0, "category": "content"})) == []


def test_only_a_share_is_answered_from_there():
    asks = [{"start": 20.0 + number / 10} for number in range(400)]
    found = reused(asked(*asks, reuse=0.3))
    expected = sum(plain_unit(plain_fold(KEY + number, 997)) < 0.3 for number in range(1, 400))
    assert len(found) == expected
    assert abs(expected - 0.3 * 399) < 4 * sqrt(0.21 * 399)


def test_requests_that_are_answered_from_there_are_known_by_their_keys():
    asks = [{"start": 20.0 + number / 10} for number in range(50)]
    own = OwnRecords(*2 * (None,), agency="police", kept_days=100.0, reuse=0.3)
    keys = np.arange(KEY, KEY + 50, dtype=np.uint64)
    may = own.may_use(keys)
    assert [ask["start"] for ask, used in zip(asks[1:], may[1:], strict=True) if used] == [
        time for time, _, _ in reused(asked(*asks, reuse=0.3))
    ]
    assert 0 < may.sum() < 50


def test_what_is_held_now_or_will_be_is_told():
    police, told = Police(), []
    own = OwnRecords(police.stage.clock, police.stage.ledger, agency="police", kept_days=100.0, reuse=1.0)
    own.keeps.append(lambda code, time: told.append((code // CATEGORIES, time)))
    subjects = tuple(police.census.subject(person) for person in (5, 6))
    ask = Ask(KEY, [0.5] * NUMBERS, police.alpha, "session", subjects, "suspect", 3, 15.0, 3.0)
    own.await_answer(ask)
    assert told == [(5, 0.0), (6, 0.0)]
    assert own.is_known(5 * CATEGORIES + own.code(ask.category))
    assert not own.is_known(5 * CATEGORIES + own.code("another"))
