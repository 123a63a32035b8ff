"""Users by population, and requests about a random number of people."""

from collections import Counter
from functools import lru_cache
from math import exp

import numpy as np
from scipy import stats

from sim.ledger.facts import Disclosed, RequestClosed
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

LOCALS, GUESTS, SHARE = 3000, 2000, 0.25
MEDIAN, SPREAD = 3.0, 2.0
SEED = 6

TEXT = """
exposim: 1
start: 2022-01-01
end: 2022-04-01
panel: <panel>
people:
  locals: {number: <locals> people, activity_cv: 0, writes: {content: 2 per person day}}
  guests: {number: <guests> people, activity_cv: 0, writes: {content: 2 per person day}}
operators:
  cloud: {kind: platform, users: {locals: 100 %, guests: 25 %}, keeps: {content: 20 days}, desk: <desk>}
  other: {kind: platform, users: 50 %, keeps: {content: 20 days}, desk: <desk>}
laws: {visits: {inspection: {onsite: {may: [copy]}}}}
agencies:
  police:
    cases: {rate: <cases> per 100 people per year}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {content: 100 %}, people_per_request: <items>, follow: 0 %}
  raiders:
    inspectors: {staff: 50}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 12 per year}
      targets: {weights: {other: 0}}
      onsite: {takes: {fixed: 1 hour}, copies: <copied>}
"""


def shared_out(
    *,
    locals_: int = LOCALS,
    guests: int = GUESTS,
    cases: float = 400.0,
    items: str = "{fixed: 1}",
    copied: str = "0 %",
    panel: str = "0",
) -> Loaded:
    """Return a platform that all of one population and a quarter of another use, and one that half of both use."""
    values = {"locals": locals_, "guests": guests, "cases": cases, "items": items, "copied": copied, "panel": panel}
    return world(TEXT, desk=WIDE_OPEN, **values)


def copied_persons() -> tuple[int, int]:
    """Return how many people of either population a copy of everything at the first platform exposes, at most."""
    persons = {f.person for f in facts_of(Disclosed, shared_out(copied="100 %"), seed=SEED) if f.channel == "onsite"}
    return sum(person < LOCALS for person in persons), sum(person >= LOCALS for person in persons)


def asked(*, share: float = SHARE, seed: int = SEED) -> PValue:
    """Return the p-value of the requests about guests that go to the first platform: by accounts."""
    guests = [f for f in facts_of(RequestClosed, shared_out(), seed=seed) if f.person >= LOCALS]
    return evidence.of_share(sum(f.operator == "cloud" for f in guests), len(guests), share / (share + 0.5))


def written() -> float:
    """Return what the first platform holds of the second's: content is shared out over the accounts of a person."""
    rows = map(Row._make, simulate(shared_out(cases=0.0), seed=SEED, replication=0).rows)
    held = {r.operator: r.value for r in rows if r.measure == "exposure.held_person_days"}
    return held["cloud"] / held["other"]


@lru_cache(maxsize=2)
def _items(seed: int = SEED) -> tuple[int, ...]:
    text = f"{{lognormal: {{median: {MEDIAN:g}, spread: {SPREAD:g}}}}}"
    facts = facts_of(RequestClosed, shared_out(items=text, guests=10), seed=seed)
    return tuple(Counter((fact.drafted, fact.operator) for fact in facts).values())


def mean_items(*, bias: float = 1.0, seed: int = SEED) -> PValue:
    """Return the p-value of the mean number of people in a request, were it `bias` times that of the rounded lognormal.

    A number rounded to k or more is over k - 1/2: the mean is the sum of those chances, of which the first is 1.
    """
    over = stats.lognorm(s=np.log(SPREAD), scale=MEDIAN).sf(np.arange(1.5, 10_000.0))
    return evidence.of_mean(_items(seed), bias * (1.0 + float(over.sum())))


def items(*, median: float = MEDIAN) -> float:
    """Return the p-value of the numbers of people in requests: a lognormal rounded, and at least 1."""
    law = stats.lognorm(s=np.log(SPREAD), scale=exp(np.log(median)))
    borders = [0.0, 1.5, 2.5, 3.5, 5.5, 8.5, np.inf]
    shares = np.diff(law.cdf(borders))
    return evidence.of_table(np.histogram(_items(), borders)[0].tolist(), shares.tolist())
