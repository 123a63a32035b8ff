"""What `exposim verify` checks: each closed form, how to play it, and what a draw biased by 2 % would make of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from sim.draw.hashing import name_key
from sim.verify import evidence
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
from sim.verify.equivalence import Compared, compared, plays_needed
from sim.verify.evidence import PValue
from sim.verify.worlds import LAST_MILES, world

BIAS = 0.02
"""The bias of a draw that a check must see."""

ROUNDING = 1e-9
_MORE, _LESS = 1 + BIAS, 1 - BIAS
_MANY = 2_000_000  # people of a class that is drawn as a crowd: as quick as a few


class Check(NamedTuple):
    """One comparison with a closed form.

    Attributes
    ----------
    name, compares : str
    play : callable of `seed`
    biased : mapping, or float
        Arguments of `play` that make its closed form that of a draw biased by 2 %: the margin is how far that moves
        it. A number is the margin itself, as a share of the closed form, or as it is where the form is 0.
    quick : bool
        Whether it is played where no check is named.
    most : int
        Plays at most, whatever the power.
    """

    name: str
    compares: str
    play: Callable[..., PValue]
    biased: Mapping[str, float] | float
    quick: bool = True
    most: int = 40

    @property
    def margin_told(self) -> str:
        """The margin in words."""
        if isinstance(self.biased, Mapping):
            return f"a draw biased by {100 * BIAS:g} %"
        return "exact" if self.biased in (ROUNDING, 0.5) else f"{100 * self.biased:g} % of the closed form"

    def margin(self, seed: int, expected: float) -> float:
        """Return the margin of a play of this seed and with this closed form."""
        if isinstance(self.biased, Mapping):
            return abs(self.play(seed=seed, **self.biased).expected - expected)
        return self.biased * (abs(expected) or 1.0)


def _filling(*, seed: int) -> PValue:
    return evidence.of_nothing(retention.worst_held(seed=seed))


def _twin(*, seed: int) -> PValue:
    found = twin(world(LAST_MILES, panel="0"), world(LAST_MILES, panel="all"), seed=seed)
    return evidence.of_nothing(len(found.differing) + (not found.journals_agree))


def _means() -> Iterator[Check]:
    for family in drawn.FAMILIES:
        play = partial(drawn.mean_of, family)
        yield Check(f"draw.{family}", f"mean of {family} variates", play, {"bias": _MORE})


CHECKS: Sequence[Check] = (
    Check("draw.threshold", "share of keyed uniform numbers under 0.3", drawn.below, {"share": _MORE * drawn.SHARE}),
    *_means(),
    Check(
        "cases.number", "cases opened at a rate against a Poisson law",
        partial(asking.number_of_cases, requests=30_000, played=30_000), {"requests": _MORE * 30_000},
    ),
    Check("records.number", "records in a window against a Poisson law", asking.mean_records, {"bias": _MORE}),
    Check(
        "requests.in_time", "share of look-ups in time: exponential age, delay, purge grid",
        partial(asking.hit_share, requests=40_000), {"kept": _MORE * asking.KEPT},
    ),
    Check("errors.share", "share of items with an error", partial(erring.errors_made, played="60 %", rate=0.6),
          {"rate": _MORE * 0.6}),
    Check("told.share", "share of the exposed who are told by the end", told.notified,
          {"share": _MORE * told.SHARE}),
    Check("copies.people", "people exposed by copies of 8 % of a store and by requests",
          partial(copied.exposed, 400_000), {"claimed": _MORE * copied.COPIED}),
    Check("mirror.people", "people whom a mirror of their region makes reachable", partial(mirrored.reached, _MANY),
          {"region": _LESS * mirrored.REGION}),
    Check("taps.people", "people with a record that crosses a tap", partial(tapped.seen, _MANY),
          {"crossing": _MORE * 0.5}),
    Check("accounts.removed", "accounts removed for want of an identity", partial(registered.closed, _MANY),
          {"verify": _MORE * registered.VERIFY}),
    Check("accounts.refused", "people refused a new account", partial(registered.refused, _MANY),
          {"verified": _LESS * registered.VERIFIED}),
    Check("stores.filling", "worst relative difference of what a store holds after its period is lengthened",
          _filling, ROUNDING),
    Check("twin.rows", "rows that differ where every record is an event instead of looked up", _twin, 0.5),
    Check("requests.age", "mean age of what is found", partial(asking.mean_age_served, requests=40_000),
          {"mean_age": _MORE * asking.MEAN_AGE}, quick=False),
    Check("chain.in_time", "share of chains of two look-ups in time", chain.both_in_time,
          {"kept_second": _MORE * chain.KEPT_SECOND}, quick=False),
    Check("freeze.in_time", "needs met where a freeze precedes the request", partial(frozen.met, lag=frozen.TO_FREEZE),
          {"lag": frozen.TO_FREEZE + BIAS * frozen.KEPT}, quick=False),
    Check("people.distinct", "distinct people among as many picks as people", exposed.occupancy,
          {"missed": BIAS}, quick=False),
    Check("contacts.reached", "people whom a chain of two hops reaches", partial(searched.reached, 2, cases=60.0),
          {"per_day": _MORE * searched.PER_DAY}, quick=False),
    Check("orders.bound", "operators that a notice binds", changing.bound, 0.1, quick=False),
    Check("breaches.number", "breaches where the hazard rises as security decays", breached.number_of_breaches, 0.1,
          quick=False),
    Check("desk.wait", "mean wait at a desk against Erlang C", partial(queues.erlang, 2.1, replications=40), 0.05,
          quick=False),
    Check("duties.open", "share of time that a duty is not met", partial(retention.open_deficits, replications=6), 0.05,
          quick=False),
)  # fmt: skip
"""In the order in which they are played."""


def seed_of(seed: int, name: str, play: int) -> int:
    """Return the seed of one play of one check: the same for the same seed of `exposim verify`."""
    return name_key("verify", seed, name, play) >> 33


def verified(check: Check, seed: int) -> Compared:
    """Play a check as often as its power wants, and return what the plays say together."""
    first = check.play(seed=seed_of(seed, check.name, 0))
    margin = check.margin(seed_of(seed, check.name, 0), first.expected)
    wanted = min(check.most, plays_needed(margin, first.error, first.freedom))
    return compared([first, *(check.play(seed=seed_of(seed, check.name, play)) for play in range(1, wanted))], margin)
