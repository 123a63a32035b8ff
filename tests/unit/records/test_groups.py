import pytest

from sim.records.groups import NatGroups


def test_members_know_each_other_and_groups_are_full():
    groups = NatGroups(3, 1003, 10)
    together = {person: frozenset(groups.members(person).tolist()) for person in range(1003)}
    assert all(person in members for person, members in together.items())
    assert all(together[other] == members for members in together.values() for other in members)
    assert sorted(map(len, set(together.values()))) == [3, *[10] * 100]
    assert all(groups.group(person) == groups.group(min(members)) for person, members in together.items())


def test_groups_of_one_and_of_everybody():
    assert NatGroups(3, 50, 1).members(7).tolist() == [7]
    assert sorted(NatGroups(3, 50, 64).members(7).tolist()) == list(range(50))


def test_the_others_are_the_members_but_the_person_with_the_numbers_of_people():
    groups = NatGroups(3, 1003, 10)
    for person in range(0, 1003, 17):
        members = groups.members(person)
        assert groups.others(person, 5000).tolist() == [5000 + m for m in members.tolist() if m != person]
    assert NatGroups(3, 50, 1).others(7, 0).tolist() == []


def test_eight_billion_people():
    members = NatGroups(3, 8_000_000_000, 64).members(7_999_999_999)
    assert len(set(members.tolist())) == 64
    assert 7_999_999_999 in members.tolist()


def test_another_key_makes_other_groups():
    assert NatGroups(3, 1000, 10).members(7).tolist() != NatGroups(4, 1000, 10).members(7).tolist()


@pytest.mark.parametrize(("people", "size"), [(0, 4), (10, 0), (1 << 63, 4)])
def test_impossible_groups_are_refused(people, size):
    with pytest.raises(ValueError, match=f"groups: {people} people in groups of {size}; wanted"):
        NatGroups(1, people, size)
