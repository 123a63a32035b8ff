"""Checks of what must add up and be said: markets, users, numbers of people, dates of the run."""

from collections.abc import Iterator
from math import fsum

from sim.scenario.blocks.operators import Operator
from sim.scenario.checks.finding import Finding, nothing_called
from sim.scenario.checks.ground import EACH_REGION, Ground
from sim.scenario.scenario import Scenario
from sim.scenario.units import show

MOST_PEOPLE = 8_000_000_000
SLACK = 1e-9
_WHOLE_RUN = "whole run"


def check_shares(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return missing and excessive markets, missing users, too many people, dates outside the run."""
    yield from _people(scenario)
    yield from _dates(scenario)
    yield from _unsaid(scenario)
    yield from _markets(scenario, ground)
    yield from _weights(scenario)


def _people(scenario: Scenario) -> Iterator[Finding]:
    total = sum(population.number for population in scenario.people.values())
    if total > MOST_PEOPLE:
        name = max(scenario.people, key=lambda name: scenario.people[name].number)
        text = f"makes {show(total, 'people')} in all; wanted at most 8 billion"
        yield Finding(("people", name, "number"), "E204", text)
    if scenario.panel > total:
        text = f"is {scenario.panel:,}, more than the {total:,} people there are: all of them are played one by one"
        yield Finding(("panel",), "W402", text, (("people",),))


def _dates(scenario: Scenario) -> Iterator[Finding]:
    run = f"{scenario.start} to {scenario.end}"
    if scenario.warmup >= scenario.days:
        text = f"is {show(scenario.warmup, 'duration')}, no less than the run of {scenario.days:g} days; wanted less"
        yield Finding(("warmup",), "E306", text)
    for name, span in scenario.periods.items():
        if name.casefold() == _WHOLE_RUN:
            text = f"is called {name!r}, as tables call all days after the warm-up; wanted another name"
            yield Finding(("periods", name), "E207", text)
        if span.start < scenario.start or span.end > scenario.end:
            yield Finding(("periods", name), "E306", f"is {span}, outside the run; wanted days within {run}")


def _unsaid(scenario: Scenario) -> Iterator[Finding]:
    for name, operator in scenario.operators.items():
        if operator.kind == "platform" and operator.users is None and not operator.users_of:
            text = "is a platform without 'users'; wanted the share of people who have an account, such as '40 %'"
            yield Finding(("operators", name), "E102", text)
        for population in operator.users_of:
            if population not in scenario.people:
                text = nothing_called(population, "population", list(scenario.people))
                yield Finding(("operators", name, "users", population), "E302", text, (("people", population),))


def users_share(scenario: Scenario, operator: Operator) -> float:
    """Return the share of all people who have an account at a platform."""
    people = sum(population.number for population in scenario.people.values())
    users = fsum(of.number * operator.users_among(name) for name, of in scenario.people.items())
    return users / people if people else 0.0


def served_at(scenario: Scenario, ground: Ground, place: str) -> dict[str, float]:
    """Return the share of the people of a place that each access entry there serves.

    An entry with `place: each region` serves the people of its region, one with `serves` those of these places, any
    other those of all places. Entries without a market share what the others leave.
    """
    here = {
        name: operator.market
        for name, operator in scenario.operators.items()
        if operator.serves_at(place)
        and (tuple(operator.place) != (EACH_REGION,) or place in ground.regions[: operator.count])
    }
    unsaid = sum(market is None for market in here.values())
    rest = max(0.0, 1.0 - fsum(market or 0.0 for market in here.values()))
    return {name: rest / unsaid if market is None else market for name, market in here.items()}


def _markets(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Compare the markets of each place with 100 %; the fullest and the emptiest place stand for the others."""
    served = {place: served_at(scenario, ground, place) for place in ground.places}
    sums = {place: fsum(markets.values()) for place, markets in served.items()}
    fullest = max(sums, key=lambda place: sums[place], default="")
    if sums.get(fullest, 0.0) > 1 + SLACK:
        parts = ", ".join(f"{name} {show(market, 'share')}" for name, market in served[fullest].items())
        text = f"makes {100 * sums[fullest]:.4g} % of the people at {fullest!r} in all ({parts}); wanted at most 100 %"
        if len(ground.places) > 1:
            text += " of the people of each place, and 'serves' where an operator does not serve those of all places"
        yield Finding(("operators", list(served[fullest])[-1], "market"), "E303", text, (("places",),))
    lacking = {place: people * (1 - min(sums.get(place, 0.0), 1)) for place, people in ground.people.items()}
    share = fsum(lacking.values()) / (fsum(ground.people.values()) or 1.0)
    if share > SLACK and any(operator.kind == "access" for operator in scenario.operators.values()):
        emptiest = max(lacking, key=lambda place: lacking[place])
        text = f"leave {100 * share:.3g} % of people without an access operator, most of them at {emptiest!r}"
        yield Finding(("operators",), "W405", text, (("places",), ("people",)))


def _weights(scenario: Scenario) -> Iterator[Finding]:
    for name, agency in scenario.agencies.items():
        for entry in agency.inspections.targets.weights if agency.inspections else ():
            if entry not in scenario.operators:
                text = nothing_called(entry, "operator", list(scenario.operators))
                path = ("agencies", name, "inspections", "targets", "weights", entry)
                yield Finding(path, "E302", text, (("operators", entry),))
