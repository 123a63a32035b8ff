"""Requests in columns: whom they are about."""

import numpy as np
import pytest

from sim.actors.batch import Batch

COLUMNS = dict.fromkeys(Batch._fields)


@pytest.mark.parametrize(("persons", "requests"), [([7], [0]), ([5], [0, 2]), ([8, 9], [1, 3]), ([6], []), ([], [])])
def test_requests_about_people_are_found_by_any_of_their_items(persons, requests):
    items = {"subjects": np.array([5, 7, 8, 5, 9, 9]), "starts": np.array([0, 2, 3, 4, 6])}
    batch = Batch(**COLUMNS | items)
    assert batch.about(np.array(persons, np.int64)).tolist() == requests
