"""Contact chains against a search of the whole graph, and what stops them."""

import numpy as np
import pytest

from sim.ledger.facts import Disclosed, DisclosedGroup, RequestClosed, Searched
from sim.records.contacts import Contacts
from tests.unit.actors.searcher import AT, OPENED, SOUGHT, Searcher
from tests.unit.actors.stage import HOUR


def reached(searcher, hops, pieces=((AT - 3.0, AT),), stop=frozenset()):
    """Everybody within so many hops of the subject, by whom everybody exchanged messages with."""
    rings = [{SOUGHT}]
    for _ in range(hops):
        known = set().union(*rings)
        led = {int(v) for u in rings[-1] - stop for v in searcher.people.partners(searcher.chat, u, pieces)}
        rings.append(led - known)
    return rings


def exposed(searcher, stage="obtained"):
    listed = [fact.persons.tolist() for fact in searcher.stage.of(DisclosedGroup) if fact.stage == stage]
    groups = [set(persons) for persons in listed]
    assert [*map(len, groups)] == [*map(len, listed)]  # nor anybody twice in one
    single = {fact.person for fact in searcher.stage.of(Disclosed) if fact.stage == stage}
    assert sum(map(len, groups)) == len(set().union(*groups))  # nobody twice
    return single | set().union(*groups)


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_a_chain_reaches_everybody_within_its_hops(hops):
    found = Searcher(number=2000).chain(hops)
    rings = reached(found, hops)
    assert min(map(len, rings[1:])) > 1
    assert exposed(found) == set().union(*rings)
    (search,) = found.stage.of(Searched)
    assert (search.persons, search.state, search.listed) == (sum(map(len, rings)), "met", True)


def test_each_hop_is_a_request_that_waits_for_the_last():
    found = Searcher(handling=3 * HOUR).chain(3)
    closed = found.stage.of(RequestClosed)
    assert [fact.follow_up for fact in closed] == [False, True, True]
    assert [fact.answered - OPENED for fact in closed] == pytest.approx([3 * HOUR, 6 * HOUR, 9 * HOUR])
    assert {fact.person for fact in closed} == {SOUGHT}


def test_what_is_purged_between_two_hops_leads_no_further():
    searcher = Searcher(handling=1.0)
    searcher.purge(searcher.chat, "message", AT - 1.0, OPENED + 1.5)
    found = searcher.chain(2)
    first, late = reached(found, 1)[1], ((AT - 1.0, AT),)
    second = {int(v) for u in first for v in found.people.partners(found.chat, u, late)} - first - {SOUGHT}
    assert exposed(found) == first | second | {SOUGHT}
    assert second < reached(found, 2)[2]
    assert [fact.state for fact in found.stage.of(Searched)] == ["partial"]


def test_nothing_left_ends_the_chain():
    searcher = Searcher(handling=1.0)
    searcher.purge(searcher.chat, "message", AT + 1.0, OPENED + 1.5)
    found = searcher.chain(3)
    assert exposed(found) == set().union(*reached(found, 1))
    assert [fact.state for fact in found.stage.of(RequestClosed)] == ["complete", "expired"]


def with_hub(number=400, reach=0.5, **more):
    """A town in which the subject is in contact with a hub."""
    searcher = Searcher(number=number, writes={"location": 1.0, "message": 40.0}, cv=0.0, **more)
    for master in range(50):
        graph = Contacts(master, number, 6.0, 3.0, 1, reach)
        hubs = [person for person in graph.contacts(SOUGHT).tolist() if graph.is_hub(person)]
        if hubs and not graph.is_hub(SOUGHT):
            searcher.people._make_contacts = lambda graph=graph: graph
            return searcher, graph, hubs[0]
    raise AssertionError("no town with a hub in contact with the subject")


def test_a_hub_leads_to_everybody_in_contact_with_it():
    searcher, graph, hub = with_hub()
    found = searcher.chain(2)
    assert set(graph.contacts(hub).tolist()) <= exposed(found)


def test_a_hub_that_is_skipped_leads_to_nobody():
    searcher, _, hub = with_hub()
    found = searcher.chain(2, skip_hubs=True)
    assert hub in exposed(found)
    assert exposed(found) == set().union(*reached(found, 2, stop={hub}))


def test_who_has_no_account_leads_to_nobody():
    searcher = Searcher(number=2000)
    searcher.chat.share = 0.3
    found = searcher.chain(2)
    world = searcher.people.world
    without = {p for p in range(2000) if not searcher.chat.serves(world.key, 2000, p, "")}
    assert exposed(found) == set().union(*reached(found, 2, stop=without - {SOUGHT}))


def test_the_share_that_the_agency_reads_is_looked_at():
    found = Searcher(number=2000, examines=0.4).chain(2)
    read, everybody = exposed(found, "examined"), exposed(found)
    assert read < everybody
    assert abs(len(read) - 0.4 * len(everybody)) < 4 * np.sqrt(0.24 * len(everybody))


def test_what_is_too_large_to_list_is_a_share_of_people(monkeypatch):
    monkeypatch.setattr("sim.actors.trail.MOST_LISTED", 0)  # the second hop lists the contacts of one person
    found = Searcher(number=2000, writes={"location": 1.0, "message": 40.0}, cv=0.0).chain(2)
    (search,) = found.stage.of(Searched)
    first = sorted(reached(found, 1)[1])
    led = len(found.people.partners(found.chat, first[0], ((AT - 3.0, AT),)))
    expected = 2000 * -np.expm1(-(len(first) - 1) * led / 2000)  # everybody wrote in the window
    taken = {fact.person for fact in found.stage.of(Disclosed)} - {SOUGHT}
    assert expected > 15
    assert abs(len(taken) - expected) < 4 * np.sqrt(expected)
    assert not search.listed
    assert search.persons < len(exposed(found))
