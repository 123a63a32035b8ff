"""A chain of two look-ups about one moment: a platform names an address, the access operator says whose it was."""

from functools import lru_cache

from sim.ledger.facts import RequestClosed
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import CHAIN, WIDE_OPEN, world

MEAN_AGE, KEPT_FIRST, KEPT_SECOND, DELAY, EVERY = 20.0, 34.0, 37.0, 6.0, 1.0  # days, as the world has them
LAST_COUNTED = 182.0 - 2 * DELAY - 1.0  # the chain of a case that was opened later may be open still


@lru_cache
def _asked_and_traced(seed: int = 21) -> tuple[int, int]:
    requests = facts_of(RequestClosed, world(CHAIN, desk=WIDE_OPEN), seed=seed)
    asked = sum(not request.follow_up and request.drafted < LAST_COUNTED for request in requests)
    traced = [request for request in requests if request.follow_up and request.state == "complete"]
    return asked, sum(request.drafted < LAST_COUNTED + DELAY for request in traced)


def both_in_time(*, kept_second: float = KEPT_SECOND, seed: int = 21) -> PValue:
    """Return the p-value of the share of cases traced to a person, were this the access operator's retention."""
    asked, traced = _asked_and_traced(seed)
    share = theory.chain_share(MEAN_AGE, KEPT_FIRST, kept_second, DELAY, EVERY)
    return evidence.of_share(traced, asked, share)


def both_in_time_if_independent() -> PValue:
    """Return the p-value of the product of the shares of both look-ups, which is wrong."""
    asked, traced = _asked_and_traced()
    share = theory.chain_share_if_independent(MEAN_AGE, KEPT_FIRST, KEPT_SECOND, DELAY, EVERY)
    return evidence.of_share(traced, asked, share)
