"""What acts in bulk look at, in the forecast of a run, against numbers worked out by hand."""

from types import MappingProxyType

import pytest

from sim.entry import load_scenario
from sim.scenario.checks.bulk import BREACH, MISUSE, MOVE, PURGE, THEFT
from sim.scenario.checks.workload import SECONDS_PER_LOOK, SECONDS_PER_VISIT

WORLD = """\
exposim: 1
start: 2021-01-04
end: 2021-03-05
people: {residents: {number: PEOPLE, MOVES writes: {session: 5 per person day, location: 1 per person day}}}
operators:
  large: {kind: access, market: 75 %, keeps: {session: 20 days, location: 5 days}}
  small: {kind: access, market: 25 %, keeps: {session: 20 days, location: 5 days}}
  mail: {kind: platform, users: 50 %, keeps: {content: 90 days}}
agencies: {police: {cases: {rate: 1 per 100k people per year}, asks: {for: {session: 100 %}}}}
"""
DAYS = 60
INSPECTS = """\
laws: {act: {inspection: {onsite: {may: [copy]}}}}
agencies:
  police:
    cases: {rate: 1 per 100k people per year}
    asks: {for: {session: 100 %}}
    inspectors: {staff: 1}
    inspections: {rate: {onsite: 0.1 per day}, onsite: {takes: {fixed: 1 hour}, HOW}}
"""


@pytest.fixture
def looks(tmp_path):
    """Return a function that gives the looks in a forecast: its seconds less those of the world without acts."""

    def read(more, people, moves, others):
        text = WORLD.replace("PEOPLE", people).replace("MOVES", moves)
        for old, new in others.items():
            text = text.replace(old, new)
        if "agencies:" in more:
            text = text[: text.index("agencies:")]
        (tmp_path / "world.yaml").write_text(text + more, encoding="utf-8")
        return load_scenario(tmp_path / "world.yaml").expected

    def count(more, people="1000", moves="", others=MappingProxyType({})):
        with_acts, without = read(more, people, moves, others), read("", people, moves, others)
        rest = SECONDS_PER_VISIT * with_acts.visits
        return (with_acts.seconds - without.seconds - rest) / SECONDS_PER_LOOK

    return count


def inspects(how):
    return INSPECTS.replace("HOW", how)


# Each of three operators gets 6 visits. Whether an act is about a person costs 0.05 of a look, and those of the share
# are looked at once for each category: 750 and 250 people with two, 500 of 1000 with one.
@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ("copies: 10 %", 6 * (0.05 * 2000 + 0.1 * (2 * 1000 + 500))),
        ("consults: 10 %", 6 * (0.05 * 2000 + 0.1 * (2 * 1000 + 500))),
        ("leaves_connection: {share: 50 %, for: 9 days}", 3 * (0.05 * 2000 + 2 * 1000 + 500)),
        ("copies: 0 %", 0.0),
    ],
)
def test_visits_look_at_those_in_the_stores(how, wanted, looks):
    assert looks(inspects(how)) == pytest.approx(wanted, abs=1.0)


def test_stays_of_everybody_at_the_place_are_worked_out_where_people_move(looks):
    each = 1.0 + MOVE * 2.0 * (DAYS + 12.5) / 365.25  # two moves a year, over the run and what is kept before it
    wanted = 6 * (0.05 * (2000 * each + 1000) + 0.1 * (2 * 2000 * each + 500))
    assert looks(inspects("copies: 10 %"), moves="moves: 2 per year,") == pytest.approx(wanted, abs=1.0)


def test_a_class_that_is_drawn_at_the_end_is_not_looked_at(looks):
    of_small = 6 * (0.05 * 75_000 + 0.1 * 2 * 75_000)
    of_mail = 6 * (0.05 * 75_000 + 0.1 * 0.5 * 75_000)
    assert looks(inspects("copies: 10 %"), people="300 thousand") == pytest.approx(of_small + of_mail, rel=1e-3)


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        ("{by: police, operators: [small]}", (1 + DAYS / 5) * 250 * 2.05),  # every 5 days, the shortest period kept
        ("{by: police, operators: [small], from: 2021-02-03}", (1 + 30 / 5) * 250 * 2.05),
        ("{by: police, operators: [small], off: true}", 0.0),
        ("{by: police, operators: [mail]}", (1 + DAYS / 30) * (0.05 * 1000 + 500)),
        ("{by: police, place: home}", DAYS / 30 * 1000),
    ],
)
def test_interception_looks_as_often_as_it_has_to(block, wanted, looks):
    assert looks(f"interception: {{door: {block}}}\n") == pytest.approx(wanted, abs=1.0)


def test_intruders_look_at_what_they_take(looks):
    block = "intruders: {thief: {hazard: 1 per year, operators: [small], takes: 50 %, dwell: {fixed: 10 days}}}\n"
    breaches = DAYS / 365.25
    wanted = breaches * (BREACH + (1 + 10 / 5) * (THEFT + 250 * (0.05 + 0.5 * 2)))
    assert looks(block) == pytest.approx(wanted, abs=1.0)
    others = {"market: 25 %": "market: 25 %, stands_for: 40"}
    assert looks(block, others=others) - looks(block) == pytest.approx(breaches * 39 * BREACH, abs=1.0)


def test_purges_and_misuse_cost_what_their_rates_bring(tmp_path):
    def looks(old="", new=""):
        text = WORLD.replace("PEOPLE", "1000").replace("MOVES", "").replace(old, new)
        (tmp_path / "world.yaml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path / "world.yaml").expected.seconds / SECONDS_PER_LOOK

    often = looks("25 %, keeps", "25 %, purge_every: 1 hour, keeps")
    assert often - looks() == pytest.approx(PURGE * 2 * DAYS * 23, abs=1.0)  # of two stores, 24 times a day
    held = looks("police: {", "police: {holds: {obtained: 30 days, misuse: {rate: 1000 per year}}, ")
    assert held - looks() == pytest.approx(MISUSE * 1000 * DAYS / 365.25, abs=1.0)
