"""Accounts of people without an identity: removed, refused, copied no longer, and named by the access operator only."""

from functools import lru_cache
from operator import attrgetter

from sim.actors.copying import SMALL_CLASS
from sim.actors.waves import WAVES
from sim.ledger.facts import AccountsClosed, AccountsOpened, CopiedCrowd, Disclosed, NeedClosed, RequestClosed
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

USERS, VERIFIED, VERIFY = 0.4, 0.7, 0.5
ASKED_FROM, REMOVED_ON, DAYS = 31.0, 91.0, 181.0  # 2018-02-01, 2018-04-01, 2018-07-01
OPENS, YEAR = 0.8, 365.25
SEED = 13

TEXT = """
exposim: 1
start: 2018-01-01
end: 2018-07-01
panel: <panel>
periods: {after: 2018-04-02 to 2018-07-01}
people:
  residents:
    number: <people> people
    activity_cv: 0
    writes: {account_activity: 40 per person day, ip_assignment: 1 per person day}
    verified: 70 %
    opens_accounts: <opens> per year
operators:
  isp: {market: 100 %, keeps: {ip_assignment: 400 days}, desk: <desk>}
  forum: {kind: platform, users: 40 %, keeps: {account_activity: 400 days}, desk: <desk>}
laws:
  names: {from: 2018-02-01, off: <off>, real_name: {new_accounts: refuse, old_accounts: remove by 2018-04-01}}
  visits: {inspection: {onsite: {may: [copy]}}}
effects: {real_name: {verify: <verify>}, duties: {decay: {real_name: <decay> per year}}}
agencies:
  police:
    cases: {rate: <cases> per 100 people per year}
    asks: {lag: {act_to_report: {fixed: <lag>}}, follow: <follow>, for: {account_activity: 100 %}}
  raiders:
    inspectors: {staff: 50}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: <visits> per year}
      targets: {weights: {isp: 0}}
      onsite: {takes: {fixed: 1 hour}, copies: <copied>}
"""


def registered(
    people: int = 20_000,
    *,
    opens: float = 0.0,
    cases: float = 0.1,
    copied: str = "0 %",
    verify: str = "50 %",
    off: bool = False,
    lag: str = "1 day",
    follow: str = "0 %",
    decay: float = 0.0,
    visits: int = 12,
    panel: str = "0",
) -> Loaded:
    """Return a platform with accounts of 40 % of the people, 70 % of whom have shown an identity."""
    values = {"opens": opens, "cases": cases, "copied": copied, "verify": verify, "off": str(off).lower()}
    more = {"lag": lag, "follow": follow, "decay": decay, "visits": visits, "panel": panel}
    return world(TEXT, people=people, desk=WIDE_OPEN, **values, **more)


def closed(people: int, *, verify: float = VERIFY, seed: int = SEED) -> PValue:
    """Return the p-value of the number of accounts removed, were `verify` the share of those asked who comply."""
    facts = [f for f in facts_of(AccountsClosed, registered(people), seed=seed) if f.how == "no identity"]
    return evidence.of_share(sum(f.accounts for f in facts), round(USERS * people), (1 - VERIFIED) * (1 - verify))


def refused(people: int, *, verified: float = VERIFIED, seed: int = SEED) -> PValue:
    """Return the p-value of the number of people refused, were `verified` the share of those who ask first.

    People ask at an even pace. Half of those without an identity show it between the first day of the law and that
    of the removal, evenly; so a quarter of them has, of the people who ask in that time, and a half afterwards.
    """
    facts = [f for f in facts_of(AccountsOpened, registered(people, opens=OPENS), seed=seed) if f.time > ASKED_FROM]
    early, late = REMOVED_ON - ASKED_FROM, DAYS - REMOVED_ON
    unknown = (1 - verified) * (early * (1 - VERIFY / 2) + late * (1 - VERIFY)) / (early + late)
    return evidence.of_share(sum(f.refused for f in facts), sum(f.asked for f in facts), unknown)


def asked(people: int) -> tuple[int, float]:
    """Return how many people asked for an account, and how many should have."""
    facts = facts_of(AccountsOpened, registered(people, opens=OPENS), seed=SEED)
    return sum(f.asked for f in facts), people * OPENS * DAYS / YEAR


@lru_cache(maxsize=4)
def _copied_after(people: int, seed: int) -> float:
    loaded = registered(people, copied="100 %", visits=100)  # 25 after the removal: no seed has none
    rows = [Row(*row) for row in simulate(loaded, seed=seed, replication=0).rows]
    wanted = {"stage": "obtained", "operator": "forum"}
    (row,) = [r for r in rows if (r.measure, r.period, r.labels) == ("exposure.persons", "after", wanted)]
    return row.value


def copied_after(people: int, *, verify: float = VERIFY, seed: int = SEED) -> PValue:
    """Return the p-value of the number of people whom copies of the whole store expose after the removal."""
    holders, share = round(USERS * people), 1 - (1 - VERIFIED) * (1 - verify)
    return evidence.of_normal(_copied_after(people, seed), holders * share, holders * share * (1 - share))


@lru_cache(maxsize=4)
def _last_copy(people: int, seed: int) -> tuple[float, int]:
    """Return the time of the last copy of the platform's whole store, and how many people it exposed."""
    loaded = registered(people, opens=OPENS, copied="100 %", visits=24)
    if people > SMALL_CLASS:
        (crowd,) = facts_of(CopiedCrowd, loaded, seed=seed)
        last = max(crowd.events, key=attrgetter("time"))
        return last.time, last.exposed
    copied = [fact for fact in facts_of(Disclosed, loaded, seed=seed) if fact.channel == "onsite"]
    time = max(fact.time for fact in copied)
    return time, len({fact.person for fact in copied if fact.time == time})  # two visits may end at one moment


def grown(people: int, *, verified: float = VERIFIED, seed: int = SEED) -> PValue:
    """Return the p-value of the number of people whom the last copy of a store exposes, where people open accounts.

    Whoever has an account has a record. A crowd opens its accounts in waves; its variance is the bound of theirs.
    """
    time, exposed = _last_copy(people, seed)
    share = _holders(time, verified)
    waves = people * OPENS / YEAR * DAYS / (2 * WAVES) if people > SMALL_CLASS else 0.0
    return evidence.of_normal(exposed, people * share, people * share * (1 - share) + waves**2)


def _holders(time: float, verified: float) -> float:
    """Return the share of people who have an account at a time, where `verified` is who has shown an identity at first.

    Before the law everybody is let in who asks. Then those who have shown an identity by the day on which they ask:
    their share grows evenly from `verified` to `known` on the day of the removal, which leaves of those before the law
    the share `known`.
    """
    known, asking = 1 - (1 - verified) * (1 - VERIFY), REMOVED_ON - ASKED_FROM
    days = min(max(time - ASKED_FROM, 0.0), asking)
    let_in = days * verified + (known - verified) * days**2 / (2 * asking) + max(time - REMOVED_ON, 0.0) * known
    before = USERS + OPENS / YEAR * min(time, ASKED_FROM)
    return before * (known if time >= REMOVED_ON else 1.0) + OPENS / YEAR * let_in


@lru_cache(maxsize=2)
def _led_on(seed: int) -> tuple[int, int]:
    requests = facts_of(RequestClosed, registered(cases=40.0, off=True), seed=seed)
    answered = sum(not r.follow_up and r.state == "complete" for r in requests)
    return sum(r.follow_up for r in requests), answered


def led_on(*, verified: float = VERIFIED, seed: int = SEED) -> PValue:
    """Return the p-value of how many account answers lead to the access operator, where none does by habit."""
    return evidence.of_share(*_led_on(seed), 1 - verified)


def needs_of_removed_accounts() -> tuple[set[str], set[str]]:
    """Return the states of needs about acts before the removal that ended after it, without and with the law."""
    found = []
    for off in (True, False):
        needs = facts_of(NeedClosed, registered(cases=40.0, off=off, lag="20 days", follow="100 %"), seed=SEED)
        found.append({n.state for n in needs if n.opened - n.age_days < REMOVED_ON < n.time})
    return found[0], found[1]
