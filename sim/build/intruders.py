"""The intruders of a replication, and the stores that agencies keep for themselves."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.actors.agency_store import AgencyStore, Insiders, Threat
from sim.actors.census import Census
from sim.actors.copying import Copying
from sim.actors.hazard import Hazard
from sim.actors.intruder import Intruder, watch
from sim.actors.operator import Operator
from sim.actors.own_records import OwnRecords
from sim.actors.people_held import PeopleHeld
from sim.actors.process import Life
from sim.build.context import Context, sampler
from sim.draw.hashing import name_key
from sim.ledger.frame import Frame
from sim.scenario.blocks.holding import Holds
from sim.scenario.blocks.intruders import EACH
from sim.scenario.blocks.intruders import Intruder as IntruderBlock


def build_intruders(
    context: Context, operators: Sequence[Operator], census: Census, copying: Copying
) -> list[Intruder]:
    """Build the intruders, one part for each operator that they break into; operators without stores have none."""
    held = PeopleHeld(context.clock, census)
    return [
        _intruder(context, name, block, operator, held, copying)
        for name, block in context.scenario.intruders.items()
        for operator in operators
        if block.hazard > 0 and block.takes > 0 and operator.stores and _among(block.operators, operator.entry)
    ]


def watch_of(context: Context, intruders: Sequence[Intruder]) -> list[Life[None]]:
    """Return the life that reads the hazards; none without intruders."""
    if not intruders:
        return []
    return [watch(context.clock, intruders, context.ledger.frame)]


def _among(targets: Sequence[str], name: str) -> bool:
    return EACH in targets or name in targets


def _intruder(
    context: Context, name: str, block: IntruderBlock, operator: Operator, held: PeopleHeld, copying: Copying
) -> Intruder:
    """Build what one kind of intruder does at one described operator.

    A platform that stands for many has the accounts of one, so its breaches are those of one and count for many. The
    people of any other operator are those of all that it stands for: its breaches are all of theirs, and each takes
    one operator's part of the people.
    """
    many = 1.0 if operator.kind == "platform" else operator.weight
    hazard = Hazard(
        context.clock,
        per_day=block.hazard * many,
        # what raises by nothing cuts no stretch of time in two: sums stay the same to the last bit
        raised_by={str(name): factor for name, factor in block.raised_by.items() if factor != 1.0},
        people_held=held.at(operator),
    )
    operator.hazards.append(hazard)
    return Intruder(
        context.clock,
        context.ledger,
        copying,
        hazard,
        name=name,
        operator=operator,
        key=context.decision("breach").at(name_key(name), operator.key),
        dwell=sampler(block.dwell),
        takes=block.takes / many,
        weight=operator.weight / many,
        days=context.scenario.days,
    )


def own_records(context: Context, agency: str, holds: Holds | None) -> OwnRecords | None:
    """Build what an agency looks up before it asks; None where it uses nothing again."""
    if holds is None or holds.reuse == 0:
        return None
    return OwnRecords(context.clock, context.ledger, agency=agency, kept_days=holds.obtained, reuse=holds.reuse)


def build_agency_stores(context: Context) -> list[AgencyStore]:
    """Build the stores of agencies that hold what they obtain; the agencies of an entry share one."""
    place_of = _places(context.ledger.frame)
    return [_store(context, name, place_of) for name, block in context.scenario.agencies.items() if block.holds]


def _store(context: Context, name: str, place_of: Callable[[NDArray[np.uint64]], NDArray[np.str_]]) -> AgencyStore:
    block = context.scenario.agencies[name]
    assert block.holds is not None
    agency, misuse = name_key("agency", name), block.holds.misuse
    return AgencyStore(
        context.ledger,
        agency=name,
        kept_days=block.holds.obtained,
        insiders=Insiders(
            context.decision("misuse").at(agency),
            misuse.rate,
            misuse.people,
            block.oversight.of,
            sampler(block.oversight.after),
        ),
        threats=[
            Threat(
                intruder,
                context.decision("breach").at(name_key(intruder), agency),
                threat.hazard,
                sampler(threat.dwell),
                threat.takes,
            )
            for intruder, threat in context.scenario.intruders.items()
            if threat.hazard > 0 and threat.takes > 0 and _among(threat.agencies, name)
        ],
        place_of=place_of,
    )


def _places(frame: Frame) -> Callable[[NDArray[np.uint64]], NDArray[np.str_]]:
    """Return what tells the homes of people by their global numbers."""
    homes = sorted((first, home[1]) for home, (first, last) in frame.class_ranges.items() if last > first)
    firsts, names = np.array([first for first, _ in homes], np.uint64), np.array([name for _, name in homes])
    return lambda persons: names[np.searchsorted(firsts, persons, side="right") - 1]
