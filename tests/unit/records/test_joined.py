"""Union-find, against groups that are made by going through all pairs."""

import numpy as np

from sim.records.joined import Joined


def plainly(pairs: list[tuple[int, int]], things: int) -> list[set[int]]:
    groups = [{thing} for thing in range(things)]
    for one, other in pairs:
        (a,), (b,) = ([group for group in groups if thing in group] for thing in (one, other))
        if a is not b:
            groups.remove(b)
            a |= b
    return groups


def test_groups_are_those_of_going_through_all_pairs():
    rng = np.random.default_rng(4)
    for pairs in (10, 30, 60):
        drawn = [(int(one), int(other)) for one, other in rng.integers(0, 60, (pairs, 2))]
        joined = Joined()
        for pair in drawn:
            joined.join(*pair)
        found: dict[object, set[int]] = {}
        for thing in range(60):
            found.setdefault(joined.top(thing), set()).add(thing)
        assert sorted(map(sorted, found.values())) == sorted(map(sorted, plainly(drawn, 60)))
        assert all(top in group for top, group in found.items())


class Seen(int):
    """A number that counts how often it is hashed: once for every look at it."""

    looks = 0

    def __hash__(self) -> int:
        Seen.looks += 1
        return int.__hash__(self)

    __eq__ = int.__eq__


def test_a_chain_takes_a_few_looks_for_each_of_its_things():
    joined, many = Joined(), 2000
    things = [Seen(number) for number in range(many)]
    Seen.looks = 0
    for after in things[1:]:
        joined.join(things[0], after)  # what follows is put above all that came before
    assert Seen.looks < 30 * many  # without shorter ways many * many / 2 of them
    assert len({joined.top(thing) for thing in things}) == 1
