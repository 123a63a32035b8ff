"""The inspections of a replication: who inspects whom, at which desks, and what visits do."""

from collections.abc import Sequence

from sim.actors.aftermath import Connections, Contractors, Takes
from sim.actors.attention import Reason
from sim.actors.copying import Copying
from sim.actors.desk import Desk
from sim.actors.inspection import Inspectorate
from sim.actors.operator import Operator
from sim.actors.rounds import Rounds
from sim.actors.target import Peers
from sim.actors.visit import Plan
from sim.build.agencies import Seat
from sim.build.context import Context, sampler
from sim.build.rounds import build_rounds, capacity, reasons_of
from sim.draw.hashing import name_key, plain_fold
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
    reasons, found = reasons_of(seat), []
    for channel in CHANNELS:
        staff = inspectors.staff * plan.effort_of(channel)  # type: ignore[arg-type]  # one of the two channels
        most = capacity(context, _visit_plan(plan, channel), channel, staff, calendar, targets)
        key = context.decision("visit").at(plain_fold(seat.key, name_key(channel)))
        rounds = build_rounds(context, plan, channel, key, most, targets)
        if staff <= 0 or not rounds.paces:
            continue
        desk = Desk(context.clock, calendar, context.ledger, name=f"{seat.entry}: {channel}", staff=staff)
        desks.append(desk)
        found.append(_inspectorate(context, seat, channel, desk, calendar, key, rounds, reasons, everybody, copying))
    return found


def _inspectorate(
    context: Context,
    seat: Seat,
    channel: str,
    desk: Desk,
    calendar: Calendar,
    key: int,
    rounds: Rounds,
    reasons: Sequence[Reason],
    everybody: Sequence[Peers],
    copying: Copying,
) -> Inspectorate:
    assert seat.block.inspections is not None
    visit, effects = _visit_plan(seat.block.inspections, channel), context.scenario.effects
    given = seat.block.practice.notice_given.get(channel, 1.0)  # type: ignore[call-overload]  # one of the two

    def takes(operator: Operator, by: str, stage: str, key: int, share: float) -> None:
        copying.take(operator, agency=seat.entry, channel=by, stage=stage, key=key, share=share)

    return Inspectorate(
        context.clock,
        context.ledger,
        desk,
        calendar,
        agency=seat.entry,
        days=context.scenario.days,
        key=key,
        plan=Plan(channel, sampler(visit.takes), sampler(visit.travel), visit.copies, visit.consults, given),
        rounds=rounds,
        reasons=reasons,
        connections=_connections(context, seat.entry, channel, visit, takes),
        contractors=_contractors(context, seat, channel, visit, takes),
        effects=effects.notice,
        outage_takes=sampler(effects.notice.damage.takes),
        corrected=effects.duties.corrected,
        prepared=lambda operator: [other for other in everybody if other.operator.entry == operator.entry],
        takes=takes,
    )


def _connections(context: Context, agency: str, channel: str, visit: VisitPlan, takes: Takes) -> Connections | None:
    left = visit.leaves_connection
    if left is None:
        return None
    return Connections(
        context.clock, context.ledger, agency=agency, channel=channel, share=left.share, days=left.stays, takes=takes
    )


def _contractors(context: Context, seat: Seat, channel: str, visit: VisitPlan, takes: Takes) -> Contractors | None:
    third = seat.block.inspections.contractor if seat.block.inspections else None
    if third is None:
        return None
    return Contractors(
        context.clock,
        context.ledger,
        agency=seat.entry,
        channel=channel,
        share=third.share,
        leaks_per_day=third.leaks,
        copies=visit.copies,
        takes=takes,
        days=context.scenario.days,
    )


def _visit_plan(plan: Inspections, channel: str) -> VisitPlan:
    return plan.onsite if channel == "onsite" else plan.remote
