"""The map of a scenario: places, regions, countries and routes."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import networkx as nx

from sim.scenario.blocks.places import Places
from sim.scenario.loading import Loaded
from sim.world.maps import drop_places, join_abroad, one_place, place_list, read_map
from sim.world.routes import Routes

HOME = "home"


def map_of(places: Places, folder: Path) -> "nx.Graph[str]":
    """Return the map that a scenario's `places` describe; MapError where they cannot."""
    if places.map is not None:
        graph = read_map(places.map, folder)
        if places.drop:
            graph = drop_places(graph, places.drop)
    elif places.at:
        graph = place_list(places.at)
    else:
        graph = one_place(HOME)
    attached = {name: abroad.attach for name, abroad in places.abroad.items()}
    return join_abroad(graph, attached) if attached else graph


def places_of(places: Places, folder: Path) -> "nx.Graph[str]":
    """Return the map, as checks of a scenario want it."""
    return map_of(places, folder)


class Geography:
    """Places of a run and what is known of them.

    Attributes
    ----------
    places : tuple of str
        In the order of the map, those abroad last.
    regions : tuple of str
        Places named by the table of regions; without one, all places that are not abroad.
    """

    def __init__(self, loaded: Loaded) -> None:
        block = loaded.scenario.places
        self.graph = map_of(block, loaded.map_folder)
        self.routes = Routes(self.graph)
        self.places = tuple(str(name) for name in self.graph)
        self._block = block
        inland = tuple(place for place in self.places if place not in block.abroad)
        self.inland = inland
        self.regions = inland
        if block.regions is not None:
            with loaded.file(block.regions.table).open(encoding="utf-8-sig", newline="") as table:
                named = [row[block.regions.place] for row in csv.DictReader(table)]
            self.regions = tuple(dict.fromkeys(named))

    def country(self, place: str) -> str:
        """Return the jurisdiction that a place belongs to."""
        if place in self._block.abroad or self._block.at:
            return place
        return self._block.country

    def first_of(self, jurisdiction: str) -> str:
        """Return the first place of a jurisdiction, else of the map: whose calendar an agency without a place keeps."""
        return next((place for place in self.places if self.country(place) == jurisdiction), self.places[0])

    def position(self, place: str) -> tuple[float, float]:
        """Return longitude and latitude; NaN where the map has none."""
        position = self.graph.nodes[place].get("pos")
        return (float(position[0]), float(position[1])) if position else (float("nan"), float("nan"))

    def links(self) -> Iterator[tuple[str, str, float]]:
        """Yield the links of the map: the places that each joins, and its length in km; NaN where the map has none."""
        for one, other, link in self.graph.edges(data=True):
            yield str(one), str(other), float(link.get("dist", "nan"))

    def spread(self, wanted: Sequence[str], count: int) -> list[str]:
        """Return the places of `count` entities: each region, one place for all, or a list dealt out in turn."""
        if tuple(wanted) == ("each region",):
            return [self.regions[i % len(self.regions)] for i in range(count)]
        dealt = list(wanted) or [self.places[0]]
        return [dealt[i % len(dealt)] for i in range(count)]
