"""Filters against closed forms: rates times shares, precision, lawful posts removed, and both ends of a message."""

from functools import lru_cache
from math import exp

from sim.ledger.facts import DeficitClosed, Disclosed, Flagged
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

PEOPLE, CONTACTS, DAYS = 20_000, 2, 100
POSTS, MESSAGES = 0.5, 1.0
UNLAWFUL, RIGHT, WRONG = 0.01, 0.6, 0.004
DECAY = 20.0
SEED = 41

TEXT = """
exposim: 1
title: A filter at a platform of people who all have two contacts
start: 2022-01-01
end: 2022-04-11
people:
  residents:
    number: <people> people
    activity_cv: 0
    contacts: {mean: 2, tail: 1000}
    writes: {post: 0.5 per person day, message: 1 per person day}
operators:
  net: {market: 100 %}
  forum: {kind: platform, users: 100 %}
agencies: {police: {cases: {rate: 0 per 100 people per year}}}
effects: {duties: {decay: {content_control: <decay> per year}}}
monitoring:
  filter:
    operators: [forum]
    unlawful: 1 %
    true_positive: 60 %
    false_positive: 0.4 %
    reports_to: police
    pursued: 0 %
"""


def filtered(*, decay: float = 0.0) -> Loaded:
    """Return people all of whose posts and messages are written at a platform with a filter."""
    return world(TEXT, people=PEOPLE, decay=decay)


@lru_cache(maxsize=2)
def _flags(seed: int) -> list[Flagged]:
    return facts_of(Flagged, filtered(), seed=seed)


@lru_cache(maxsize=2)
def _rows(seed: int) -> dict[tuple[str, ...], float]:
    rows = (Row(*row) for row in simulate(filtered(), seed=seed, replication=0).rows)
    return {(row.measure, *row.labels.values()): row.value for row in rows}


def number(category: str, *, unlawful: bool, share: float, seed: int = SEED) -> PValue:
    """Return the p-value of the number of flags of one kind, were this the share of such records flagged."""
    written = PEOPLE * DAYS * (POSTS if category == "post" else MESSAGES)
    of = UNLAWFUL if unlawful else 1.0 - UNLAWFUL
    found = sum((flag.category, flag.unlawful) == (category, unlawful) for flag in _flags(seed))
    return evidence.of_poisson(found, written * of * share)


def in_all(*, bias: float = 1.0, seed: int = SEED) -> PValue:
    """Return the p-value of the number of all flags, were it `bias` times as many."""
    share = UNLAWFUL * RIGHT + (1.0 - UNLAWFUL) * WRONG
    return evidence.of_poisson(len(_flags(seed)), bias * PEOPLE * DAYS * (POSTS + MESSAGES) * share)


def precision(*, right: float = RIGHT, wrong: float = WRONG, seed: int = SEED) -> PValue:
    """Return the p-value of the share of flagged records that are unlawful, as the measure has it."""
    many = _rows(seed)["monitoring.flags",]
    unlawful = UNLAWFUL * right
    share = unlawful / (unlawful + (1.0 - UNLAWFUL) * wrong)
    return evidence.of_share(round(many * _rows(seed)["monitoring.precision",]), round(many), share)


def removed_lawful(*, wrong: float = WRONG, seed: int = SEED) -> PValue:
    """Return the p-value of the number of lawful posts removed, as the measure has it."""
    found = _rows(seed)["monitoring.removed_lawful",]
    return evidence.of_poisson(round(found), PEOPLE * POSTS * DAYS * (1.0 - UNLAWFUL) * wrong)


@lru_cache(maxsize=2)
def _persons(seed: int) -> int:
    facts = facts_of(Disclosed, filtered(), seed=seed)
    return len({fact.person for fact in facts if fact.stage == "obtained"})


def exposed(*, ends: int = 2, bias: float = 1.0, seed: int = SEED) -> PValue:
    """Return the p-value of the number of people whom flagged messages expose, were so many ends of each exposed.

    Or, were it `bias` times as many messages that are flagged.

    Where all have equally many contacts, people are the other end of flagged messages as often as they write them, so
    flags hit each person at `ends` times the rate at which somebody writes flagged ones. Each of the two contacts of
    somebody shares half the hits, which adds a covariance for each.
    """
    a_day = bias * MESSAGES * (UNLAWFUL * RIGHT + (1.0 - UNLAWFUL) * WRONG)
    each = ends * a_day * DAYS
    shared = each / CONTACTS if ends == 2 else 0.0
    variance = theory.occupancy_variance(PEOPLE, each) + PEOPLE * CONTACTS * exp(-2.0 * each) * (exp(shared) - 1.0)
    return evidence.of_normal(_persons(seed), PEOPLE * (1.0 - theory.untouched_share(each)), variance)


def left_up(*, longer: float = 0.0, decay: float = DECAY, seed: int = SEED) -> PValue:
    """Return the p-value of the share of flagged posts that stay up, were content control neglected so much longer.

    The duty is neglected from a day on, for good; posts come evenly, so those flagged from then on are a Binomial
    share of all, and they, and no others, stay up.
    """
    closed = facts_of(DeficitClosed, filtered(decay=decay), seed=seed)
    (since,) = [fact.opened for fact in closed if fact.operator == "forum"]
    posts = [f for f in facts_of(Flagged, filtered(decay=decay), seed=seed) if f.category == "post"]
    left = sum(flag.state == "left" for flag in posts)
    return evidence.of_share(left, len(posts), (DAYS - since + longer) / DAYS)
