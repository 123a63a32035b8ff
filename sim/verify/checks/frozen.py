"""Quick freeze: what is frozen in time is there for a request that comes too late for the store."""

from collections import Counter
from functools import lru_cache

import numpy as np

from sim.ledger.facts import Frozen, RequestClosed
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

MEAN_AGE, KEPT, EVERY = 20.0, 30.0, 7.0  # days: from act to report, retention, purge
TO_FREEZE, TO_REQUEST, DAYS = 2.0, 25.0, 490.0  # days from the report; of the run: 70 rounds of the purge
RATE = 6.0 / 100 * 100_000 / 365.25  # cases a day

FROZEN = """
exposim: 1
start: 2024-01-01
end: 2025-05-05
people: {residents: {number: 100 thousand, writes: {session: 0.5 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 30 days}, purge_every: <every>, desk: <desk>}}
laws: {quick: {off: <off>, freeze: {by: officer, scope: subject, for: <longest>, renew: 1, release_by: <release>}}}
agencies:
  police:
    cases: {rate: 6 per 100 people per year}
    asks:
      lag:
        act_to_report: {exponential: {mean: 20 days}}
        report_to_freeze: {fixed: 2 days}
        report_to_request: {fixed: 25 days}
      window: <window>
      for: {session: 100 %}
      not_asked_if_expired: <withheld>
"""


def quick_freeze(**changes: str) -> Loaded:
    """Return the world in which the police freeze 2 days after a report and request 25 days after it."""
    given = {"every": "7 days", "off": "false", "longest": "15 days", "release": "nobody", "window": "{fixed: 0 days}"}
    return world(FROZEN, **({"desk": WIDE_OPEN, "withheld": "0 %"} | given | changes))


@lru_cache
def _rows(seed: int = 41, **changes: str) -> tuple[Row, ...]:
    return tuple(Row(*row) for row in simulate(quick_freeze(**changes), seed=seed, replication=0).rows)


def _row(measure: str, seed: int = 41, **changes: str) -> Row:
    (found,) = [row for row in _rows(seed, **changes) if row.measure == measure and row.labels == {} and not row.period]
    return found


def met(lag: float, *, grid: float = EVERY, share: float = 1.0, seed: int = 41, **changes: str) -> PValue:
    """Return the p-value of the share of needs met, were it that of acts caught by something `lag` after the report.

    Of acts that only the freeze catches, the share is released. `grid` is the interval of the purge in days.
    """
    row = _row("need.met_share", seed, **changes)
    caught = theory.hit_share(MEAN_AGE, KEPT - lag, grid, 0.0)
    plain = theory.hit_share(MEAN_AGE, KEPT - TO_REQUEST, grid, 0.0)
    return evidence.of_share(round(row.numerator), round(row.denominator), plain + share * (caught - plain))


def subjects_frozen(*, lasts: float = TO_REQUEST - TO_FREEZE, seed: int = 41) -> PValue:
    """Return the p-value of the mean number of subjects under a freeze, were each under it for so long.

    Freezes are ordered as a Poisson process; those whose cases are opened after the run are not played.
    """
    per_day = RATE * theory.hit_share(MEAN_AGE, KEPT - TO_FREEZE, EVERY, 0.0)
    expected = per_day * (lasts * DAYS - lasts**2 / 2) / DAYS
    variance = per_day * (lasts**2 * (DAYS - lasts) + lasts**3 / 3) / DAYS**2
    return evidence.of_normal(_row("freeze.persons", seed).value, expected, variance)


def held_beyond(*, kept: float = KEPT) -> tuple[float, float]:
    """Return the mean of days held because of freezes alone, as measured and as stepped through in time."""
    changes = {"every": "1 hours", "window": "{fixed: 10 days}"}
    requests = facts_of(RequestClosed, quick_freeze(**changes), seed=41)
    times = np.linspace(0.0, DAYS, 10 * int(DAYS), endpoint=False) + 0.05
    total = 0.0
    for fact in requests:
        ordered = fact.drafted - TO_REQUEST + TO_FREEZE
        under = times[(times >= ordered) & (times < fact.drafted)]
        oldest = max(fact.asked_from, ordered - KEPT)
        total += float(np.clip(np.minimum(under - kept, fact.asked_to) - oldest, 0.0, None).sum())
    return _row("freeze.person_days", 41, **changes).value, total / len(times)


def states(**changes: str) -> dict[str, int]:
    """Return how many freezes ended in each state."""
    return dict(Counter(fact.state for fact in facts_of(Frozen, quick_freeze(**changes), seed=41)))


def played(panel: str) -> list[RequestClosed]:
    """Return the requests of a small world in which so many people are played one by one."""
    small = {"100 thousand": "300", "2025-05-05": "2024-03-01", "6 per 100": "800 per 100"}
    text = FROZEN.replace("end:", f"panel: {panel}\nend:")
    for plain, other in small.items():
        text = text.replace(plain, other)
    given = {"desk": WIDE_OPEN, "every": "1 days", "off": "false", "longest": "15 days", "release": "nobody"}
    loaded = world(text, **given, window="{fixed: 10 days}", withheld="0 %")
    return facts_of(RequestClosed, loaded, seed=42)
