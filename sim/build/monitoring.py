"""The filters of a replication, their moderators, whom they report to, and watch lists of people."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sim.actors.case import Docket
from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.flags import Flags
from sim.actors.monitor import Moderation, Monitor, Recipient, Rules, moderators_of
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.actors.watch_list import WatchList
from sim.actors.watch_reports import Reports
from sim.build.agencies import Seat
from sim.build.context import Context, sampler
from sim.draw.hashing import name_key, plain_fold
from sim.scenario.blocks.monitoring import Monitored, Monitoring

_CASE = 1 << 20  # of the numbers of a flag: no column has it


class Receiving(NamedTuple):
    """One agency as filters and operators report to it."""

    seat: Seat
    dockets: Mapping[str, Docket]  # by population
    watch: WatchList | None


def build_watch_list(context: Context, seat: Seat, operators: Sequence[Operator]) -> WatchList | None:
    """Build the watch list of an agency, on whose people all operators of its country report; None without one."""
    block = seat.block.watch.people
    if block is None:
        return None
    country = seat.block.jurisdiction
    if country not in context.reports:
        own = [o for o in operators if o.country == country and o.kind in ("access", "platform")]
        context.reports[country] = Reports(context.ledger, own)
    return WatchList(
        context.clock,
        context.ledger,
        agency=seat.entry,
        sources=block.sources,
        at_most=block.at_most,
        stays_days=block.stays,
        reports=context.reports[country],
    )


def build_monitors(
    context: Context,
    census: Census,
    operators: Sequence[Operator],
    receiving: Sequence[Receiving],
    desks: list[Desk],
) -> list[Monitor]:
    """Build every filter, one part for each platform and category; desks of moderators are added to `desks`."""
    found = []
    for name, block in context.scenario.monitoring.items():
        where = [o for o in operators if o.kind == "platform" and (not block.operators or o.entry in block.operators)]
        moderation = _moderation(context, name, block, where, desks)
        recipients = [_recipient(context, part) for part in receiving if part.seat.entry == block.reports_to]
        for operator in where:
            for category in block.categories:
                rules = _rules(context, name, block, category, operator)
                flags = _flags(context, census, name, block, operator, category)
                monitor = Monitor(context.clock, context.ledger, census, operator, rules, flags, moderation, recipients)
                found.append(monitor)
    return found


def _moderation(
    context: Context, name: str, block: Monitoring, where: Sequence[Operator], desks: list[Desk]
) -> Moderation | None:
    if block.moderators is None or not where:
        return None
    given = block.moderators.desk
    calendar = context.calendar(given.hours, where[0].place)
    desk = Desk(context.clock, calendar, context.ledger, name=moderators_of(name), staff=given.staff)
    desks.append(desk)
    return Moderation(desk, sampler(given.handling), block.moderators.mistaken)


def _rules(context: Context, name: str, block: Monitoring, category: Monitored, operator: Operator) -> Rules:
    return Rules(
        monitor=name,
        category=category,
        removes=block.removes,
        reviewed=category in block.reviews,
        reported=category in block.reports,
        pursued=block.pursued,
        runs=_runs(context, block, operator),
        posts_stay_up=lambda: operator.has_deficit("content_control"),
    )


def _runs(context: Context, block: Monitoring, operator: Operator) -> Callable[[float], bool]:
    """Return whether the filter of an operator is on at a time: by its own days, and by the law that orders it."""

    def day(border: date | None, missing: float) -> float:
        return missing if border is None else float((border - context.scenario.start).days)

    first, last, law = day(block.effective, float("-inf")), day(block.ended, float("inf")), block.law

    def runs(time: float) -> bool:
        ordered = law is None or (operator.complies and law in operator.statute.at(time).laws)
        return ordered and first <= time < last

    return runs


def _flags(
    context: Context, census: Census, name: str, block: Monitoring, operator: Operator, category: Monitored
) -> list[Flags]:
    """Return the right and the wrong flags of each population: more of the one leave the other alone."""
    draw = context.decision("flag")
    shares = ((True, block.unlawful * block.true_positive), (False, (1.0 - block.unlawful) * block.false_positive))
    return [
        Flags(
            operator,
            people,
            category,
            key=draw.at(
                name_key("monitoring", name), operator.key, name_key(category), people.world.key, int(unlawful)
            ),
            share=share,
            unlawful=unlawful,
            days=context.scenario.days,
        )
        for people in census.populations.values()
        for unlawful, share in shares
    ]


def _recipient(context: Context, part: Receiving) -> Recipient:
    seat, geography = part.seat, context.geography

    def covers(author: Subject) -> bool:
        place = author.home.place
        return seat.place in (None, place) and geography.country(place) == seat.block.jurisdiction

    def enlist(author: Subject) -> None:
        if part.watch is not None:
            part.watch.flagged(author)

    def open_about(author: Subject, platform: Operator, at: float, key: int) -> None:
        part.dockets[author.home.population].open_about(author, platform, at, plain_fold(key, _CASE))

    return Recipient(seat.entry, covers, enlist, open_about)
