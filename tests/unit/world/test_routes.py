from itertools import pairwise, permutations
from pathlib import Path

import networkx as nx
import pytest

from sim.world.maps import join_abroad, one_place, read_map
from sim.world.routes import Routes


def graph_of(*links: tuple[str, str, float | None]) -> nx.Graph:
    graph = nx.Graph()
    for a, b, dist in links:
        graph.add_edge(a, b, **({} if dist is None else {"dist": dist}))
    return graph


@pytest.fixture(scope="module")
def chinanet() -> nx.Graph:
    return read_map("topohub:topozoo/Chinanet", Path())


def length(graph: nx.Graph, path: tuple[str, ...]) -> float:
    return sum(graph.edges[link]["dist"] for link in pairwise(path))


def test_routes_are_as_short_as_those_of_networkx(chinanet):
    routes = Routes(chinanet)
    shortest = dict(nx.all_pairs_dijkstra_path_length(chinanet, weight="dist"))
    for a, b in permutations(chinanet, 2):
        path = routes.path(a, b)
        assert (path[0], path[-1]) == (a, b)
        assert length(chinanet, path) == pytest.approx(shortest[a][b], abs=1e-4)  # lengths are whole millimetres


def test_there_and_back_are_one_route(chinanet):
    routes = Routes(chinanet)
    assert all(routes.path(a, b) == routes.path(b, a)[::-1] for a, b in permutations(chinanet, 2))


def test_routes_do_not_depend_on_the_order_of_the_map_or_of_asking():
    grid = read_map("generator:grid(m=5, n=5)", Path())  # full of ties
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(grid)))
    turned.add_edges_from((b, a) for a, b in reversed(list(grid.edges)))
    pairs = list(permutations(grid, 2))
    first, second = Routes(grid), Routes(turned)
    assert [first.path(*pair) for pair in pairs] == [second.path(*pair) for pair in reversed(pairs)][::-1]


def test_the_shorter_way_wins_over_fewer_links():
    routes = Routes(graph_of(("a", "b", 5.0), ("b", "c", 5.0), ("a", "c", 11.0)))
    assert routes.path("a", "c") == ("a", "b", "c")
    near = Routes(graph_of(("a", "b", 0.4), ("b", "c", 0.4), ("a", "c", 0.7)))
    assert near.path("a", "c") == ("a", "c")


def test_of_equal_lengths_fewer_links_win_then_the_earlier_name():
    equal = graph_of(("b", "a", 0.1), ("a", "c", 0.7), ("b", "c", 0.8))  # 0.1 + 0.7 is under 0.8 in floats
    assert Routes(equal).path("b", "c") == ("b", "c")
    square = graph_of(("a", "y", 1.0), ("y", "z", 1.0), ("a", "x", 1.0), ("x", "z", 1.0))
    assert Routes(square).path("a", "z") == ("a", "x", "z")


def test_without_lengths_links_are_counted_and_a_missing_one_counts_as_the_mean():
    assert Routes(graph_of(("a", "b", None), ("b", "c", None), ("a", "c", None))).path("a", "c") == ("a", "c")
    mixed = [("a", "b", 10.0), ("b", "c", 20.0), ("a", "c", None)]  # 30 by b, 15 straight
    assert Routes(graph_of(*mixed)).path("a", "c") == ("a", "c")
    assert Routes(graph_of(("a", "b", 1.0), ("b", "c", 20.0), ("a", "c", None), ("c", "d", 90.0))).path("a", "c") == (
        "a", "b", "c",
    )  # fmt: skip


def test_places_abroad_are_reached_through_their_gateway(chinanet):
    routes = Routes(join_abroad(chinanet, {"US": "Guangzhou"}))
    assert routes.path("Lhasa", "US")[-2:] == ("Guangzhou", "US")
    assert routes.on_route("Beijing", "US", "Guangzhou")
    assert not routes.on_route("Beijing", "US", "Harbin")


def test_places_that_nothing_joins_have_no_route_and_a_place_reaches_itself():
    graph = graph_of(("a", "b", 1.0), ("c", "d", 1.0))
    routes = Routes(graph)
    assert routes.path("a", "c") == ()
    assert not routes.on_route("a", "c", "a")
    assert routes.path("a", "a") == ("a",)
    assert Routes(one_place("home")).path("home", "home") == ("home",)


def test_an_unknown_place_is_refused():
    with pytest.raises(KeyError, match="nowhere"):
        Routes(one_place("home")).path("home", "nowhere")
