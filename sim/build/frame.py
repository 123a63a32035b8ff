"""The frame of a run: what the ledger and the measures must know beside the facts."""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.actors.census import Census
from sim.actors.people import People
from sim.build.context import Context
from sim.build.costs import prices_of
from sim.build.localisation import countries_of, unreadable
from sim.build.presence import presence_of
from sim.build.stores import duties_of
from sim.ledger.frame import Frame, GroupInfo, LinkInfo, Period, PlaceInfo
from sim.scenario.scenario import Scenario
from sim.world.attributes import attribute_key, attributes


def frame_of(context: Context, census: Census) -> Frame:
    """Return the frame of a replication."""
    scenario, geography = context.scenario, context.geography

    def day(border: date) -> float:
        return float((border - scenario.start).days)

    ranges: dict[tuple[str, ...], tuple[int, int]] = {}
    people_at: dict[str, int] = dict.fromkeys(geography.places, 0)
    for name, people in census.populations.items():
        for part in people.world.classes:
            first = people.offset + part.first
            key = (name, part.place, part.access) if part.access else (name, part.place)
            ranges[key] = (first, first + part.size)
            people_at[part.place] += part.size
    return Frame(
        start=scenario.start,
        days=scenario.days,
        warmup_days=scenario.warmup,
        periods=tuple(Period(name, day(span.start), day(span.end)) for name, span in scenario.periods.items()),
        places=tuple(PlaceInfo(place, *geography.position(place), people_at[place]) for place in geography.places),
        links=tuple(LinkInfo(*link) for link in geography.links()),
        people=census.people,
        offsets={name: people.offset for name, people in census.populations.items()},
        duties=duties_of(context),
        holds={name: block.holds.obtained for name, block in scenario.agencies.items() if block.holds},
        activity_picked=_activity_picks(scenario),
        class_ranges=ranges,
        overlap_key=context.decision("overlap").key,
        prices=prices_of(context, census),
        unreadable=unreadable(context),
        jurisdictions=_jurisdictions(context),
        presence=presence_of(census, geography.places),
        groups={(name, group): info for name in census.populations for group, info in _groups(context, census, name)},
    )


def _jurisdictions(context: Context) -> dict[str, str]:
    """Return the country of each operator entry whose sites all stand in one; nothing if all entries share it."""
    countries = {entry: countries_of(context, entry) for entry in context.scenario.operators}
    if len(set().union(*countries.values())) < 2:
        return {}
    return {entry: next(iter(some)) for entry, some in countries.items() if len(some) == 1}


def _activity_picks(scenario: Scenario) -> bool:
    """Whether people are looked at because of how active they are: by picks of cases, or by what filters flag."""
    flagged = any(block.flagged_share > 0.0 for block in scenario.monitoring.values())
    return flagged or any(a.cases is not None and a.cases.picks == "activity" for a in scenario.agencies.values())


def _groups(context: Context, census: Census, name: str) -> Iterator[tuple[str, GroupInfo]]:
    people = census.populations[name]
    for group, block in context.scenario.people[name].groups.items():
        yield group, GroupInfo(block.share, _members(people, group_key(context, people, group), block.share))


def group_key(context: Context, people: People, group: str) -> int:
    """Return the key of the numbers that say who is in a group: those below its share, see `belongs`."""
    return attribute_key(context.records_key, people.world.key, f"group {group}")


def _members(people: People, key: int, share: float) -> Callable[[NDArray[np.uint64]], NDArray[np.bool_]]:
    first, last = np.uint64(people.offset), np.uint64(people.offset + people.world.number)

    def members(persons: NDArray[np.uint64]) -> NDArray[np.bool_]:
        inside = (first <= persons) & (persons < last)
        if inside.all():
            return np.asarray(attributes(key, persons - first) < share, np.bool_)
        inside[inside] = attributes(key, persons[inside] - first) < share
        return inside

    return members
