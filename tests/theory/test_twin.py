"""Every record as an event gives the very rows that looking records up gives."""

import pytest

from sim.entry import load_scenario
from sim.records.recording import RecordingStore
from sim.verify.checks.moving import wanderers
from sim.verify.checks.registered import registered
from sim.verify.checks.searched import neighbours
from sim.verify.checks.twin import twin
from sim.verify.worlds import LAST_MILES, LAX_OPERATORS, world


def two_isps(panel):
    number = "people.residents.number=120 people"
    rate = "agencies.police.cases.rate=400 per 100 people per year"
    copies = "agencies.police.inspections.onsite.copies=20 %"
    return load_scenario("two-isps", [number, rate, copies, f"panel={panel}"])


def last_miles(panel):
    return world(LAST_MILES, panel=panel)


def lax_operators(panel):
    return world(LAX_OPERATORS, panel=panel)


def accounts_that_come_and_go(panel):
    values = {"opens": 2.0, "cases": 400.0, "copied": "20 %", "verify": "30 %", "lag": "20 days", "decay": 4.0}
    return registered(80, **values, panel=panel)


@pytest.mark.parametrize(
    "make", [two_isps, last_miles, lax_operators, accounts_that_come_and_go, neighbours, wanderers]
)
def test_playing_every_record_gives_identical_rows(make):
    found = twin(make("0"), make("all"), seed=1)
    assert found.differing == ()
    assert found.journals_agree
    assert found.rows > 500
    assert found.exposures > 100


@pytest.mark.parametrize("make", [two_isps, last_miles, lax_operators, neighbours])
def test_a_store_that_loses_one_record_in_fifty_would_be_seen(make, monkeypatch):
    whole = RecordingStore.extend

    def lossy(self, person, times, marks=()):
        whole(self, person, times[(times * 1e6).astype(int) % 50 != 0], marks)

    monkeypatch.setattr(RecordingStore, "extend", lossy)
    found = twin(make("0"), make("all"), seed=1)
    assert len(found.differing) > 10
    assert not found.journals_agree


@pytest.mark.parametrize("make", [last_miles, lax_operators, accounts_that_come_and_go, neighbours, wanderers])
def test_playing_some_of_the_people_gives_identical_rows(make):
    found = twin(make("0"), make("40"), seed=2)
    assert found.differing == ()
    assert found.journals_agree
