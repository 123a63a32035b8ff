"""Who lives in an area: blocks of neighbours, class by class."""

import numpy as np
import pytest

from sim.actors.census import Census
from sim.actors.neighbourhood import neighbours, share_of_place
from tests.unit.actors.stage import Stage, operator, people

CENSUS = Census(
    {
        "residents": people(800, access=("alpha", "beta")),
        "visitors": people(200, access=("alpha",), offset=800, name="visitors"),
    }
)


def area(person, share, access="alpha"):
    return list(neighbours(CENSUS, CENSUS.subject(person), operator(Stage(), access), share))


@pytest.mark.parametrize("person", [0, 137, 399, 400, 799, 800, 999])
@pytest.mark.parametrize("share", [0.003, 0.1, 0.33, 1.0])
def test_somebody_is_in_the_own_area(person, share):
    access = CENSUS.subject(person).home.access
    assert person in np.concatenate([part.persons for part in area(person, share, access)])


def test_an_area_has_its_share_of_each_class():
    assert [(part.people.world.name, part.size) for part in area(5, 0.1)] == [("residents", 40), ("visitors", 20)]
    assert [(part.people.world.name, part.size) for part in area(5, 0.1, "beta")] == [("residents", 40)]
    assert [part.size for part in area(5, 1.0)] == [400, 200]


def test_neighbours_have_one_area_and_others_another():
    first, near, far = (area(person, 0.1)[0].persons for person in (41, 79, 80))
    assert (first == near).all()
    assert not np.intersect1d(first, far).size


def test_a_class_too_small_for_one_of_the_area_has_none_of_it():
    assert [part.people.world.name for part in area(5, 0.001)] == ["residents"]


def test_an_area_of_so_many_people_is_that_share_of_the_place():
    assert share_of_place(CENSUS, "town", 100) == 0.1
    assert share_of_place(CENSUS, "town", None) == share_of_place(CENSUS, "town", 5000) == 1.0
