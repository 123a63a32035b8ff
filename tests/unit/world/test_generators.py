from pathlib import Path

import pytest

from sim.world.maps import read_map
from sim.world.sketch import MapError, great_circle_km


def made(call: str):
    return read_map(f"generator:{call}", Path())


@pytest.mark.parametrize(
    ("call", "places", "links"),
    [
        ("barabasi_albert(n=30, m=2)", 30, 56),
        ("watts_strogatz(n=20, k=4, p=0.2)", 20, 40),
        ("grid(m=3, n=4)", 12, 17),
        ("star(n=5)", 5, 4),
        ("path(n=6)", 6, 5),
        ("complete(n=5)", 5, 10),
        ("balanced_tree(r=2, h=3)", 15, 14),
        ("path(n=1)", 1, 0),
    ],
)
def test_generators_make_what_their_names_say(call, places, links):
    graph = made(call)
    assert list(graph) == [f"p{i + 1}" for i in range(places)]
    assert graph.number_of_edges() == links


@pytest.mark.parametrize("call", ["waxman(n=60, beta=0.9, alpha=0.5)", "random_geometric(n=60)"])
def test_scattered_places_have_positions_in_a_square_of_1000_km(call):
    graph = made(call)
    assert graph.number_of_edges() > 0
    for place in graph:
        longitude, latitude = graph.nodes[place]["pos"]
        assert 0 <= great_circle_km((0, 0), (longitude, 0)) <= 1000.1
        assert 0 <= great_circle_km((0, 0), (0, latitude)) <= 1000.1
    assert all(0 < dist < 1415 for _, _, dist in graph.edges(data="dist"))


@pytest.mark.parametrize("name", ["waxman", "barabasi_albert", "watts_strogatz", "random_geometric"])
def test_the_same_seed_makes_the_same_map_and_another_seed_another(name):
    first, again, other = (sorted(made(f"{name}(n=40, seed={seed})").edges) for seed in (0, 0, 1))
    assert first == again == sorted(made(f"{name}(n=40)").edges)
    assert first != other


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("waxmann(n=5)", r"did you mean waxman\(\.\.\.\)"),
        ("os.system(n=5)", "no such generator"),
        ("waxman", "no such generator"),
        ("waxman(beta=0.4)", "says nothing of n"),
        ("balanced_tree()", "says nothing of r and h"),
        ("waxman(n=5, n=6)", "'n=6' is unknown or comes twice"),
        ("waxman(n=5, seed)", "'seed' is unknown"),
        ("star(n=5, seed=1)", "'seed=1' is unknown"),
        ("waxman(n=-5)", "n is '-5'; wanted a whole number from 1 to 3,000"),
        ("waxman(n=2.5)", "n is '2.5'; wanted a whole number"),
        ("waxman(n=5, beta=nan)", "beta is 'nan'; wanted a number from 0"),
        ("waxman(n=5, alpha=0)", "wanted other parameters"),
        ("waxman(n=__import__('os'))", "n is "),
        ("waxman(n=1001)", "at most 1,000 places"),
        ("complete(n=501)", "at most 500 places"),
        ("grid(m=3000, n=3000)", "at most 3,000 places"),
        ("balanced_tree(r=3000, h=3000)", "at most 3,000 places"),
        ("barabasi_albert(n=3, m=3)", "wanted other parameters"),
        ("watts_strogatz(n=3, k=4)", "wanted other parameters"),
        ("watts_strogatz(n=30, p=2)", "p is '2'; wanted a number from 0 to 1"),
    ],
)
def test_bad_calls_are_refused_in_one_line(call, fault):
    with pytest.raises(MapError, match=fault) as raised:
        made(call)
    assert "\n" not in str(raised.value)
