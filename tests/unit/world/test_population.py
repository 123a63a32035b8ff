import pytest

from sim.draw.hashing import name_key
from sim.world.homes import HomeShare
from sim.world.population import NO_ACCESS, PeopleClass, Population, build_population, divide

HOMES = [HomeShare("east", 0.5), HomeShare("west", 0.3), HomeShare("isle", 0.2)]
ACCESS = {"east": [("large", 2.0), ("small", 1.0)], "west": [("large", 1.0)]}


def people(number: int = 30) -> Population:
    return build_population("residents", number, HOMES, ACCESS)


def test_classes_are_homes_by_operators_one_behind_the_other():
    assert people().classes == (
        PeopleClass("residents", "east", "large", 0, 10),
        PeopleClass("residents", "east", "small", 10, 5),
        PeopleClass("residents", "west", "large", 15, 9),
        PeopleClass("residents", "isle", NO_ACCESS, 24, 6),
    )


def test_an_operator_serves_the_people_of_all_its_classes():
    assert [people().served_by(name) for name in ("large", "small", NO_ACCESS, "nobody")] == [19, 5, 6, 0]


def test_everybody_is_in_the_class_whose_range_holds_them():
    population = people()
    for person in range(population.number):
        part = population.class_of(person)
        assert part.first <= person < part.first + part.size
        assert population.classes[population.class_index(person)] is part
        assert person in population.people_at(population.place_of(person))


def test_places_have_classes_and_ranges_and_strange_places_have_none():
    population = people()
    assert [part.access for part in population.classes_at("east")] == ["large", "small"]
    assert population.people_at("west") == range(15, 24)
    assert population.classes_at("US") == ()
    assert len(population.people_at("US")) == 0


def test_empty_classes_are_left_out():
    population = build_population("few", 1, HOMES, ACCESS)
    assert [(part.place, part.size) for part in population.classes] == [("east", 1)]
    assert build_population("none", 0, HOMES, ACCESS).classes == ()


def test_shares_of_zero_leave_people_without_access():
    population = build_population("residents", 4, [HomeShare("east", 1.0)], {"east": [("closed", 0.0)]})
    assert [(part.access, part.size) for part in population.classes] == [(NO_ACCESS, 4)]


def test_eight_billion_people():
    number = 8_000_000_001
    population = build_population("mankind", number, HOMES, ACCESS)
    assert population.number == number
    assert population.class_of(number - 1).place == "isle"
    assert population.people_at("east").start == 0
    assert population.people_at("isle").stop == number


def test_the_key_is_that_of_the_name():
    assert people().key == name_key("population", "residents")
    assert people().key != build_population("visitors", 30, HOMES, ACCESS).key


@pytest.mark.parametrize("person", [-1, 30])
def test_there_is_nobody_outside_the_population(person):
    with pytest.raises(IndexError, match=rf"'residents': person {person}; wanted 0 to 29"):
        people().class_of(person)


def test_a_home_twice_is_refused():
    with pytest.raises(ValueError, match="a home comes twice"):
        build_population("residents", 3, [HOMES[0], HOMES[0]], {})


def test_classes_with_gaps_or_apart_are_refused():
    east, west = PeopleClass("p", "east", "a", 0, 2), PeopleClass("p", "west", "a", 2, 2)
    with pytest.raises(ValueError, match="leave gaps or overlap"):
        Population("p", [west, east])
    with pytest.raises(ValueError, match="are apart"):
        Population("p", [east, west, PeopleClass("p", "east", "b", 4, 1)])


@pytest.mark.parametrize(
    ("number", "shares", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (0, [0.2, 0.8], [0, 0]),
        (1, [0.4, 0.6], [0, 1]),
        (7, [0.0, 1.0], [0, 7]),
        (10, [0.17, 0.34, 0.49], [2, 3, 5]),
        (8_000_000_000, [1, 2], [2_666_666_667, 5_333_333_333]),
        (10**18, [1, 1, 1], [333_333_333_333_333_334, 333_333_333_333_333_333, 333_333_333_333_333_333]),
    ],
)
def test_numbers_are_divided_by_largest_remainder(number, shares, parts):
    assert divide(number, shares) == parts


@pytest.mark.parametrize(
    ("number", "shares"), [(-1, [1.0]), (1, [-0.1, 1.0]), (1, [float("nan")]), (1, [float("inf")]), (1, [0.0]), (1, [])]
)
def test_what_cannot_be_divided_is_refused(number, shares):
    with pytest.raises(ValueError, match=f"divide: {number} by .*; wanted"):
        divide(number, shares)
