"""Why records were still there: worked out by hand, and by really playing the world without the law."""

from math import floor

import pytest

from sim.build.causes import Tally
from sim.build.chains import story
from sim.build.otherwise import common
from sim.build.wiring import build
from sim.entry import load_scenario
from sim.ledger.facts import Disclosed, DisclosedGroup, RequestClosed
from sim.ledger.watching import Watch
from sim.measures import all_measures
from sim.replication import play
from sim.verify.worlds import world

BY_HAND = """
exposim: 1
start: 2021-01-04
end: 2021-03-05
people: {residents: {number: 400, writes: {session: 30 per person day}, activity_cv: 0}}
operators:
  isp: {market: 100 %, keeps: {session: <practice>}, desk: {staff: 9, hours: always, handling: {fixed: 1 minute}}}
agencies:
  police:
    cases: {rate: 80 per 100 people per year}
    asks: {for: {session: 100 %}, lag: {act_to_report: {fixed: 20 days}}, window: {fixed: 2 days}}
laws: <laws>
"""
RAISED = "{old: {retention: {session: {at_least: 12 days}}}, act: {retention: {session: {at_least: 40 days}}}}"
TWICE = "{one: {retention: {session: {at_least: 30 days}}}, two: {retention: {session: {at_least: 40 days}}}}"
CAP = "{overrides: [act], retention: {session: {at_most: 25 days}}}"
CUT = f"{{act: {{retention: {{session: {{at_least: 40 days}}}}}}, cap: {CAP}}}"
MIXED = """
exposim: 1
start: 2021-03-01
end: 2021-04-30
warmup: 5 days
people:
  residents:
    number: 1500
    writes: {session: 8 per person day, ip_assignment: 1 per person day, account_activity: 2 per person day,
             message: 3 per person day}
    behind_one_address: 4
    contacts: {mean: 10}
operators:
  alpha: {market: 60 %, keeps: {session: 28 days, ip_assignment: 28 days, subscriber: account life}}
  beta: {market: 40 %, keeps: {session: 7 days, ip_assignment: 7 days}}
  forum: {kind: platform, count: 3, users: 50 %, keeps: {account_activity: 6 days, message: 5 days}, complies: 60 %}
agencies:
  police:
    cases: {rate: 60 per 100 people per year}
    asks:
      for: {ip_assignment: 30 %, session: 20 %, account_activity: 25 %, message: 25 %}
      lag: {act_to_report: {exponential: {mean: 8 days}}, report_to_freeze: {fixed: 6 hours},
            report_to_request: {fixed: 3 days}}
      window: {uniform: [0 days, 10 days]}
      follow: 100 %
    inspectors: {staff: 1}
    inspections: {onsite: {takes: {fixed: 8 hours}, copies: 2 %}}
    holds: {obtained: 90 days, misuse: {rate: 20 per year}}
intruders: {thief: {hazard: 6 per year, takes: 5 %, dwell: {fixed: 3 days}}}
laws:
  visits: {inspection: {onsite: {may: [copy]}}}
  retention-act: {from: 2021-03-20, retention: {session: {at_least: 60 days}, ip_assignment: {at_least: 60 days},
                  account_activity: {at_least: 30 days}}}
  secrecy-act: {from: 2021-03-10, retention: {message: {at_least: 12 days, at_most: 12 days}}}
  freeze-act: {freeze: {for: 30 days}}
"""


def facts_of(loaded):
    """Every fact of a world that is played to its end."""
    facts = []
    play(build(loaded, seed=1, replication=0, journal=facts.append))
    return facts


def exposed(facts):
    single = {fact.person for fact in facts if isinstance(fact, Disclosed) and fact.records}
    return sorted(single | {p for fact in facts if isinstance(fact, DisclosedGroup) for p in fact.persons.tolist()})


def chains_of(loaded, tally=None):
    """Every chain of everybody exposed, with the person: all of them are watched in one run."""
    tally = tally or Tally()
    watches = [Watch(person, tally.looks) for person in exposed(facts_of(loaded))]

    def tell(fact):
        for watch in (*watches, tally):
            watch(fact)

    tally.wired = build(loaded, seed=1, replication=0, journal=tell, looks=tally.looks)
    play(tally.wired)
    return [(watch.person, chain) for watch in watches for chain in story(tally.wired, watch).chains]


def by_hand(laws, practice="10 days"):
    return world(BY_HAND, laws=laws, practice=practice)


def test_a_record_kept_by_a_law_is_named_with_it():
    chains = chains_of(by_hand(RAISED))
    assert len(chains) > 20
    for _, chain in chains:
        kept = chain.kept
        assert (kept.practice_days, kept.kept_days, kept.raised_by, kept.cut_by) == (10.0, 40.0, ("act",), ())
        assert kept.oldest == floor(kept.looked) - 40.0
        without = {one.laws: one for one in kept.without}
        # without `act`, `old` is left: 12 days, and the act is 20 days old at least
        assert (without["act",].records, without["act",].oldest) == (0, floor(kept.looked) - 12.0)
        assert without["old",].records == kept.records
        assert [one.laws for one in kept.needed] == [("act",)]


def test_it_is_gone_when_the_law_is_removed():
    with_it = exposed(facts_of(by_hand(RAISED)))
    without = exposed(facts_of(by_hand("{old: {retention: {session: {at_least: 12 days}}}}")))
    assert len(with_it) > 20
    assert without == []


def test_of_two_laws_that_each_suffice_both_must_go():
    for _, chain in chains_of(by_hand(TWICE)):
        assert chain.kept.raised_by == ("two",)
        assert [(one.laws, one.records == 0) for one in chain.kept.without] == [
            (("one",), False),
            (("two",), False),
            (("one", "two"), True),
        ]


def test_a_law_that_cuts_is_named_and_needs_no_other():
    chains = chains_of(by_hand(CUT, practice="60 days"))
    assert len(chains) > 20
    for _, chain in chains:
        assert (chain.kept.raised_by, chain.kept.cut_by, chain.kept.kept_days) == ((), ("cap",), 25.0)
        assert chain.kept.needed == ()


def test_practice_that_suffices_needs_no_law():
    for _, chain in chains_of(by_hand("{}", practice="30 days")):
        assert (chain.kept.without, chain.kept.raised_by) == ((), ())


@pytest.fixture(scope="module")
def mixed():
    tally = Tally()
    chains = chains_of(world(MIXED), tally)
    return tally, tally.causes(), chains


def test_every_look_into_a_store_is_worked_out_again(mixed):
    """The records counted again are those disclosed, or there would be no reason."""
    *_, chains = mixed
    of_store = [chain for _, chain in chains if chain.fact.operator != "police"]
    assert {chain.fact.channel for chain in of_store} == {"request", "onsite", "breach"}
    assert {chain.fact.category for chain in of_store} >= {"session", "ip_assignment", "message", "account_activity"}
    assert len(of_store) > 150
    assert all(chain.kept is not None for chain in of_store)
    assert any(chain.kept.frozen == chain.kept.frozen for chain in of_store)


def items(facts, category):
    """What was found of whom, by the moment of the look-up."""
    closed = [fact for fact in facts if isinstance(fact, RequestClosed) and fact.category == category]
    return {(one.person, one.operator, one.answered): one.records for one in closed}


@pytest.mark.parametrize(
    ("law", "category"),
    [("retention-act", "session"), ("retention-act", "ip_assignment"), ("secrecy-act", "message")],
)
def test_what_is_said_of_a_world_without_a_law_is_so_there(mixed, law, category):
    """Of the look-ups that come at the same moment in both worlds, which is most of them."""
    *_, chains = mixed
    without = facts_of(world(MIXED).with_({"laws": {law: None}}))
    there = items(without, category)
    compared = 0
    for person, chain in chains:
        own = chain.request is not None and chain.request.fact.person == person and chain.fact.category == category
        key = (person, chain.fact.operator, chain.request.fact.answered) if own else None
        said = {one.laws: one.records for one in chain.kept.without} if own else {}
        if key in there and (law,) in said:
            compared += 1
            assert there[key] == said[law,], (key, chain.kept)
    assert compared >= 3


def test_totals_count_everybody_once(mixed):
    tally, causes, _ = mixed
    total = next(
        row.value
        for row in all_measures(tally.wired.ledger)
        if row[:4] == ("exposure.persons", "person", "", "obtained") and not any(row[4:-3])
    )
    assert causes.persons == total
    assert causes.unexplained == 0
    assert {one.law for one in causes.causes} >= {"practice", "retention-act", "secrecy-act", "held by an agency"}
    assert {one.allowed_by for one in causes.causes if one.channel == "onsite"} == {"visits"}


def test_totals_agree_with_the_chains(mixed):
    _, causes, chains = mixed
    counted = {}
    for person, chain in chains:
        if chain.fact.time >= 5.0 and "obtained" in chain.stages and chain.kept is not None:
            needed = [one.laws for one in chain.kept.needed]
            alone = " and ".join(one[0] for one in needed if len(one) == 1)
            law = alone or " or ".join(needed[0] if needed else ("practice",))
            counted.setdefault((chain.fact.channel, chain.fact.operator, law), set()).add(person)
    told = {(one.channel, one.operator, one.law): one.persons for one in causes.causes if one.operator != "police"}
    assert told == {labels: len(persons) for labels, persons in counted.items()}


def test_people_spared_are_those_all_of_whose_exposures_hang_on_a_law(mixed):
    _, causes, chains = mixed
    left = set()
    for person, chain in chains:
        obtained = chain.fact.time >= 5.0 and "obtained" in chain.stages and chain.fact.operator != "police"
        if obtained and not any(one.laws == ("retention-act",) for one in chain.kept.needed):
            left.add(person)
    (spared,) = (one for one in causes.spared if one.law == "retention-act")
    assert spared.without == len(left)
    assert 0 < spared.without < spared.persons


def test_the_smallest_world_of_the_catalogue_is_explained_whole():
    chains = chains_of(load_scenario("two-isps"))
    assert len(chains) > 80
    assert all(chain.kept is not None for _, chain in chains)


def test_what_pieces_have_in_common():
    assert common([(0, 4), (6, 9)], [(2, 7), (8, 8.5)]) == ((2, 4), (6, 7), (8, 8.5))
    assert common([(0, 4)], [(4, 5)]) == ()
