"""Maps: places and the links between them, from a catalogue, a file, a generator or a list of names.

A map is an undirected `networkx.Graph` whose nodes are names of places.

=========== ============= ==========================================================
On          Attribute     Meaning
=========== ============= ==========================================================
a place     ``pos``       (longitude, latitude) in degrees, or None
a place     ``country``   ISO code, or None where the map does not say
a place     ``abroad``    True for a place joined from abroad; else missing
a link      ``dist``      length in km; missing where unknown
=========== ============= ==========================================================
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import networkx as nx

from sim.world.map_files import graphml_file, node_link_file, topohub_map
from sim.world.sketch import Graph, MapError, Place, Sketch, drawn

Source = Callable[[str, Path], Sketch]

SOURCES: dict[str, Source] = {
    "topohub": lambda name, _: topohub_map(name),
    "node_link": node_link_file,
    "graphml": graphml_file,
    "generator": lambda call, _: _generated(call),
}
"""What reads each kind of map, from what stands behind the colon and the folder of the scenario."""


def map_source(kind: str) -> Callable[[Source], Source]:
    """Register a kind of map: `map: "kind:text"` of a scenario is read by the function, from the text and a folder.

    It returns a `Sketch` of places and links, and raises `MapError` where it cannot.

    Raises
    ------
    ValueError
        If the kind is there already, or no plain word.
    """
    if kind in SOURCES or not kind.isidentifier():
        raise ValueError(f"map source {kind!r}: is there already or no plain word; wanted another name")

    def register(source: Source) -> Source:
        SOURCES[kind] = source
        return source

    return register


def read_map(source: str, folder: Path) -> Graph:
    """Return the map that a source names.

    Parameters
    ----------
    source : str
        ``topohub:topozoo/Chinanet``, ``node_link:FILE.json``, ``graphml:FILE.graphml`` or
        ``generator:NAME(number=..., ...)``.
    folder : Path
        Where files are looked for; none outside it is read.

    Returns
    -------
    networkx.Graph
        Its parts need not be joined: see `components`.

    Raises
    ------
    MapError
        In one line: what was found and what is wanted.

    Examples
    --------
    >>> chinanet = read_map("topohub:topozoo/Chinanet", Path())
    >>> len(chinanet), round(chinanet.edges["Beijing", "Shanghai"]["dist"])
    (38, 1069)
    """
    kind, colon, name = source.strip().partition(":")
    if not colon or kind not in SOURCES:
        wanted = ", ".join(f"{known}:..." for known in SOURCES)
        raise MapError(f"map {source!r}: no such kind of source; wanted one of {wanted}")
    return drawn(SOURCES[kind](name.strip(), folder), f"map {source!r}")


def _generated(call: str) -> Sketch:
    from sim.world.generators import generated  # loads numba for its seeds, which no other map needs

    return generated(call)


def place_list(names: Sequence[str]) -> Graph:
    """Return a map of places that are all joined, without positions; a two-letter name is a country's.

    Raises
    ------
    MapError
        If there is no name, or one comes twice.
    """
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if list(names).count(name) > 1})
        raise MapError(f"places: {', '.join(twice)} comes twice; wanted each place once")
    places = tuple(Place(name, name, country=_country(name)) for name in names)
    return drawn(Sketch(places, tuple((a, b, None) for a, b in combinations(names, 2))), "places")


def one_place(name: str) -> Graph:
    """Return a map of one place."""
    return place_list([name])


def drop_places(graph: Graph, names: Iterable[str]) -> Graph:
    """Return a map without some of its places and their links.

    Raises
    ------
    MapError
        If a name is no place of the map, or no place is left.
    """
    gone = set(names)
    for name in sorted(gone):
        _known(graph, name, "drop")
    if len(gone) == len(graph):
        raise MapError(f"drop: leaves none of {len(graph)} places; wanted one at least")
    left: Graph = graph.subgraph([place for place in graph if place not in gone]).copy()
    return left


def join_abroad(graph: Graph, abroad: Mapping[str, str]) -> Graph:
    """Return a map with places abroad, each linked to one place of the map.

    Parameters
    ----------
    graph : networkx.Graph
    abroad : mapping from country to place
        The country is the new place's name too. Its link has no length.

    Raises
    ------
    MapError
        If a place is not on the map, or a country already is.
    """
    joined: Graph = graph.copy()
    for country, place in abroad.items():
        _known(graph, place, f"abroad: {country}: attach")
        if country in joined:
            raise MapError(f"abroad: {country!r} is on the map already; wanted a new place")
        joined.add_node(country, pos=None, country=country, abroad=True)
        joined.add_edge(country, place)
    return joined


def components(graph: Graph) -> list[list[str]]:
    """Return the parts of a map that are not joined to each other: the largest first, names in order."""
    parts = [sorted(part) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-len(part), part))


def _known(graph: Graph, name: str, where: str) -> None:
    if name not in graph:
        nearest = difflib.get_close_matches(name, graph, n=3)
        hint = f"did you mean {' or '.join(map(repr, nearest))}?" if nearest else "wanted a place of the map"
        raise MapError(f"{where}: {name!r} is no place of the map; {hint}")


def _country(name: str) -> str | None:
    return name if len(name) == 2 and name.isascii() and name.isalpha() and name.isupper() else None
