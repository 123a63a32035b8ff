"""What a store holds after its retention was lengthened, and how long a duty is not met."""

from functools import lru_cache
from math import fsum

from sim.ledger.facts import DeficitClosed, Purged
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import LAPSES, LENGTHENED, WIDE_OPEN, world

PEOPLE, CHANGED, BEFORE, AFTER, EVERY = 5000, 45.0, 10.0, 60.0, 1.0  # people; days, as the world has them

YEAR, OPERATORS, LAPSE_DAYS, SETTLED = 365.25, 20, 1827.0, 400.0
VISITS, LAPSING, FOUND, REPAIR = 12.0, 6.0, 0.7, 10.0  # a year, a year, 1, day


@lru_cache
def _held(seed: int = 51) -> tuple[tuple[float, float, float], ...]:
    purges = facts_of(Purged, world(LENGTHENED), seed=seed)
    return tuple((purge.time, purge.person_days_after, purge.bytes_after) for purge in purges)


def worst_held(*, at_once: bool = False, seed: int = 51) -> float:
    """Return the largest relative difference between what is held after a purge and its closed form.

    The law comes before the purge of its day, so that a day more than the old retention is there to be kept on.
    With `at_once` the closed form lets the store hold the longer period from the day of the law on.
    """
    worst = 0.0
    for time, person_days, _ in _held(seed):
        since = time - CHANGED
        days = BEFORE if since < 0 else theory.held_days(BEFORE + EVERY, AFTER, AFTER if at_once else since)
        worst = max(worst, abs(person_days / (PEOPLE * days) - 1))
    return worst


def worst_bytes() -> float:
    """Return by how much, relatively, the bytes of a person and day differ between purges: one law, one draw."""
    each = [octets / person_days for _, person_days, octets in _held()]
    return max(each) / min(each) - 1


@lru_cache
def _open_share(replication: int, described: int = OPERATORS, seed: int = 52) -> float:
    loaded = world(LAPSES, desk=WIDE_OPEN, visits=VISITS, described=described)
    deficits = facts_of(DeficitClosed, loaded, seed=seed, replication=replication)
    days = fsum(deficit.weight * max(0.0, deficit.time - max(deficit.opened, SETTLED)) for deficit in deficits)
    return days / OPERATORS / (LAPSE_DAYS - SETTLED)


def open_deficits(
    *,
    found: float = FOUND,
    repair: float = REPAIR,
    described: int = OPERATORS,
    replications: int = 12,
    seed: int = 52,
) -> PValue:
    """Return the p-value of the share of time that a duty is not met, were this found and repaired so.

    With fewer `described`, they stand for the same twenty real operators.
    """
    shares = [_open_share(replication, described, seed) for replication in range(replications)]
    return evidence.of_mean(shares, theory.open_deficit_share(YEAR / VISITS, found, repair, YEAR / LAPSING))


def open_deficits_if_regular(*, replications: int = 12) -> PValue:
    """Return the p-value of the share of a duty not met if visits came at equal intervals: half an interval less."""
    shares = [_open_share(replication) for replication in range(replications)]
    between = YEAR / VISITS * (1 - FOUND / 2)  # the mean wait for the visit that finds it, times the chance
    return evidence.of_mean(shares, theory.open_deficit_share(between, FOUND, REPAIR, YEAR / LAPSING))
