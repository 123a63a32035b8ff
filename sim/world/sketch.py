"""The sketch of a map: what a source says of places and links, before it is made a graph."""

from collections.abc import Hashable
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import NamedTuple, TypeAlias

import networkx as nx

Graph: TypeAlias = "nx.Graph[str]"
Position: TypeAlias = tuple[float, float]

EARTH_KM = 6371.0088  # mean radius, IUGG
MOST_PLACES = 20_000
LONGEST_NAME = 100


class MapError(ValueError):
    """A map that cannot be read or does not fit; one line says what was found and what is wanted."""


class Place(NamedTuple):
    """A place as its source has it: `id` is what links name, `name` what people read."""

    id: Hashable
    name: str | None = None
    pos: Position | None = None
    country: str | None = None


class Sketch(NamedTuple):
    """Places, and links as (id, id, length in km or None)."""

    places: tuple[Place, ...]
    links: tuple[tuple[Hashable, Hashable, float | None], ...]


def drawn(sketch: Sketch, where: str) -> Graph:
    """Return the graph of a sketch.

    A place without a name takes its id; a name that comes again gets a number: "Berlin", "Berlin 2". A link to
    the place itself is left out, of parallel links the shortest stays, a length not given is that of the great
    circle between positions.

    Raises
    ------
    MapError
        If there are no places or too many, ids come twice, a link names no place, or a name cannot be printed.
    """
    names = _names(sketch.places, where)
    graph: Graph = nx.Graph()
    for place in sketch.places:
        graph.add_node(names[place.id], pos=place.pos, country=place.country)
    for a, b, length in sketch.links:
        if a not in names or b not in names:
            raise MapError(
                f"{where}: a link joins {a!r} and {b!r}, of which one is no place; wanted places at both ends"
            )
        if a != b:
            _link(graph, names[a], names[b], length)
    return graph


def great_circle_km(a: Position, b: Position) -> float:
    """Return the distance of two positions (longitude, latitude) on a sphere, by the haversine formula."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(radians, position)) for position in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def length_km(value: object) -> float | None:
    """Return a link's length if a source's value is one: a finite number of 0 or more."""
    number = _number(value)
    return number if number is not None and number >= 0 else None


def position(longitude: object, latitude: object) -> Position | None:
    """Return a position if two values are one: degrees in -180 to 180 and -90 to 90."""
    lon, lat = _number(longitude), _number(latitude)
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return lon, lat


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def _names(places: tuple[Place, ...], where: str) -> dict[Hashable, str]:
    if not 1 <= len(places) <= MOST_PLACES:
        raise MapError(f"{where}: has {len(places):,} places; wanted 1 to {MOST_PLACES:,}")
    if len({place.id for place in places}) < len(places):
        raise MapError(f"{where}: an id comes twice; wanted one for each place")
    wanted = {place.id: _label(place, where) for place in places}
    taken, names = set(wanted.values()), dict[Hashable, str]()
    met: dict[str, int] = {}
    for key, name in wanted.items():
        number = met.get(name, 0) + 1
        while number > 1 and f"{name} {number}" in taken:
            number += 1
        met[name] = number
        names[key] = name if number == 1 else f"{name} {number}"
        taken.add(names[key])
    return names


def _label(place: Place, where: str) -> str:
    name = (place.name or "").strip() or str(place.id).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise MapError(f"{where}: a place is called {name[:20]!r}; wanted 1 to {LONGEST_NAME} printable characters")
    return name


def _link(graph: Graph, a: str, b: str, length: float | None) -> None:
    if length is None:
        ends = graph.nodes[a]["pos"], graph.nodes[b]["pos"]
        length = great_circle_km(*ends) if None not in ends else None
    known = graph.get_edge_data(a, b, default={}).get("dist")
    lengths = [km for km in (length, known) if km is not None]
    graph.add_edge(a, b, **({"dist": min(lengths)} if lengths else {}))
