"""The interception of a replication: taps on the map, direct access to operators, live orders."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from sim.actors.area import Area, Segment
from sim.actors.census import Census
from sim.actors.copying import Copying, touches
from sim.actors.interception import Door, Ear, Looks
from sim.actors.keeper import Keeper, Marks
from sim.actors.live import LiveOrders
from sim.actors.log_store import LogStore
from sim.actors.operator import Operator
from sim.actors.process import Life
from sim.actors.request import Requests
from sim.actors.shelf import Shelf
from sim.build.agencies import Seat
from sim.build.context import Context, sampler
from sim.build.operators import Site, destinations, marks_where
from sim.draw.hashing import name_key
from sim.law.statute import Statute
from sim.scenario.blocks.interception import Interception
from sim.scenario.blocks.vocabulary import LOGGABLE, STATES


def build_taps(context: Context, all_sites: Sequence[Site]) -> dict[str, Keeper]:
    """Return the taps that see anything in the run, by name: keepers of the records that cross them."""
    scenario = context.scenario
    return {
        name: _tap(context, name, block, all_sites)
        for name, block in scenario.interception.items()
        if block.is_tap and block.share > 0 and block.within(scenario.start, scenario.end)
    }


def _tap(context: Context, name: str, block: Interception, all_sites: Sequence[Site]) -> Keeper:
    """Build a tap, which holds what has crossed it since the first day: windows say what is taken of that."""
    marks = marks_where(context, destinations(context, all_sites), lambda path: _crosses(path, block))
    tap = Keeper(
        name=name,
        entry=name,
        key=name_key("tap", name),
        kind="tap",
        route_marks={home: _part(some, block.share) for home, some in marks.items()},
    )
    _write_down(context, tap, ["session"])
    return tap


def _write_down(context: Context, keeper: Keeper, categories: Sequence[str]) -> None:
    """Let a keeper hold all that passes it since the first day."""
    statute = Statute({}, start=context.scenario.start, jurisdiction="")
    for category in categories:
        shelf = Shelf(statute, category=category, practice_days=0.0, complies=False, crowds=())
        keeper.stores[category] = LogStore(shelf, category, ())


def _crosses(path: Sequence[str], block: Interception) -> bool:
    if block.place is not None:
        return block.place in path
    return any({one, other} == set(block.link) for one, other in pairwise(path))


def _part(marks: Marks, share: float) -> Marks:
    """Return a share of the records with some marks: of each destination alike, and more for a larger share."""
    return tuple((low, high if share >= 1.0 else low + int((high - low) * share)) for low, high in marks)


def build_interception(
    context: Context, taps: dict[str, Keeper], operators: Sequence[Operator], census: Census, copying: Copying
) -> list[Life[None]]:
    """Return the lives of all who intercept."""
    scenario, found = context.scenario, list[Life[None]]()
    for name, block in scenario.interception.items():
        if name in taps:
            found.append(_ear(context, name, block, taps[name], copying).life())
        elif not block.is_tap and block.within(scenario.start, scenario.end):
            inside = [own for own in operators if own.entry in block.operators and own.stores]
            found += [_ear(context, name, block, operator, copying).life() for operator in inside]
            found += _looks(context, name, block, [Door(own, _area(census, own)) for own in inside], copying)
    return found


def _ear(context: Context, name: str, block: Interception, keeper: Keeper, copying: Copying) -> Ear:
    opened, closes = _span(context, block)
    return Ear(
        context.clock,
        context.ledger,
        copying,
        keeper,
        agency=block.by,
        stage=block.stage if block.is_tap else "reachable",
        key=context.decision("interception").at(name_key(name), keeper.key),
        opened=opened,
        closes=closes,
        backlog=not block.is_tap,
    )


def _looks(
    context: Context, name: str, block: Interception, doors: Sequence[Door], copying: Copying
) -> list[Life[None]]:
    there = [door for door in doors if door.people > 0]
    if block.looks is None or block.looks.rate == 0 or not there:
        return []
    opened, closes = _span(context, block)
    looks = Looks(
        context.clock,
        context.ledger,
        copying,
        there,
        agency=block.by,
        key=context.decision("look").at(name_key(name)),
        per_day=block.looks.rate,
        people=block.looks.people,
        opened=opened,
        closes=closes,
    )
    return [looks.life()]


def build_live(context: Context, seat: Seat, census: Census, requests: Requests) -> LiveOrders | None:
    """Build the live orders of an agency; None where it has none.

    What they hear is looked up in the field itself, for it does not depend on what anybody keeps.
    """
    live = seat.block.live
    if live is None or live.share == 0 or seat.block.cases is None:
        return None

    @cache
    def wire_of(operator: Operator) -> Keeper:
        own = Keeper(
            name=operator.name, entry=operator.entry, key=operator.key, kind=operator.kind, share=operator.share
        )
        own.register = operator.register
        block = context.scenario.operators[operator.entry]
        passing: Sequence[str] = LOGGABLE[block.kind] or [
            *operator.stores
        ]  # a data centre passes on what it keeps for a platform
        _write_down(context, own, [category for category in passing if category not in STATES])
        return own

    return LiveOrders(
        context.clock,
        context.ledger,
        Copying(context.clock, context.ledger, census, census.counts),
        requests,
        agency=seat.entry,
        jurisdiction=seat.block.jurisdiction,
        share=live.share,
        lasts=sampler(live.lasts),
        wire_of=wire_of,
        examines=seat.block.examines,
    )


def _span(context: Context, block: Interception) -> tuple[float, float]:
    """Return the part of the run in which something is intercepted [day]."""
    start = context.scenario.start

    def day(of: date) -> float:
        return min(max(float((of - start).days), 0.0), context.scenario.days)

    return day(block.span[0]), day(block.span[1])


def _area(census: Census, operator: Operator) -> Area:
    """Return everybody of whom an operator may keep records."""
    return Area(
        [
            Segment(people.world.key, people.world.number, part.first, people.offset + part.first, part.size)
            for people in census.populations.values()
            for part in people.world.classes
            if touches(operator, part)
        ]
    )
