"""The frame of a run: what the ledger and the measures must know beside the facts."""

from datetime import date

from sim.actors.people import Census
from sim.build.context import Context
from sim.build.costs import prices_of
from sim.build.stores import duties_of
from sim.ledger.frame import Frame, Period, PlaceInfo


def frame_of(context: Context, census: Census) -> Frame:
    """Return the frame of a replication."""
    scenario, geography = context.scenario, context.geography

    def day(border: date) -> float:
        return float((border - scenario.start).days)

    ranges: dict[tuple[str, ...], tuple[int, int]] = {}
    people_at: dict[str, int] = dict.fromkeys(geography.places, 0)
    for name, people in census.populations.items():
        for part in people.world.classes:
            first = people.offset + part.first
            key = (name, part.place, part.access) if part.access else (name, part.place)
            ranges[key] = (first, first + part.size)
            people_at[part.place] += part.size
    return Frame(
        start=scenario.start,
        days=scenario.days,
        warmup_days=scenario.warmup,
        periods=tuple(Period(name, day(span.start), day(span.end)) for name, span in scenario.periods.items()),
        places=tuple(PlaceInfo(place, *geography.position(place), people_at[place]) for place in geography.places),
        people=census.people,
        offsets={name: people.offset for name, people in census.populations.items()},
        duties=duties_of(context),
        activity_picked=any(a.cases is not None and a.cases.picks == "activity" for a in scenario.agencies.values()),
        class_ranges=ranges,
        overlap_key=context.decision("overlap").key,
        prices=prices_of(context, census),
    )
