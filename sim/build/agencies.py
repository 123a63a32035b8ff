"""The agencies of a replication: their area, their office, their cases."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.actors.area import Area, Segment
from sim.actors.area_records import Scene
from sim.actors.by_accounts import ByAccounts
from sim.actors.case import Docket
from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.freezing import Freezes
from sim.actors.groups import NO_GROUPS, Groups
from sim.actors.habits import Habits
from sim.actors.notices import Notices
from sim.actors.office import Office, Step, Way
from sim.actors.operator import ByAge, Operator
from sim.actors.people import People
from sim.actors.request import Requests
from sim.actors.sending import Orders, Watches
from sim.build.authority import authority_of, no_time
from sim.build.context import Context, entity_key, sampler
from sim.build.errors import errors_of
from sim.build.intruders import own_records
from sim.build.searching import build_searches
from sim.draw.hashing import plain_fold
from sim.draw.variates import Sampler, chooser
from sim.law.over_time import OverTime, together
from sim.scenario.blocks.agencies import Agency as AgencyBlock
from sim.scenario.blocks.agencies import Authorise, Draft
from sim.scenario.blocks.agencies import Step as StepBlock
from sim.scenario.blocks.desk import Desk as DeskBlock
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES


class Seat(NamedTuple):
    """One agency of an entry: its number, its id, and its place; None is the whole country."""

    entry: str
    number: int
    key: int
    place: str | None
    block: AgencyBlock


def seats(context: Context) -> list[Seat]:
    """Return every agency, in the order of the scenario."""
    found = []
    for entry, block in context.scenario.agencies.items():
        places: list[str | None] = [None] * block.count
        if block.place:
            places = list(context.geography.spread(block.place, block.count))
        for number, place in enumerate(places):
            found.append(Seat(entry, number, entity_key(entry, number), place, block))
    return found


def area_of(context: Context, seat: Seat, census: Census, people: People) -> Area:
    """Return the people of a population in an agency's area: those of its place, or of its jurisdiction."""
    segments = []
    for place in context.geography.places:
        if seat.place not in (None, place) or context.geography.country(place) != seat.block.jurisdiction:
            continue
        here = people.world.people_at(place)
        if here:
            first = people.offset + here.start
            segments.append(Segment(people.world.key, people.world.number, here.start, first, len(here)))
    by_activity = seat.block.cases is not None and seat.block.cases.picks == "activity"
    return Area(segments, census.activity if by_activity else None)


def build_requests(
    context: Context,
    seat: Seat,
    by_age: ByAge,
    desks: list[Desk],
    groups: Groups = NO_GROUPS,
    freezes: Freezes | None = None,
    notices: Notices | None = None,
    apart: frozenset[int] = frozenset(),
) -> Requests:
    """Build what sends the requests of an agency, with its own desks (added to `desks`); `apart` are people played."""
    office = _office(context, seat, desks)
    return Requests(
        context.clock,
        context.ledger,
        by_age,
        agency=seat.entry,
        jurisdiction=seat.block.jurisdiction,
        office=office,
        authority=authority_of(context, seat.block, office.authorise, groups),
        freezes=freezes,
        notices=notices,
        apart=apart,
        not_asked_if_expired=seat.block.asks.not_asked_if_expired,
        examines=seat.block.examines,
        own=own_records(context, seat.entry, seat.block.holds),
        errors=errors_of(context, seat.entry, seat.block, office, by_age),
    )


def _office(context: Context, seat: Seat, desks: list[Desk]) -> Office:
    chain, block = seat.block.chain, seat.block
    place = seat.place or context.geography.first_of(seat.block.jurisdiction)
    urgent = chain.urgent
    grades = frozenset(int(grade) for grade in urgent.grades) if urgent else frozenset()
    calendar = context.calendar(chain.authorise.desk.hours if chain.authorise and chain.authorise.desk else None, place)

    def step(name: str, given: Draft | StepBlock | Authorise | None, turned_down: float, delay: Sampler) -> Step | None:
        if given is None:
            return None
        desk = _desk(context, f"{seat.entry}: {name}", given.desk, place, desks)
        work = sampler(given.desk.handling) if given.desk else no_time
        back = 0.0 if isinstance(given, Draft) else given.back
        return Step(name, desk, work, delay, back, turned_down, given.checks)

    return Office(
        draft=step("draft", chain.draft, 0.0, no_time),
        spoc=step("spoc", chain.spoc, chain.spoc.declined if chain.spoc else 0.0, no_time),
        authorise=step(
            "authorise",
            chain.authorise,
            chain.authorise.rejected if chain.authorise else 0.0,
            sampler(chain.authorise.delay) if chain.authorise else no_time,
        ),
        urgent=dict.fromkeys(urgent.skips, grades) if urgent else {},
        review_due=context.deadline(urgent.reviewed_within if urgent else None, calendar),
        rework=sampler(block.rework),
        voluntary_share=block.abroad.of_free_will.answered,
        voluntary_takes=sampler(block.abroad.of_free_will.takes),
        abroad=_ways(context, seat, place, desks),
    )


def _ways(context: Context, seat: Seat, place: str, desks: list[Desk]) -> dict[str, Way]:
    """Return the ways to records abroad that an agency knows, beside free will; its authority has a desk at home."""
    mutual, evidence, found = seat.block.abroad.mutual_assistance, seat.block.abroad.e_evidence, dict[str, Way]()
    if mutual is not None:
        given, takes, office = mutual.office.desk, sampler(mutual.takes), None
        if given is not None:
            desk = _desk(context, f"{seat.entry}: mutual assistance", given, place, desks)
            office = Step("mutual assistance", desk, sampler(given.handling), no_time)
        found["mutual_assistance"] = Way(mutual.granted, takes, takes, mutual.not_asked, office)
    if evidence is not None:
        found["e_evidence"] = Way(evidence.granted, sampler(evidence.takes), sampler(evidence.emergency))
    return found


def _desk(context: Context, name: str, block: DeskBlock | None, place: str, desks: list[Desk]) -> Desk | None:
    if block is None:
        return None
    calendar = context.calendar(block.hours, place)
    desk = Desk(context.clock, calendar, context.ledger, name=name, staff=block.staff)
    desks.append(desk)
    return desk


def build_dockets(
    context: Context,
    seat: Seat,
    scene: Scene,
    requests: Requests,
    operators: Sequence[Operator],
    groups: Groups = NO_GROUPS,
    watch: Watches | None = None,
    live: Orders | None = None,
) -> dict[str, Docket]:
    """Build the cases of an agency: a docket for each population, so that one more leaves the others' cases alone."""
    if seat.block.cases is None:
        return {}
    rate = _case_rate(context, seat)
    census = scene.census
    areas = {name: area_of(context, seat, census, people) for name, people in census.populations.items()}
    return {
        name: _docket(
            context, seat, scene, requests, operators, area, census.populations[name], rate, groups, watch, live
        )
        for name, area in areas.items()
        if area.people
    }


def _case_rate(context: Context, seat: Seat) -> OverTime[float]:
    """Return the cases per person and day over time: as many as there are, less those without a ground in law."""
    ground = context.statute(seat.block.jurisdiction).over_time()
    rate = context.over_time(lambda scenario: cases.rate if (cases := scenario.agencies[seat.entry].cases) else 0.0)
    return together(ground, rate).of(lambda both: both[0].access.ground * both[1])


def _docket(
    context: Context,
    seat: Seat,
    scene: Scene,
    requests: Requests,
    operators: Sequence[Operator],
    area: Area,
    people: People,
    rate: OverTime[float],
    groups: Groups,
    watch: Watches | None,
    live: Orders | None,
) -> Docket:
    asks, rate_per_day = seat.block.asks, rate.of(lambda per_person: per_person * area.people)
    access = {operator.name: operator for operator in operators if operator.kind == "access"}
    platforms = _platforms(operators, people.world.name)
    return Docket(
        context.clock,
        context.ledger,
        scene.census,
        requests,
        agency=seat.entry,
        key=plain_fold(seat.key, people.world.key),
        area=area,
        rate_per_day=max(rate_per_day.within(0.0, context.scenario.days)),
        rate_at=rate_per_day.at_each if rate_per_day.changes else None,
        days=context.scenario.days,
        draw=context.decision("case"),
        habits=Habits(
            chooser(asks.categories),
            chooser(asks.about),
            chooser(asks.grades),
            sampler(asks.lag.act_to_report),
            sampler(asks.lag.report_to_request),
            sampler(asks.lag.report_to_freeze) if asks.lag.report_to_freeze else None,
            sampler(asks.window),
            asks.requests_per_case,
            asks.items_per_request,
            asks.follow,
            sampler(asks.people_per_request) if asks.people_per_request else None,
        ),
        access=access,
        platforms=platforms,
        groups=groups,
        watch=watch,
        live=live,
        turnover=people.paths is not None and people.paths.has_turnover,
        searches=build_searches(context, asks, scene, requests, area=area, access=access, platforms=platforms),
    )


def _platforms(operators: Sequence[Operator], population: str) -> Mapping[str, ByAccounts]:
    """Return which platform an act took place on: in proportion to accounts, among those that log the category.

    Where there are access operators, who a subscriber is and what the network saw is asked of them alone.
    """
    platforms = [operator for operator in operators if operator.kind == "platform"]
    categories = {category for operator in platforms for category in operator.stores}
    if any(operator.kind == "access" for operator in operators):
        categories -= NETWORK_CATEGORIES
    return {
        category: _by_accounts([o for o in platforms if category in o.stores], population)
        for category in sorted(categories)
    }


def _by_accounts(platforms: Sequence[Operator], population: str) -> ByAccounts:
    return ByAccounts(platforms, [operator.share_of(population) * operator.weight for operator in platforms])
