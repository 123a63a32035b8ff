"""What one pass counts of random exposures is what sets of people and of days count."""

from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, integers, lists, sampled_from, tuples

from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.frame import Frame, GroupInfo, Period
from sim.measures import DEFINITIONS
from sim.measures.people import LABELS
from sim.measures.rows import rows_of

DAYS, WARMUP = 100.0, 10.0
FRAME = Frame(
    date(2020, 1, 1),
    DAYS,
    warmup_days=WARMUP,
    periods=(Period("early", 0.0, 50.0), Period("late", 40.0, 100.0)),
    people=40,
    class_ranges={("town", "east"): (0, 12), ("town", "west"): (12, 30)},
    groups={("town", "lawyers"): GroupInfo(0.3, lambda persons: persons % np.uint64(3) == 0)},
    unreadable={("isp", "message"): ((0.0, 30.0), (60.0, 80.0))},
    jurisdictions={"isp": "here"},
    holds={"police": 25.0},
)
WINDOWS = {"": (WARMUP, DAYS), "early": (WARMUP, 50.0), "late": (40.0, DAYS)}
TIME = integers(0, 396).map(lambda quarter: quarter / 4)
LABELLED = tuples(
    TIME, sampled_from(["request", "onsite"]), sampled_from(["obtained", "examined"]), sampled_from(["police", "tax"]),
    sampled_from(["isp", "web"]), sampled_from(["session", "message"]), sampled_from(["east", "west"]),
)  # fmt: skip
ROLE = sampled_from(["suspect", "victim", "bystander"])
ONE = tuples(LABELLED, integers(0, 39), ROLE, floats(0.0, 40.0, width=16), floats(0.0, 20.0, width=16))
MANY = tuples(LABELLED, lists(integers(0, 39), min_size=1, max_size=9, unique=True))


def fact_of_one(labelled, person, role, days, long):
    start = max(labelled[0] - days, 0.0)
    return Disclosed(*labelled, person, role, 1, 1.0, (1, 0, 0, 0), start, start + long, "agency")


def fact_of_many(labelled, persons):
    return DisclosedGroup(*labelled, np.array(persons, np.uint64), "bystander", 1.0, 0)


def ledger_of(facts) -> Ledger:
    ledger = Ledger(FRAME)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def people_of(fact):
    return fact.persons.tolist() if isinstance(fact, DisclosedGroup) else [fact.person]


def with_labels(fact):
    """The stage and each label of a fact, and everything."""
    values = {label: getattr(fact, label) for label in LABELS if label != "jurisdiction"}
    values |= {"jurisdiction": "here"} if fact.operator == "isp" else {}
    return [{"stage": fact.stage}, *({"stage": fact.stage, label: value} for label, value in values.items())]


def sets_of(facts):
    """Sets of people by measure, period and labels, of a fact at a time."""
    sets = defaultdict(set)
    asked = {person for fact in facts if fact.role != "bystander" for person in people_of(fact)}
    for fact in facts:
        read = fact.operator != "isp" or fact.category != "message" or not (fact.time < 30 or 60 <= fact.time < 80)
        for period in (name for name, (start, end) in WINDOWS.items() if start <= fact.time < end):
            for person in people_of(fact):
                for labels in with_labels(fact):
                    sets["exposure.persons", period, tuple(labels.items())].add(person)
                stage = (("stage", fact.stage),)
                groups = [stage, (*stage, ("group", "lawyers"))] if person % 3 == 0 else [stage]
                for of_whom in groups[1:]:
                    sets["exposure.persons", period, of_whom].add(person)
                for of_whom in groups if person not in asked else ():
                    sets["exposure.bystanders", period, of_whom].add(person)
                if fact.role == "victim":
                    sets["exposure.non_suspects", period, stage].add(person)
                if read:
                    sets["exposure.readable_share", period, stage].add(person)
    return {key: len(people) for key, people in sets.items()}


def numbers_of(ledger, measure):
    """Rows of a measure by period and labels, without those of nothing."""
    found = {}
    for row in rows_of(DEFINITIONS[measure], ledger):
        number = row.value if np.isnan(row.numerator) else row.numerator
        if number:
            found[measure, row.period, tuple(row.labels.items())] = number
    return found


@settings(max_examples=150, deadline=None)
@given(ones=lists(ONE, max_size=40), groups=lists(MANY, max_size=8))
def test_people_are_counted_once_under_each_label(ones, groups):
    facts = [*(fact_of_one(*one) for one in ones), *(fact_of_many(*many) for many in groups)]
    ledger, expected = ledger_of(facts), sets_of(facts)
    for measure in ("exposure.persons", "exposure.bystanders", "exposure.non_suspects", "exposure.readable_share"):
        assert numbers_of(ledger, measure) == {key: n for key, n in expected.items() if key[0] == measure}


def days_of(facts, wanted):
    """Days covered of each period: a quarter of a day at a time."""
    covered = defaultdict(set)
    for fact in filter(wanted, facts):
        for period in (name for name, (start, end) in WINDOWS.items() if start <= fact.time < end):
            quarters = range(int(4 * fact.covered_from), int(4 * fact.covered_to))
            covered[period] |= {(fact.person, fact.category, quarter) for quarter in quarters}
    return {period: len(quarters) / 4 for period, quarters in covered.items() if quarters}


@settings(max_examples=100, deadline=None)
@given(ones=lists(tuples(LABELLED, integers(0, 5), ROLE, TIME, TIME), max_size=40))
def test_days_covered_twice_count_once(ones):
    facts = [fact_of_one(*one) for one in ones]
    found = numbers_of(ledger_of(facts), "exposure.person_days")
    for stage in ("obtained", "examined"):
        for category in (None, "session", "message"):
            labels = (("stage", stage), *((("category", category),) if category else ()))
            days = days_of(facts, lambda f, s=stage, c=category: f.stage == s and c in (None, f.category))
            assert {key[1]: n for key, n in found.items() if key[2] == labels} == pytest.approx(days)
