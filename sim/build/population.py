"""The people of a replication."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from sim.actors.census import Census
from sim.actors.people import People, Writing
from sim.build.context import Context
from sim.build.entering import ENTERED
from sim.draw.hashing import name_key
from sim.records.contacts import Contacts
from sim.records.profile import Profile
from sim.scenario.blocks.people import Population as PopulationBlock
from sim.scenario.blocks.people import Profile as ProfileBlock
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES
from sim.world.homes import HomeShare, homes_by_degree, homes_by_table, homes_equal
from sim.world.paths import Paths
from sim.world.population import NO_ACCESS, Population, build_population


class AccessShare(NamedTuple):
    """An access operator's share of the people of a place."""

    name: str
    place: str
    share: float


def build_people(
    context: Context, access: Sequence[AccessShare], accounts: Callable[[str], Mapping[str, float]]
) -> Census:
    """Build every population.

    Parameters
    ----------
    access : sequence of AccessShare
    accounts : callable of a population to mapping from category to float
        Mean number of accounts of a person at platforms that may log the category.
    """
    populations: dict[str, People] = {}
    offset = 0
    inland = context.geography.places
    for name, block in context.scenario.people.items():
        homes = _homes(context, block)
        by_place = defaultdict[str, list[AccessShare]](list)
        for part in access:
            by_place[part.place].append(part)
        served = {place: _served(by_place[place]) for place in inland}
        world = build_population(name, block.number, homes, served)
        own = accounts(name)
        populations[name] = People(
            world,
            offset=offset,
            master=context.records_key,
            writes={category: _writing(category, rate, own) for category, rate in block.writes.items()},
            activity_cv=block.activity_cv,
            profile=_profile(block.profile, context.scenario.start.weekday()),
            behind_one_address=block.behind_one_address,
            contacts=_contacts(name_key("contacts", context.records_key, world.key), block),
            paths=_paths(context, name, block, world, served),
        )
        offset += world.number
    return Census(populations)


def _paths(
    context: Context,
    name: str,
    block: PopulationBlock,
    world: Population,
    served: Mapping[str, Sequence[tuple[str, float]]],
) -> Paths | None:
    """Return the paths of a population; None where everybody is there and stays."""
    enters = name.endswith(ENTERED)
    if not (block.moves or block.leave or enters):
        return None
    days = context.scenario.days
    rates: dict[str, Any] = {"moves_per_day": block.moves, "leaves_per_day": block.leave}
    return Paths(context.records_key, world, served, **rates, enters_within=days if enters else None)


def _writing(category: str, per_day: float, accounts: Mapping[str, float]) -> Writing:
    return Writing(per_day, 1.0 if category in NETWORK_CATEGORIES else accounts.get(category, 0.0) or 1.0)


def _homes(context: Context, block: PopulationBlock) -> list[HomeShare]:
    home, geography = block.home, context.geography
    if home.by == "table":
        assert home.table is not None
        return homes_by_table(context.loaded.file(home.table), home.place, home.column, geography.places)
    if home.by == "degree":
        return homes_by_degree(geography.graph)
    if home.by == "place":
        return [HomeShare(home.place, 1.0)]
    return homes_equal(geography.inland)


def _served(access: Sequence[AccessShare]) -> list[tuple[str, float]]:
    """Return who serves the people of one place; those whom nobody serves have no access operator."""
    here = [(part.name, part.share) for part in access]
    rest = 1.0 - fsum(share for _, share in here)
    return [*here, (NO_ACCESS, rest)] if here and rest > 1e-9 else here


def _profile(block: ProfileBlock, weekday: int) -> Profile:
    if len(set(block.day)) == 1 and len(set(block.week)) == 1:
        return Profile.even()
    return Profile([day * hour for day in block.week for hour in block.day], weekday)


def _contacts(key: int, block: PopulationBlock) -> Callable[[], Contacts]:
    hubs = block.contacts.hubs
    number, reach = (hubs.number, hubs.reach) if hubs else (0, 0.0)
    return lambda: Contacts(key, block.number, block.contacts.mean, block.contacts.tail, number, reach)
