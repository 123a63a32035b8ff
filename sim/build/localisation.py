"""Mirrors of a replication: where platforms keep their records, who can read them, and whom that makes reachable."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from math import inf

from sim.actors.census import Census
from sim.actors.copying import Copying
from sim.actors.mirror import Kept, Opening, Regions, Whereabouts, mirrors_open, openings
from sim.actors.operator import Operator
from sim.actors.process import Life
from sim.build.context import Context
from sim.law.over_time import OverTime
from sim.scenario.blocks.localisation import SELF, USER, Move
from sim.world.attributes import attribute_key

Intervals = tuple[tuple[float, float], ...]


def build_mirrors(
    context: Context, operators: Sequence[Operator], census: Census, copying: Copying
) -> list[Life[None]]:
    """Tell every platform where its records lie; return the lives that open its mirrors."""
    regions, by_entry = _regions(context, census), {operator.entry: operator for operator in operators}
    found = list[Opening]()
    for platform in operators:
        categories = _moved(context, platform.entry)
        keyed = _keyed(context, platform.entry)
        if not categories and not keyed:
            continue
        names = _mirrors_of(context, platform.entry, categories)
        faces = {name: by_entry[name].as_mirror_of(platform, categories) for name in names}
        kept = {category: _kept(context, platform, category, faces) for category in categories}
        readable = {category: _reads_here(context, platform, category) for category in keyed}
        places = Whereabouts(platform, regions, kept, readable)
        for operator in (platform, *faces.values()):
            operator.asked, operator.can_read = places.asked, partial(places.can_read, operator)
        for category, over_time in kept.items():
            begin, end = context.scenario.warmup, context.scenario.days
            found += openings(category, over_time, begin=begin, end=end) if category in platform.stores else []
    key = context.decision("mirror").key
    return [mirrors_open(context.clock, copying, found, regions, _agencies(context), key)] if found else []


def unreadable(context: Context) -> Mapping[tuple[str, str], Intervals] | None:
    """Return when records that an entry gives out cannot be read; None where the scenario says nothing of keys."""
    found: dict[tuple[str, str], Intervals] = {}
    told = False
    for entry in context.scenario.operators:
        for category in _keyed(context, entry):
            told = True
            reads = _holders(context, entry, category).of(_reader(context, entry, entry))
            found[entry, category] = _times(reads)
        for category in _moved(context, entry):
            for mirror in _mirrors_of(context, entry, [category]):
                told = told or bool(_move_keys(context, entry, category))
                reads = _moves(context, entry, category).of(_reader_at(context, entry, mirror))
                found[mirror, category] = _times(reads)
    return found if told else None


def _times(reads: OverTime[bool]) -> Intervals:
    borders = (-inf, *reads.changes, inf)
    steps = zip(pairwise(borders), reads.values, strict=True)
    return tuple(interval for interval, readable in steps if not readable)


def _moved(context: Context, entry: str) -> list[str]:
    """Return the categories that an entry moves at some time."""
    editions = context.loaded.editions
    return list(dict.fromkeys(c for edition in editions for c in edition.scenario.operators[entry].moves))


def _keyed(context: Context, entry: str) -> list[str]:
    """Return the categories for which an entry says at some time who holds the keys."""
    editions = context.loaded.editions
    return list(dict.fromkeys(c for edition in editions for c in edition.scenario.operators[entry].keys))


def _mirrors_of(context: Context, entry: str, categories: Sequence[str]) -> list[str]:
    moves = (edition.scenario.operators[entry].moves for edition in context.loaded.editions)
    return list(dict.fromkeys(of[category].mirror for of in moves for category in categories if category in of))


def _move_keys(context: Context, entry: str, category: str) -> list[str]:
    moves = (edition.scenario.operators[entry].moves.get(category) for edition in context.loaded.editions)  # type: ignore[call-overload]  # keys are categories
    return [move.keys for move in moves if move is not None and move.keys is not None]


def _holders(context: Context, entry: str, category: str) -> OverTime[str]:
    """Return who holds the keys of what an entry itself keeps, over time."""
    return context.over_time(lambda scenario: scenario.operators[entry].keys.get(category, SELF))  # type: ignore[call-overload]  # keys are categories


def _moves(context: Context, entry: str, category: str) -> OverTime[tuple[Move | None, str]]:
    """Return where an entry's records of a category go, and who holds the keys of the others, over time."""
    return context.over_time(
        lambda scenario: (
            scenario.operators[entry].moves.get(category),  # type: ignore[call-overload]  # keys are categories
            scenario.operators[entry].keys.get(category, SELF),  # type: ignore[call-overload]
        )
    )


def countries_of(context: Context, entry: str) -> set[str]:
    """Return the countries in which the sites of an operator entry stand."""
    block = context.scenario.operators[entry]
    return {context.geography.country(place) for place in context.geography.spread(block.place, block.count)}


def _reader(context: Context, owner: str, asked: str, country: str | None = None) -> Callable[[str], bool]:
    """Return what tells whether `asked` can give out readable records, for who holds the keys.

    It can if it holds them itself, or if whoever holds them stands in its country: one order reaches both.
    """
    countries = countries_of(context, asked) if country is None else {country}

    def reads(holder: str) -> bool:
        name = owner if holder == SELF else holder
        return name != USER and (name == asked or bool(countries_of(context, name) & countries))

    return reads


def _reader_at(context: Context, owner: str, mirror: str) -> Callable[[tuple[Move | None, str]], bool]:
    """Return what tells whether a mirror can give out readable records, for a move and the owner's own keys."""
    reads = _reader(context, owner, mirror)
    return lambda both: both[0] is None or both[0].mirror != mirror or reads(both[0].keys or both[1])


def _reads_here(context: Context, platform: Operator, category: str) -> OverTime[bool]:
    reads = _reader(context, platform.entry, platform.entry, platform.country)
    return _holders(context, platform.entry, category).of(reads)


def _kept(context: Context, platform: Operator, category: str, faces: Mapping[str, Operator]) -> OverTime[Kept | None]:
    readers = {name: _reader_at(context, platform.entry, name) for name in faces}

    def kept(both: tuple[Move | None, str]) -> Kept | None:
        move = both[0]
        if move is None:
            return None
        return Kept(faces[move.mirror], move.accounts, move.copy_to is not None, readers[move.mirror](both))

    return _moves(context, platform.entry, category).of(kept)


def _regions(context: Context, census: Census) -> Regions:
    keys = {
        name: attribute_key(context.records_key, people.world.key, "account region")
        for name, people in census.populations.items()
    }
    regions = {
        (name, region): pair
        for name in census.populations
        for region, pair in borders(context.scenario.people[name].account_region)
    }
    return Regions(keys, regions)


def borders(shares: Mapping[str, float]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield each region and from where to where the numbers of its people lie, one region behind the other."""
    low = 0.0
    for region, share in shares.items():
        yield region, (low, min(low + share, 1.0))
        low += share


def _agencies(context: Context) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, block in context.scenario.agencies.items():
        found.setdefault(block.jurisdiction, []).append(name)
    return found
