"""The rounds of inspectors: how often each operator is visited within the hours there are, and what brings more."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import fsum, inf

from sim.actors.attention import Ages, Layer, Pace, Reason, Roster
from sim.actors.rounds import Rounds
from sim.actors.target import Peers
from sim.build.agencies import Seat
from sim.build.context import Context, sampler
from sim.draw.hashing import name_key
from sim.scenario.blocks.inspecting import Inspections, VisitPlan
from sim.world.calendar import Calendar

INCIDENTS = frozenset({"outage", "penalised", "breach"})  # what a focus on incidents looks back at
YEAR = 365.25


def build_rounds(
    context: Context, plan: Inspections, channel: str, key: int, visits_per_day: float, targets: Sequence[Peers]
) -> Rounds:
    """Return the nominal visits of an agency through a channel.

    Parameters
    ----------
    visits_per_day : float
        As many as the hours of the channel allow.
    """
    ages, days = ages_of(context), context.scenario.days
    paces = _paces(plan, channel, visits_per_day, targets, _focused(plan, ages, days))
    return Rounds(key, days, paces, layers_of(plan, context.scenario.start), ages)


def capacity(
    context: Context, visit: VisitPlan, channel: str, staff: float, calendar: Calendar, targets: Sequence[Peers]
) -> float:
    """Return the visits per day that the hours of a channel allow; infinity if a visit takes no time."""
    days = context.scenario.days
    hours = _officers(targets, channel, days) * 24 * (visit.takes.mean + visit.travel.mean)
    return staff * 24 * calendar.worked(days) / days / hours if hours > 0 else inf


def _paces(
    plan: Inspections, channel: str, capacity: float, targets: Sequence[Peers], focused: Mapping[str, float]
) -> dict[Peers, Pace]:
    """Return how often each real operator is visited, by the described one.

    Regular visits come first. What hours are left to the plan are shared out over all real operators: a share of them
    alike, the rest by weight and, on average over the run, by age. A fixed rate is that of an operator of weight 1,
    and is cut down to what the hours allow.
    """
    yearly = {peers: _each_year(plan, channel, peers) for peers in targets}
    regular = fsum(rate * peers.operator.weight for peers, rate in yearly.items())
    fits = min(1.0, capacity / regular) if regular else 1.0
    left = max(0.0, capacity - regular)
    weights = {peers: plan.targets.weights.get(peers.operator.entry, 1.0) for peers in targets}
    weighted = fsum(weight * peers.operator.weight for peers, weight in weights.items())
    if channel in plan.rate:
        unit = min(plan.rate[channel], left / weighted) if weighted else 0.0
    elif not weighted or left == inf:
        return {peers: Pace(0.0, 0.0, fits * rate) for peers, rate in yearly.items() if regular}
    else:
        drawn = fsum(w * focused.get(p.operator.entry, 1.0) * p.operator.weight for p, w in weights.items())
        unit = plan.planned * left / drawn
    alike = plan.targets.random * unit * weighted / fsum(peers.operator.weight for peers in targets) if targets else 0.0
    unit *= 1.0 - plan.targets.random
    return {
        peers: Pace(unit * weight + alike, unit * weight, fits * yearly[peers]) for peers, weight in weights.items()
    }


def _each_year(plan: Inspections, channel: str, peers: Peers) -> float:
    return plan.targets.each_year.get(peers.operator.entry, 0.0) / YEAR if channel == "onsite" else 0.0


def _focused(plan: Inspections, ages: Mapping[str, Ages], days: float) -> dict[str, float]:
    """Return the factor that a focus on age puts on the visits of an entry, on average over its operators and time."""
    young = [focus for focus in plan.targets.focus if focus.opened_within is not None]
    return {
        entry: 1.0 + fsum((focus.weight - 1.0) * own.share_within(focus.opened_within or 0.0, days) for focus in young)
        for entry, own in ages.items()
    }


def layers_of(plan: Inspections, start: date) -> list[Layer]:
    """Return what brings more visits at known times: young operators, special periods."""
    found = [
        Layer(f"opened {number}", focus.weight - 1.0, opened_within=focus.opened_within)
        for number, focus in enumerate(plan.targets.focus)
        if focus.opened_within is not None
    ]
    for name, period in plan.special.items():
        begins, ends = (float((day - start).days) for day in (period.begins, period.ends))
        found.append(Layer(f"special {name}", period.times - 1.0, begins, ends))
    return found


def reasons_of(seat: Seat) -> list[Reason]:
    """Return what brings more visits for a while; the rosters are the agency's, whatever the channel."""
    plan, watched = seat.block.inspections, seat.block.watch.operators
    assert plan is not None
    found = [
        Reason(f"incident {number}", INCIDENTS, focus.incident_within, focus.weight - 1.0, Roster())
        for number, focus in enumerate(plan.targets.focus)
        if focus.incident_within is not None
    ]
    if watched is not None:
        kinds = frozenset[str](watched.sources)
        found.append(Reason("watched", kinds, watched.stays, watched.times - 1.0, Roster(watched.at_most)))
    return found


def ages_of(context: Context) -> dict[str, Ages]:
    """Return the ages of operators of the entries that say when they were opened."""
    found = {}
    for entry, block in context.scenario.operators.items():
        if block.opened is not None:
            low, high = block.opened.parameters[:2] if block.opened.kind == "uniform" else (0.0, 0.0)
            key = context.decision("opened").at(name_key(entry))
            found[entry] = Ages(key, sampler(block.opened), (low, high) if high > low else None)
    return found


def _officers(targets: Sequence[Peers], channel: str, days: float) -> int:
    """Return the most officers that any law of the run wants at a visit."""
    rules = [
        statute.at(time).channel(channel)
        for statute in {peers.operator.statute for peers in targets}
        for time in (0.0, *statute.changes)
        if 0.0 <= time < days
    ]
    return max((rule.officers for rule in rules if rule is not None), default=1)
