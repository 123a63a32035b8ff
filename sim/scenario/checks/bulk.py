"""How many people acts in bulk look at one by one: copies, connections, taps, direct access and thefts, from means.

Classes of up to 100,000 people (of one home and access operator) are gone through; larger ones are drawn when the run
ends, whatever the number of acts.
"""

from collections.abc import Callable, Iterator, Sequence
from math import fsum

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.inspecting import VisitPlan
from sim.scenario.blocks.intruders import EACH
from sim.scenario.blocks.operators import Operator
from sim.scenario.checks.ground import EACH_REGION, Ground
from sim.scenario.checks.moving import MOST_PEOPLE
from sim.scenario.checks.shares import served_at, users_share
from sim.scenario.scenario import Scenario

_CHOOSING = 0.05
"""Of a look at one category of somebody: what it costs to find out whether an act is about a person."""
MOVE = 0.2
"""Likewise what each of somebody's moves costs, which lies between time 0 and what is looked at."""
PURGE, MISUSE = 125, 500
"""Likewise a waking of a purge job, and one misuse of what an agency holds."""
BREACH, THEFT = 1_250, 5_000
"""Likewise what a breach costs, of a described operator or not, and what is taken of a described one each time."""
_LONGEST_STEP = 30.0  # days that somebody who listens leaves between two looks, or what is kept if that is less
_SHORTEST_STEP = 1.0
_AGES = 3652.5  # days, in place of for ever


def looks_of_visits(scenario: Scenario, ground: Ground, agency: Agency, visits: Sequence[float]) -> float:
    """Return how many looks the visits of an agency take, by what each channel takes; `visits` on site, then remote."""
    plan = agency.inspections
    if plan is None:
        return 0.0
    weights = {
        name: operator.count * plan.targets.weights.get(name, 1.0) for name, operator in scenario.operators.items()
    }
    whole = fsum(weights.values()) or 1.0

    def each(share: float) -> float:
        return fsum(weights[name] * _looks(scenario, ground, name, share) for name in weights) / whole

    return fsum(many * _of_one(visit, each) for many, visit in zip(visits, (plan.onsite, plan.remote), strict=False))


def _of_one(visit: VisitPlan, each: Callable[[float], float]) -> float:
    left = visit.leaves_connection
    return each(visit.copies) + each(visit.consults) + (left.share * each(1.0) if left is not None else 0.0)


def looks_beside(scenario: Scenario, ground: Ground) -> float:
    """Return how many looks interception and intruders take, and what purges and misuse come to in looks."""
    of_acts = fsum(_of_interception(scenario, ground)) + fsum(_of_intruders(scenario, ground))
    return of_acts + fsum(_of_rates(scenario))


def _of_rates(scenario: Scenario) -> Iterator[float]:
    for operator in scenario.operators.values():
        yield PURGE * len(operator.keeps) * scenario.days / operator.purge_every
    for agency in scenario.agencies.values():
        if agency.holds is not None:
            yield MISUSE * agency.holds.misuse.rate * scenario.days


def _of_interception(scenario: Scenario, ground: Ground) -> Iterator[float]:
    for tap in scenario.interception.values():
        first, last = max(tap.span[0], scenario.start), min(tap.span[1], scenario.end)
        days = 0.0 if tap.off else max(float((last - first).days), 0.0)
        if tap.is_tap:
            yield days / _LONGEST_STEP * fsum(_gone_through(scenario, ground).values())
        for name in tap.operators:
            operator = scenario.operators.get(name)
            if operator is not None and days:
                acts = 1.0 + days / _step(operator)
                yield acts * operator.count * _looks(scenario, ground, name, 1.0)


def _of_intruders(scenario: Scenario, ground: Ground) -> Iterator[float]:
    for intruder in scenario.intruders.values():
        for name, operator in scenario.operators.items():
            if name in intruder.operators or EACH in intruder.operators:
                breaches = intruder.hazard * scenario.days
                yield breaches * (operator.stands_for or operator.count) * BREACH
                acts = breaches * operator.count * (1.0 + intruder.dwell.mean / _step(operator))
                yield acts * (THEFT + _looks(scenario, ground, name, intruder.takes))


def _step(operator: Operator) -> float:
    kept = [days for days in operator.keeps.values() if days > 0]
    return max(_SHORTEST_STEP, min([_LONGEST_STEP, *kept]))


def _looks(scenario: Scenario, ground: Ground, name: str, share: float) -> float:
    """Return how many looks an act takes that is about a share of the people in the stores of one operator."""
    operator = scenario.operators[name]
    if not share or operator.kind not in ("access", "platform"):
        return 0.0
    people = _gone_through(scenario, ground)
    everybody = fsum(people.values())
    if operator.kind == "platform":
        own = everybody * users_share(scenario, operator)
        return _CHOOSING * everybody + share * len(operator.keeps) * own
    number = fsum(one.number for one in scenario.people.values()) or 1.0
    moving = fsum(one.number for one in scenario.people.values() if one.moves > 0) / number
    moves = fsum(one.number * one.moves for one in scenario.people.values()) / number
    kept = [min(days, _AGES) for days in operator.keeps.values()]
    paths = everybody * (moving + MOVE * moves * (scenario.days + fsum(kept) / max(len(kept), 1)))
    apart = operator.count if tuple(operator.place) == (EACH_REGION,) else 1
    served = fsum(many * served_at(scenario, ground, place).get(name, 0.0) for place, many in people.items())
    own = paths / apart + (1.0 - moving) * served / operator.count
    return own * (_CHOOSING + share * len(operator.keeps))


def _gone_through(scenario: Scenario, ground: Ground) -> dict[str, float]:
    """Return how many people of each place are in classes that are gone through one by one."""
    found = {}
    for place, people in ground.people.items():
        served = served_at(scenario, ground, place).values()
        parts = [people * share for share in (*served, max(0.0, 1.0 - fsum(served)))]
        found[place] = fsum(part for part in parts if part <= MOST_PEOPLE)
    return found
