"""An agency's own store: misuse and theft of what it obtained one by one."""

import numpy as np
import pytest

from sim.actors.agency_store import AgencyStore, Insiders, Threat, occasions
from sim.ledger.facts import Breached, Disclosed, DisclosedGroup, Endangered, Misused
from tests.unit.actors.stage import Stage

NOBODY = Insiders(1, 0.0, 1, 0.0, lambda u: 0.0)


def run(*threats, insiders=NOBODY, kept=20.0, days=100.0, people=50):
    """A stage on which person n is obtained on day n, in the south from 25 on."""
    stage = Stage(days)
    store = AgencyStore(
        stage.ledger,
        agency="police",
        kept_days=kept,
        insiders=insiders,
        threats=threats,
        place_of=lambda persons: np.where(persons < 25, "north", "south"),
    )
    for person in range(people):
        labels = float(person), "request", "obtained", "police", "isp", "session", "town"
        stage.ledger.write(Disclosed(*labels, person, "suspect", 1, 1.0, (1, 0, 0, 0), 0.0, 0.0))
    stage.run(store.close_books)
    return stage


def threat(per_day=0.03, dwell=0.0, takes=1.0):
    return Threat("criminals", 7, per_day, lambda u: dwell, takes)


def test_a_breach_steals_everybody_held_then():
    stage = run(threat())
    breach = stage.of(Breached)[0]
    assert breach.time == next(occasions(7, 0.03, 100.0))[1]
    held = {n for n in range(50) if breach.time - 20.0 <= n < breach.time}
    stolen = [fact for fact in stage.of(DisclosedGroup) if fact.time == breach.time]
    assert {person for fact in stolen for person in fact.persons.tolist()} == held
    assert breach.persons == len(held) > 0
    assert {(f.channel, f.stage, f.recipient, f.agency, f.operator, f.category) for f in stolen} == {
        ("breach", "obtained", "intruder", "criminals", "police", "session")
    }
    for fact in stolen:
        assert {"north" if person < 25 else "south" for person in fact.persons.tolist()} == {fact.place}
        assert fact.age_days == pytest.approx(np.mean([breach.time - person for person in fact.persons.tolist()]))


def test_for_ever_is_everybody_and_a_share_is_a_part_of_them():
    late = [b for b in run(threat(), kept=float("inf")).of(Breached) if b.time > 50.0]
    assert {breach.persons for breach in late} == {50}
    part = [b.persons for b in run(threat(takes=0.5), kept=float("inf")).of(Breached) if b.time > 50.0]
    assert len(part) == len(late)
    assert all(10 < number < 40 for number in part)  # of 50: a standard deviation of 3.5


def test_a_thief_who_stays_takes_what_comes_in():
    stage = run(threat(per_day=0.06, dwell=12.0), kept=1.0)
    breach = stage.of(Breached)[0]
    assert breach.found == pytest.approx(breach.time + 12.0)
    stolen = {p for f in stage.of(DisclosedGroup) if f.time < breach.found for p in f.persons.tolist()}
    assert breach.time > 1.0
    assert {n for n in range(50) if breach.time - 1.0 <= n < breach.found} == stolen


def test_what_was_in_danger_is_the_hazard_times_people_and_time():
    (fact,) = run(threat(takes=0.5)).of(Endangered)
    assert (fact.events, fact.persons) == pytest.approx((3.0, 0.03 * 0.5 * 50 * 20))


def test_insiders_look_at_people_who_are_held():
    stage = run(insiders=Insiders(3, 0.5, 4, lambda channel: 0.6, lambda u: 2.0), days=100.0)
    misuses = stage.of(Misused)
    assert [m.time for m in misuses] == [time for _, time in occasions(3, 0.5, 100.0)]
    assert len(misuses) > 30
    for fact in stage.of(DisclosedGroup):
        assert (fact.channel, fact.stage, fact.recipient, fact.agency) == ("misuse", "examined", "agency", "police")
        assert all(fact.time - 20.0 <= person < fact.time for person in fact.persons.tolist())
    late = [misuse for misuse in misuses if misuse.time > 70.0]
    assert late
    assert {misuse.persons for misuse in late} == {0}  # all has been deleted
    found = [misuse for misuse in misuses if misuse.found == misuse.found]
    assert all(misuse.found == pytest.approx(misuse.time + 2.0) for misuse in found)
    assert len(found) == pytest.approx(0.6 * len(misuses), abs=4 * (0.24 * len(misuses)) ** 0.5)


def test_a_store_without_dangers_writes_nothing():
    assert run().of(DisclosedGroup) == []


def test_a_higher_rate_brings_the_same_occasions_closer_together():
    few, many = (list(occasions(5, rate, 100.0)) for rate in (0.1, 0.4))
    assert [key for key, _ in few] == [key for key, _ in many[: len(few)]]
    assert [time / 4 for _, time in few] == pytest.approx([time for _, time in many[: len(few)]])
    assert list(occasions(5, 0.0, 100.0)) == []
