"""Many people's stays in one compiled pass are those that a path gives of each of them, to the last bit."""

import numpy as np
import pytest

from sim.world.homes import HomeShare
from sim.world.paths import Paths
from sim.world.population import build_population

SERVED = {"east": [("large", 0.6), ("small", 0.3), ("tiny", 0.1)], "west": [("alone", 1.0)]}
PEOPLE = build_population("residents", 400, [HomeShare("east", 0.8), HomeShare("west", 0.2)], SERVED)
OLD = ((-400.0, -320.0), (-300.0, -40.0), (-40.0, 10.0), (12.0, 12.5))
EDGES = np.array([-350.0, -10.0, -1.0, 5.0])
RATES = {
    "moving": {"moves_per_day": 0.02},
    "staying": {},
    "leaving": {"moves_per_day": 0.01, "leaves_per_day": 0.03},
    "coming": {"moves_per_day": 0.01, "leaves_per_day": 0.03, "enters_within": 20.0},
    "often": {"moves_per_day": 2.0},  # a hundred times what the arrays begin with
}


def cut(parts, edges):
    """Return parts of time cut at edges, one after the other."""
    found = []
    for start, end in parts:
        inside = [edge for edge in edges.tolist() if start < edge < end]
        found += zip([start, *inside], [*inside, end], strict=True)
    return found


def singly(paths, person, pieces, access, since, edges):
    own = tuple((max(a, since), b) for a, b in pieces if b > since)
    return cut(paths.within(person, own, access), edges)


def persons_of(part):
    return np.arange(part.first, part.first + part.size, dtype=np.uint64)


def since_of(persons):
    """Return when each has an account: from ever, or since some day of the pieces."""
    return np.where(persons % np.uint64(3) == 0, -np.inf, -30.0 + (persons % np.uint64(50)).astype(float))


@pytest.mark.parametrize("kind", RATES)
@pytest.mark.parametrize("access", [None, "large", "tiny", "alone", "nobody's"])
@pytest.mark.parametrize("pieces", [OLD, ((3.0, 90.0),)], ids=["from before the run", "within it"])
def test_each_is_as_a_path_has_it(kind, access, pieces):
    paths, compared = Paths(7, PEOPLE, SERVED, **RATES[kind]), 0
    for part in PEOPLE.classes:
        persons = persons_of(part)
        since = since_of(persons)
        many, parts = paths.each_within(persons, pieces, access, since, EDGES)
        alone = [
            singly(paths, person, pieces, access, opened, EDGES)
            for person, opened in zip(persons.tolist(), since.tolist(), strict=True)
        ]
        assert many.tolist() == [len(own) for own in alone]
        assert parts.tolist() == [list(pair) for own in alone for pair in own]
        compared += len(parts)
    assert (compared > 20) == (access != "nobody's")


def test_other_people_would_be_seen():
    paths = Paths(7, PEOPLE, SERVED, moves_per_day=0.02)
    part = PEOPLE.classes[0]
    persons, since = persons_of(part), np.full(part.size, -np.inf)
    _, parts = paths.each_within(persons, OLD, "large", since, EDGES)
    _, others = Paths(8, PEOPLE, SERVED, moves_per_day=0.02).each_within(persons, OLD, "large", since, EDGES)
    assert parts.tolist() != others.tolist()


def test_what_is_kept_is_of_the_same_question_only():
    paths = Paths(7, PEOPLE, SERVED, moves_per_day=0.02)
    part = PEOPLE.classes[0]
    persons, since = persons_of(part), np.full(part.size, -np.inf)
    first = paths.each_within(persons, OLD, "large", since, EDGES)
    assert paths.each_within(persons, OLD, "large", since, EDGES)[1] is first[1]
    for question in (
        (persons.copy(), OLD, "large", since, EDGES),
        (persons, OLD[:2], "large", since, EDGES),
        (persons, OLD, "small", since, EDGES),
        (persons, OLD, "large", np.full(part.size, 0.0), EDGES),
        (persons, OLD, "large", since, EDGES[:1]),
    ):
        fresh = Paths(7, PEOPLE, SERVED, moves_per_day=0.02).each_within(*question)
        assert paths.each_within(*question)[1].tolist() == fresh[1].tolist()
        paths.each_within(persons, OLD, "large", since, EDGES)
