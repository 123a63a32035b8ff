"""The inspections of a replication: plans, rates within the inspectors' hours, desks."""

from collections.abc import Mapping, Sequence

from sim.actors.copying import Copying
from sim.actors.desk import Desk
from sim.actors.inspection import Inspectorate, Plan
from sim.actors.target import Peers
from sim.build.agencies import Seat
from sim.build.context import Context, sampler
from sim.scenario.blocks.inspecting import Inspections, VisitPlan
from sim.world.calendar import Calendar

CHANNELS = ("onsite", "remote")


def build_inspectorates(
    context: Context,
    seat: Seat,
    everybody: Sequence[Peers],
    copying: Copying,
    desks: list[Desk],
) -> list[Inspectorate]:
    """Build the inspections of an agency, one part for each channel that has hours."""
    plan, inspectors = seat.block.inspections, seat.block.inspectors
    if plan is None or inspectors is None:
        return []
    place = seat.place or context.geography.first_of(seat.block.jurisdiction)
    calendar = context.calendar(inspectors.hours, place)
    targets = [
        peers
        for peers in everybody
        if peers.operator.country == seat.block.jurisdiction and seat.place in (None, peers.operator.place)
    ]
    found = []
    for channel in CHANNELS:
        staff = inspectors.staff * plan.effort_of(channel)  # type: ignore[arg-type]  # one of the two channels
        rates = _rates(context, plan, channel, staff, calendar, targets)
        if staff <= 0 or not rates:
            continue
        desk = Desk(context.clock, calendar, context.ledger, name=f"{seat.entry}: {channel}", staff=staff)
        desks.append(desk)
        found.append(_inspectorate(context, seat, channel, desk, calendar, rates, everybody, copying))
    return found


def _inspectorate(
    context: Context,
    seat: Seat,
    channel: str,
    desk: Desk,
    calendar: Calendar,
    rates: Mapping[Peers, float],
    everybody: Sequence[Peers],
    copying: Copying,
) -> Inspectorate:
    assert seat.block.inspections is not None
    visit, effects = _visit_plan(seat.block.inspections, channel), context.scenario.effects
    given = seat.block.practice.notice_given.get(channel, 1.0)  # type: ignore[call-overload]  # one of the two
    return Inspectorate(
        context.clock,
        context.ledger,
        desk,
        calendar,
        agency=seat.entry,
        key=seat.key,
        plan=Plan(channel, sampler(visit.takes), sampler(visit.travel), visit.copies, visit.consults, given),
        rates=rates,
        days=context.scenario.days,
        draw=context.decision("visit"),
        effects=effects.notice,
        outage_takes=sampler(effects.notice.damage.takes),
        corrected=effects.duties.corrected,
        prepared=lambda operator: [other for other in everybody if other.operator.entry == operator.entry],
        takes=lambda operator, ch, stage, key, share: copying.take(
            operator, agency=seat.entry, channel=ch, stage=stage, key=key, share=share
        ),
    )


def _visit_plan(plan: Inspections, channel: str) -> VisitPlan:
    return plan.onsite if channel == "onsite" else plan.remote


def _rates(
    context: Context, plan: Inspections, channel: str, staff: float, calendar: Calendar, targets: Sequence[Peers]
) -> dict[Peers, float]:
    """Return visits per day planned of each real operator, by the described one.

    The hours of the channel are shared out over all real operators by weight. A fixed rate is that of an operator of
    weight 1, and is cut down to what the hours allow.
    """
    weights = {peers: plan.targets.weights.get(peers.operator.entry, 1.0) for peers in targets}
    real = sum(weight * peers.operator.weight for peers, weight in weights.items())
    days = context.scenario.days
    hours = _officers(targets, channel, days) * _hours(_visit_plan(plan, channel))
    capacity = staff * 24 * calendar.worked(days) / days / hours if hours > 0 else float("inf")
    if channel in plan.rate:
        rate = min(plan.rate[channel], capacity / real) if real else 0.0
        return {peers: rate * weight for peers, weight in weights.items()}
    if not real or capacity == float("inf"):
        return {}
    return {peers: plan.planned * capacity * weight / real for peers, weight in weights.items()}


def _hours(visit: VisitPlan) -> float:
    return 24 * (visit.takes.mean + visit.travel.mean)


def _officers(targets: Sequence[Peers], channel: str, days: float) -> int:
    """Return the most officers that any law of the run wants at a visit."""
    rules = [
        statute.at(time).channel(channel)
        for statute in {peers.operator.statute for peers in targets}
        for time in (0.0, *statute.changes)
        if 0.0 <= time < days
    ]
    return max((rule.officers for rule in rules if rule is not None), default=1)
