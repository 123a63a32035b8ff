"""Maps made by a closed list of networkx generators, each from a key of its name and seed."""

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import networkx as nx

from sim.draw.hashing import name_key
from sim.world.sketch import MapError, Place, Position, Sketch

SIDE_KM = 1000.0  # of the square in which waxman and random_geometric scatter their places
_DEGREE_KM = 111.195  # on a great circle; the square lies at the equator, where both degrees are as long
_MOST = 3_000
_RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("n", "m", "k", "r", "h"), (1, _MOST)),
    **dict.fromkeys(("alpha", "beta", "p", "radius"), (0, 1)),
    "seed": (0, 10**9),
}


class Generator(NamedTuple):
    """A generator: what makes it, its parameters with defaults (None: none), the most places it may have."""

    make: Callable[..., Any]
    defaults: Mapping[str, float | None]
    most: int = _MOST
    places: Callable[[Mapping[str, float]], float] = lambda given: given["n"]


def _scattered(make: Callable[..., Any]) -> Callable[..., Any]:
    """Hand a 32-bit seed on, the widest that numpy's and Python's old generators share."""
    return lambda seed, **given: make(seed=name_key("map", make.__name__, seed) & 0xFFFFFFFF, **given)


# Waxman and geometric maps may link every pair, hence fewer places. `n` is the number of places throughout.
GENERATORS = {
    "waxman": Generator(_scattered(nx.waxman_graph), {"n": None, "beta": 0.4, "alpha": 0.1, "seed": 0}, most=1_000),
    "barabasi_albert": Generator(_scattered(nx.barabasi_albert_graph), {"n": None, "m": 2, "seed": 0}),
    "watts_strogatz": Generator(_scattered(nx.watts_strogatz_graph), {"n": None, "k": 4, "p": 0.1, "seed": 0}),
    "random_geometric": Generator(
        _scattered(nx.random_geometric_graph), {"n": None, "radius": 0.2, "seed": 0}, most=1_000
    ),
    "grid": Generator(nx.grid_2d_graph, {"m": None, "n": None}, places=lambda given: given["m"] * given["n"]),
    "star": Generator(lambda n: nx.star_graph(n - 1), {"n": None}),
    "path": Generator(nx.path_graph, {"n": None}),
    "complete": Generator(nx.complete_graph, {"n": None}, most=500),
    "balanced_tree": Generator(
        nx.balanced_tree,
        {"r": None, "h": None},
        places=lambda given: sum(int(int(given["r"]) ** level) for level in range(int(given["h"]) + 1)),
    ),
}


def generated(call: str) -> Sketch:
    """Return the map of a call such as ``waxman(n=50, alpha=0.2, seed=3)``; places are p1, p2 and so on.

    Raises
    ------
    MapError
        If the generator or a parameter is unknown, missing, out of range, or there would be too many places.
    """
    where = f"map 'generator:{call}'"
    match = re.fullmatch(r"(\w+)\s*\((.*)\)", call)
    if not match or match[1] not in GENERATORS:
        name = match[1] if match else call
        nearest = difflib.get_close_matches(name, GENERATORS, n=1)
        hint = (
            f"did you mean {nearest[0]}(...)?" if nearest else f"wanted NAME(n=...) with one of {', '.join(GENERATORS)}"
        )
        raise MapError(f"{where}: no such generator; {hint}")
    generator = GENERATORS[match[1]]
    given = _arguments(match[2], generator.defaults, where)
    if max(generator.places(given), given.get("m", 0), given.get("k", 0)) > generator.most:
        raise MapError(f"{where}: asks for too much; wanted at most {generator.most:,} places")
    try:
        graph = generator.make(**given)
    except (nx.NetworkXError, ArithmeticError, ValueError) as fault:
        raise MapError(f"{where}: {fault}; wanted other parameters") from None
    places = tuple(Place(node, f"p{i}", _pos(data)) for i, (node, data) in enumerate(graph.nodes(data=True), 1))
    return Sketch(places, tuple((a, b, None) for a, b in graph.edges))


def _arguments(text: str, defaults: Mapping[str, float | None], where: str) -> dict[str, float]:
    given: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, equals, value = map(str.strip, part.partition("="))
        if not equals or name not in defaults or name in given:
            raise MapError(f"{where}: {part!r} is unknown or comes twice; wanted {', '.join(defaults)} as NAME=NUMBER")
        given[name] = _value(name, value, where)
    missing = [name for name, default in defaults.items() if default is None and name not in given]
    if missing:
        raise MapError(f"{where}: says nothing of {' and '.join(missing)}; wanted {missing[0]}=NUMBER")
    return {name: given.get(name, default) for name, default in defaults.items()}  # type: ignore[misc]  # no None left


def _value(name: str, text: str, where: str) -> float:
    least, most = _RANGES[name]
    whole = most > 1  # the others are shares
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = -1
    if not least <= value <= most:
        raise MapError(f"{where}: {name} is {text!r}; wanted a {'whole ' * whole}number from {least} to {most:,}")
    return value


def _pos(data: Mapping[str, Any]) -> Position | None:
    if "pos" not in data:
        return None
    x, y = data["pos"]
    return x * SIDE_KM / _DEGREE_KM, y * SIDE_KM / _DEGREE_KM
