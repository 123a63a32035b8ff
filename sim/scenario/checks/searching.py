"""Area dumps and contact chains: what cannot be listed, what nobody keeps, and levers that move nothing."""

from collections.abc import Iterator
from math import fsum

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.searching import Chains, Dumps
from sim.scenario.blocks.vocabulary import Category
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import in_force
from sim.scenario.scenario import Scenario
from sim.scenario.units import show

MOST_LISTED = 100_000
"""People of one area who are gone through one by one; larger areas are taken as copies of large classes are."""
MOST_HEAVY = 2.0
"""Exponent of a tail of contacts so heavy that they have no mean."""
MOST_DUMPED = 5_000_000
"""People times dumps of a replication: about 10 us each."""
_RESTS_ON: tuple[Path, ...] = (("operators",), ("people",), ("places",), ("agencies",), ("laws",))


def check_searches(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return what is wrong with the area dumps and contact chains of agencies."""
    for name, agency in scenario.agencies.items():
        at: Path = ("agencies", name, "asks")
        for key, search in (("dumps", agency.asks.dumps), ("chains", agency.asks.chains)):
            if search is not None and search.share > 0 and agency.cases is None:
                yield Finding((*at, key), "W491", "has no effect: the agency opens no cases", _RESTS_ON)
        if agency.asks.dumps is not None and agency.cases is not None:
            yield from _dumps(scenario, ground, agency, agency.asks.dumps, (*at, "dumps"))
        if agency.asks.chains is not None and agency.cases is not None:
            yield from _chains(scenario, agency.asks.chains, (*at, "chains"))
    if any(agency.cases is not None and _follows_messages(agency) for agency in scenario.agencies.values()):
        yield from _graphs(scenario)


def _dumps(scenario: Scenario, ground: Ground, agency: Agency, dumps: Dumps, at: Path) -> Iterator[Finding]:
    if dumps.share == 0:
        return
    if dumps.times == 1:
        for key in sorted({"apart", "intersect"} & dumps.model_fields_set):
            if key == "apart" or dumps.intersect:
                yield Finding((*at, key), "W491", "has no effect: a case has one dump; wanted 'times' over 1")
    if not _is_kept(scenario, dumps.category, ("access",)):
        text = f"asks for {dumps.category}, which no access operator keeps and no law in force orders to be kept"
        yield Finding(at, "W406", text, _RESTS_ON)
    places = [place for place in ground.area(agency.jurisdiction, agency.place) if place in ground.people]
    largest = max((ground.residents((place,)) for place in places), default=0)
    listed = min(largest, dumps.area or largest)
    if dumps.intersect and dumps.times > 1 and listed > MOST_LISTED:
        text = f"is of areas of {show(listed, 'people')}; wanted an 'area' of at most {MOST_LISTED:,} people"
        yield Finding((*at, "intersect"), "E392", text, _RESTS_ON)
    elif listed <= MOST_LISTED:
        cases = agency.cases.rate * scenario.days * fsum(ground.residents((place,)) for place in places)  # type: ignore[union-attr]
        people = cases * dumps.share * dumps.times * listed
        if people > MOST_DUMPED:
            text = f"go through about {people:,.0f} people a replication one by one; wanted at most {MOST_DUMPED:,}"
            yield Finding(at, "W492", text, _RESTS_ON)


def _chains(scenario: Scenario, chains: Chains, at: Path) -> Iterator[Finding]:
    if chains.share == 0:
        return
    if not _is_kept(scenario, "message", ("platform",)):
        text = "follow messages, which no platform keeps and no law in force orders to be kept"
        yield Finding(at, "W406", text, _RESTS_ON)
    if chains.skip_hubs and not any(people.contacts.hubs for people in scenario.people.values()):
        yield Finding((*at, "skip_hubs"), "W491", "has no effect: no contacts have hubs", _RESTS_ON)


def _follows_messages(agency: Agency) -> bool:
    chains = agency.asks.chains
    return agency.asks.categories.get("message", 0.0) > 0 or (chains is not None and chains.share > 0)


def _graphs(scenario: Scenario) -> Iterator[Finding]:
    """Refuse contacts that no people can have, where they are followed."""
    for name, people in scenario.people.items():
        at: Path = ("people", name, "contacts")
        number, contacts = people.number, people.contacts
        if 0 < number <= contacts.mean:
            text = f"is {contacts.mean:g} of {number:,} people; wanted fewer contacts than people"
            yield Finding((*at, "mean"), "E393", text, _RESTS_ON)
        if contacts.hubs is not None and 0 < number < contacts.hubs.number:
            text = f"is {contacts.hubs.number:,}, of {number:,} people; wanted no more hubs than people"
            yield Finding((*at, "hubs", "number"), "E393", text, _RESTS_ON)
        if contacts.tail <= MOST_HEAVY:
            text = f"is {contacts.tail:g}; wanted more than {MOST_HEAVY:g}, for the mean to exist"
            yield Finding((*at, "tail"), "E393", text, _RESTS_ON)


def _is_kept(scenario: Scenario, category: Category, kinds: tuple[str, ...]) -> bool:
    there = [operator for operator in scenario.operators.values() if operator.kind in kinds]
    ordered = any(category in law.retention and in_force(scenario, law) for law in scenario.laws.values())
    return bool(there) and (ordered or any(category in operator.keeps for operator in there))
