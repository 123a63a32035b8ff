import numpy as np
import pytest

from sim.world.attributes import attribute, attribute_key, attributes, belongs, pick

KEY = attribute_key(master=7, population=11, name="verified")


def share_found(true_share: float, number: int = 20_000) -> float:
    return float(np.mean([belongs(KEY, person, true_share) for person in range(number)]))


def test_a_share_of_people_belongs():
    error = np.sqrt(0.7 * 0.3 / 20_000)  # standard error of a share of 20,000 people
    assert abs(share_found(0.7) - 0.7) < 4 * error


def test_a_share_off_by_two_per_cent_would_be_seen():
    assert abs(share_found(0.714) - 0.7) > 4 * np.sqrt(0.7 * 0.3 / 20_000)


def test_who_belongs_to_a_share_belongs_to_every_larger_one():
    few = {person for person in range(2_000) if belongs(KEY, person, 0.3)}
    many = {person for person in range(2_000) if belongs(KEY, person, 0.5)}
    assert few < many


def test_many_at_once_are_the_same_numbers():
    persons = np.array([0, 3, 8_000_000_000], np.uint64)
    assert attributes(KEY, persons).tolist() == [attribute(KEY, int(person)) for person in persons]


def test_attributes_populations_and_replications_have_their_own_numbers():
    keys = {KEY, attribute_key(8, 11, "verified"), attribute_key(7, 12, "verified"), attribute_key(7, 11, "region")}
    assert len({attribute(key, 5) for key in keys}) == 4


@pytest.mark.parametrize(("uniform", "name"), [(0.0, "CN"), (0.95, "CN"), (0.96, "HK"), (0.979, "HK"), (0.985, None)])
def test_pick_takes_the_part_that_holds_the_number(uniform, name):
    assert pick(uniform, {"CN": 0.96, "HK": 0.02}) == name
