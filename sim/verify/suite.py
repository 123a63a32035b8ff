"""What `exposim verify` checks: laws of draws, records and requests here, those of other mechanisms beside it."""

from collections.abc import Iterator, Sequence
from functools import partial

from sim.verify import evidence
from sim.verify.check import BIAS, LESS, MORE, ROUNDING, Check
from sim.verify.checks import (
    asking,
    breached,
    chain,
    changing,
    copied,
    drawn,
    erring,
    exposed,
    frozen,
    mirrored,
    queues,
    registered,
    retention,
    searched,
    tapped,
    told,
)
from sim.verify.checks.twin import twin
from sim.verify.evidence import PValue
from sim.verify.mechanisms import MECHANISMS
from sim.verify.worlds import LAST_MILES, world

_MANY = 2_000_000  # people of a class that is drawn as a crowd: as quick as a few


def _filling(*, seed: int) -> PValue:
    return evidence.of_nothing(retention.worst_held(seed=seed))


def _twin(*, seed: int) -> PValue:
    found = twin(world(LAST_MILES, panel="0"), world(LAST_MILES, panel="all"), seed=seed)
    return evidence.of_nothing(len(found.differing) + (not found.journals_agree))


def _means() -> Iterator[Check]:
    for family in drawn.FAMILIES:
        play = partial(drawn.mean_of, family)
        yield Check(f"draw.{family}", f"mean of {family} variates", play, {"bias": MORE})


CHECKS: Sequence[Check] = (
    Check("draw.threshold", "share of keyed uniform numbers under 0.3", drawn.below, {"share": MORE * drawn.SHARE}),
    *_means(),
    Check(
        "cases.number", "cases opened at a rate against a Poisson law",
        partial(asking.number_of_cases, requests=30_000, played=30_000), {"requests": MORE * 30_000},
    ),
    Check("records.number", "records in a window against a Poisson law", asking.mean_records, {"bias": MORE}),
    Check(
        "requests.in_time", "share of look-ups in time: exponential age, delay, purge grid",
        partial(asking.hit_share, requests=40_000), {"kept": MORE * asking.KEPT},
    ),
    Check("errors.share", "share of items with an error", partial(erring.errors_made, played="60 %", rate=0.6),
          {"rate": MORE * 0.6}),
    Check("told.share", "share of the exposed who are told by the end", told.notified,
          {"share": MORE * told.SHARE}),
    Check("copies.people", "people exposed by copies of 8 % of a store and by requests",
          partial(copied.exposed, 400_000), {"claimed": MORE * copied.COPIED}),
    Check("mirror.people", "people whom a mirror of their region makes reachable", partial(mirrored.reached, _MANY),
          {"region": LESS * mirrored.REGION}),
    Check("taps.people", "people with a record that crosses a tap", partial(tapped.seen, _MANY),
          {"crossing": MORE * 0.5}),
    Check("accounts.removed", "accounts removed for want of an identity", partial(registered.closed, _MANY),
          {"verify": MORE * registered.VERIFY}),
    Check("accounts.refused", "people refused a new account", partial(registered.refused, _MANY),
          {"verified": LESS * registered.VERIFIED}),
    Check("stores.filling", "worst relative difference of what a store holds after its period is lengthened",
          _filling, ROUNDING),
    Check("twin.rows", "rows that differ where every record is an event instead of looked up", _twin, 0.5),
    Check("requests.age", "mean age of what is found", partial(asking.mean_age_served, requests=40_000),
          {"mean_age": MORE * asking.MEAN_AGE}, quick=False),
    Check("chain.in_time", "share of chains of two look-ups in time", chain.both_in_time,
          {"kept_second": MORE * chain.KEPT_SECOND}, quick=False),
    Check("freeze.in_time", "needs met where a freeze precedes the request", partial(frozen.met, lag=frozen.TO_FREEZE),
          {"lag": frozen.TO_FREEZE + BIAS * frozen.KEPT}, quick=False),
    Check("people.distinct", "distinct people among as many picks as people", exposed.occupancy,
          {"missed": BIAS}, quick=False),
    Check("contacts.reached", "people whom a chain of two hops reaches", partial(searched.reached, 2, cases=60.0),
          {"per_day": MORE * searched.PER_DAY}, quick=False),
    Check("orders.bound", "operators that a notice binds", changing.bound, 0.1, quick=False),
    Check("breaches.number", "breaches where the hazard rises as security decays", breached.number_of_breaches, 0.1,
          quick=False),
    Check("desk.wait", "mean wait at a desk against Erlang C", partial(queues.erlang, 2.1, replications=40), 0.05,
          quick=False),
    Check("duties.open", "share of time that a duty is not met", partial(retention.open_deficits, replications=6), 0.05,
          quick=False),
    *MECHANISMS,
)  # fmt: skip
"""In the order in which they are played."""
