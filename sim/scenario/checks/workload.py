"""How much work a replication is, and the offered load of its desks: estimates from means, before anything runs."""

from collections.abc import Callable, Iterator
from math import fsum
from typing import NamedTuple

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.inspecting import Inspections, Targets, VisitPlan
from sim.scenario.blocks.operators import Operator
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES, Category, InspectionChannel
from sim.scenario.checks.bulk import looks_beside, looks_of_visits
from sim.scenario.checks.finding import Finding
from sim.scenario.checks.ground import EACH_REGION, Ground
from sim.scenario.checks.laws import in_force
from sim.scenario.checks.load import DeskLoad, load_of, open_share
from sim.scenario.checks.monitoring import flow, moderators
from sim.scenario.checks.shares import served_at, users_share
from sim.scenario.checks.standing import grounds
from sim.scenario.faults import quoted
from sim.scenario.scenario import Scenario

SECONDS_PER_REQUEST, SECONDS_PER_VISIT, SECONDS_PER_FLAG, SECONDS_TO_START = 150e-6, 100e-6, 150e-6, 2.0
SECONDS_PER_LOOK = 0.2e-6  # at one category of one person, of whom an act takes or opens it
"""Of one replication on a machine of 2024, roughly; nothing but the forecast hangs on them."""
MOST_REQUESTS = 250_000
MOST_PURGES = 100_000
"""Of a replication: some 25 us each, 2.5 s in all."""
HIGHEST_LOAD = 0.9
_LED_ON: Category = "account_activity"  # whose answers name an address, which is asked for in turn


class Expected(NamedTuple):
    """What a replication is expected to hold, from mean values; holidays, rejections and purges are left out."""

    cases: float
    requests: float  # with those that answers lead to
    visits: float
    seconds: float  # rough
    flags: float = 0.0


def expected_work(scenario: Scenario, ground: Ground) -> Expected:
    """Return the expected cases, requests and visits of one replication, and its time."""
    scenario = _grounded(scenario, lambda parts: fsum(days * share for days, share in parts) / scenario.days)
    cases = requests = visits = looks = 0.0
    flows = [(block.reports_to, flow(scenario, block)) for block in scenario.monitoring.values()]
    for name, agency in scenario.agencies.items():
        opened = fsum(_cases_per_day(agency, ground, place) for place in _areas(agency, ground)) * scenario.days
        opened += fsum(one.pursued for to, one in flows if to == name)
        cases += opened
        requests += opened * (agency.asks.requests_per_case * (1 + _followed(agency)) + agency.asks.searches_per_case)
        made = tuple(visits_of(scenario, ground, agency))
        visits += fsum(made)
        looks += looks_of_visits(scenario, ground, agency, made)
    flags = fsum(one.flags for _, one in flows)
    looks += looks_beside(scenario, ground)
    seconds = SECONDS_PER_REQUEST * requests + SECONDS_PER_VISIT * visits + SECONDS_PER_FLAG * flags
    return Expected(cases, requests, visits, seconds + SECONDS_PER_LOOK * looks + SECONDS_TO_START, flags)


def check_work(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return desks that are offered more than they can settle, and a run of very many requests."""
    if not ground.places:
        return
    for path, place, load in desk_loads(scenario, ground):
        if load > HIGHEST_LOAD:
            text = f"is offered {load:.2f} times the work that it can do, at {place!r}; wanted less than {HIGHEST_LOAD}"
            yield Finding(path, "W403", text, (("places",), ("people",), ("agencies",), ("operators",)))
    requests = expected_work(scenario, ground).requests
    if requests > MOST_REQUESTS:
        text = f"make about {requests:,.0f} requests a replication; wanted at most {MOST_REQUESTS:,}"
        yield Finding(("agencies",), "W407", text, (("places",), ("people",), ("agencies",)))
    yield from _shared_places(scenario, ground)
    yield from _purges(scenario)


def _shared_places(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Warn of agencies of one entry that stand together: the rate of their cases counts for each of them."""
    for name, agency in scenario.agencies.items():
        areas = _areas(agency, ground)
        shared = sorted({place or agency.jurisdiction for place in areas if areas.count(place) > 1})
        if agency.cases is not None and shared:
            text = f"puts {agency.count} agencies into {len(set(areas))} areas ({quoted(shared[0])} has several)"
            yield Finding(
                ("agencies", name, "count"),
                "W408",
                f"{text}; each opens all cases of its area: wanted one a place, or a part of the rate",
                (("places",),),
            )


def _purges(scenario: Scenario) -> Iterator[Finding]:
    for name, operator in scenario.operators.items():
        wakes = len(operator.keeps) * scenario.days / operator.purge_every
        if wakes > MOST_PURGES:
            text = f"wakes the purge jobs about {wakes:,.0f} times a replication; wanted at most {MOST_PURGES:,}"
            yield Finding(("operators", name, "purge_every"), "W409", text)


def desk_loads(scenario: Scenario, ground: Ground) -> Iterator[DeskLoad]:
    """Return the offered load of every desk, at the place where it is highest."""
    scenario = _grounded(scenario, lambda parts: max(share for _, share in parts))
    for name, agency in scenario.agencies.items():
        yield from _chain_loads(name, agency, ground)
    for name, operator in scenario.operators.items():
        if operator.kind in ("access", "platform"):
            arrivals = _arrivals(scenario, ground, name, operator)
            place = max(arrivals, key=lambda place: arrivals[place], default="")
            path = ("operators", name, "desk")
            yield DeskLoad(path, place, load_of(operator.desk, arrivals.get(place, 0.0)))
    yield from moderators(scenario, ground)


def _grounded(scenario: Scenario, share: Callable[[list[tuple[float, float]]], float]) -> Scenario:
    """Return a scenario whose rates of cases are those for which the law gives a ground: days and shares of the run."""
    agencies = {
        name: agency.model_copy(update={"cases": agency.cases.model_copy(update={"rate": agency.cases.rate * ground})})
        for name, agency in scenario.agencies.items()
        if agency.cases is not None and (ground := share(list(grounds(scenario, agency.jurisdiction)))) < 1.0
    }
    return scenario.model_copy(update={"agencies": scenario.agencies | agencies})


def _areas(agency: Agency, ground: Ground) -> list[str]:
    """Return the place of each instance of an agency; '' stands for its whole country."""
    if not agency.place:
        return [""] * agency.count
    return [place for place, number in ground.standing(agency.place, agency.count).items() for _ in range(number)]


def _cases_per_day(agency: Agency, ground: Ground, place: str) -> float:
    places = (place,) if place else ground.area(agency.jurisdiction, ())
    return agency.cases.rate * ground.residents(places) if agency.cases else 0.0


def _followed(agency: Agency) -> float:
    """Return the requests that one request leads to by habit: at most one for each account item."""
    asks = agency.asks
    return asks.mean_items * asks.categories.get(_LED_ON, 0.0) * asks.follow


def _items_per_day(agency: Agency, ground: Ground, place: str) -> float:
    """Return the items per day that the agency of a place drafts, those that answers lead to among them."""
    asks = agency.asks
    per_case = asks.requests_per_case * (asks.mean_items + _followed(agency)) + asks.searches_per_case
    return _cases_per_day(agency, ground, place) * per_case


def _chain_loads(name: str, agency: Agency, ground: Ground) -> Iterator[DeskLoad]:
    places = _areas(agency, ground)
    busiest = max(places, key=lambda place: _items_per_day(agency, ground, place), default="")
    items, at = _items_per_day(agency, ground, busiest), ("agencies", name, "chain")
    where = busiest or agency.jurisdiction
    chain = agency.chain
    for step_name, step in (("draft", chain.draft), ("spoc", chain.spoc), ("authorise", chain.authorise)):
        if step is None:
            continue
        back = getattr(step, "back", 0.0)
        items /= 1 - back  # what is sent back comes again
        if step.desk is not None:
            yield DeskLoad((*at, step_name, "desk"), where, load_of(step.desk, items))
        items *= 1 - back - getattr(step, "declined", 0.0) - getattr(step, "rejected", 0.0)


def _arrivals(scenario: Scenario, ground: Ground, name: str, operator: Operator) -> dict[str, float]:
    """Return the items per day that one operator of an entry gets, by the place where it stands."""
    standing = ground.standing(operator.place, operator.count)
    if operator.kind == "access":
        asked = {
            p: _asked_at(scenario, ground, p, served_at(scenario, ground, p).get(name, 0.0)) for p in ground.people
        }
        if tuple(operator.place) == (EACH_REGION,):
            return {place: asked.get(place, 0.0) / number for place, number in standing.items()}
        return dict.fromkeys(standing, fsum(asked.values()) / operator.count)
    platforms = [other for other in scenario.operators.values() if other.kind == "platform"]
    accounts = fsum(_accounts(scenario, other) for other in platforms)
    alone = not any(other.kind == "access" for other in scenario.operators.values())
    items = fsum(
        _cases_per_day(agency, ground, place) * (_items_per_case(agency, network=False) + alone * _subscribers(agency))
        for agency in scenario.agencies.values()
        for place in _areas(agency, ground)
    )
    return dict.fromkeys(
        standing, items * _accounts(scenario, operator) / accounts / operator.count if accounts else 0.0
    )


def _accounts(scenario: Scenario, platform: Operator) -> float:
    """Return the mean number of accounts that a person has at all real operators of an entry."""
    return users_share(scenario, platform) * (platform.stands_for or platform.count)


def _items_per_case(agency: Agency, *, network: bool) -> float:
    """Return the items of a case that access operators, or else platforms, are asked for."""
    asks = agency.asks
    share = fsum(share for name, share in asks.categories.items() if (name in NETWORK_CATEGORIES) == network)
    own = asks.requests_per_case * (asks.mean_items * share + (_followed(agency) if network else 0.0))
    return own if network else own + asks.hops_per_case


def _subscribers(agency: Agency) -> float:
    """Return the items of a case about who a subscriber is: where there is no access operator, platforms are asked."""
    asks = agency.asks
    return asks.requests_per_case * asks.mean_items * asks.categories.get("subscriber", 0.0)


def _asked_at(scenario: Scenario, ground: Ground, place: str, served: float) -> float:
    """Return the items per day about people of a place that an access operator of such a share of them is asked for."""
    asked = 0.0
    for agency in scenario.agencies.values():
        per_case, areas = _items_per_case(agency, network=True) * served, _areas(agency, ground)
        per_case += agency.asks.dumps_per_case * (served > 0)
        here = areas.count(place) or areas.count("") * (ground.country.get(place) == agency.jurisdiction)
        asked += here * per_case * (agency.cases.rate if agency.cases else 0.0) * ground.residents((place,))
    return asked


def visits_of(scenario: Scenario, ground: Ground, agency: Agency) -> Iterator[float]:
    """Return the expected visits that are played, by each channel of an agency's inspections."""
    plan, inspectors = agency.inspections, agency.inspectors
    if plan is None or inspectors is None:
        return
    open_hours = inspectors.staff * 24 * open_share(inspectors.hours)
    targets = [_targets(scenario, ground, agency, place) for place in _areas(agency, ground)]
    channels: tuple[tuple[InspectionChannel, VisitPlan], ...] = (("onsite", plan.onsite), ("remote", plan.remote))
    for channel, visit in channels:
        days, officers = _allowed_days(scenario, agency.jurisdiction, channel)
        hours = 24 * officers * (visit.takes.mean + visit.travel.mean)
        most = open_hours * plan.effort_of(channel) / hours if hours > 0 else 0.0
        yield fsum(_visits_per_day(plan, channel, most, area) for area in targets) * days


def yearly_load(scenario: Scenario, ground: Ground, agency: Agency) -> tuple[str, float]:
    """Return the place where visits every year take most of the hours on site, and what part of them they take."""
    plan, inspectors = agency.inspections, agency.inspectors
    assert plan is not None
    assert inspectors is not None
    _, officers = _allowed_days(scenario, agency.jurisdiction, "onsite")
    hours = 24 * officers * (plan.onsite.takes.mean + plan.onsite.travel.mean)
    there_are = inspectors.staff * 24 * open_share(inspectors.hours) * plan.effort_of("onsite")
    loads = {
        place: fsum(target.real * target.each_year for target in _targets(scenario, ground, agency, place)) / 365.25
        for place in _areas(agency, ground)
    }
    place = max(loads, key=lambda place: loads[place])
    return place, loads[place] * hours / there_are if there_are else 0.0


class _Target(NamedTuple):
    """Operators of one entry in an area: those visited on their own or in groups, real ones, weight among visits."""

    played: int
    real: float
    weight: float
    each_year: float


def _visits_per_day(plan: Inspections, channel: InspectionChannel, most: float, area: list[_Target]) -> float:
    played = sum(target.played for target in area)
    if channel in plan.rate:
        real = fsum(target.real for target in area)
        return min(plan.rate[channel], most / real) * played if real else 0.0
    weighted = fsum(target.weight * target.real for target in area)
    return plan.planned * most * fsum(t.weight * t.played for t in area) / weighted if weighted else 0.0


def _targets(scenario: Scenario, ground: Ground, agency: Agency, place: str) -> list[_Target]:
    """Return the operators of an agency's area; place '' is its whole country."""
    targets = agency.inspections.targets if agency.inspections else Targets()
    found = []
    for name, operator in scenario.operators.items():
        standing = ground.standing(operator.place, operator.count)
        here = [n for at, n in standing.items() if at == place or (not place and _within(ground, at, agency))]
        real = sum(here) * (operator.stands_for or operator.count) / operator.count
        found.append(
            _Target(
                sum(here) * (1 + operator.groups),
                real,
                targets.weights.get(name, 1.0),
                targets.each_year.get(name, 0.0),
            )
        )
    return found


def _within(ground: Ground, place: str, agency: Agency) -> bool:
    return ground.country.get(place) == agency.jurisdiction


def _allowed_days(scenario: Scenario, jurisdiction: str, channel: InspectionChannel) -> tuple[float, int]:
    """Return on how many days of the run a law allows a channel, and the most officers one asks for."""
    days, officers = 0.0, 1
    for law in scenario.laws.values():
        rule = getattr(law.inspection, channel) if law.inspection else None
        if rule is not None and law.jurisdiction == jurisdiction and in_force(scenario, law):
            first, last = max(law.in_force[0], scenario.start), min(law.in_force[1], scenario.end)
            days, officers = max(days, float((last - first).days)), max(officers, rule.officers)
    return days, officers
