import numpy as np
import pytest
from scipy import stats

from sim.records.contacts import Contacts, counterparts, degrees


@pytest.mark.parametrize("mean", [8.0, 7.0])  # 12,008 stubs, and 10,507: one of them is joined to none
def test_contacts_are_mutual_distinct_and_without_oneself(mean):
    graph = Contacts(5, 1501, mean, 2.5, hubs_number=3, hubs_reach=0.1)
    of = {person: graph.contacts(person).tolist() for person in range(1501)}
    for person, others in of.items():
        assert others == sorted(set(others) - {person})
        assert all(person in of[other] for other in others)
        assert len(others) <= graph.most(person)


@pytest.mark.parametrize(
    ("people", "mean", "tail"),
    [(829_000_000, 75.0, 2.3), (8_000_000_000, 12.0, 2.5), (50, 20.0, 3.0), (1000, 0.5, 2.2), (2, 1.0, 2.5)],
)
def test_the_stubs_number_people_times_mean(people, mean, tail):
    found = degrees(people, mean, tail)
    assert found.first_rank[-1] == people
    assert int(found.first_stub[-1]) == round(people * mean)
    assert (np.diff(found.first_rank) == np.diff(found.first_stub) / np.maximum(found.degree, 1)).all() or mean < 1


def test_the_tail_falls_with_its_exponent():
    found = degrees(10**9, 50.0, 2.5)
    share = found.first_rank[1:] / 1e9
    inside = (share > 1e-5) & (share < 0.3)
    slope = np.polyfit(np.log(found.degree[inside]), np.log(share[inside]), 1)[0]
    # share of people with a degree over d falls as d^(1 - tail); whole degrees and the cut at the top move it by 2 %
    assert slope == pytest.approx(-1.5, rel=0.03)


def test_the_mean_number_of_contacts_is_that_asked_for():
    people, mean = 100_000, 20.0
    graph = Contacts(6, people, mean, 3.0)
    many = np.array([graph.contacts(person).size for person in range(0, people, 20)])
    error = many.std() / many.size**0.5
    classes = degrees(people, mean, 3.0)
    second = float(np.diff(classes.first_stub) @ classes.degree) / people
    lost = (second / mean) ** 2 / (2 * people)  # double edges and loops
    assert abs(many.mean() - (mean - lost)) < 3.3 * error
    assert abs(many.mean() - 1.3 * mean) > 3.3 * error


def test_a_hub_reaches_its_share_and_is_reached():
    graph = Contacts(7, 5000, 4.0, 2.5, hubs_number=2, hubs_reach=0.2)
    sizes = sorted(((graph.contacts(person).size, person) for person in range(5000)), reverse=True)
    (first, hub), (second, _), (third, _) = sizes[:3]
    assert min(first, second) >= 999
    assert third < 0.1 * 5000
    assert all(hub in graph.contacts(int(other)) for other in graph.contacts(hub)[:50])


def joined(graph_of, graphs=400, people=12):
    """How often each pair of people is in contact, over graphs of degree 2."""
    counts = np.zeros((people, people))
    for key in range(graphs):
        graph = graph_of(key)
        for person in range(people):
            counts[person, graph.contacts(person).astype(int)] += 1
    return counts[np.triu_indices(people, 1)]


def test_any_two_people_are_joined_alike():
    assert stats.chisquare(joined(lambda key: Contacts(key, 12, 2.0, 9.0), graphs=800)).pvalue > 0.001


def test_a_graph_that_prefers_neighbours_would_be_seen():
    class Ring:
        def contacts(self, person):
            return np.array([(person + 1) % 12, (person - 1) % 12], np.uint64)

    assert stats.chisquare(joined(lambda key: Ring(), graphs=100)).pvalue < 0.001


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 3.0, 2.5), "contacts.people: is 1"),
        ((100, 0.0, 2.5), "contacts: mean 0.0, tail 2.5; wanted"),
        ((100, 100.0, 2.5), "contacts: mean 100.0"),
        ((100, 3.0, 2.0), "a tail over 2"),
        ((100, 3.0, 2.5, 3, 1.5), "contacts.hubs: 3 with reach 1.5"),
        ((100, 3.0, 2.5, -1, 0.5), "contacts.hubs: -1"),
    ],
)
def test_impossible_graphs_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Contacts(1, *arguments)


def test_a_mark_says_which_contact_a_message_was_exchanged_with():
    known = np.arange(100, 110, dtype=np.uint64)
    marks = np.array([2**64 - 1, 0, 2**64 // 10 * 3 + 2**40, 2**64 // 10 * 3 - 2**40, 5], np.uint64)
    assert counterparts(known, marks).tolist() == [100, 102, 103, 109]
    assert counterparts(known, marks[:0]).tolist() == []
    everybody = np.array([2**64 // 1000 * i for i in range(1000)], np.uint64)
    alone = [len(counterparts(known, everybody[i : i + 100])) for i in range(50, 900, 100)]
    assert alone == [2] * 9  # each tenth of the marks belongs to one of ten
