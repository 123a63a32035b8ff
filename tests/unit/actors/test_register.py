from math import inf

import numpy as np
import pytest

from sim.actors.accounts import has_account
from sim.actors.identity import Curve, Drive
from sim.actors.register import Holding, Register
from sim.world.attributes import attribute

FORUM, RESIDENTS, NAMES, PEOPLE, OFFSET = 11, 22, 33, 500, 1000
SHARE = 0.4
EVERYBODY = np.arange(PEOPLE, dtype=np.uint64)


def register(growth: float = 0.0, curve: Curve | None = None) -> Register:
    holding = Holding(RESIDENTS, PEOPLE, OFFSET, NAMES, curve or Curve(0.7, 0.0, 0.0, ()), growth)
    return Register(FORUM, SHARE, {"residents": holding})


def holders() -> set[int]:
    return {u for u in range(PEOPLE) if has_account(FORUM, RESIDENTS, PEOPLE, SHARE, u)}


def having(of: Register, time: float) -> set[int]:
    spans = of.spans("residents", EVERYBODY)
    return set(np.flatnonzero((spans.opened <= time) & (time < spans.closed)).tolist())


def known(share: float) -> set[int]:
    return {u for u in range(PEOPLE) if attribute(NAMES, u) < share}


def test_without_growth_or_law_the_account_holders_are_those_of_the_first_day():
    own = register()
    assert having(own, -50.0) == having(own, 0.0) == having(own, 900.0) == holders()


def test_a_removal_ends_the_accounts_of_those_without_an_identity_and_no_others():
    own = register()
    own.removals.append(30.0)
    assert having(own, 29.9) == holders()
    assert having(own, 30.0) == holders() & known(0.7)
    assert 0 < len(holders() - known(0.7)) < len(holders())


def test_whoever_has_shown_an_identity_before_the_removal_stays():
    own = register(curve=Curve(0.7, 0.0, 0.5, (Drive(0.0, 30.0, 30.0),)))
    own.removals.append(30.0)
    assert having(own, 40.0) == holders() & known(0.85)
    assert len(known(0.85)) > len(known(0.7))


def test_accounts_grow_evenly_and_only_add():
    own = register(growth=0.01)
    numbers = [len(having(own, time)) for time in (0.0, 10.0, 20.0, 50.0, 400.0)]
    assert numbers == [200, 220, 240, 300, 500]
    assert having(own, 0.0) == holders() <= having(own, 10.0) <= having(own, 50.0)
    assert [own.asked("residents", time) for time in (0.0, 10.0, 400.0)] == [200, 220, 500]


def test_while_accounts_are_refused_only_people_with_an_identity_open_one():
    free, own = register(growth=0.01), register(growth=0.01)
    own.refusals.append((10.0, 20.0))
    asked = having(free, 20.0) - having(free, 10.0)
    assert having(own, 10.0) == having(free, 10.0)
    assert having(own, 20.0) - having(own, 10.0) == asked & known(0.7) < asked
    assert having(own, 50.0) - having(own, 20.0) == having(free, 50.0) - having(free, 20.0)


def test_an_account_opened_after_a_removal_falls_to_the_next_one():
    own = register(growth=0.01)
    own.removals.extend([10.0, 30.0])
    late = having(register(growth=0.01), 29.0) - having(register(growth=0.01), 11.0)
    assert having(own, 29.0) & late == late
    assert having(own, 30.0) & late == late & known(0.7) < late


def test_one_person_is_told_as_many_are():
    own = register(growth=0.01)
    own.refusals.append((10.0, inf))
    own.removals.append(30.0)
    spans = own.spans("residents", EVERYBODY)
    told = [own.span(OFFSET + u) for u in range(PEOPLE)]
    assert told == list(zip(spans.opened.tolist(), spans.closed.tolist(), strict=True))
    assert [own.is_open(OFFSET + u, 25.0) for u in range(PEOPLE)] == [u in having(own, 25.0) for u in range(PEOPLE)]
    assert [own.is_verified(OFFSET + u, 5.0) for u in range(PEOPLE)] == [u in known(0.7) for u in range(PEOPLE)]


@pytest.mark.parametrize("time", [5.0, None])
def test_people_without_an_identity_are_counted_as_they_are_listed(time):
    own = register(growth=0.01, curve=Curve(0.5, 0.02, 0.0, ()))
    found = own.without_identity("residents", 0, 200, time if time else 0.0)
    share = Curve(0.5, 0.02, 0.0, ()).share(time or 0.0)
    assert found == len(holders() - known(share))


def test_people_are_counted_by_the_identity_they_have_when_they_ask():
    own = register(growth=0.01, curve=Curve(0.5, 0.02, 0.0, ()))
    own.refusals.append((0.0, inf))
    refused = own.without_identity("residents", 200, 300)
    assert refused == 100 - (len(having(own, 50.0)) - 200)
    assert refused < own.without_identity("residents", 200, 300, 0.0)
