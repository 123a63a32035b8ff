import pytest

from sim.build.operators import logged, sites
from sim.law.statute import Statute
from tests.unit.build.places import begun, operators_of

ALL_MARKS = 2**64 - 1
ROUTES = """
operators:
  net: {market: 100 %, keeps: {session: 9 days}}
  near: {kind: platform, place: a, users: 60 %}
  far: {kind: platform, place: d, users: 20 %}
  world: {kind: platform, place: XX, users: 20 %}
  hub: {kind: transit, place: c, keeps: {session: 9 days}}
  port: {kind: exchange, place: XX, keeps: {session: 9 days}}
"""


def share(marks) -> float:
    return sum(high - low for low, high in marks) / 2.0**64


def test_a_transit_operator_sees_the_marks_of_destinations_behind_it(tmp_path):
    _, _, operators = operators_of(tmp_path, ROUTES)
    hub, port = operators["hub"], operators["port"]
    # from a and b the ways to far and world lead over c, from d that to near; c itself lies on all of its ways
    seen = {place: round(share(hub.marks_of(place)), 12) for place in ("a", "b", "c", "d", "XX")}
    assert seen == {"a": 0.4, "b": 0.4, "c": 1.0, "d": 0.6, "XX": 0.6}
    assert {round(share(port.marks_of(place)), 12) for place in "abcd"} == {0.2}
    assert operators["net"].route_marks is None
    assert operators["near"].route_marks is None


def test_marks_of_destinations_leave_no_gap_and_do_not_overlap(tmp_path):
    _, _, operators = operators_of(tmp_path, ROUTES)
    intervals = operators["hub"].marks_of("c")
    assert intervals[0][0] == 0
    assert intervals[-1][1] == ALL_MARKS
    assert [high for _, high in intervals[:-1]] == [low for low, _ in intervals[1:]]
    # what passes on to the country abroad is the last part of it
    assert operators["port"].marks_of("a") == intervals[-1:]


def test_a_person_leaves_the_records_of_those_marks_and_no_others(tmp_path):
    _, census, operators = operators_of(tmp_path, ROUTES)
    window = ((0.0, 50.0),)
    total = {
        name: sum(census.of(u).count(operators[name], "session", u, window) for u in range(250)) for name in operators
    }
    # people 0 to 249 live at a: 40 % of about 25,000 pass c, standard error 0.3 % of all
    assert abs(total["hub"] / total["net"] - 0.4) < 4 * (0.24 / total["net"]) ** 0.5
    assert abs(total["hub"] / total["net"] - 0.44) > 4 * (0.24 / total["net"]) ** 0.5


def test_without_destinations_nothing_passes(tmp_path):
    text = "operators: {net: {market: 100 %}, hub: {kind: transit, place: b, keeps: {session: 3 days}}}\n"
    _, _, operators = operators_of(tmp_path, text)
    assert {operators["hub"].marks_of(place) for place in "abcd"} == {((0, 0),)}


def test_names_keys_places_and_weights(tmp_path):
    text = """
operators:
  net: {count: 4, stands_for: 40, place: each region, market: 100 %}
  far: {kind: platform, place: XX, users: 25 %}
"""
    _, _, operators = operators_of(tmp_path, text)
    assert [(own.name, own.entry, own.place, own.country, own.weight) for own in operators.values()] == [
        ("net/1", "net", "a", "home", 10.0),
        ("net/2", "net", "b", "home", 10.0),
        ("net/3", "net", "c", "home", 10.0),
        ("net/4", "net", "d", "home", 10.0),
        ("far", "far", "XX", "XX", 1.0),
    ]
    assert len({own.key for own in operators.values()}) == 5
    assert [own.users for own in operators.values()] == [25.0] * 4 + [250.0]  # of each real one


def test_an_entry_that_is_added_leaves_the_keys_of_the_others_alone(tmp_path):
    keys = [
        {own.name: own.key for own in operators_of(tmp_path, text)[2].values()}
        for text in (ROUTES, ROUTES + "  zz: {kind: transit}\n")
    ]
    assert keys[0].items() < keys[1].items()


def test_the_share_that_complies_grows_by_operators(tmp_path):
    def complying(percent):
        text = f"operators: {{net: {{count: 40, market: 100 %, complies: {percent} %}}}}\n"
        return {own.name for own in operators_of(tmp_path, text)[2].values() if own.complies}

    nested = [complying(percent) for percent in (0, 30, 70, 100)]
    assert [len(nested[0]), len(nested[3])] == [0, 40]
    assert nested[0] < nested[1] < nested[2] < nested[3]


LAWS = """
laws:
  home-law: {retention: {location: {at_least: 5 days, of: [net]}, account_activity: {at_least: 3 days}}}
  late: {from: 2024-02-01, to: 2024-02-02, retention: {session: {at_least: 2 days}}}
  never: {from: 2030-01-01, retention: {ip_assignment: {at_least: 2 days}}}
  abroad: {in: XX, retention: {post: {at_least: 4 days}}}
"""


def test_operators_log_what_practice_or_law_says_at_some_time_of_the_run(tmp_path):
    text = (
        LAWS
        + """
operators:
  net: {market: 70 %, keeps: {subscriber: account life}}
  cable: {market: 30 %}
  forum: {kind: platform, users: 10 %, keeps: {post: 1 days, subscriber: 1 days}}
  world: {kind: platform, place: XX, users: 10 %}
  hub: {kind: transit}
  barn: {kind: data_centre}
"""
    )
    context, _ = begun(tmp_path, text)
    found = {}
    for site in sites(context):
        laws, start = context.scenario.laws, context.scenario.start
        statute = Statute(laws, start=start, jurisdiction=site.country, operator=site.entry)
        found[site.name] = set(logged(context, site.entry, statute))
    assert found == {
        "net": {"session", "location", "subscriber"},
        "cable": {"session"},
        "forum": {"post", "subscriber", "account_activity"},
        "world": {"post"},
        "hub": {"session"},
        "barn": set(),
    }


@pytest.mark.parametrize("order", [("here", "there", "both"), ("both", "there", "here")])
def test_an_entry_serves_the_people_of_its_places_wherever_it_stands(tmp_path, order):
    entries = {
        "here": "  here: {place: a, serves: [a, b], market: 70 %, keeps: {session: 9 days}}\n",
        "there": "  there: {count: 2, place: a, serves: [c], market: 60 %, keeps: {session: 9 days}}\n",
        "both": "  both: {place: b, market: 30 %, keeps: {session: 9 days}}\n",
    }
    _, census, operators = operators_of(tmp_path, "operators:\n" + "".join(entries[name] for name in order))
    world = census.populations["residents"].world
    served = {(part.place, part.access): part.size for part in world.classes if part.size}
    # 250 people live at each place; nobody serves 10 % of those at c and 70 % of those at d
    assert served == {
        ("a", "here"): 175, ("a", "both"): 75, ("b", "here"): 175, ("b", "both"): 75, ("c", "there/1"): 75,
        ("c", "there/2"): 75, ("c", "both"): 75, ("c", ""): 25, ("d", "both"): 75, ("d", ""): 175,
    }  # fmt: skip
    assert {name: own.users for name, own in operators.items()} == {
        "here": 350.0, "there/1": 75.0, "there/2": 75.0, "both": 300.0
    }  # fmt: skip
