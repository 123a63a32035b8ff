"""What `exposim verify` checks of each mechanism: visits, filters, lists, costs, people who move, and the others."""

from collections.abc import Sequence
from functools import partial
from math import nan

from sim.verify.check import LESS, MORE, Check
from sim.verify.checks import (
    asking,
    authorised,
    breached,
    changing,
    copied,
    costed,
    erring,
    flagged,
    frozen,
    mirrored,
    moving,
    neglected,
    queues,
    registered,
    searched,
    shared_out,
    tapped,
    targeted,
    watched,
)
from sim.verify.evidence import PValue

_MANY = 2_000_000
_TIME = 200.0  # days after the start at which people are looked at
_SOON, _SOONER = 30.0, 60.0  # decays a year: an operator neglects its duty in every play, and early
_LOAD = watched.STAY * watched.CASES
_BY_MUTUAL_ASSISTANCE = (1 - mirrored.NOT_ASKED) * mirrored.GRANTED
_OFTEN = 4000  # misuses a year


def _each_year(*, seed: int) -> PValue:
    """Compare the visits to operators that get so many a year: chance moves them about and adds none."""
    found, expected = targeted.every_year(seed=seed)
    return PValue(nan, found, expected, 0.0)


def _grade(which: int, *, seed: int) -> PValue:
    return queues.cobham(2.1, replications=40, seed=seed)[which]


def _released(*, share: float = 0.7, seed: int) -> PValue:
    """Compare the needs met where a court releases 70 % of what only a freeze has kept."""
    court = {"release": "{by: court, rejected: 30 %}", "every": "1 hours"}
    return frozen.met(frozen.TO_FREEZE, share=share, grid=1 / 24, seed=seed, **court)


def _voluntary(*, granted: float = mirrored.GRANTED, seed: int) -> PValue:
    return mirrored.met(abroad=granted, at_the_mirror=granted, way="voluntary", off=True, seed=seed)


_INSPECTION = (
    Check("visits.young", "visits to the young, four times the rate",
          partial(targeted.visited, 0.0, targeted.YOUNG_UNTIL, targeted.YOUNG), 0.05),
    Check("visits.special", "visits in a special period, three times the rate",
          partial(targeted.visited, *targeted.CONGRESS, targeted.TIMES), 0.05),
    Check("visits.each_year", "visits to operators that get four a year", _each_year, 0.02),
    Check("visits.listed", "visits that list an operator anew: a renewal process", targeted.visits_while_listed,
          {"times": MORE * targeted.LISTED}, quick=False),
)  # fmt: skip

_MONITORING = (
    Check("flags.number", "records that a filter flags, rightly or not, against a Poisson law", flagged.in_all,
          {"bias": MORE}),
    Check("flags.precision", "share of what is flagged that is unlawful", flagged.precision, 0.02),
    Check("flags.people", "people whom flagged messages expose, at both ends", flagged.exposed, {"bias": MORE},
          quick=False),
    Check("flags.left_up", "share of flagged posts that stay up while control is neglected",
          partial(flagged.left_up, decay=_SOONER), 0.02),
    Check("watch.exposed", "share of stays on a list during which a person writes", watched.exposed, 0.05),
    Check("watch.listed", "people on a watch list against M/D/infinity", watched.listed, {"load": MORE * _LOAD},
          quick=False),
    Check("watch.full", "share that finds a list full against Erlang's loss formula", watched.turned_away,
          {"load": MORE * _LOAD}, quick=False),
)  # fmt: skip

_COSTS = (
    Check("costs.staff", "what work at a desk costs, request by request", costed.staff, {"cases": MORE * costed.CASES}),
    Check("costs.recovery", "what agencies pay for answers", costed.recovery, {"cases": MORE * costed.CASES}),
    Check("costs.subscriber", "what a subscriber bears of it", costed.per_subscriber, 0.02),
)

_NEGLECT = (
    Check("answers.unreadable", "share of content that cannot be read while assistance is neglected",
          partial(neglected.unreadable, decay=_SOON), 0.05),
    Check("answers.slower", "work on a request while assistance is neglected, four times as much",
          partial(neglected.handled, neglected.SLOW, neglected=True, decay=_SOON), 0.02),
    Check("oversight.requests", "share of misuses of what requests gave that oversight finds",
          partial(neglected.found_by_oversight, neglected.REQUESTS, neglected.FINDS, misuses=_OFTEN), 0.02,
          quick=False),
    Check("oversight.visits", "the same of what visits gave, which it sees less of",
          partial(neglected.found_by_oversight, neglected.VISITS, neglected.ONSITE, misuses=_OFTEN), 0.1,
          quick=False),
)  # fmt: skip

_PEOPLE = (
    Check("people.moved", "people still with an operator: a chain of two states", partial(moving.stayed, _TIME),
          {"moves": MORE * moving.MOVES}),
    Check("people.left", "people still there, at a constant hazard of leaving", partial(moving.survived, _TIME),
          {"leaves": MORE * moving.LEAVES}),
    Check("people.entered", "people who have come and not left", partial(moving.entered, _TIME),
          {"enters": MORE * moving.ENTERS}),
    Check("people.held", "people of whom a store holds something, as they move and leave",
          partial(moving.held, visits=12), 0.05,
          quick=False),
    Check("people.first", "incidence of first exposure, censored by leaving", moving.first_exposed,
          {"cases": MORE * moving.CASES}, quick=False),
    Check("platforms.asked", "share of requests that go to a platform, by accounts", shared_out.asked, 0.05,
          quick=False),
    Check("requests.people", "people in a request, a rounded lognormal", shared_out.mean_items, {"bias": MORE},
          quick=False),
    Check("accounts.grown", "people whom a copy exposes where people open accounts", partial(registered.grown, _MANY),
          {"verified": MORE * registered.VERIFIED}),
    Check("accounts.led_on", "share of answers about accounts that lead on to an access operator", registered.led_on,
          {"verified": LESS * registered.VERIFIED}),
    Check("accounts.copied", "people whom copies expose after accounts were removed",
          partial(registered.copied_after, _MANY), {"verify": MORE * registered.VERIFY}),
)  # fmt: skip

_REQUESTS = (
    Check("judge.met", "needs met where a judge takes time and rejects a share", authorised.met_by_group, 0.05),
    Check("reviews.number", "share of requests that come to a later review", authorised.reviewed,
          {"urgent": MORE * authorised.URGENT}, quick=False),
    Check("reviews.unjustified", "share of later reviews that reject", authorised.unjustified, 0.05, quick=False),
    Check("errors.checked", "errors that three checks of a step leave", erring.left_by_checks, 0.2, quick=False),
    Check("errors.people", "people wrongly exposed by errors", erring.persons, 0.05, quick=False),
    Check("errors.unfound", "share of errors that nobody finds", erring.never_found, 0.1, quick=False),
    Check("errors.serious", "share of errors that are serious", erring.serious, 0.05, quick=False),
    Check("cases.changed", "cases after a dated change of their rate",
          partial(changing.cases, changing.DOUBLED, changing.END, per_year=2 * changing.WIDTH * changing.RATE), 0.05),
    Check("desk.opening", "wait for a desk to open", asking.opening_wait, 0.05),
    Check("desk.urgent", "wait of urgent work at a desk against Cobham", partial(_grade, 0), 0.1, quick=False),
    Check("desk.others", "wait of the other work against Cobham", partial(_grade, 1), 0.1, quick=False),
    Check("freeze.subjects", "people under a freeze, on average over time", frozen.subjects_frozen, 0.05),
    Check("freeze.released", "needs met where a court releases a share of what only a freeze has kept", _released, 0.02,
          quick=False),
    Check("abroad.voluntary", "needs met where a foreign platform answers of free will", _voluntary, 0.05),
    Check("abroad.moved", "needs met where most records were handed over with their keys",
          partial(mirrored.met, abroad=_BY_MUTUAL_ASSISTANCE, at_the_mirror=1.0), 0.02),
)  # fmt: skip

_ACCESS = (
    Check("dumps.in_all", "people in all of three dumps of an area", searched.candidates,
          {"length": MORE * searched.LENGTH}, quick=False),
    Check("dumps.in_any", "people in any of them", searched.people_of_dumps, {"length": MORE * searched.LENGTH},
          quick=False),
    Check("dumps.crowd", "people in dumps of a whole town", searched.crowd_dumped, {"length": MORE * searched.LENGTH}),
    Check("hubs.reached", "people whom chains reach through a hub", searched.reached_through_a_hub,
          {"reach": MORE * 0.4}),
    Check("stores.both", "people in both of two stores of one route", copied.two_stores, {"passing": MORE},
          quick=False),
    Check("looks.number", "looks by direct access against a Poisson law", tapped.looks,
          {"per_year": MORE * tapped.LOOKS}, quick=False),
    Check("looks.people", "distinct people looked at", tapped.looked_at, 0.02),
    Check("live.orders", "share of cases with a live order", tapped.orders, 0.05, quick=False),
    Check("live.heard", "share of live orders under which the subject writes", tapped.heard, 0.05, quick=False),
    Check("breaches.people", "people whom a breach steals from", breached.people_stolen_from, 0.05),
    Check("breaches.expected", "integrated hazard of breaches", breached.expected_breaches, 0.05, quick=False),
    Check("agency.held", "people of whom an agency holds something", breached.people_held, 0.05, quick=False),
    Check("agency.misuses", "misuses by insiders against a Poisson law",
          partial(breached.misuses, per_year=_OFTEN, played=_OFTEN), {"per_year": MORE * _OFTEN}, quick=False),
)  # fmt: skip

MECHANISMS: Sequence[Check] = (
    *_INSPECTION, *_MONITORING, *_COSTS, *_NEGLECT, *_PEOPLE, *_REQUESTS, *_ACCESS,
)  # fmt: skip
"""In the order in which they are played."""
