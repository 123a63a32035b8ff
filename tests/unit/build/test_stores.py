from sim.build.operators import sites
from sim.build.stores import build_stores
from tests.unit.build.places import PEOPLE, operators_of


def held_at_start(tmp_path, text, people=PEOPLE):
    """Bytes and person days that the stores of each entry and category hold at the start."""
    context, census, operators = operators_of(tmp_path, text, people=people)
    jobs = build_stores(context, sites(context), list(operators.values()), census)
    return {(job.operator, job.category): job._stored() for job in jobs}


def test_totals_are_those_of_all_people_scaled_to_the_real_operators(tmp_path):
    text = """
operators:
  net: {count: 2, stands_for: 6, market: 60 %, keeps: {session: 10 days}, record_size: {session: 100 bytes}}
  cable: {market: 40 %, keeps: {session: 5 days}}
  near: {kind: platform, stands_for: 2, place: a, users: 25 %, keeps: {post: 4 days}}
  far: {kind: platform, place: d, users: 50 %}
  hub: {kind: transit, place: b, keeps: {session: 8 days}}
"""
    people = """
people:
  residents: {number: 1000 people, activity_cv: 0, writes: {session: 2 per person day, post: 3 per person day}}
"""
    held = held_at_start(tmp_path, text, people)
    days = {key: round(amount.person_days, 6) for key, amount in held.items()}
    assert days == {
        ("net", "session"): 600 * 10.0,  # whoever stands behind the entry, its market is 600 people
        ("cable", "session"): 400 * 5.0,
        ("near", "post"): 2 * 250 * 4.0,  # of each real one
        # of those at a half of the records pass b (to d); at b all; at c and d half (to a)
        ("hub", "session"): (125 + 250 + 125 + 125) * 8.0,
    }
    octets = {key: round(amount.octets) for key, amount in held.items()}
    assert octets[("net", "session")] == 600 * 10 * 2 * 100
    assert octets[("cable", "session")] == 400 * 5 * 2 * 150
    assert octets[("near", "post")] == 500 * 4 * 3 * 1000  # a mean of one account each


def test_the_activity_of_all_is_one_number_of_the_replication(tmp_path):
    kept = "keeps: {session: 10 days}"
    text = f"operators: {{net: {{market: 60 %, {kept}}}, cable: {{market: 40 %, {kept}}}}}\n"
    people = "people: {residents: {number: 1000 people, activity_cv: 1, writes: {session: 2 per person day}}}\n"
    held = held_at_start(tmp_path, text, people)
    factors = [amount.octets / (amount.person_days * 2 * 150) for amount in held.values()]
    assert factors[0] == factors[1] != 1.0
    assert abs(factors[0] - 1.0) < 4 / 1000**0.5  # of 1000 people with a coefficient of variation of 1
