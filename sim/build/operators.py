"""The operators of a replication: places, weights, statutes, desks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.keeper import Marks
from sim.actors.operator import Operator
from sim.build.context import Context, entity_key, sampler
from sim.build.entering import first_name
from sim.build.population import AccessShare
from sim.draw.hashing import name_key
from sim.law.over_time import OverTime, together
from sim.law.statute import Statute, kept_days
from sim.scenario.blocks.operators import Operator as OperatorBlock
from sim.scenario.blocks.vocabulary import CATEGORIES, LOGGABLE, NETWORK_CATEGORIES, Category

_ALL_MARKS = 2**64 - 1


class Site(NamedTuple):
    """Where one described operator stands, before anything is built on it."""

    entry: str
    name: str
    number: int
    key: int
    place: str
    country: str
    weight: float
    block: OperatorBlock


def sites(context: Context) -> list[Site]:
    """Return every described operator, in the order of the scenario."""
    found = []
    for entry, block in context.scenario.operators.items():
        weight = (block.stands_for or block.count) / block.count
        for number, place in enumerate(context.geography.spread(block.place, block.count)):
            name = entry if block.count == 1 else f"{entry}/{number + 1}"
            country = context.geography.country(place)
            found.append(Site(entry, name, number, entity_key(entry, number), place, country, weight, block))
    return found


def access_shares(context: Context, all_sites: Sequence[Site]) -> list[AccessShare]:
    """Return whom the access operators serve.

    With `place: each region` each serves its own region with the whole market of the entry (those of one region
    share it); otherwise all of an entry serve everybody alike, or everybody at the places in `serves`. At each place,
    entries without a market share what the others there leave, each alike.
    """
    access = [site for site in all_sites if site.block.kind == "access"]
    # numbers of sites by place: 3,000 places with 3,000 sites are nine million pairs
    everywhere, local = list[int](), defaultdict[str, list[int]](list)
    for number, site in enumerate(access):
        own = (site.place,) if site.block.place == ("each region",) else dict.fromkeys(site.block.serves)
        for places in [local[place] for place in own] or [everywhere]:
            places.append(number)
    found = []
    for place in context.geography.places:
        here = [access[number] for number in sorted([*everywhere, *local[place]])]
        many = Counter(site.entry for site in here)
        blocks = {site.entry: site.block for site in here}
        unnamed = sum(block.market is None for block in blocks.values())
        rest = max(0.0, 1.0 - fsum(block.market or 0.0 for block in blocks.values()))
        for site in here:
            market = rest / unnamed if site.block.market is None else site.block.market
            found.append(AccessShare(site.name, place, market / many[site.entry]))
    return found


def practice(context: Context, entry: str, category: str) -> OverTime[float | None]:
    """Return how long the operators of an entry keep a category by habit [day], over time; None: not logged."""
    return context.over_time(lambda scenario: scenario.operators[entry].keeps.get(category))  # type: ignore[call-overload]  # keys are categories


def logged(context: Context, entry: str, statute: Statute) -> tuple[Category, ...]:
    """Return the categories that operators of an entry log at some time of the run, by practice or by law."""
    found = []
    for category in LOGGABLE[context.scenario.operators[entry].kind]:
        both = together(statute.over_time(), practice(context, entry, category))
        times = (0.0, *(change for change in both.changes if 0.0 < change < context.scenario.days))
        if any(kept_days(both.at(time)[1], both.at(time)[0], category, complies=True) is not None for time in times):
            found.append(category)
    return tuple(found)


def _notices(context: Context, site: Site) -> frozenset[tuple[str, str]] | None:
    """Return the periods that an authority has ordered of an operator; None where it has ordered all that it may.

    One number for each law and operator, so that a notice is about all the categories it may order.
    """
    draw = context.decision("ordered")
    may = [
        (name, category, draw.uniform(name_key(name), site.key) < duty.ordered)
        for name, law in context.scenario.laws.items()
        for category, duty in law.retention.items()
        if duty.ordered is not None and duty.binds(site.entry)
    ]
    if all(ordered for _, _, ordered in may):
        return None
    return frozenset((name, category) for name, category, ordered in may if ordered)


def mean_accounts(context: Context, population: str) -> dict[str, float]:
    """Return the mean number of accounts of a person at platforms that may log each category."""
    blocks = [block for block in context.scenario.operators.values() if block.kind == "platform"]
    total = fsum(block.users_among(first_name(population)) * (block.stands_for or block.count) for block in blocks)
    return {category: total for category in CATEGORIES if category not in NETWORK_CATEGORIES}


def build_operators(context: Context, all_sites: Sequence[Site], census: Census) -> list[Operator]:
    """Build the operators without their stores."""
    complies = context.decision("complies")
    statutes: dict[tuple[object, ...], Statute] = {}
    found = []
    for site in all_sites:
        notices = _notices(context, site)
        key = (site.country, site.entry, notices)
        if key not in statutes:
            laws, start = context.scenario.laws, context.scenario.start
            statutes[key] = Statute(laws, start=start, jurisdiction=site.country, operator=site.entry, notices=notices)
        calendar = context.calendar(site.block.desk.hours, site.place)
        found.append(
            Operator(
                name=site.name,
                entry=site.entry,
                key=site.key,
                kind=site.block.kind,
                place=site.place,
                country=site.country,
                weight=site.weight,
                complies=complies.uniform(site.key) < site.block.complies,
                statute=statutes[key],
                # requests are not sampled: the described operators of an entry answer all of the entry's
                desk=Desk(context.clock, calendar, context.ledger, name=site.entry, staff=site.block.desk.staff),
                calendar=calendar,
                handling=sampler(site.block.desk.handling),
                answers_in=context.deadline(site.block.desk.deadline, calendar),
                share=max(shares_of(context, site.entry).values(), default=0.0),
                users=_users(site, census),
                logs_ports=site.block.logs_ports,
                refuses=site.block.refuses,
                route_marks=_route_marks(context, site, all_sites),
                slower=context.scenario.effects.duties.slower,
                unreadable=context.scenario.effects.duties.unreadable,
                checks=site.block.desk.checks,
            )
        )
    return found


def _users(site: Site, census: Census) -> float:
    """Return the subscribers or account holders of one real operator."""
    if site.block.kind == "access":
        there = [people for people in census.populations.values() if not people.enters_later]
        return sum(people.world.served_by(site.name) for people in there) / site.weight
    return users_at_first(site.block, census) if site.block.kind == "platform" else 0.0


def shares_of(context: Context, entry: str) -> dict[str, float]:
    """Return the share of the people of each population who have an account at a platform."""
    block = context.scenario.operators[entry]
    return {name: block.users_among(first_name(name)) for name in context.scenario.people}


def users_at_first(block: OperatorBlock, census: Census) -> float:
    """Return how many people have an account at each platform of an entry on the first day."""
    there = {name: people for name, people in census.populations.items() if not people.enters_later}
    return fsum(block.users_among(name) * people.world.number for name, people in there.items())


def _mean_share(context: Context, entry: str) -> float:
    people = context.scenario.people
    many = sum(of.number for of in people.values())
    shares = shares_of(context, entry)
    if len(set(shares.values())) == 1 or not many:
        return next(iter(shares.values()), 0.0)
    return fsum(share * people[name].number for name, share in shares.items()) / many


def _route_marks(context: Context, site: Site, all_sites: Sequence[Site]) -> Mapping[str, Marks] | None:
    """Return which session records pass a transit operator or exchange, by the home of the person.

    The mark of a session record decides its destination: a platform's place, in proportion to its accounts. A
    record passes an operator if the shortest route from home to destination leads over its place.
    """
    if site.block.kind not in ("transit", "exchange"):
        return None
    return marks_where(context, destinations(context, all_sites), lambda path: site.place in path)


def marks_where(
    context: Context, borders: Sequence[tuple[str, int, int]], crosses: Callable[[Sequence[str]], bool]
) -> dict[str, Marks]:
    """Return which session records take a route that crosses something, by the home of the person."""
    path = context.geography.routes.path
    return {
        home: tuple((low, high) for place, low, high in borders if crosses(path(home, place))) or ((0, 0),)
        for home in context.geography.places
    }


def destinations(context: Context, all_sites: Sequence[Site]) -> list[tuple[str, int, int]]:
    """Return the interval of marks of each platform: place, first mark, first mark after."""
    shares = {site.name: _mean_share(context, site.entry) for site in all_sites if site.block.kind == "platform"}
    platforms = [site for site in all_sites if shares.get(site.name)]
    weights = [shares[site.name] * site.weight for site in platforms]
    total = fsum(weights)
    found, low, passed = [], 0, 0.0
    for site, weight in zip(platforms, weights, strict=True):
        passed += weight
        high = min(_ALL_MARKS, int(passed / total * 2.0**64))
        found.append((site.place, low, high))
        low = high
    return found
