import pytest

from sim.world.sketch import EARTH_KM, MapError, Place, Sketch, drawn, great_circle_km, length_km, position


def test_the_great_circle():
    quarter = 3.141592653589793 * EARTH_KM / 2
    assert great_circle_km((0.0, 0.0), (90.0, 0.0)) == pytest.approx(quarter)
    assert great_circle_km((12.0, 90.0), (-40.0, 0.0)) == pytest.approx(quarter)
    assert great_circle_km((0.0, 0.0), (180.0, 0.0)) == pytest.approx(2 * quarter)
    assert great_circle_km((0.0, 60.0), (180.0, 60.0)) == pytest.approx(quarter * 2 / 3)  # over the pole
    assert great_circle_km((179.5, 0.0), (-179.5, 0.0)) == pytest.approx(quarter / 90)
    assert great_circle_km((5.0, 5.0), (5.0, 5.0)) == 0.0


def test_names_that_come_again_get_a_number_and_no_name_takes_the_id():
    places = [("a", "Berlin"), ("b", "Berlin"), ("c", "Berlin 2"), ("d", "Berlin"), (5, None), (6, "  ")]
    graph = drawn(Sketch(tuple(Place(key, name) for key, name in places), ()), "map")
    assert list(graph) == ["Berlin", "Berlin 3", "Berlin 2", "Berlin 4", "5", "6"]


def test_links_have_the_length_given_or_that_of_the_great_circle_or_none():
    here, there = (0.0, 0.0), (1.0, 0.0)
    places = (Place(1, "a", here), Place(2, "b", there), Place(3, "c"))
    graph = drawn(Sketch(places, ((1, 2, None), (1, 3, 7.0), (2, 3, None))), "map")
    assert graph.edges["a", "b"]["dist"] == pytest.approx(great_circle_km(here, there))
    assert graph.edges["a", "c"]["dist"] == 7.0
    assert "dist" not in graph.edges["b", "c"]
    assert graph.nodes["a"] == {"pos": here, "country": None}


def test_of_parallel_links_the_shortest_stays_and_loops_are_left_out():
    graph = drawn(Sketch((Place(1), Place(2)), ((1, 2, 9.0), (2, 1, 4.0), (1, 2, 6.0), (1, 1, 1.0))), "map")
    assert list(graph.edges(data="dist")) == [("1", "2", 4.0)]


@pytest.mark.parametrize(
    ("places", "links", "fault"),
    [
        ((), (), "map: has 0 places; wanted 1 to 20,000"),
        ((Place(1), Place(1)), (), "map: an id comes twice"),
        ((Place(1),), ((1, 2, None),), "map: a link joins 1 and 2, of which one is no place"),
        ((Place(1, "a\nb"),), (), r"map: a place is called 'a\\nb'"),
        ((Place(1, "x" * 101),), (), "wanted 1 to 100 printable characters"),
        ((Place(""),), (), "map: a place is called ''"),
    ],
)
def test_sketches_that_are_no_map_are_refused(places, links, fault):
    with pytest.raises(MapError, match=fault):
        drawn(Sketch(places, links), "map")


@pytest.mark.parametrize(
    ("value", "length"), [(3, 3.0), ("2.5", 2.5), (0, 0.0), (-1, None), ("x", None), (None, None), (True, None),
                          (float("nan"), None), ("inf", None), (10**400, None)]
)  # fmt: skip
def test_what_a_length_is(value, length):
    assert length_km(value) == length


@pytest.mark.parametrize(
    ("given", "read"), [((116.4, 39.9), (116.4, 39.9)), (("1", "2"), (1.0, 2.0)), ((181, 0), None), ((0, 91), None),
                        ((0, None), None), (([1], 0), None)]
)  # fmt: skip
def test_what_a_position_is(given, read):
    assert position(*given) == read
