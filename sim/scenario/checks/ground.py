"""Where everything stands: places, regions, countries, and how many people live where."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from pathlib import Path
from typing import Protocol

from sim.scenario.blocks.people import Population
from sim.scenario.blocks.places import Places
from sim.scenario.checks.finding import Finding, nothing_called
from sim.scenario.checks.tables import Finder, Row, TableError, column, read_table, unplaced, weights
from sim.scenario.scenario import Scenario

EACH_REGION = "each region"
ONE_PLACE = "home"


class Map(Protocol):
    """Names of all places of a map, those abroad at the end, and which are linked to one."""

    def __iter__(self) -> Iterator[str]: ...

    def neighbors(self, n: str) -> Iterable[str]:
        """Return the places that a link joins to one."""
        ...


PlacesOf = Callable[[Places, Path], Map]
"""The map of a scenario; a ValueError says what is wrong with it."""


@dataclass
class Ground:
    """The places of a scenario; a scenario whose places cannot be known has none."""

    places: tuple[str, ...] = ()
    inland: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    country: dict[str, str] = field(default_factory=dict)
    people: dict[str, float] = field(default_factory=dict)  # by place, of all populations
    neighbours: Callable[[str], Iterable[str]] = lambda place: ()
    findings: list[Finding] = field(default_factory=list)

    def standing(self, at: Sequence[str], count: int) -> Mapping[str, int]:
        """Return how many of `count` stand at each place: a list is dealt out in turn."""
        places = self.named(at) or self.places[:1]
        whole, rest = divmod(count, len(places)) if places else (0, 0)
        standing: dict[str, int] = {}
        for position, place in enumerate(places):
            number = whole + (position < rest)
            if number:
                standing[place] = standing.get(place, 0) + number
        return standing

    def named(self, at: Sequence[str]) -> tuple[str, ...]:
        """Return the places that a `place` key names."""
        return self.regions if tuple(at) == (EACH_REGION,) else tuple(at)

    def area(self, jurisdiction: str, at: Sequence[str]) -> tuple[str, ...]:
        """Return the places of an agency's areas: those it names, else all of its country."""
        return self.named(at) or tuple(p for p in self.places if self.country[p] == jurisdiction)

    def residents(self, places: Sequence[str]) -> float:
        """Return the number of people in some places."""
        return fsum(self.people.get(place, 0.0) for place in dict.fromkeys(places))


def survey(scenario: Scenario, places_of: PlacesOf, find: Finder, folder: Path) -> Ground:
    """Return the ground of a scenario with every fault of its map, regions, homes and standing places."""
    ground = Ground()
    try:
        found = places_of(scenario.places, folder)
    except ValueError as fault:
        ground.findings.append(Finding(("places", _key_of(str(fault), scenario.places)), "E305", str(fault)))
        return ground
    ground.places, ground.neighbours = tuple(found), found.neighbors
    _countries(scenario.places, ground)
    _regions(scenario.places, ground, find)
    for name, population in scenario.people.items():
        _homes(name, population, ground, find)
    _standing_places(scenario, ground)
    return ground


def _key_of(fault: str, places: Places) -> str:
    """Return the key of `places` that a fault of the map is about: it is named at its start."""
    named = fault.partition(":")[0]
    return named if named in ("drop", "abroad") else "list" if places.map is None else "map"


def _countries(places: Places, ground: Ground) -> None:
    for place in ground.places:
        ground.country[place] = place if place in places.abroad or places.at else places.country
    ground.inland = tuple(place for place in ground.places if place not in places.abroad)
    for name, abroad in places.abroad.items():
        if abroad.attach not in ground.inland:
            text = nothing_called(abroad.attach, "place of the map", ground.inland)
            ground.findings.append(Finding(("places", "abroad", name, "attach"), "E305", text))


def _regions(places: Places, ground: Ground, find: Finder) -> None:
    ground.regions = ground.inland
    if places.regions is None:
        return
    at = ("places", "regions", "table")
    rows, faults = _rows(places.regions.table, at, find)
    faults = faults or column(rows, places.regions.place, ("places", "regions", "place"))
    faults = faults or unplaced(rows, places.regions.place, ground.places, at)
    ground.findings += faults
    ground.regions = () if faults else tuple(dict.fromkeys(row[places.regions.place] for row in rows))


def _rows(table: str, at: tuple[str, ...], find: Finder) -> tuple[list[Row], list[Finding]]:
    try:
        return read_table(find(table)), []
    except TableError as fault:
        return [], [Finding(at, fault.code, f"{table!r} {fault}")]


def _homes(name: str, population: Population, ground: Ground, find: Finder) -> None:
    home, at = population.home, ("people", name, "home")
    shares = dict.fromkeys(ground.inland, 1.0)  # by degree too: near enough for a forecast
    if home.by == "place":
        shares = {home.place: 1.0}
        if home.place not in ground.places:
            text = nothing_called(home.place, "place of the map", ground.places)
            ground.findings.append(Finding(at, "E305", text))
    if home.by == "table":
        shares, faults = _home_table(population, at, ground, find)
        ground.findings += faults
    whole = fsum(shares.values()) or 1.0
    for place, share in shares.items():
        ground.people[place] = ground.people.get(place, 0.0) + population.number * share / whole


def _home_table(
    population: Population, at: tuple[str, ...], ground: Ground, find: Finder
) -> tuple[dict[str, float], list[Finding]]:
    home = population.home
    if home.table is None:
        return {}, [Finding(at, "E102", "has no 'table'; wanted the CSV file that says where people live")]
    rows, faults = _rows(home.table, (*at, "table"), find)
    if faults:
        return {}, faults
    faults = column(rows, home.place, (*at, "place")) + column(rows, home.column, (*at, "column"))
    if faults:
        return {}, faults
    shares, faults = weights(rows, home.place, home.column, (*at, "table"))
    return shares, faults + unplaced(rows, home.place, ground.places, (*at, "table"))


def _standing_places(scenario: Scenario, ground: Ground) -> None:
    standing = [("operators", name, "place", o.place) for name, o in scenario.operators.items()]
    standing += [("operators", name, "serves", o.serves) for name, o in scenario.operators.items()]
    standing += [("agencies", name, "place", a.place) for name, a in scenario.agencies.items()]
    for block, name, key, at in standing:
        named = (*ground.places, EACH_REGION) if key == "place" else ground.places
        for place in at:
            if place not in named or (place == EACH_REGION and len(at) > 1):
                text = nothing_called(place, "place of the map", named)
                ground.findings.append(Finding((block, name, key), "E305", text))
    countries = sorted(set(ground.country.values()))
    for name, agency in scenario.agencies.items():
        if agency.jurisdiction not in countries:
            text = nothing_called(agency.jurisdiction, "country of the map", countries)
            ground.findings.append(Finding(("agencies", name, "in"), "E305", text))
