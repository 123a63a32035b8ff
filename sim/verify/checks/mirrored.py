"""Records at a mirror, keys, and ways abroad, against what a calculation by hand gives."""

from functools import lru_cache
from math import log, nan

from scipy import stats

from sim.entry import load_scenario
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.worlds import WIDE_OPEN, world

FEW, MANY = 95_000, 400_000  # people who are resolved one by one, and as a crowd
REGION, USERS = 0.9, 0.5  # shares of accounts that move, and of people who have one
RECORDS = 0.05 / USERS * 30.0  # of an account holder of mean activity: written a day, days kept
NOT_ASKED, GRANTED = 0.6, 0.3

MIRRORED = """
exposim: 1
start: 2020-01-01
end: 2020-06-29
periods: {answered: 2020-02-10 to 2020-06-01}
places: {list: [CN, US]}
people:
  residents:
    number: <people> people
    home: CN
    account_region: {US: 4 %, CN: <region> %}
    activity_cv: 1
    writes: {content: 0.05 per person day}
operators:
  mail: {kind: platform, place: US, users: 50 %, keeps: {content: 30 days}, keys: {content: <keys>}, desk: <desk>}
  vault: {kind: data_centre, place: CN, desk: <desk>}
laws:
  act: {in: US, access: {abroad: {content: <way>}}}
changes:
  handover: {on: 2020-02-10, off: <off>, set: {operators.mail.moves.content: {accounts: CN, <moved>}}}
agencies:
  police:
    in: CN
    cases: {rate: <cases> per 100 people per year}
    asks: {for: {content: 100 %}, lag: {act_to_report: {fixed: 1 day}}}
    abroad:
      answered: 30 %
      takes: {fixed: 10 days}
      mutual_assistance: {granted: 30 %, takes: {fixed: 10 days}, not_asked: 60 %}
"""


def mirrored(
    people: int,
    *,
    moved: str = "move_to: vault, keys: vault",
    keys: str = "mail",
    way: str = "mutual_assistance",
    region: float = 100 * REGION,
    cases: float = 0.0,
    off: bool = False,
) -> Loaded:
    """Return a platform abroad whose content of one region is handed over to a mirror at home."""
    given = {"moved": moved, "keys": keys, "way": way, "region": region, "cases": cases, "off": str(off).lower()}
    return world(MIRRORED, people=people, desk=WIDE_OPEN, **given)


@lru_cache
def _rows(people: int, seed: int = 12, **given: float | str | bool) -> tuple[Row, ...]:
    outcome = simulate(mirrored(people, **given), seed=seed, replication=0)  # type: ignore[arg-type]  # as they are
    return tuple(Row(*row) for row in outcome.rows)


def reached(people: int, *, region: float = REGION, seed: int = 12) -> PValue:
    """Return the p-value of the number of people whom the mirror makes reachable, were `region` of accounts there.

    Somebody is reachable who has an account of the region, and a record in what the platform held that day.
    """
    (found,) = [
        row
        for row in _rows(people, seed)
        if (row.measure, row.period) == ("exposure.persons", "") and row.labels == {"stage": "reachable"}
    ]
    share = region * USERS * (1 - theory.untouched_share(RECORDS, 1.0))
    return evidence.of_share(round(found.value), people, share)


def readable(moved: str) -> float:
    """Return the share of the people reached of whom something can be read at once."""
    (found,) = [
        row
        for row in _rows(1000, moved=moved)
        if (row.measure, row.period) == ("exposure.readable_share", "") and row.labels == {"stage": "reachable"}
    ]
    return found.value


def met(*, abroad: float, at_the_mirror: float, seed: int = 12, **given: str | bool) -> PValue:
    """Return the p-value of the share of needs met, were it `abroad` at the platform and another at the mirror.

    Cases of the last four weeks are left out, whose answers may be on their way.
    """
    rows = [row for row in _rows(4000, seed, cases=300, **given) if row.period == "answered"]
    (needs,) = [row.value for row in rows if row.measure == "need.count" and not row.labels]
    (share,) = [row.value for row in rows if row.measure == "need.met_share" and not row.labels]
    return evidence.of_share(round(share * needs), round(needs), REGION * at_the_mirror + (1 - REGION) * abroad)


POLICIES = {
    "before": ("changes.handover.off=true",),
    "copied, keys abroad": (
        "changes.handover.set.operators.apple.moves.content.move_to=null",
        "changes.handover.set.operators.apple.moves.content.copy_to=gcbd",
        "changes.handover.set.operators.apple.moves.content.keys=apple",
    ),
    "moved with keys": (),
    "end-to-end": ("changes.handover.off=true", "operators.apple.keys.content=user"),
    "e-Evidence": ("changes.handover.off=true", "laws.sca.access.abroad.content=e_evidence"),
}
MAINLAND, FOREIGNERS = 50e6, 0.6e6
MOVED = 0.96 * MAINLAND + 0.1 * FOREIGNERS  # people whose accounts are of the region handed over
AFTER = 366.0  # days


@lru_cache
def _shipped(policy: str) -> tuple[Row, ...]:
    outcome = simulate(load_scenario("icloud-gcbd", POLICIES[policy]), seed=3, replication=0)
    return tuple(Row(*row) for row in outcome.rows if Row(*row).period == "after")


def arrived() -> float:
    """Return the share of answers by mutual assistance to what is asked after the hand-over that arrive in the run."""
    mean, spread = 304.0, 1.6  # day, geometric standard deviation
    sigma = log(spread)
    z = (log(AFTER / mean) + sigma**2 / 2) / sigma
    return float(stats.norm.cdf(z) - mean / AFTER * stats.norm.cdf(z - sigma))


def handed_over(policy: str) -> tuple[float, float]:
    """Return the people reachable after the hand-over and the share of them who can be read at once; NaN if nobody."""
    found = {row.measure: row.value for row in _shipped(policy) if row.labels == {"stage": "reachable"}}
    return found.get("exposure.persons", 0.0), found.get("exposure.readable_share", nan)


def content_met(policy: str, expected: float) -> PValue:
    """Return the p-value of the share of needs of content that are met after the hand-over, were this expected."""
    found = {row.measure: row.value for row in _shipped(policy) if row.labels == {"category": "content"}}
    needs = found["need.count"]
    return evidence.of_share(round(found["need.met_share"] * needs), round(needs), expected)
