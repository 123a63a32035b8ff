"""Notification: what share of the exposed learn of it by the end of the run."""

from functools import lru_cache

from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.worlds import WIDE_OPEN, world

SHARE, AFTER, DAYS = 0.4, 73.0, 365.0  # share; days after the answer; of the run

TOLD = """
exposim: 1
start: 2023-01-01
end: 2024-01-01
people: {residents: {number: 100 million, behind_one_address: <behind> people}}
operators: {isp: {market: 100 %, keeps: {ip_assignment: 30 days}, desk: <desk>}}
laws: {code: {notify: {share: <share>, after: {fixed: 73 days}}}}
agencies:
  police: {cases: {rate: 8 per 100k people per year}, asks: {lag: {act_to_report: {fixed: 1 day}}}}
"""


@lru_cache
def _row(share: str, behind: int, seed: int = 51) -> Row:
    rows = simulate(world(TOLD, share=share, behind=behind, desk=WIDE_OPEN), seed=seed, replication=0).rows
    (found,) = [row for row in map(Row._make, rows) if row.measure == "exposure.notified"]
    return found


def notified(*, share: float = SHARE, after: float = AFTER, behind: int = 1, seed: int = 51) -> PValue:
    """Return the p-value of the share told, were it this one of answers that come so long before the end.

    Everybody is asked about once, but for one in 10,000; of several behind an address the subject is told.
    """
    row = _row("40 %", behind, seed)
    subjects = round(row.denominator / behind)
    return evidence.of_share(round(row.numerator), subjects, share * (1 - after / DAYS))


def told_at_no_share() -> float:
    """Return the share told where a law has nobody told."""
    return _row("0 %", 1).value
